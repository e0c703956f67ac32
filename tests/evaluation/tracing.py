"""A changed number changes the places that are listed for it, and no others: how that is found out (追溯).

Entries: :func:`perturbed`, :func:`listed`, :class:`Tracer`. Not here: the laws themselves (``test_tracing``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.report import EvaluationReport, Picture, places_of
from luoshi.portal.blocks_html import blocks_html
from luoshi.report.pictures import drawn, pictures_of, svg_of
from luoshi.report.report_pdf import report_pdf
from luoshi.report.report_word import report_word
from tests.evaluation.tracing_readers import DRAWING, Place, Written, read_page, read_pdf, read_word

_SHOWN = ("写出", "图")


def moved(fact: Fact) -> Fact:
    """Return a fact with another value: large enough an error to be seen in a drawing."""
    if fact.value is None:
        return replace(fact, value=Decimal(7))
    return replace(fact, value=fact.value + max(Decimal(1), (abs(fact.value) * 3 / 10).quantize(Decimal(1))))


def perturbed(report: EvaluationReport, fact: str) -> EvaluationReport:
    """Return a report in whose book one fact has another value."""
    book = dict(report.facts.facts)
    book[fact] = moved(book[fact])
    return replace(report, facts=FactBook(book))


def listed(report: EvaluationReport) -> dict[str, frozenset[Place]]:
    """Return id of a fact -> the places at which its number is written or drawn, as the contract lists them."""
    return {
        fact: frozenset(
            (one.block, DRAWING if one.manner == "图" else one.cell) for one in ones if one.manner != "依据"
        )
        for fact, ones in places_of(report).items()
    }


def differing(before: Mapping[Place, str], after: Mapping[Place, str]) -> frozenset[Place]:
    """Return the places at which two readings differ."""
    return frozenset(one for one in before.keys() | after.keys() if before.get(one) != after.get(one))


@dataclass(frozen=True)
class Deviation:
    """A format in which a changed fact changes other places than those that are listed."""

    form: str
    fact: str
    missing: frozenset[Place] = frozenset()
    more: frozenset[Place] = frozenset()
    said: str = ""


class Tracer:
    """Writes a report again and again, with one fact changed, and reads back what changed."""

    def __init__(self, report: EvaluationReport) -> None:
        self._report = report
        self._listed = listed(report)
        self._pictures = pictures_of(report)
        self._before = self._written(report, self._pictures)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts whose number stands somewhere."""
        return tuple(fact for fact, places in self._listed.items() if places)

    def deviations(self, fact: str) -> list[Deviation]:
        """Return where the formats deviate from what is listed when this fact is another; empty when none does."""
        changed = perturbed(self._report, fact)
        wanted = self._listed[fact]
        found = []
        for form, after in self._written(changed, self._redrawn(changed)).items():
            if isinstance(after, str):
                found.append(Deviation(form, fact, said=after))
                continue
            before = self._before[form]
            assert not isinstance(before, str), before
            differ = differing(before, after)
            if differ != wanted:
                found.append(Deviation(form, fact, wanted - differ, differ - wanted))
        return found

    def _redrawn(self, report: EvaluationReport) -> dict[str, ChartPicture]:
        """Return the pictures; only those are drawn anew whose SVG is another, since PNG is made of SVG alone."""
        stale = [
            one
            for one in report.all_blocks()
            if isinstance(one, Picture) and svg_of(one, report.facts) != self._pictures[one.key].svg
        ]
        return self._pictures | drawn(stale, report.facts)

    def _written(self, report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> dict[str, Written | str]:
        """Return what stands where by format, or for the PDF why it cannot be told."""
        pdf: Written | str
        try:
            pdf = read_pdf(report_pdf(report, pictures), report, pictures)
        except AssertionError as error:
            pdf = str(error)
        return {
            "Word": read_word(report_word(report, pictures), report),
            "PDF": pdf,
            "网页": read_page(blocks_html(report.all_blocks(), report.facts)),
        }
