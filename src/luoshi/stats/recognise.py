"""Learning a mapping (识别): which table a sheet is, by the names and aliases of fields and the words of codes.

Entries: :func:`recognise`, :class:`Vocabulary`. A column belongs to a field when a word of its path
is one of the field's names; where another word of the path is a grade, stage or subject, the form is wide and the word
becomes a constant of a feed of its own. Columns without such a word are then totals over the feeds, and left out.
Not here: what a mapping is (:mod:`luoshi.stats.mapping`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from luoshi.model.tables import CodeList, Definitions, FieldDef, FieldType, Role, TableDef
from luoshi.stats.heads import DEEPEST, HeadRows, Heads, plain
from luoshi.stats.mapping import Feed, FormMapping, Recognise

if TYPE_CHECKING:
    from luoshi.sheets.grid import Grid, Raw

_SEARCHED = 12
_FEWEST = 3
"""Fewest columns by which a form is known."""

_FORMS = 64
"""Heads whose columns are remembered for a table."""

_FEWEST_NAMES = 2
_SHORTEST_WORD = 2
_JOINT = re.compile(r"^[的:、_-]")
_NEVER = "(?!)"
_TOTALS = frozenset(("合计", "总计", "小计", "计"))


_Wide = dict[tuple[tuple[str, str], ...], dict[str, str]]
"""Constants -> path -> field, of a form that has columns for each grade, stage or subject."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of a form are to a table, as far as their heads say it; not to be changed."""

    shared: dict[str, str]
    wide: _Wide
    ignored: tuple[str, ...]
    wanted: frozenset[str]


@dataclass(slots=True)
class _Guess:
    table: TableDef
    heads: Heads
    shared: dict[str, str] = field(default_factory=dict)
    wide: _Wide = field(default_factory=dict)
    ignored: Sequence[str] = ()

    def score(self) -> tuple[int, int, int]:
        """Return how well the sheet fits: keys found, columns found, and fewer head rows."""
        named = set(self.shared.values()).union(*(columns.values() for columns in self.wide.values()))
        constants = {name for key in self.wide for name, _ in key}
        keys = sum(1 for key in self.table.keys if key.name in named | constants)
        taken = len(self.shared) + sum(len(columns) for columns in self.wide.values())
        return keys, taken, -self.heads.depth


def recognise(grid: Grid, vocabulary: Vocabulary, table: str = "") -> tuple[FormMapping, Heads] | None:
    """Return the mapping that fits a sheet best, and its heads; None when it fits no table.

    Args:
        grid: the sheet.
        vocabulary: the words of the tables there are.
        table: the table it is to be; empty to try all.
    """
    tables = [vocabulary.tables[table]] if table else list(vocabulary.tables.values())
    guesses: list[_Guess] = []
    for heads in _candidates(grid, vocabulary):
        titles = titles_of(grid, heads)
        said = vocabulary.said_stage(titles)
        guesses += [guess for one in tables if (guess := _guess(one, heads, titles, said))]
    if not guesses:
        return None
    best = max(guesses, key=_Guess.score)
    return _mapping(best, grid.name), best.heads


def _candidates(grid: Grid, vocabulary: Vocabulary) -> Iterator[Heads]:
    """Yield the heads there could be: rows of words that tables know, one under the other, two of them names of fields.

    Words of codes alone are not enough: rows of data are full of them.
    """
    rows = HeadRows(grid)
    known = [vocabulary.known_in(row) for row in grid.rows[: _SEARCHED + DEEPEST]]
    for first in range(min(_SEARCHED, len(known))):
        named = 0
        for depth in range(1, DEEPEST + 1):
            last = first + depth - 1
            if last >= len(known) or not sum(known[last]):
                break
            named += known[last][0]
            if named >= _FEWEST_NAMES:
                yield rows.paths(first, depth)


