"""The pages of comparisons (比较页、衔接页): what differs between two plans, item by item, old and new side by side.

Entries: :func:`render_comparison_page` for two drafts or plans, :func:`render_fit_page` for a plan against the one
above it. Each is one HTML file that needs nothing beside itself; the filters work by style sheet alone.
Not here: matching and judging items (``luoshi.compare``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from luoshi.model.comparison import Comparison, Difference, Fit, FitVerdict, ItemKind, Misfit, Party, Side, Verdict
from luoshi.report.templating import render
from luoshi.report.word_changes import Words, changed_words


@dataclass(frozen=True, slots=True)
class Filter:
    """A word by which entries are shown and hidden: ``key`` as in the style sheet, how many entries have it."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Half:
    """An item in one of the two plans, its words marked where the other has others; empty ``text`` for none."""

    text: list[Words]
    quote: list[Words]
    section: str = ""
    at: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class ChangedKey:
    """One key that differs, its words marked."""

    label: str
    old: list[Words]
    new: list[Words]


@dataclass(frozen=True, slots=True)
class Entry:
    """A difference as the page shows it; ``verdict`` is the key of its word in the style sheet."""

    verdict: str
    word: str
    name: str
    sentence: str
    old: Half | None
    new: Half | None
    changes: tuple[ChangedKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of a kind."""

    key: str
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A plain list at the end of the page: its title, the heads of its columns, its rows."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


_KINDS: tuple[ItemKind, ...] = get_args(ItemKind)


def render_comparison_page(comparison: Comparison) -> str:
    """Return the page of what differs between two plans, as HTML: counts by kind and verdict, then each difference."""
    by_kind = [(kind, [d for d in comparison.differences if d.kind == kind]) for kind in _KINDS]
    present = [(kind, found) for kind, found in by_kind if found]
    verdicts = [verdict for verdict in Verdict if any(d.verdict is verdict for d in comparison.differences)]
    counts = Counter((d.kind, d.verdict) for d in comparison.differences)
    return render(
        "comparison.html",
        title="规划比较",
        heading=f"{_title(comparison.old)} → {_title(comparison.new)}",
        parties=[("旧", _party(comparison.old)), ("新", _party(comparison.new))],
        sides=("旧", "新"),
        verdict_word="变化",
        lists=[],
        marks=("del", "ins"),
        told=[("没有变化", comparison.same, "项"), ("有变化", len(comparison.differences), "处")],
        same_word="两份规划没有不同之处。",
        kinds=[Filter(f"k{_KINDS.index(kind)}", kind, len(found)) for kind, found in present],
        verdicts=_filters((d.verdict for d in comparison.differences), verdicts),
        summary=[(kind, [counts[kind, verdict] for verdict in verdicts], len(found)) for kind, found in present],
        sections=[
            Section(f"k{_KINDS.index(kind)}", kind, tuple(_difference(one) for one in found)) for kind, found in present
        ],
    )


def render_fit_page(fit: Fit) -> str:
    """Return the page of how a plan stands to the one above it, as HTML: counts by verdict, then each misfit."""
    verdicts = [verdict for verdict in FitVerdict if any(m.verdict is verdict for m in fit.misfits)]
    counts = Counter(m.verdict for m in fit.misfits)
    told = [
        ("达到或高于上级要求", len(fit.met), "项"),
        ("未衔接", len(fit.misfits), "项"),
        ("没有比较", len(fit.left_out), "项"),
    ]
    return render(
        "comparison.html",
        title="与上级规划衔接",
        heading=f"{_title(fit.lower)} 对照 {_title(fit.upper)}",
        parties=[("上级", _party(fit.upper)), ("本级", _party(fit.lower))],
        sides=("上级", "本级"),
        verdict_word="结论",
        marks=("mark", "mark"),  # neither side is an edit of the other
        told=told,
        same_word="上级规划的目标都已达到。",
        kinds=[],
        verdicts=_filters((m.verdict for m in fit.misfits), verdicts),
        summary=[("目标", [counts[verdict] for verdict in verdicts], len(fit.misfits))] if fit.misfits else [],
        sections=[Section("k0", "目标", tuple(_misfit(one) for one in fit.misfits))] if fit.misfits else [],
        lists=[
            Listed(
                "达到或高于上级要求",
                ("上级要求", "位置", "本规划", "位置"),
                tuple((one.upper.text, _where(one.upper), one.lower.text, _where(one.lower)) for one in fit.met),
            ),
            Listed(
                "没有比较的上级目标和标准要求",
                ("上级要求", "位置", "为什么没有比较"),
                tuple((one.upper.text, _where(one.upper), one.reason) for one in fit.left_out),
            ),
        ],
    )


def _where(side: Side) -> str:
    return " ".join(part for part in (side.section, side.at) if part)


def _filters(verdicts: Iterable[Verdict | FitVerdict], present: Iterable[Verdict | FitVerdict]) -> list[Filter]:
    counts = Counter(verdicts)
    return [Filter(_key(verdict), verdict.value, counts[verdict]) for verdict in present]


def _key(verdict: Verdict | FitVerdict) -> str:
    return f"{'fit' if isinstance(verdict, FitVerdict) else 'is'}-{verdict.name.lower()}"


def _title(party: Party) -> str:
    return party.title or party.source


def _party(party: Party) -> str:
    years = "—".join(str(year) for year in sorted(set(party.period or ())))
    said = (_title(party), party.region, party.level, f"规划期{years}年" if years else "", f"文件：{party.source}")
    return "，".join(part for part in said if part)


def _difference(one: Difference) -> Entry:
    old, new = _halves(one.old, one.new)
    changes = tuple(ChangedKey(change.label, *_words(change.old, change.new)) for change in one.changes)
    return Entry(_key(one.verdict), one.verdict.value, one.name, one.sentence, old, new, changes)


def _misfit(one: Misfit) -> Entry:
    upper, lower = _halves(one.upper, one.lower, quotes=False)
    return Entry(_key(one.verdict), one.verdict.value, one.name, one.sentence, upper, lower)


def _halves(old: Side | None, new: Side | None, *, quotes: bool = True) -> tuple[Half | None, Half | None]:
    """Return both sides with their words marked where they differ; a side that is alone has none marked.

    The sentences of two levels are not editions of each other: their ``quotes`` are not compared.
    """
    text, text_new = _words(old.text if old else "", new.text if new else "")
    words = _words if quotes else _unmarked
    quote, quote_new = words(old.quote if old else "", new.quote if new else "")
    return (
        Half(text, quote, old.section, old.at, old.id) if old else None,
        Half(text_new, quote_new, new.section, new.at, new.id) if new else None,
    )


def _words(old: str, new: str) -> tuple[list[Words], list[Words]]:
    """Return both texts with what differs marked; when one of them is empty there is nothing to compare."""
    return changed_words(old, new) if old and new else _unmarked(old, new)


def _unmarked(old: str, new: str) -> tuple[list[Words], list[Words]]:
    return [Words(old, False)] if old else [], [Words(new, False)] if new else []
