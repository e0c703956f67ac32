"""Parts and wholes in prose (分项与总数): :class:`PartsOfWhole`, :class:`PartAboveWhole`, :class:`Phases`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.arithmetic.closing_totals import closing_totals
from luoshi.review.arithmetic.divisions import divisions_elsewhere
from luoshi.review.arithmetic.listed_sums import listed_sums
from luoshi.review.arithmetic.paragraph_sums import paragraph_sums
from luoshi.review.breakdowns import Breakdown, Part
from luoshi.review.classing import Split, names_all_schools
from luoshi.review.distributive import EACH
from luoshi.review.material import Material
from luoshi.review.numbers import is_one_digit, is_slip, plain, step, summed
from luoshi.review.numeric_tables import NumericTable
from luoshi.review.row_structure import NumberRow, RowKind
from luoshi.review.rule import Rule

_PHASE = re.compile(r"[一二三四首]期|第[一二三四]期|近期|远期|20\d\d年")
_NEXT_PHASE = re.compile(rf"[，,、；;\s]*(?P<phase>{_PHASE.pattern})")
_OVERLAPPING = re.compile(
    r"以上|骨干|职称|学历|党员|寄宿|留守|随迁|残疾|贫困|困难|高级(?!中学)|中级|特级|名师|女|双师|持证|优秀|先进|获奖|达标|示范"
)
_FAR_RATE = 60
_MET = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:达标|达到|完成|合格|符合|通过|实现|落实|具备|满足)")
_FIX = "对照原始数据，改正总数或有错的分项"
_NEAR, _SLIPPED, _TURNED = Decimal("0.03"), Decimal("0.1"), Decimal("0.15")
"""How much of the whole three parts may leave open and still be meant to make it; with one digit that is off, more,
and with two digits of one part in the wrong order."""


def _is_phased(one: Breakdown) -> bool:
    return len(one.parts) >= 2 and all(_PHASE.search(part.name) for part in one.parts)


def _goes_on(material: Material, one: Breakdown) -> bool:
    """Tell whether a further phase or a later year without a number follows: 三期另行立项; no year behind phases."""
    end = one.parts[-1].span.end
    follows = _NEXT_PHASE.match(material.document.text, end)
    if follows is None:
        return False
    told = {found[0] for part in one.parts if (found := _PHASE.search(part.name))}
    kinds, word = {one[-1] for one in told}, follows["phase"]
    return word not in told and word[-1] in kinds and (word[-1] != "年" or word > max(told))


def _is_rated(material: Material, one: Breakdown) -> bool:
    """Tell whether a rate behind the parts is what they are of the whole: …，安置率99.0%, so that some are left out."""
    end = one.parts[-1].span.end
    behind = re.split("[。；;\n]", material.document.text[end : end + _FAR_RATE])[0]
    for told in re.finditer(r"\d+(?:\.\d+)?(?=\s?[%％])", behind):
        given = _total(one) / one.whole.value * 100 if one.whole.value else Decimal(0)
        if given < 100 and abs(given - Decimal(told[0])) <= step(told[0]):
            return True
    return False


def _total(one: Breakdown) -> Decimal:
    return sum((part.value for part in one.parts), Decimal(0))


def _is_of_each(one: Breakdown) -> bool:
    """Tell whether the parts may be the same ones, met by several: 7项指标中，小学达标5项、初中达标6项."""
    told = [_MET.search(part.name) for part in one.parts]
    return one.unit in ("项", "个") and all(told) and len({match[0] for match in told if match}) == 1


def _starts_right(one: Breakdown) -> bool:
    """Tell whether the first parts make the whole, so that those behind them are of another split."""
    sums = [sum((part.value for part in one.parts[:n]), Decimal(0)) for n in range(2, len(one.parts))]
    return one.whole.value in sums


def _is_turned(one: Breakdown) -> bool:
    """Tell whether two digits of one part in the wrong order explain what the parts lack: 2.47 for 2.74."""
    lacks = one.whole.value - _total(one)
    for part in one.parts:
        digits = f"{part.value:f}"
        places = [n for n, digit in enumerate(digits) if digit != "."]
        for a, b in pairwise(places):
            turned = [*digits]
            turned[a], turned[b] = turned[b], turned[a]
            if Decimal("".join(turned)) - part.value == lacks:
                return True
    return False


def _slack(one: Breakdown) -> Decimal:
    """Return the difference that rounding of the parts explains: none between whole numbers written out.

    The whole is taken as written: 38亿元 beside parts like 6.8亿元 is 38.0, unless it says 约.
    """
    steps = [_step(part) for part in one.parts]
    if all(s == 1 for s in (_step(one.whole), *steps)):
        return Decimal(0)
    # 总投资6.62亿元 of parts in 万元 and 亿元 is rounded, 在校生21.53万人 of parts written out too.
    scale = "亿" if one.unit == "亿元" else "万" if re.search(r"\d万", one.whole.text) else ""
    is_mixed = any(scale not in part.text for part in one.parts)
    return (sum(steps, Decimal(0)) + (_step(one.whole) if is_mixed else min(steps))) / 2


def _step(part: Part) -> Decimal:
    written = part.text.rstrip(_letters(part.text))
    # Money keeps 万元 and 亿元 as its unit, so that the scale is no part of its number.
    return step(written.rstrip("万亿") if part.quantity.unit in ("万元", "亿元") else written)


def _letters(text: str) -> str:
    return "".join(c for c in text if not (c.isdigit() or c in ".,万亿"))


def _spans(one: Breakdown) -> list[Span]:
    return [one.whole.span, *(part.span for part in one.parts)]


def _told(one: Breakdown, word: str) -> str:
    difference = _total(one) - one.whole.value
    size = f"{'多' if difference > 0 else '少'}{plain(abs(difference))}{one.unit}"
    name = f"“{one.whole.name}”" if 2 <= len(one.whole.name) <= 20 else ""
    added = summed(part.value for part in one.parts)
    return f"{name}{word}{added}{one.unit}，总数写的是{plain(one.whole.value)}{one.unit}，{size}"


def _finding(rule: Rule, material: Material, one: Breakdown, word: str, severity: Severity) -> Finding:
    """Return what is wrong with a whole; where the text has the right sum elsewhere, that place too."""
    spans, message = _spans(one), _told(one, word)
    around = Span(min(s.start for s in spans), max(s.end for s in spans))
    right = material.said_elsewhere(_total(one), one.unit, one.whole.name, around)
    if right is not None:
        message += f"；另一处写的是{plain(right.value)}{one.unit}"
        spans.insert(1, _clipped(right.span, right.value_span))
    return rule.found(message, spans, _FIX, severity)


def _clipped(span: Span, value: Span) -> Span:
    """Return the words up to a value, at most some sixty characters."""
    return Span(max(span.start, value.start - 40), min(max(span.end, value.end), value.end + 4))


class PartsOfWhole(Rule):
    """总数和它的分项（其中、含、分别、共计）合不上。

    分项互斥而又不遗漏的（公办和民办，某类和非某类，新建和改扩建），相加应等于总数；互斥的（小学、初中），相加不能大于总数；
    “共计”前面列出的各项，相加应等于共计；写“按某某分”“从某某看”的，各项相加应等于总数，总数写在别的句子里也核对；
    每组写了几个数的（小学几所、学生几人；初中几所、学生几人……），各个单位分别相加，其中一个单位合得上的，别的也应合得上；
    没有“其中”而紧接着总数列出三项以上，相加只差一点、又没有别的数作证的，也报；差数正好是一项的两位数字颠倒，或各类学校列到特殊教育而只错一个数字的，差得多些也报；
    总的写一段、各类各写一段（——小学……——初中……）的，两个数已经合得上，其余名称相同的数也应合得上；
    段末写几个总数（学生总数、教职工总数）的，一个同前面各数合得上，另一个只错一个数字时也报。
    “甲、乙各4所”“2024—2026年每年60名”按几个、几年乘起来再加，说不清几个的不核对。分项有“约”“以上”“等”的，或可能互相交叉的（骨干教师、高级职称），后面另有比率说明还有其余的，不报。
    """

    code = "V103"
    name = "分项与总数"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each breakdown that does not add up."""
        told = {part.span.end for one in material.breakdowns if _is_phased(one) for part in one.parts}
        for one in material.breakdowns:
            severity = None if _is_phased(one) or _is_rated(material, one) else self._severity(one)
            if severity is not None:
                told.update(part.span.end for part in one.parts)
                yield _finding(self, material, one, "分项", severity)
        for one in divisions_elsewhere(material):
            told.update(part.span.end for part in one.parts)
            yield _finding(self, material, one, "分项", Severity.ERROR)
        for message, spans in (*listed_sums(material), *paragraph_sums(material), *closing_totals(material)):
            if not told & {span.end for span in spans[1:]}:
                yield self.found(message, spans, _FIX, Severity.WARNING)

    def _severity(self, one: Breakdown) -> Severity | None:
        if len(one.parts) < 2 or not all(part.is_exact for part in (one.whole, *one.parts)) or _is_of_each(one):
            return None
        difference = _total(one) - one.whole.value
        if (
            abs(difference) <= _slack(one)
            or _total(one) == one.listed
            or any(part.value > one.whole.value for part in one.parts)
        ):
            return None  # V104 tells of a part above its whole
        if difference > 0:
            if not one.is_summed and (one.split is Split.OPEN or one.listed == _total(one)) and _starts_right(one):
                return None
            if one.split is not Split.OPEN or one.is_summed or one.is_full:
                return Severity.ERROR
            crossing = any(_OVERLAPPING.search(part.name) for part in one.parts)
            return None if crossing or difference > one.whole.value / 3 else Severity.WARNING
        if one.is_open:
            return None
        if one.split is Split.WHOLE or (one.is_full and len(one.parts) >= 3):
            return Severity.ERROR
        if one.is_summed:
            return Severity.ERROR if len(one.parts) >= 3 else Severity.WARNING
        slipped = is_slip(_total(one), one.whole.value)
        may_be_slip = _is_turned(one) or (is_one_digit(difference) and names_all_schools([p.name for p in one.parts]))
        if len(one.parts) >= 3 and -difference <= one.whole.value * _TURNED and may_be_slip:
            return Severity.WARNING
        is_near = (len(one.parts) >= 3 or slipped) and (
            -difference <= one.whole.value * _NEAR
            or (len(one.parts) >= 3 and -difference <= one.whole.value * _SLIPPED and slipped)
        )
        return Severity.WARNING if is_near else None