def _guess(words: _Words, heads: Heads, titles: Sequence[str], said: str) -> _Guess | None:
    """Return what the sheet would be as a return of one table; None when it is none.

    Args:
        titles: what the sheet is called (:func:`titles_of`).
        said: the stage that these name.
    """
    columns = words.columns(heads.paths, words.is_meant(titles))
    guess = _Guess(words.table, heads, columns.shared, columns.wide, columns.ignored)
    if not columns.wanted <= {"stage"}:
        return None
    _add_stage(guess, words.definitions, said)
    return guess if _is_enough(guess) else None


def titles_of(grid: Grid, heads: Heads) -> list[str]:
    """Return what the sheet is called: its name and the words above its heads."""
    return [grid.name, *(plain(cell) for row in grid.rows[: heads.first] for cell in row if isinstance(cell, str))]


def _wanted(table: TableDef, shared: Mapping[str, str], wide: _Wide) -> frozenset[str]:
    """Return the keys that are not there, but for the year."""
    named = {*shared.values(), *(name for key in wide for name, _ in key)}
    wanted = {key.name for key in table.keys if key.required and key.name != table.time_field}
    return frozenset(wanted - named)


def _is_enough(guess: _Guess) -> bool:
    """Tell whether the keys are there but for the year, and a measure or two."""
    named = set(guess.shared.values())
    table = guess.table
    described = named.union(*(columns.values() for columns in guess.wide.values()))
    values = [name for name in described if table.by_name[name].role is not Role.KEY and table.by_name[name].is_stored]
    is_wide = any(guess.wide)
    return not _wanted(table, guess.shared, guess.wide) and bool(values) and len(described) + is_wide >= _FEWEST


def _add_stage(guess: _Guess, definitions: Definitions, said: str) -> None:
    """Take the stage from the grade, else from the sheet's name or title, where no column tells it."""
    stage = guess.table.by_name.get("stage")
    if stage is None or stage.role is not Role.KEY or "stage" in guess.shared.values():
        return
    belongs = definitions.codes["grade"].belongs
    # Grades are counted within the stage (一年级 of 初中) only where none has the name that it has there (七年级).
    is_counted = all(belongs.get(dict(key).get("grade", "")) != said for key in guess.wide)
    grades = definitions.codes["grade"]
    renewed: _Wide = {}
    for key, columns in guess.wide.items():
        constants = dict(key)
        if "stage" not in constants:
            usual = belongs.get(constants.get("grade", ""), "")
            is_so = is_counted and bool(grade_of(grades, said, constants.get("grade", "")))
            own = said if said and (not usual or said not in belongs.values() or is_so) else usual
            if own:
                constants["stage"] = own
        renewed[tuple(sorted(constants.items()))] = columns
    if not guess.wide and said and "grade" not in guess.shared.values():
        measures = {p: n for p, n in guess.shared.items() if guess.table.by_name[n].role is Role.MEASURE}
        renewed[(("stage", said),)] = measures
        guess.shared = {p: n for p, n in guess.shared.items() if p not in measures}
    guess.wide = renewed


def grade_of(grades: CodeList, stage: str, grade: str) -> str:
    """Return the grade that a number within a stage means: 七年级 for 一年级 of 初中; empty if there is none."""
    if grades.belongs.get(grade, stage) == stage:
        return grade
    word = stage + grade
    meant = word if word in grades.words else grades.aliases.get(word, "")
    return meant if grades.belongs.get(meant) == stage else ""


