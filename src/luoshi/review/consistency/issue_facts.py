"""Who issued the document, when and under which number, told twice in its head (发文要素): :class:`IssueFacts`.

What is told: by the list of facts above or below the title (发文机关、发文字号、成文日期), by the title of the notice,
by the line of the number, by the signature with its date. Not here: what is not told at all (V507), documents that
are cited (V216).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from luoshi.base.dates import find_dates
from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import normal
from luoshi.model.document import BlockKind, Span
from luoshi.review.form.document_numbers import NUMBER
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_ORGAN = r"[\u4e00-\u9fff]{2,24}(?:政府|办公室|办公厅|委员会|领导小组|[厅局委部])"
_FIELD = re.compile(
    rf"(?:发\s?文\s?机\s?关|发文单位|制发机关|制定机关|发文机构)\s*[:：]?\s*(?P<organ>{_ORGAN})(?=\s|$)"
)
_NUMBER_FIELD = re.compile(r"(?:发\s?文\s?字\s?号|公文字号|文\s*号)\s*[:：]?\s*(?=[\u4e00-\u9fff])")
_NUMBER = re.compile(rf"(?P<agency>[\u4e00-\u9fff]{{2,12}})\s?{NUMBER.pattern}")
_DATE_FIELD = re.compile(r"成\s?文\s?(?:日\s?期|时\s?间)\s*[:：]?\s*(?=\d)")
_TITLE = re.compile(rf"^(?P<organ>{_ORGAN})关于[^。；]{{4,}}的(?:通知|意见|决定|函|批复|公告|通告|报告|请示)$")
_SIGNED = re.compile(rf"^(?P<organ>{_ORGAN})$")
_DATE = re.compile(r"^20\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日$")
_OFFICE = re.compile(r"(?:办公室|办公厅|厅)$")
_LINES = 60


@dataclass
class _Told:
    """One fact of the head: where it is told, in which words, at which places."""

    where: str
    value: str
    shown: str
    span: Span


@dataclass
class _Head:
    organs: list[_Told] = field(default_factory=list)
    numbers: list[_Told] = field(default_factory=list)
    dates: list[_Told] = field(default_factory=list)


class IssueFacts(Rule):
    """文件头尾的发文要素前后不一：信息表里写的发文机关、发文字号、成文日期，和标题、文号、落款不是一回事。

    发文机关一处是政府，一处是政府办公室的，标题是政府而文号是“政办发”的，也报。一处用简称（市教育局）、联合行文的，不报；
    版记里的印发机关和印发日期、网页的发布机构和发布日期本来就可以不同，不比。
    """

    code = "V221"
    name = "发文要素不一"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each fact that the head tells in two ways."""
        head = _head(material)
        fix = "对照原件统一"
        for one, other in combinations(head.organs, 2):
            if _is_other_organ(one.value, other.value):
                spans = [one.span, other.span, *(n.span for n in head.numbers)]
                message = f"发文机关前后不一：{one.where}为“{one.shown}”，{other.where}为“{other.shown}”"
                yield self.found(message, spans, fix)
                break
        else:
            yield from self._agency(head)
        for name, facts in (("发文字号", head.numbers), ("成文日期", head.dates)):
            for one, other in combinations(facts, 2):
                if one.value != other.value:
                    message = f"{name}前后不一：{one.where}为“{one.shown}”，{other.where}为“{other.shown}”"
                    yield self.found(message, [one.span, other.span], fix)
                    break

    def _agency(self, head: _Head) -> Iterator[Finding]:
        """Yield where the title is of a government and the number of its office, or the other way round."""
        for organ in head.organs:
            is_office = organ.value.endswith("政府办公室")
            if not is_office and not organ.value.endswith("政府"):
                continue
            for number in head.numbers:
                agency = number.value.split("〔")[0]
                if "政" in agency and ("办" in agency) != is_office:
                    message = f"发文机关与发文字号不合：{organ.where}为“{organ.shown}”，发文字号为“{number.shown}”"
                    yield self.found(message, [organ.span, number.span], "对照原件核对发文机关和文号")
                    return


def _head(material: Material) -> _Head:
    """Return the facts told before the first numbered heading."""
    document, head = material.document, _Head()
    first = next((b for b in document.blocks if b.kind is BlockKind.HEADING and b.label), None)
    end = first.passage.whole.start if first is not None else len(document.text)
    lines = [(m[0].strip(), m.start() + len(m[0]) - len(m[0].lstrip())) for m in _lines_of(document.text[:end])]
    for (line, at), (below, _) in pairwise([*lines, ("", end)]):
        _read_list(head, line, at)
        signed = _SIGNED.match(line)
        if signed and _DATE.match(below):
            head.organs.append(_Told("落款", _full(line), line, Span(at, at + len(line))))
        number = _NUMBER.fullmatch(line)
        if number and number["mark"]:
            head.numbers.append(_told_number("文号", number, at))
        if _DATE.match(line):
            value = find_dates(line)
            head.dates.append(_Told("落款", value[0][2] if value else line, line, Span(at, at + len(line))))
    title = next((b for b in document.blocks if b.kind is BlockKind.TITLE and b.passage.whole.start < end), None)
    named = _TITLE.match(title.text.strip()) if title is not None else None
    if title is not None and named is not None:
        span = title.passage.span(*named.span("organ"))
        head.organs.append(_Told("标题", _full(named["organ"]), named["organ"], span))
    return head


def _lines_of(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"[^\r\n]*\S[^\r\n]*", text))[:_LINES]


def _read_list(head: _Head, line: str, at: int) -> None:
    """Enter what a line of the list of facts tells; a line may hold two."""
    organ = _FIELD.search(line)
    if organ:
        span = Span(at + organ.start(), at + organ.end())
        head.organs.append(_Told("信息表", _full(organ["organ"]), organ["organ"], span))
    labelled = _NUMBER_FIELD.search(line)
    number = _NUMBER.match(line, labelled.end()) if labelled else None
    if number and number["mark"]:
        head.numbers.append(_told_number("信息表", number, at))
    date = _DATE_FIELD.search(line)
    found = [one for one in find_dates(line) if date and one[0] == date.end()]
    if date and found:
        start, end, value = found[0]
        head.dates.append(_Told("信息表", value, line[start:end], Span(at + date.start(), at + end)))


def _told_number(where: str, number: re.Match[str], at: int) -> _Told:
    value = f"{number['agency']}〔{number['year']}〕{int(number['number'])}"
    return _Told(where, value, re.sub(r"\s+", "", number[0]), Span(at + number.start(), at + number.end()))


def _full(organ: str) -> str:
    """Return the name of a body in the form names are compared in."""
    return normal(organ).replace("人民政府", "政府").replace("办公厅", "办公室")


def _is_other_organ(one: str, other: str) -> bool:
    """Tell whether two names are of two bodies: not of one by its short name, nor one of several that sign."""
    shorter, longer = sorted((one, other), key=len)
    if one == other:
        return False
    if longer.startswith(shorter):
        return bool(_OFFICE.search(longer[len(shorter) :])) and len(longer) - len(shorter) <= 3
    return not longer.endswith(shorter) and shorter not in longer