class PartAboveWhole(Rule):
    """“其中”“含”后面的一项比总数还大。

    一项分项大于它所属的总数，两个数至少有一个是错的；总数前面还并列着别的数的（小学几所、初中几所，其中……），同它们的和比。人和人次、学校和班级等单位不同的不比；分项或总数是约数、
    相差又不到一成的不报。
    """

    code = "V104"
    name = "部分大于整体"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each part above its whole, in sentences and in tables."""
        for table in material.numeric_tables:
            yield from self._in_table(table)
        for one in material.breakdowns:
            if one.is_summed:
                continue
            for part in one.parts:
                if part.value > max(one.whole.value, one.listed) and self._is_sure(one, part):
                    message = (
                        f"“{part.name or '其中一项'}”{plain(part.value)}{one.unit}，"
                        f"大于它所属的总数{plain(one.whole.value)}{one.unit}"
                    )
                    yield self.found(message, [part.span, one.whole.span], _FIX)

    def _in_table(self, table: NumericTable) -> Iterator[Finding]:
        whole: NumberRow | None = None
        for row in table.rows:
            if row.kind is not RowKind.PART:
                whole = row
                continue
            for column, number in row.numbers.items():
                above = whole.numbers.get(column) if whole else None
                if whole and above and number.value > above.value:
                    message = f"“{row.label}”{number.text}，大于它上面的“{whole.label}”{above.text}"
                    spans = [number.span, above.span, *(r.label_span for r in (row, whole) if r.label_span)]
                    yield self.found(message, spans, _FIX)

    def _is_sure(self, one: Breakdown, part: Part) -> bool:
        if part.is_exact and one.whole.is_exact:
            return True
        return (
            one.whole.quantity.op in ("=", "~")
            and part.quantity.op in ("=", "~")
            and part.value > one.whole.value * Decimal("1.1")
        )


class Phases(Rule):
    """各期之和不等于总数：一期、二期的面积、投资、学位相加应等于总面积、总投资、总学位。

    “2025年和2026年各40所”“2024—2026年每年60名”按年数乘起来再加。总数是约数而相差在百分之五以内的不报。
    """

    code = "V106"
    name = "分期之和"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each whole that its phases do not make."""
        for one in material.breakdowns:
            if not _is_phased(one) or one.is_open or _goes_on(material, one):
                continue
            difference = abs(_total(one) - one.whole.value)
            if any(part.quantity.op == EACH for part in one.parts):
                continue
            exact = all(part.is_exact for part in (one.whole, *one.parts))
            if difference <= (_slack(one) if exact else one.whole.value / 20):
                continue
            sure = (exact and difference > _step(one.whole) / 2) or not _slack(one)
            severity = Severity.ERROR if sure else Severity.WARNING
            yield _finding(self, material, one, "各期", severity)
