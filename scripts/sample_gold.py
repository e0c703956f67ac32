"""The linear text of a sample document and its annotation in the format of the gold files (tests/gold).

Entry: :class:`GoldWriter`. Each piece of text is appended with its annotation, so every quote is cut from the very
place it speaks of, and its occurrence is counted, not guessed.
Not here: the mark-up (``sample_markup``).
"""

from __future__ import annotations

import re
from typing import Any

from sample_markup import KINDS, OPERATORS, Figure, Item, Line, Row

Entry = dict[str, Any]
BREAK = "，。；：！？\n\t"
SHORTEST, LONGEST = 8, 60
PROJECT_KEYS = ("name", "nature", "place", "owner", "start", "end", "inv", "places", "classes", "area", "land", "group")


def number_of(text: str) -> tuple[float | int, float | int | None]:
    """Return value and upper value of a figure written in digits, 万 multiplied out."""
    factor = 10000 if text.endswith("万") else 1
    ends = [round(float(part) * factor, 6) for part in text.rstrip("万").split("—")]
    values = [int(v) if v == int(v) else v for v in ends]
    return values[0], values[1] if len(values) > 1 else None


def plain(value: str) -> float | int:
    """Return a written number as int or float."""
    return int(value) if value.isdigit() else float(value)


def split_units(units: str) -> list[str]:
    """Return the units of a list; a 、 in brackets, as in 各县（市、区）, parts nothing."""
    return [u for u in re.split(r"、(?![^（]*）)", units) if u]


