"""Words and marks written twice (叠字叠词): :class:`DoubledWords`.

A doubled word is told by where words may meet: 教育教育 is a slip, 大学大学生 is two words. There is no segmentation;
the endings that make a meeting rightful stand here, the words beside. What is not sure is left out.
Not here: which words meet (:mod:`luoshi.review.form.meeting_words`), single characters written twice within a word
(:mod:`luoshi.review.form.doubled_characters`), sentences that are repeated (structure).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.review.form.doubled_characters import doubled_characters
from luoshi.review.form.gathering import gathered
from luoshi.review.form.meeting_words import is_a_meeting
from luoshi.review.material import Material, Piece
from luoshi.review.rule import Rule

_WORD = re.compile(r"([\u4e00-\u9fff])(?=([\u4e00-\u9fff]{1,7}?)\1\2)")
"""The first character of a word of two to eight that follows itself."""
_NUMERALS = set("一二三四五六七八九十百千万亿〇零两")
_REPEATABLE = re.compile(
    r"一.*|[逐每两].*|.每|[很老最太极].|.着|来越|大片|多少万?|那么|如何|非常|许多|研究|讨论|学习|了解|商量|考虑|休息|锻炼|某某|谢谢"
    r"|加油|点点|见识|意思|活动|提醒|鉴定|照顾|热闹|检查|总结|比较|交流|尝试|请坐|过奖|.[红黄蓝绿白黑]|[细雪笔碧墨].|哗啦|代表"
)
"""Words that may be said twice in a row: 一步一步, 寄宿生每生每年, 研究研究."""
_ENDINGS = set("化性型级县市区省州乡镇村路街局厅部委员者师会班组室站队库点长团馆节奖")
"""Characters that make a longer word of any word (现代化, 教育部, 工作者), and the names of places (吉林吉林市)."""
_VERBS = frozenset(
    "推进 推动 提升 提高 加强 强化 落实 完善 健全 促进 深化 优化 实施 开展 建设 建立 构建 打造 扩大 增加 增强 保障"
    " 确保 加快 加大 支持 引导 鼓励 发展 巩固 拓展 整合 统筹 改善 规范 创新 坚持 围绕 实现 完成"
    " 做好 抓好 办好 继续 全面 积极 切实 不断 大力 深入 扎实 稳步".split()
)
"""Verbs and adverbs of a plan: behind them 乡 or 县 begins a new word (提升提升乡村学校), and ends none."""

_MARKS = re.compile(r"[，。；：、]{2,}")
_AGAIN = re.compile(
    r"(?P<verb>进行|开展|实施|加强|给予|予以|加以|组织|做好|抓好|落实|完善|推进|推动|促进|提高|提升|建立|健全)"
    r"(?P<how>[\u4e00-\u9fff]{1,4}(?:性|(?<![各本当异基场阵属两外工土营驻])地)|[\u4e00-\u9fff]{1,3}化|不?定期|经常|系统|全面|统一"
    r"|集中|分[类级批期步层别]|专[门项]|重点|认真|逐[一项校步年]|及时|深入|广泛|积极|持续|有[序效力]|大力|进一步|切实|严格|规范|重新|适时|提前|同步|联合|动态|实时|精准|科学"
    r"|统筹|协同|稳步|扎实|加快|着力|全力|不断|充分|主动|共同|多次|反复)(?P=verb)"
)
"""A verb said again behind the word that should stand before it: 进行定期进行, 加强全面加强."""


_MOST_COMPARED = 200_000
"""Characters of a document that are searched for the same expression once more: the cost stays bounded."""


class DoubledWords(Rule):
    """同一个词、字或标点连写了两遍，以及动词在状语前后各写一遍。

    查出：连写的词（职业职业院校），隔着状语重写的动词（进行定期进行排查），连写的虚字、量词和标点（的的，3个个）。
    动词末一字多写一遍，与后面的字又连不成词的（推进进教育改革，做大大产业），“一体两翼翼”一类口号多出的字，也查。
    同一说法在别处不重这个字的，也查。
    放过：前后两个词恰好首尾同字（教育育人、加大大型活动、扩大大中专招生、教育局局长、为了了解）；
    前后两个说法恰好首尾同词（学前教育教育教学、民办园办园行为、点对点对接）；一段末尾和下一段开头的词相同。
    同样的重复全文合成一条。可以叠用的词（常常、方方面面、一步一步、每生每年）不报，没有把握的不报。
    """

    code = "V502"
    name = "叠字叠词"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each repetition, with all places where it stands."""
        yield from gathered(self._each(material), by=lambda finding: finding.fix)

    def _each(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each place."""
        written = material.document.text[:_MOST_COMPARED]
        for piece in material.pieces:
            taken_to = 0
            is_compared = piece.passage.whole.start < _MOST_COMPARED
            found = [*_places(piece.text), *doubled_characters(piece.text, written if is_compared else "")]
            for start, end, right in sorted(found, key=lambda place: (place[0], -place[1])):
                if start >= taken_to and _is_in_one_line(material, piece, start, end):
                    taken_to = end
                    yield self._told(piece, start, end, right)

    def _told(self, piece: Piece, start: int, end: int, right: str) -> Finding:
        text = piece.text
        low, high = max(0, start - 6), min(len(text), end + 6)
        around = text[low:high].strip("，。；：、“” \t\n").replace("\n", "")
        message = f"“{text[start:end]}”有重复，疑应为“{right}”：…{around}…"
        # A few characters around it, so that the place can be recognised, yet no neighbour's.
        span = piece.span(max(0, start - 2), min(len(text), end + 2))
        return self.found(message, [span], f"“{text[start:end]}”改为“{right}”")


def _is_in_one_line(material: Material, piece: Piece, start: int, end: int) -> bool:
    """Whether the characters stand in one line: a paragraph may begin with the word that ends the one before."""
    low, high = piece.span(start, end)
    return high - low == end - start or "\n" not in material.document.text[low:high]


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and what belongs there, for all that is written twice."""
    passed, passed_to = "", 0
    for match in _WORD.finditer(text):
        at, word = match.start(), match[1] + match[2]
        end = at + 2 * len(word)
        if _is_rightful(text, word, end):
            passed, passed_to = word, end
        elif at >= passed_to or word not in passed * 2:  # 教育教育教学 holds 育教育教 as well
            yield at, end, word
    for match in _MARKS.finditer(text):
        yield match.start(), match.end(), "。" if "。" in match[0] else match[0][0]
    for match in _AGAIN.finditer(text):
        yield match.start(), match.end(), match["how"] + match["verb"]


def _is_rightful(text: str, word: str, end: int) -> bool:
    """Whether ``word``, which stands twice before ``end``, may."""
    if set(word) <= _NUMERALS or len(set(word)) == 1 or _REPEATABLE.fullmatch(word):
        return True
    if is_a_meeting(text, word, end):
        return True
    behind = text[end : end + 1]
    if word in _VERBS and behind not in "者员化型性制":
        return False
    return bool(behind) and behind in (_ENDINGS if len(word) == 2 else "生员者局部厅长")
