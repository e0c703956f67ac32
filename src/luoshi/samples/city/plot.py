"""The ground on which troubles are planted: a copy of the city whose rows are found and changed by key.

Entry: :class:`Plot`. Not here: the troubles (``troubles_cells``, ``troubles_returns``, ``troubles_years``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.samples.city.city_data import City, Row
from luoshi.samples.city.returns_pupils import BANDED_COUNTY, class_sizes


@dataclass(frozen=True)
class Trouble:
    """A planted mistake (埋下的错误).

    Attributes:
        code: the check that finds it.
        table: the table that it stands in.
        keys: key fields of the row, as they are after planting.
        description: what is wrong, in Chinese.
    """

    code: str
    table: str
    keys: Mapping[str, object] = field(hash=False)
    description: str = ""


class Plot:
    """Copies of a city's tables, and schools that no trouble has taken yet.

    Attributes:
        year: the last school year, in which all troubles lie.
        planted: the troubles so far.
    """

    def __init__(self, city: City) -> None:
        self.city = City({name: list(rows) for name, rows in city.tables.items()}, city.first_year, city.years)
        self.year = city.last_year
        self.planted: list[Trouble] = []
        self._taken: set[object] = set()
        self._by_school: dict[str, dict[object, list[Row]]] = {}
        before = {row["institution_code"] for row in self.rows("institutions", school_year=self.year - 1)}
        moved = {
            row[key] for row in city.tables["institution_events"] for key in ("institution_code", "successor_code")
        }
        self._free = [
            row
            for row in self.rows("institutions", school_year=self.year)
            if row["institution_code"] in before - moved and row["area_code"] != BANDED_COUNTY
        ]
        self._free.sort(key=lambda row: str(row["institution_code"])[::-1])  # so that every county has some

    def rows(self, table: str, **keys: object) -> list[Row]:
        """The rows of a table that have these values."""
        wanted = keys.items()
        return [row for row in self._near(table, keys) if all(row[key] == value for key, value in wanted)]

    def row(self, table: str, **keys: object) -> Row:
        """The first row of a table that has these values; StopIteration when none has."""
        wanted = keys.items()
        return next(row for row in self._near(table, keys) if all(row[key] == value for key, value in wanted))

    def _near(self, table: str, keys: dict[str, object]) -> list[Row]:
        """Rows among which those with these values are: of the school alone where one is asked for."""
        if "institution_code" not in keys:
            return self.city.tables[table]
        if table not in self._by_school:
            found = self._by_school[table] = {}
            for row in self.city.tables[table]:
                found.setdefault(row["institution_code"], []).append(row)
        return self._by_school[table].get(keys["institution_code"], [])

    def school(self, kind: str, locality: str = "", fits: Callable[[str], bool] = lambda code: True) -> Row:
        """Take a school of a kind that has been there last year too and has no event; its row of institutions.

        Raises:
            LookupError: none is left.
        """
        for school in self._free:
            code = str(school["institution_code"])
            if school["institution_kind"] != kind or code in self._taken or locality not in ("", school["locality"]):
                continue
            if fits(code):
                self._taken.add(code)
                return school
        raise LookupError(f"no {locality}{kind} is left for a trouble")

    def change(self, table: str, row: Row, **values: object) -> Row:
        """Put a changed copy in the place of a row and return it."""
        rows = self.city.tables[table]
        place = next(i for i, other in enumerate(rows) if other is row)
        rows[place] = row | values
        self._by_school.pop(table, None)
        return rows[place]

    def add(self, table: str, row: Row) -> None:
        """Append a row."""
        self.city.tables[table].append(row)
        self._by_school.pop(table, None)

    def remove(self, table: str, **keys: object) -> None:
        """Take out all rows of a table that have these values."""
        gone = {id(row) for row in self.rows(table, **keys)}
        self.city.tables[table] = [row for row in self.city.tables[table] if id(row) not in gone]
        self._by_school.pop(table, None)

    def plant(self, code: str, table: str, row: Row, keys: str, description: str) -> None:
        """Write a trouble down; ``keys`` are names of fields of the row."""
        self.planted.append(Trouble(code, table, {key: row[key] for key in keys.split()}, description))

    def refill(self, code: str, stage: str, grade: str, pupils: int) -> Row:
        """Change the pupils of a grade with groups, classes and flows that hang on them; return the row of pupils."""
        keys: dict[str, object] = {"school_year": self.year, "institution_code": code, "stage": stage}
        row = self.row("pupils", **keys, grade=grade)
        before = number(row["pupils"])
        groups = {
            name: number(value) * pupils // before
            for name, value in row.items()
            if isinstance(value, int) and name != "school_year"
        }
        changed = self.change("pupils", row, **groups)
        self._reclass(keys | {"grade": grade}, pupils)
        for flow in self.rows("pupil_flows", **keys):
            gain = pupils - before
            side = "transfers_in" if gain > 0 else "transfers_out"
            values = {"closing": number(flow["closing"]) + gain, side: number(flow[side]) + abs(gain)}
            self.change("pupil_flows", flow, **values)
        return changed

    def _reclass(self, keys: dict[str, object], pupils: int) -> None:
        old = self.rows("classes", **keys)
        limit = max(number(row["class_size"]) for row in old)
        self.remove("classes", **keys)
        sizes = class_sizes(pupils, limit)
        for size in dict.fromkeys(sizes):
            self.add("classes", old[0] | {"class_size": size, "classes": sizes.count(size)})


def number(value: object) -> int:
    """Return a count as a whole number, None as nought."""
    return value if isinstance(value, int) else 0


def amount(value: object) -> Decimal:
    """Return an amount or count as a decimal number, None as nought."""
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
