"""Words and marks written twice (叠字叠词): :class:`DoubledWords`.

A doubled word is told by where words may meet: 教育教育 is a slip, 大学大学生 is two words. There is no segmentation;
the words and endings that make a meeting rightful stand in the tables here. What is not sure is left out.
Not here: sentences that are repeated (structure).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.review.material import Material, Piece
from luoshi.review.rule import Rule

_WORD = re.compile(r"([\u4e00-\u9fff])(?=([\u4e00-\u9fff]{1,7}?)\1\2)")
"""The first character of a word of two to eight that follows itself."""
_NUMERALS = set("一二三四五六七八九十百千万亿〇零两")
_REPEATABLE = re.compile(
    r".*一.*|[逐每两].*|[很老最太极].|.着|来越|大片|多少|那么|如何|非常|许多|研究|讨论|学习|了解|商量|考虑|休息|锻炼|某某|谢谢|加油|点点"
)
"""Words that may be said twice in a row: 一步一步, 研究研究."""
_LONGER = {
    "教育": "家学法工界处科股技云",
    "教师": "节法证",
    "教学": "楼法具辅能",
    "大学": "生城",
    "中学": "生",
    "小学": "生",
    "学生": "证处工科",
    "社会": "主",
    "幼儿": "园",
    "学习": "强型力",
    "研究": "生所院",
    "博士": "后生",
    "科学": "家技院",
    "管理": "处科学",
    "服务": "业区",
    "文化": "馆人",
    "体育": "馆场课",
    "科技": "馆",
    "卫生": "间院",
    "人民": "币",
    "中央": "军纪组",
    "根据": "地",
    "实验": "校区",
    "项目": "制",
    "劳动": "力课",
    "专业": "课",
    "活动": "月周",
    "工作": "日",
}
"""Words that begin a longer one with the character behind: 大学+生, so that 某大学大学生 is two words."""
_ENDINGS = set("化性型级县市区省州乡镇村路街局厅部委员者师会班组室站队库点长团")
"""Characters that make a longer word of any word (现代化, 教育部, 工作者), and the names of places (吉林吉林市)."""

_ONCE = "设展革度量率系障升务划施训策构织质育制项"
"""Characters that no word doubles: at the end of a clause a second one is too much."""
_CLAUSE_END = r"(?=[，。；：、！？”’）》〉\n]|$)"
_SINGLE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (mark, re.compile(pattern))
    for mark, pattern in (
        ("的", r"(?<![目有似])的的(?![确士])"),
        ("了", r"(?<![为除终未不])了了(?![解结却断然不])"),
        ("在", r"(?<![存现正实内旨潜所外自好贵重])在在(?![校园籍编岗职线读册建座场任乎乡外内])"),
        ("和", r"(?<![温饱缓总谦平共祥柔暖中调])和和(?![美谐平气睦解顺田县林龙政布])"),
        ("各", r"各各(?=[类级地县市校])"),
        ("将", r"(?<![上中少大主名健干闯悍老])将将(?![军要士来乐领])"),
        ("年", r"(?<=\d)年年(?=[，。；、到至起）])"),
        ("万", r"(?<=\d)万万(?=[人元名平亩册件个])"),
        ("个", r"(?<=\d)个个(?![性体人案别])"),
        ("所", r"(?<=\d)所所(?![属在有需设长])"),
        ("名", r"(?<=\d)名名(?=学生|骨干|干部|专任|优秀)"),
        ("大", rf"(?<=[一二两三四五六七八九十])大大{_CLAUSE_END}"),
        # 扩大 + 学校, where 大学校 is no word; 扩大 + 大学校园 would be two words.
        (
            "大",
            r"(?<=[扩加做壮增放])大大(?=学校(?![园区长友舍企内外级门本际名史董训风址历庆徽歌刊报车医务章方规纪领党团]))",
        ),
        *((c, rf"{c}{c}{_CLAUSE_END}") for c in _ONCE),
    )
)
_TWICE = re.compile(rf"([{''.join(dict.fromkeys(mark for mark, _ in _SINGLE))}])(?=\1)")
_MARKS = re.compile(r"[，。；：、]{2,}")
_AGAIN = re.compile(r"(?P<verb>进行|开展|实施|加强|给予|予以|加以|组织)(?P<how>[\u4e00-\u9fff]{1,4}[性式地])(?P=verb)")
_MANNERS = {"方式", "形式", "模式", "办法"}


class DoubledWords(Rule):
    """同一个词、字或标点连写了两遍：“职业职业院校”“的的”“，，”，以及“进行系统性进行”一类重复的动词。

    两个词恰好首尾同字的（教育育人、大学大学生、教育局局长、为了了解）、叠用的词（常常、处处、一步一步、方方面面）不报。
    一字重复只报有把握的：句末多出的字、不会叠用的虚字、数量词。
    """

    code = "V502"
    name = "叠字叠词"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each place."""
        for piece in material.pieces:
            taken: list[tuple[int, int]] = []
            for start, end, right in sorted(_places(piece.text), key=lambda place: (place[0], -place[1])):
                if not any(start < last and first < end for first, last in taken):
                    taken.append((start, end))
                    yield self._told(piece, start, end, right)

    def _told(self, piece: Piece, start: int, end: int, right: str) -> Finding:
        text = piece.text
        low, high = max(0, start - 6), min(len(text), end + 6)
        around = text[low:high].strip("，。；：、“” \t\n").replace("\n", "")
        message = f"“{text[start:end]}”有重复，疑应为“{right}”：…{around}…"
        # A few characters around it, so that the place can be recognised, yet no neighbour's.
        span = piece.span(max(0, start - 2), min(len(text), end + 2))
        return self.found(message, [span], f"“{text[start:end]}”改为“{right}”")


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and what belongs there, for all that is written twice."""
    for match in _WORD.finditer(text):
        at, word = match.start(), match[1] + match[2]
        if not _is_rightful(text, word, at + 2 * len(word)):
            yield at, at + 2 * len(word), word
    for match in _TWICE.finditer(text):
        at = match.start()
        if any(mark == match[1] and pattern.match(text, at) for mark, pattern in _SINGLE):
            yield at, at + 2, match[1]
    for match in _MARKS.finditer(text):
        yield match.start(), match.end(), "。" if "。" in match[0] else match[0][0]
    for match in _AGAIN.finditer(text):
        if match["how"] not in _MANNERS:
            yield match.start(), match.end(), match["how"] + match["verb"]


def _is_rightful(text: str, word: str, end: int) -> bool:
    """Whether ``word``, which stands twice before ``end``, may."""
    if set(word) <= _NUMERALS or len(set(word)) == 1 or _REPEATABLE.fullmatch(word):
        return True
    behind = text[end : end + 1]
    if len(word) > 2:
        return bool(behind) and behind in "生员者局部厅长"
    return bool(behind) and (behind in _ENDINGS or behind in _LONGER.get(word, ""))