class Vocabulary:
    """The words by which forms are recognised: made once of the definitions, then asked for every sheet."""

    def __init__(self, definitions: Definitions) -> None:
        self.tables = {name: _Words(table, definitions) for name, table in definitions.tables.items()}
        self._names = frozenset(name for words in self.tables.values() for name in words.fields)
        self._joined: dict[str, bool] = {}
        self._codes = frozenset(code for words in self.tables.values() for code in words.codes) - self._names
        stages = definitions.codes["stage"]
        said = {**{word: word for word in stages.words}, **stages.aliases}
        self._stages = [(plain(word), said[word]) for word in sorted(said, key=len, reverse=True)]

    def said_stage(self, titles: Sequence[str]) -> str:
        """Return the stage that the first title to name one names; empty where it names several, or 中小学.

        Args:
            titles: the sheet's name, then the words above its heads (:func:`titles_of`).
        """
        for title in titles:
            found: set[str] = set()
            rest = plain(title).replace("中小学", "小学、初中")
            for word, stage in self._stages:  # the longest first: 中等职业 is not looked for in 中等职业教育 again
                if word in rest:
                    found.add(stage)
                    rest = rest.replace(word, " ")
            if found:
                return found.pop() if len(found) == 1 else ""
        return ""

    def known_in(self, row: Sequence[Raw]) -> tuple[int, int]:
        """Return how many cells of a row name fields, and how many hold words of codes alone."""
        texts = [plain(cell) for cell in row if isinstance(cell, str)]
        names = sum(1 for text in texts if text in self._names or self._is_joined(text))
        return names, sum(1 for text in texts if text in self._codes)

    def _is_joined(self, text: str) -> bool:
        if text not in self._joined:
            self._joined[text] = any(words.begins_with_code(text) for words in self.tables.values())
        return self._joined[text]


