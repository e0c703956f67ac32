"""What is to be done by when (完成时限), from prose, boxes and the rows of responsibility tables.

Entries: :func:`deadlines_of` (all of them), :func:`contradictions` (pairs that set two times for one thing).
Candidates come from an index of four characters, a bounded number for each, so the cost is that of reading the text.
Not here: limits that count years (三年内).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from luoshi.base.texts import normal
from luoshi.compiler.table_heads import Role, classify_columns
from luoshi.model.document import Cell, Passage, Span
from luoshi.review.material import Material, Sentence
from luoshi.review.tenses import Tense

_MARK = re.compile(
    r"(?<!\d)(?:(?:(?:到|至|截至|力争|确保|争取|于|在|自|从)\s?)?(?P<y>20\d\d)\s?年\s?(?:(?P<m>1?\d)\s?月)?"
    r"(?P<e>秋季?(?:学期|开学)(?:起|开始|之?前)|(?:年?底|末)?(?:以前|之前|前)?)"
    r"|(?P<n>1?\d)\s?月(?:底|末|\d{1,2}日)(?:以前|之前|前))，?"
)
_CELL = re.compile(
    r"^(?:到|至)?\s?(?P<y>20\d\d)\s?年\s?(?:(?P<m>1?\d)\s?月)?"
    r"(?:年?底|末|秋季?学期)?(?:之前|以前|前|起|开始)?(?:完成)?$"
)
_MONTH = re.compile(r"^(?P<m>1?\d)\s?月(?:底|末)?(?:之前|以前|前)?(?:完成)?$")
_ONCE = re.compile(
    r"完成|实现|建成|达到|达标|出台|印发|建立|全覆盖|配齐|消除|取消|通过|创建|创成|建好|投入使用|交付|启用|上线|开工|竣工|挂牌|成立|组建|建设|新建"
    r"|(?:提高|提升|上调|调整|增加)[^，。；]{2,16}(?:标准|待遇|经费)"
)
_AT_ONCE = re.compile(r"(?:全面|全部|如期|顺利)?(?:通过|建成|创成|实现|完成|建立|出台|消除|配齐|成立)")
_PASSED = re.compile(r"通过[^，。；]{2,24}?(?:评估|检查|考核)(?:认定|验收)?")
_RAISED = re.compile(r"^(?:将|把)(?P<what>[^，。；\d]{4,20}?)(?P<verb>提高|提升|上调|调整|增加)(?:到|至|为)")
"""将班主任津贴标准提高到每月300元 is 提高班主任津贴标准."""
_AGAIN = re.compile(
    r"保持|稳定|巩固|每年|逐年|每月|每季|每学期|持续|继续|年度|当年|阶段|分批|检查(?!检验)|督查|考核|评估|总结|报送|上报|测评|巡查|招聘|培训|招生"
    r"|(?<!100)%|以内$"
)
_STAGES = re.compile(
    r"启动|开工|主体|封顶|竣工|完工|验收|交付|投入使用|启用|试运行|招生|立项|前期|设计|招标|印发|出台"
    r"|实施"
)
_DEGREE = re.compile(r"基本|初步|有效|显著|明显|大幅|率先|力争|原则上")
_IDLE = re.compile(
    r"全[省市县区州旗](?!域)|(?<=[\u4e00-\u9fff])[县区](?:域)?(?=督导)|全面|全部|彻底|任务|工作|力争|确保|尚未|仍未|没有|均(?!衡)|[的了并等应要]"
)
_MAKING = re.compile(r"建设|建成|完成")
_RATE = re.compile(r"(?P<what>[\u4e00-\u9fff]{2})率\s?(?:均|都|全部)?(?:要?达到?|为|实现|提高到|提升到)?\s?100%(?!以)")
"""达标率达到100% says what 全部达标 says, 覆盖率达到100% what 全覆盖 says."""
_REACH = re.compile(r"(?:要|可|能)?实现(?=.*全覆盖)")
_SCOPE = re.compile(
    r"县城|城区|城镇|乡镇|农村|乡村|市区|市辖|市直|[省市县区乡镇村]|高中|初中|小学|幼儿|学前|中职|高职|高校|民办|公办|普惠|超大|超|试点|示范"
    r"|首批|部分|重点|[一二三四五六七八九十][期批]|方案|规划|办法|制度|初稿|平台|系统|教师|学生|校长|年级|国家|公共|独立|新|后|配套|相关|有关"
)
_STOP = re.compile(r"[。；;！？\n]|20\d\d\s?年|1?\d\s?月(?:底|末|\d{1,2}日)")
_HEAD = re.compile(r"时限|时间|期限|完成")
_SHORTEST, _LONGEST, _GRAM, _MOST, _SERIES, _HEAD_ROWS = 7, 48, 4, 8, 3, 3
_TASK_ROLES = (Role.MEASURE, Role.PROBLEM, Role.NAME, Role.CONTENT, Role.OTHER, Role.DELIVERABLE)


@dataclass(frozen=True, eq=False)
class Deadline:
    """What is to be done by when.

    Attributes:
        year: calendar year; None where only a month is written.
        month: month; None where only a year is written.
        told: the time as written.
        words: what is to be done, without marks and idle words.
        spans: the places, the time with its words first.
        where: what tells apart the statement or the table it stands in; no pair is looked for within one.
    """

    year: int | None
    month: int | None
    told: str
    words: str
    spans: tuple[Span, ...]
    where: tuple[int, int]

    def differs_from(self, other: Deadline) -> bool:
        """Tell whether the two times cannot both be meant."""
        if self.year != other.year:
            return self.year is not None and other.year is not None
        return self.month is not None and other.month is not None and self.month != other.month


def deadlines_of(material: Material, sentences: Iterable[tuple[int, Sentence]]) -> Iterator[Deadline]:
    """Yield the deadlines that ``sentences`` (with the numbers of their statements) and the tables set."""
    period = material.plan.document.period
    year = period[0] if period and period[0] == period[1] else None
    for number, sentence in sentences:
        is_told = material.tense(sentence) in (Tense.PAST, Tense.PROBLEM)
        yield from _said(sentence, number, year, is_told=is_told)
    for number, block in material.tables:
        if block.table is None or not any(_HEAD.search(c.text) for c in block.table.cells if c.row <= _HEAD_ROWS):
            continue
        columns = classify_columns(block.table).columns
        times = [c.index for c in columns if c.role is Role.DEADLINE]
        tasks = {c.index for c in columns if c.role in _TASK_ROLES}
        if len(times) != 1:
            continue
        for row in block.table.rows():
            yield from _listed(row, times[0], tasks, number, year)


def contradictions(deadlines: Iterable[Deadline]) -> Iterator[tuple[Deadline, Deadline]]:
    """Yield pairs of deadlines that set two times for the same, the earlier place first."""
    index: dict[str, list[Deadline]] = {}
    pairs: list[tuple[Deadline, Deadline]] = []
    times: Counter[Deadline] = Counter()
    for one in deadlines:
        grams = {one.words[at : at + _GRAM] for at in range(len(one.words) - _GRAM + 1)}
        near = Counter(other for gram in grams for other in index.get(gram, ())[-_MOST:])
        for other, shared in near.most_common(_MOST):
            if shared * 3 < min(len(one.words), len(other.words)) - _GRAM:
                break
            if one.where == other.where or not _is_same(one.words, other.words):
                continue
            if one.differs_from(other):
                pairs.append((other, one))
                times.update((one, other))
        for gram in grams:
            index.setdefault(gram, []).append(one)
    # What has a time of its own in each of several years is a programme of annual steps.
    yield from ((a, b) for a, b in pairs if max(times[a], times[b]) < _SERIES)


def _said(sentence: Sentence, number: int, this_year: int | None, *, is_told: bool) -> Iterator[Deadline]:
    text = sentence.half_width
    for match in _MARK.finditer(text):
        led = match[0].startswith(("到", "至", "截", "力", "确", "争"))
        is_plain = match["y"] and not (led or match["e"])  # 2029年通过认定: a time limit only of what is to come
        if (is_plain and (is_told or not _AT_ONCE.match(text, match.end()))) or text[
            match.end() : match.end() + 1
        ] in "、和及至—-~至的起）":
            continue
        stop = _STOP.search(text, match.end())
        behind = re.split(r"[，（(]", text[match.end() : stop.start() if stop else len(text)])
        after = behind[0]
        before = re.split(r"[，。；：:]", re.sub(r"[，,]$", "", text[: match.start()]))
        here = before.pop() if not text[: match.start()].endswith(("，", ",")) else ""
        if _STOP.search(here) or re.search(r"20\d\d|每年", here):
            continue
        here = re.sub(r"^\s*\d+[.．、]\s*", "", here)
        words = here + after
        if len(normal(words)) < _SHORTEST + 1:
            if before and not here and not re.search(r"20\d\d", before[-1]):
                words = re.sub(r"^.*[\s　]", "", before[-1]) + words
            elif len(behind) > 1 and len(after) < 4:
                continue
        deadline = _deadline(words)
        if deadline is None:
            continue
        year = int(match["y"]) if match["y"] else this_year
        month = int(match["m"] or match["n"] or 0) or None
        start = max(0, match.start() - min(len(here), 20))
        if here == "" and before and words.startswith(before[-1][-6:]):
            start = max(0, match.start() - 24)
        span = sentence.span(start, min(len(text), match.end() + min(len(after), 30)))
        yield Deadline(year, month, match[0].strip("，, "), deadline, (span,), (0, number))


def _listed(row: list[Cell], time: int, tasks: set[int], number: int, this_year: int | None) -> Iterator[Deadline]:
    """Yield what the cells of a row say is to be done by the time in its column."""
    cell = next((c for c in row if c.column == time), None)
    match = _CELL.match(cell.text) or _MONTH.match(cell.text) if cell else None
    if cell is None or match is None:
        return
    year = int(match["y"]) if "y" in match.groupdict() else this_year
    for one in row:
        if one.column not in tasks or one is cell:
            continue
        parts = re.split(r"[，；;。]", one.text)
        if len(parts) > 2:
            continue
        words = _deadline(one.text, "".join(c.text for c in row))
        if words is not None:
            spans = (_short(one.passage), cell.passage.whole)
            month = int(match["m"]) if match["m"] else None
            yield Deadline(year, month, cell.text, words, spans, (1, number))


def _deadline(words: str, row: str = "") -> str | None:
    words = _RAISED.sub(r"\g<verb>\g<what>。", words).split("。")[0]
    if _AGAIN.search(_PASSED.sub("通过认定", words)) or not _ONCE.search(row or words):
        return None
    plain = _RATE.sub(lambda m: "全覆盖" if m["what"] == "覆盖" else m["what"], words)
    plain = _IDLE.sub("", normal(_REACH.sub("", plain)))[:_LONGEST]
    return plain if len(plain) >= _SHORTEST else None


def _is_same(one: str, other: str) -> bool:
    """Tell whether two wordings speak of the same thing, the words for doing it aside: 建设平台，建成运行."""
    if _reads_same(one, other):
        return True
    bare = _MAKING.sub("", one), _MAKING.sub("", other)
    return min(map(len, bare)) > _SHORTEST and bare != (one, other) and _reads_same(*bare)


def _reads_same(one: str, other: str) -> bool:
    """Tell whether two wordings speak of the same thing to the same degree, neither of a part of the other."""
    first, second = Counter(map("".join, pairwise(one))), Counter(map("".join, pairwise(other)))
    common = sum((first & second).values())
    if common < 0.8 * min(sum(first.values()), sum(second.values())) or max(len(one), len(other)) > 2 * min(
        len(one), len(other)
    ):
        return False
    if set(_DEGREE.findall(one)) != set(_DEGREE.findall(other)):
        return False
    stages = set(_STAGES.findall(one)), set(_STAGES.findall(other))
    if stages[0] != stages[1] or _numbers(one) != _numbers(other):
        return False
    rest_one, rest_other = _rests(one, other)
    if rest_one and rest_other:
        return sorted(rest_one) == sorted(rest_other)
    rest = rest_one or rest_other
    return len(rest) <= 8 and not _SCOPE.search(rest)


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:\.\d+)?", text))


def _rests(one: str, other: str) -> tuple[str, str]:
    """Return what each has that the other has not, at the same place of the order."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    kept_one = {at for block in blocks for at in range(block.a, block.a + block.size)}
    kept_other = {at for block in blocks for at in range(block.b, block.b + block.size)}
    rest_one = "".join(c for at, c in enumerate(one) if at not in kept_one)
    return rest_one, "".join(c for at, c in enumerate(other) if at not in kept_other)


def _short(passage: Passage) -> Span:
    at = len(passage.text) - len(passage.text.lstrip())
    return passage.span(at, min(len(passage.text.rstrip()), at + 60))
