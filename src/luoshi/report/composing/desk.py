"""The desk at which a report is written (撰写台): it holds the facts and notes what each block depends on.

Entry: :class:`Desk`. Whoever words a sentence by a fact asks the desk for its value within the block that is being
written; so the desk knows which blocks may read otherwise when that fact is another, also where its number does not
stand. Not here: what is written (the neighbours).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal

from luoshi.model.evaluation.charts import Chart
from luoshi.model.evaluation.facts import RATIO, Fact, FactBook
from luoshi.model.evaluation.freeze import Frozen
from luoshi.model.evaluation.prose import Figure, Named, Prose, Run, Said, prose
from luoshi.model.evaluation.report import Heading, Paragraph, Picture, Row, Table
from luoshi.model.wording import number_text

_TOLD = re.compile(
    r"(?P<day>\d{4}-\d\d?-\d\d?|(?:\d{4} ?年 ?)?\d\d? ?月(?: ?\d\d? ?日)?)|(?P<year>(?:19|2[01])\d\d ?年)"
    r"|(?P<name>[A-Za-z]\d[\w.-]*|(?:19|2[01])\d\d(?:-\d\d?|[-—Qq]\d+))"
    r"|(?P<number>(?:(?<!\w)-)?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)(?P<unit>%|‰)?",
    re.ASCII,
)
"""Days, years, other names with digits (2024Q3, 2024-09) and numbers in words; what stands between them is words."""
_PLACES = Decimal("0.0001")
Part = Fact | Run | Prose | str


class Desk:
    """Facts, blocks and what they depend on, of one report.

    Attributes:
        frozen: the freeze that is reported.
        area: code of the county that the report is about; empty for the plan's whole.
        is_public: the freeze holds what may be published only: of what is not in it nothing can be said.
    """

    def __init__(self, frozen: Frozen, area: str = "", *, is_public: bool = False) -> None:
        self.frozen = frozen
        self.area = area
        self.is_public = is_public
        self._facts: dict[str, Fact] = {}
        self._consulted: dict[str, set[str]] = {}
        self._open: list[str] = []
        self._counts = {"表": 0, "图": 0}

    @property
    def whole(self) -> str:
        """What the plan's whole is called: 全市, or the name of the set (口径)."""
        return self.frozen.manifest.area_set or "全部"

    @property
    def book(self) -> FactBook:
        """The facts so far."""
        return FactBook(dict(self._facts))

    @property
    def consulted(self) -> Mapping[str, frozenset[str]]:
        """Key of a block -> facts that its wording, its order or its being there depends on."""
        return {key: frozenset(facts) for key, facts in self._consulted.items() if facts}

    def fact(
        self,
        id_: str,
        value: Decimal | int | None,
        unit: str = "",
        *,
        what: str = "",
        source: str = "",
        of: Iterable[Fact] = (),
    ) -> Fact:
        """Return the fact of this id, entered into the book; what was entered first stands."""
        if id_ not in self._facts:
            exact = Decimal(value) if value is not None else None
            self._facts[id_] = Fact(id_, exact, unit, what, source, tuple(one.id for one in of))
        return self._facts[id_]

    def difference(self, id_: str, one: Fact, other: Fact, what: str) -> Fact:
        """Return how far two facts are apart, as a fact: never negative; of shares in points (百分点)."""
        value = None
        if one.value is not None and other.value is not None:
            value = tidied(abs(one.value - other.value))
        return self.fact(id_, value, step_unit(one.unit), what=what, source="相减", of=(one, other))

    def count(self, id_: str, number: int, unit: str, what: str, of: Iterable[Fact] = ()) -> Fact:
        """Return a number of things as a fact."""
        return self.fact(id_, number, unit, what=what, source="计数", of=of)

    @contextmanager
    def block(self, key: str) -> Iterator[str]:
        """Note for the block of this key all that is asked within; give the key."""
        self._open.append(key)
        self._consulted.setdefault(key, set())
        try:
            yield key
        finally:
            self._open.pop()

    def value(self, fact: Fact) -> Decimal | None:
        """Return a fact's value to decide by; the blocks being written then depend on it."""
        for key in self._open:
            self._consulted[key].add(fact.id)
        return fact.value

    def heading(self, key: str, level: int, number: str, words: str) -> Heading:
        """Return a heading with its number, 一、 or 1."""
        return Heading(key, level, prose("{number}{words}", number=Named(number, "序号"), words=Named(words)))

    def paragraph(self, key: str, words: Prose, *, is_note: bool = False) -> Paragraph:
        """Return a paragraph."""
        return Paragraph(key, words, is_note)

    def table(
        self,
        key: str,
        caption: str,
        columns: Sequence[tuple[str, int, str]],
        rows: Iterable[tuple[str, Sequence[Part]]],
    ) -> Table:
        """Return a table with the next number (表1).

        Args:
            key: of the block.
            caption: without the number.
            columns: head, width against the others, and how it is set: 左, 中 or 右.
            rows: key and cells.
        """
        return Table(
            key,
            self._caption("表", caption),
            tuple(head for head, _, _ in columns),
            tuple(Row(name, tuple(cell(one) for one in cells)) for name, cells in rows),
            tuple(width for _, width, _ in columns),
            tuple(at for at, (_, _, how) in enumerate(columns) if how == "中"),
            tuple(at for at, (_, _, how) in enumerate(columns) if how == "右"),
        )

    def picture(self, key: str, caption: str, alt: Prose, chart: Chart) -> Picture:
        """Return a chart with the next number (图1)."""
        return Picture(key, self._caption("图", caption), alt, chart)

    def _caption(self, kind: str, caption: str) -> Prose:
        self._counts[kind] += 1
        return prose("{number} {words}", number=Named(f"{kind}{self._counts[kind]}", "序号"), words=Named(caption))

    def told(self, key: str, text: str, what: str, source: str) -> Prose:
        """Return a sentence that was computed before the freeze, its numbers as facts, its days and years as names.

        Nothing is lost of it: what would be written otherwise as a fact (007, 1.50) is quoted as it stands.
        """
        runs: list[Run] = []
        end = 0
        for found in _TOLD.finditer(text):
            runs.extend(_words(text[end : found.start()]))
            runs.append(self._told_run(f"{key}/{len(runs)}", found, what, source))
            end = found.end()
        return (*runs, *_words(text[end:]))

    def _told_run(self, key: str, found: re.Match[str], what: str, source: str) -> Run:
        if not found["number"]:
            return Named(found[0], "日期" if found["day"] else "年份" if found["year"] else "引用")
        value = Decimal(found["number"].replace(",", ""))
        if number_text(value).replace(",", "") != found["number"].replace(",", ""):
            return Named(found[0], "引用")
        return Figure(self.fact(key, value, found["unit"] or "", what=what, source=source).id)


def _words(text: str) -> Iterator[Run]:
    """Yield words; where digits of another script are among them, as a quotation."""
    if text:
        yield Named(text, "引用") if any(map(str.isdigit, text)) else Said(text)


def cell(part: Part) -> Prose:
    """Return what stands in a cell."""
    if isinstance(part, tuple):
        return part
    return prose("{part}", part=part)


def year_of(year: int) -> Named:
    """Return a calendar year as it is written."""
    return Named(f"{year}年", "年份")


def step_unit(unit: str) -> str:
    """Return the unit of a difference: of shares 个百分点."""
    return {"%": "个百分点", "‰": "个千分点", RATIO: ""}.get(unit, unit)


def tidied(value: Decimal) -> Decimal:
    """Return a value with at most four decimals, no closing zeros."""
    rounded = value.quantize(_PLACES, ROUND_HALF_UP).normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def joined(parts: Sequence[Prose], between: str = "、") -> Prose:
    """Return sentences one behind another."""
    runs: list[Run] = []
    for at, part in enumerate(parts):
        runs.extend((Said(between), *part) if at and between else part)
    return tuple(runs)