class _Words:
    """The words by which a table's fields and codes are found."""

    def __init__(self, table: TableDef, definitions: Definitions) -> None:
        self.table = table
        self.definitions = definitions
        self.fields: dict[str, FieldDef] = {}
        for one in reversed(table.fields):
            for alias in (*reversed(one.aliases), one.title):
                self.fields[plain(alias)] = one
        self.codes: dict[str, tuple[str, str]] = {}
        for key in table.keys:
            if key.type is FieldType.CODE:
                codes = definitions.codes[key.codes]
                self.codes.update({plain(word): (key.name, word) for word in codes.words})
                self.codes.update({plain(alias): (key.name, word) for alias, word in codes.aliases.items()})
        needed = [f.name for f in table.fields if f.required and f.role is Role.MEASURE]
        self.sole = needed[0] if len(needed) == 1 else ""
        longest_first = sorted(self.codes, key=len, reverse=True)
        self._code = re.compile("|".join(re.escape(code) for code in longest_first)) if longest_first else None
        self._matched: dict[tuple[str, bool], tuple[str, tuple[tuple[str, str], ...]]] = {}
        self.columns = lru_cache(maxsize=_FORMS)(self._columns)
        self._sole_words = self._measure_words(lambda field: field.name == self.sole)
        self._sole_word = re.compile("|".join(map(re.escape, self._sole_words)) or _NEVER)
        self._other_words = self._measure_words(lambda field: field.name != self.sole) - self._sole_words

    def _measure_words(self, wanted: Callable[[FieldDef], bool]) -> frozenset[str]:
        words = {
            plain(word).removesuffix("数")
            for field in self.table.fields
            if field.role is Role.MEASURE and wanted(field)
            for word in (field.title, *field.aliases)
        }
        return frozenset(word for word in words if len(word) >= _SHORTEST_WORD and word not in _TOTALS)

    def is_meant(self, titles: Sequence[str]) -> bool:
        """Tell whether a title says that the figures are the table's main ones (学生数), and not others (寄宿生数)."""
        said = [title for title in titles if self._sole_word.search(title)]
        return bool(said) and not any(word in title for title in said for word in self._other_words)

    def _columns(self, paths: tuple[str, ...], meant: bool) -> _Columns:
        """Return what the columns with these heads are; the sheets of many years have the same."""
        shared: dict[str, str] = {}
        wide: _Wide = {}
        ignored: list[str] = []
        for path in dict.fromkeys(path for path in paths if path):
            name, constants = self.match(path, meant=meant)
            if not name:
                ignored.append(path)
            elif constants and name not in wide.get(constants, {}).values():
                wide.setdefault(constants, {})[path] = name
            elif not constants and (name not in shared.values() or path == plain(self.table.by_name[name].title)):
                for other in [p for p, n in shared.items() if n == name]:  # the field's own name goes before others
                    ignored.append(other)
                    del shared[other]
                shared[path] = name
            else:
                ignored.append(path)
        self._add_totals(wide, ignored)
        if wide:  # measures without a grade are totals over the grades
            for path in [p for p, name in shared.items() if self.table.by_name[name].role is Role.MEASURE]:
                ignored.append(path)
                del shared[path]
        return _Columns(shared, wide, tuple(ignored), _wanted(self.table, shared, wide))

    def _add_totals(self, wide: _Wide, ignored: list[str]) -> None:
        """Read 一年级/计 beside 一年级/女 as the whole that 女 is a part of."""
        for path in list(ignored):
            name, constants = self.match(path, meant=True)
            beside = wide.get(constants, {})
            if constants and beside and name and name not in beside.values() and path.rpartition("/")[2] in _TOTALS:
                beside[path] = name
                ignored.remove(path)

    def begins_with_code(self, text: str) -> bool:
        """Tell whether a field's name follows a code word in ``text``: 一年级女生数."""
        return len(tuple(self._parts(text))) > 1

    def match(self, path: str, *, meant: bool = False) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the field of a path and the constants its other words say; an empty name when it is none.

        Args:
            path: the words over a column.
            meant: the title says that figures without a word of their own are the table's main ones.
        """
        if (path, meant) not in self._matched:
            self._matched[path, meant] = self._match(path, meant)
        return self._matched[path, meant]

    def _match(self, path: str, meant: bool) -> tuple[str, tuple[tuple[str, str], ...]]:
        whole = self.fields.get(path)
        if whole is not None:
            return whole.name, ()
        constants: dict[str, str] = {}
        name = ""
        for part in self._parts(path):
            if part in self.codes and (self.codes[part][0] not in constants):
                key, word = self.codes[part]
                constants[key] = word
            elif part in self.fields:
                if self._is_of_another(part, name):
                    return "", ()
                name = self.fields[part].name
            elif part in _TOTALS:
                continue
            elif constants or (name and self.table.by_name[name].role is Role.MEASURE):
                return "", ()  # 一年级/男 and 在校生/男 are parts of the pupils that no field holds
        if constants and not name and meant:
            name = self.sole
        return name, tuple(sorted(constants.items()))

    def _is_of_another(self, part: str, upper: str) -> bool:
        """Tell whether a short word means a part of another whole than ``upper``: 女 of 专任教师 under 教职工."""
        if not upper or self.table.by_name[upper].role is not Role.MEASURE:
            return False
        title = plain(self.fields[part].title)
        wholes = {
            one.name: plain(one.title).removesuffix("数")
            for one in self.table.fields
            if one.required and one.role is Role.MEASURE and one.name != self.fields[part].name
        }
        return wholes.get(upper, "") not in title and any(
            whole in title and whole not in part for name, whole in wholes.items() if name != upper
        )

    def _parts(self, path: str) -> Iterator[str]:
        """Yield the words of a path; 一年级女生数 in one cell is 一年级 and 女生数."""
        for part in path.split("/"):
            if part in self.fields or part in self.codes:
                yield part
                continue
            found = self._code.match(part) if self._code is not None else None
            code = found[0] if found is not None else ""
            rest = _JOINT.sub("", part[len(code) :])
            if code and rest in self.fields and self.fields[rest].role is Role.MEASURE:
                yield code
                yield rest
            else:
                yield part


def _mapping(guess: _Guess, sheet: str) -> FormMapping:
    """Return the guess as a mapping, known again by its first heads."""
    if guess.wide:
        feeds = tuple(
            Feed(table=guess.table.name, constants=dict(key), columns=columns, drop_empty=len(guess.wide) > 1)
            for key, columns in guess.wide.items()
        )
        shared = guess.shared
    else:
        keys = {path: name for path, name in guess.shared.items() if guess.table.by_name[name].role is Role.KEY}
        feeds = (Feed(table=guess.table.name, columns={p: n for p, n in guess.shared.items() if p not in keys}),)
        shared = keys
    heads = (*shared, *(path for feed in feeds for path in feed.columns))
    year = "column" if guess.table.time_field in shared.values() else "title"
    return FormMapping(
        form=f"{guess.table.title}（{sheet}）",
        recognise=Recognise(heads=tuple(dict.fromkeys(heads))),
        shared=shared,
        feeds=feeds,
        year="column" if year == "column" else "title",
        ignored=tuple(guess.ignored),
    )
