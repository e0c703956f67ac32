"""Whether a report that people edited still says what was frozen (核对改过的报告).

Entry: :func:`check_edited`. Words may be changed as one likes; a number that is no longer that of the freeze, a number
that the freeze does not know, and words turned into their opposite are findings.
Not here: finding the paragraphs again (:mod:`luoshi.report.word_places`, :mod:`luoshi.report.lost_places`), comparing
numbers (:mod:`luoshi.report.number_changes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.model.evaluation.prose import figures_in, plain
from luoshi.model.evaluation.report import EvaluationReport
from luoshi.report.foreign_word import refuse_foreign
from luoshi.report.lost_places import Matched, match
from luoshi.report.name_changes import NameChange, Names
from luoshi.report.number_changes import Changes, Expected, compare, expected_in
from luoshi.report.report_spots import Spot
from luoshi.report.stances import changed_stances
from luoshi.report.word_places import Marked, read_marked
from luoshi.report.written_numbers import Written, numbers_in, scaled

_MOST_NAMED = 5
"""So many numbers are named in one sentence."""
_FIX = "按定稿改回；定稿本身有误时先做更正的定稿，再重新写报告"


def check_edited(data: bytes, report: EvaluationReport) -> tuple[Finding, ...]:
    """Return where an edited Word report differs from its freeze.

    Findings: E201 a number was changed (error); E202 a number that the freeze does not know (warning); E203 numbers
    that are not stated any more (info); E204 numbers in another order (warning); E205 words turned into their opposite
    (warning), or other words where they rest on numbers (info); E206 names that are gone, have come or changed places
    (warning).

    Raises:
        LuoshiError: E200, it is none of our reports, another one, or all its bookmarks are gone; R0xx, it is no Word
            file. None tells a place: the caller knows the file's name.
    """
    marked = read_marked(data)
    refuse_foreign(marked, report)
    return tuple(_Check(report).findings(marked.paragraphs))


class _Check:
    def __init__(self, report: EvaluationReport) -> None:
        self._report = report
        self._book = report.facts
        self._units = frozenset(one.unit for one in report.facts.facts.values() if one.unit)
        self._known: set[tuple[Decimal, str]] = set()
        self._bare: set[Decimal] = set()
        self._names = Names(report)

    def findings(self, paragraphs: Sequence[Marked]) -> Iterator[Finding]:
        matched = match(paragraphs, self._report)
        self._learn(matched)
        for spots, inside in matched.groups:
            yield from self._compared(spots, "\n".join(one.text for one in inside))
        yield from self._lost(matched.missing)
        for after, one in matched.strange:
            yield from self._added(numbers_in(one.text, self._units), f"{after}之后加写的一段", one.text)

    def _learn(self, matched: Matched) -> None:
        """Take down every number that the report knows: of its facts and in its names."""
        for fact in self._book.facts.values():
            if fact.value is not None:
                self._known.add(scaled(fact.value, fact.unit))
                self._bare.add(fact.value)
        for spot in matched.spots:
            self._known.update(one.number.key for one in expected_in(spot.words, self._book, self._units))

    def _is_known(self, one: Written) -> bool:
        return one.key in self._known or (not one.unit and one.value in self._bare)

    def _compared(self, spots: Sequence[Spot], now: str) -> Iterator[Finding]:
        words = tuple(run for spot in spots for run in spot.words)
        was = plain(words, self._book)
        if was == now:
            return
        where = spots[0].where
        expected = expected_in(words, self._book, self._units)
        changes = compare(was, expected, now, numbers_in(now, self._units), self._is_known)
        yield from (self._changed(one, other, where, now) for one, other in changes.changed)
        yield from self._added(changes.added, where, now)
        yield from self._gone(changes, where, now)
        yield from self._stances(spots, was, now)
        renamed = self._names.changed(spots, was, now, are_moved_told=any(one.fact for one in changes.moved))
        if renamed is not None:
            yield _renamed(renamed, where, now)

    def _changed(self, one: Expected, other: Written, where: str, now: str) -> Finding:
        told = self._book[one.fact].what if one.fact else ""
        return Finding(
            "E201",
            Severity.ERROR,
            f"{where}写的{other.text}，定稿是{one.number.text}{f'（{told}）' if told else ''}",
            where=where,
            quote=now,
            fix=_FIX,
        )

    def _added(self, added: Sequence[Written], where: str, now: str) -> Iterator[Finding]:
        for one in added:
            if one.role != "数" or self._is_known(one):
                continue
            yield Finding(
                "E202",
                Severity.WARNING,
                f"{where}的{one.text}，定稿里没有这个数",
                where=where,
                quote=now,
                fix="核实这个数从哪里来；是统计数据时，应进快照、重做定稿",
            )

    def _gone(self, changes: Changes, where: str, now: str) -> Iterator[Finding]:
        gone = [one.fact for one in changes.gone if one.fact]
        if gone:
            message = f"{where}不再写明{self._named(gone)}"
            yield Finding("E203", Severity.INFO, message, where=where, quote=now)
        if any(one.fact for one in changes.moved):
            moved = "、".join(one.number.text for one in changes.moved)
            yield Finding(
                "E204",
                Severity.WARNING,
                f"{where}里数的先后与定稿不同（{moved}）",
                where=where,
                quote=now,
                fix="核对每个数说的还是原来的事",
            )

    def _stances(self, spots: Sequence[Spot], was: str, now: str) -> Iterator[Finding]:
        rests = any(self._report.consulted.get(spot.block) or figures_in(spot.words) for spot in spots)
        where = spots[0].where
        for one in changed_stances(was, now) if rests else ():
            told = f"{where}的说法改了：原为“{one.was or '（没有）'}”，现为“{one.now or '（没有）'}”"
            if one.is_flipped:
                fix = "说法由定稿的数得出；数没有变，说法不应相反"
                yield Finding("E205", Severity.WARNING, told, where=where, quote=now, fix=fix)
            else:
                yield Finding("E205", Severity.INFO, told, where=where, quote=now, fix="核对说法与数是否一致")

    def _lost(self, missing: Sequence[Spot]) -> Iterator[Finding]:
        """Yield one finding for each block of which places with numbers are gone."""
        blocks: dict[str, list[Spot]] = {}
        for spot in missing:
            if figures_in(spot.words):
                blocks.setdefault(spot.block, []).append(spot)
        for spots in blocks.values():
            facts = list(dict.fromkeys(fact for spot in spots for fact in figures_in(spot.words)))
            more = f"等{len(spots)}处" if len(spots) > 1 else ""
            message = f"{spots[0].where}{more}已删去或重写，不再写明{self._named(facts)}"
            yield Finding("E203", Severity.INFO, message, where=spots[0].where)

    def _named(self, facts: Sequence[str]) -> str:
        told = [self._book[one] for one in facts[:_MOST_NAMED]]
        names = "、".join(f"{one.what or '一个数'}（{one.text}）" for one in told)
        return names + (f"等{len(facts)}个数" if len(facts) > _MOST_NAMED else "")


def _renamed(change: NameChange, where: str, now: str) -> Finding:
    was, instead = ("、".join(one) for one in (change.was, change.now))
    if change.is_moved:
        told = f"先后和定稿不同：定稿是“{was}”，现为“{instead}”"
    elif not change.was:
        told = f"和定稿不符：多出“{instead}”，定稿的这一处没有"
    else:
        told = f"和定稿不符：定稿是“{was}”，{f'现为“{instead}”' if instead else '现在这里没有'}"
    fix = "核对名称；定稿没有错时按定稿改回"
    return Finding("E206", Severity.WARNING, f"{where}的名称{told}", where=where, quote=now, fix=fix)