class GoldWriter:
    """Collects the text of one document and the entries that annotate it."""

    def __init__(self, scope: str) -> None:
        self.text = ""
        self.scope = scope
        self.gold: dict[str, list[Entry]] = {
            key: [] for key in ("targets", "standards", "observations", "projects", "tasks", "problems")
        }
        self._figures: list[tuple[int, int, Figure, Entry]] = []
        self._quotes: list[tuple[int, str, Entry]] = []

    def add(self, line: Line, section: str, before: str = "", low: int | None = None, scope: str | None = None) -> int:
        """Append a line or cell with its figures and return where its own text begins.

        ``low`` is the earliest place at which a quote may begin (the row of a table); ``before`` is printed but not
        part of the line (number, tab).
        """
        self.text += before
        start = len(self.text)
        self.text += line.visible
        for figure in line.figures:
            entry = self._entry(figure, section, scope)
            self.gold[figure.role].append(entry)
            self._figures.append((start + figure.offset, start if low is None else low, figure, entry))
        return start

    def _entry(self, figure: Figure, section: str, scope: str | None) -> Entry:
        options = figure.options
        named = dict(o.split("=", 1) for o in options if re.match(r"(v|v2|alt)=", o))
        value, value2 = (plain(named["v"]), None) if "v" in named else number_of(figure.text)
        years = [int(o) for o in options if o.isdigit()]
        scopes = [o[1:] for o in options if o.startswith("@")]
        op = "between" if value2 is not None else next((o for o in options if o in OPERATORS), "=")
        known = {o for o in options if o in OPERATORS or o in KINDS or o.isdigit() or o[0] == "@" or "=" in o}
        if set(options) - known:
            raise ValueError(f"unknown option in {figure}")
        default = scope or (None if figure.role == "standards" else self.scope)
        entry: Entry = {"indicator": figure.indicator, "scope": scopes[0] if scopes else default, "unit": figure.unit}
        if figure.role != "observations" or op != "=":
            entry["op"] = op
        entry |= {"value": value, "value2": value2, "year": years[0] if years else None}
        if figure.role != "observations":
            entry["kind"] = next((KINDS[o] for o in options if o in KINDS), None)
        entry |= {"section": section, "quote": "", "value_text": figure.text}
        if "alt" in named:
            entry["alt_category"] = named["alt"]
        return entry

    def note(self, key: str, quote: str, start: int, entry: Entry) -> Entry:
        """Add a project, task or problem whose quote stands at or after ``start``."""
        at = self.text.find(quote, start)
        if at < 0:
            raise ValueError(f"quote not found: {quote}")
        self._quotes.append((at, quote, entry))
        self.gold[key].append(entry)
        return entry

    def annotate_block(self, item: Item, start: int) -> None:
        """Add the tasks and projects noted under a block that begins at ``start``."""
        body = self.text[start:].split("\n")[0]
        for kind, note in item.notes:
            if kind == "K":
                self._task(item, start, body, dict(p.split("=", 1) for p in note.split() if "=" in p))
            elif kind == "P":
                values = dict(p.split("=", 1) for p in note.split(";"))
                self._project(values, item.section, start)

    def _task(self, item: Item, start: int, body: str, note: dict[str, str]) -> None:
        entry: Entry = {"section": item.section, "title": note.get("title") or body.split("。")[0][:40]}
        entry["deadline"] = int(note["deadline"]) if "deadline" in note else None
        entry["units"] = split_units(note.get("units", ""))
        if "lead" in note:
            entry["lead"] = note["lead"].split("、")
        self.note("tasks", body[:30], start, entry)

    def _project(self, values: dict[str, str], section: str, start: int, quote: str | None = None) -> None:
        def number(key: str) -> float | int | None:
            return plain(values[key]) if values.get(key) else None

        entry: Entry = {"name": values["name"]}
        entry |= {key: values.get(key) or None for key in ("nature", "place", "owner")}
        entry |= {"start": number("start"), "end": number("end"), "investment_yi": number("inv")}
        entry |= {"places": number("places"), "classes": number("classes"), "floor_area_m2": number("area")}
        entry |= {"land_mu": number("land"), "group": values.get("group"), "section": section}
        self.note("projects", quote or values.get("quote") or values["name"], start, entry)

    def row_note(self, row: Row, item: Item, start: int, label: str) -> None:
        """Add what is annotated behind a table row: a project, or a task of a responsibility table."""
        if not row.note:
            return
        parts = row.note.split(";")
        if item.name == "projects":
            keys = PROJECT_KEYS
            self._project(dict(zip(keys, parts, strict=True)), f"{item.section}/{label}", start)
        else:
            entry: Entry = {"section": f"{item.section}/{label}", "title": parts[0]}
            entry["deadline"] = int(parts[2]) if parts[2] else None
            entry["units"] = split_units(parts[1])
            self.note("tasks", parts[0], start, entry)

    def add_problem(self, note: str, start: int, section: str) -> None:
        """Add a problem written as ``quote -> title;title``; the titles begin the tasks that answer it."""
        quote, _, answers = note.partition(" -> ")
        entry = {"section": section, "text": quote, "tasks": [a for a in answers.split(";") if a]}
        self.note("problems", quote, start, entry)

    def _quote_figure(self, at: int, low: int, text: str) -> str:
        """Return a short stretch around the figure in which its text does not occur earlier.

        In a table it begins with the row where that is short enough, elsewhere with the clause.
        """
        end = at + len(text)
        clauses = [low, *(i + 1 for i in range(low, at) if self.text[i] in BREAK)]
        in_table = any(self.text[i] == "\t" for i in range(low, at + 1)) or self.text[low - 1 : low] == "\t"
        starts = clauses if in_table else clauses[::-1]
        stops = (i for i in range(end, len(self.text)) if self.text[i] in BREAK)
        stop = min(next(stops, len(self.text)), end + 18)
        for start in [*starts, *range(max(low, at - 12), at + 1)]:
            until = max(stop, start + SHORTEST)
            quote = self.text[start:until]
            if len(quote) <= LONGEST and len(quote.strip()) >= SHORTEST and start + quote.find(text) == at:
                return quote
        raise ValueError(f"no quote for {text} in {self.text[at - 20 : at + 20]!r}")

    def _occurrence(self, quote: str, at: int) -> int:
        count, seen = 0, self.text.find(quote)
        while 0 <= seen <= at:
            count, seen = count + 1, self.text.find(quote, seen + 1)
        return count

    def _place(self, entry: Entry, quote: str, at: int) -> None:
        entry["quote"] = quote
        if (k := self._occurrence(quote, at)) != 1 or self.text.find(quote, at + 1) >= 0:
            entry["occurrence"] = k

    def finish(self, document: Entry) -> dict[str, Any]:
        """Return the whole annotation, with quotes, occurrences and ids."""
        for at, low, figure, entry in self._figures:
            quote = self._quote_figure(at, low, figure.text)
            self._place(entry, quote, at - quote.find(figure.text))
        for at, quote, entry in self._quotes:
            self._place(entry, quote, at)
        for key, letter in zip(self.gold, "tsopkq", strict=True):
            self.gold[key] = [{"id": f"{letter}{n:03d}", **e} for n, e in enumerate(self.gold[key], 1)]
        for problem in self.gold["problems"]:
            ids = [[t["id"] for t in self.gold["tasks"] if t["title"].startswith(a)] for a in problem["tasks"]]
            if any(len(found) != 1 for found in ids):
                raise ValueError(f"answers of {problem['text']}: {ids}")
            problem["tasks"] = [found[0] for found in ids]
        return {"document": document, **self.gold, "defects": []}
