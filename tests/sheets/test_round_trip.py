"""Laws of the way out and in, for any plan and any edit."""

from __future__ import annotations

import io
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.office import NO_OFFICE, has_office
from tests.sheets.conftest import cell, edited, make_plan
from tests.workspace.conftest import ANY_PLAN

from luoshi.model.corrections import LISTS, sealed
from luoshi.model.plan import Plan
from luoshi.sheets.book_reader import is_unedited, read_book
from luoshi.sheets.cells import show_list, split_list
from luoshi.sheets.plan_book import write_plan_book
from luoshi.sheets.plan_columns import SHEETS
from luoshi.sheets.plan_import import import_book
from luoshi.workspace.plan_file import plan_to_yaml

_SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def _numbered(plan: Plan) -> Plan:
    """Return ``plan`` with a number of its own for each item, sealed."""
    count = iter(range(10**6))
    lists = {
        name: tuple(item.model_copy(update={"id": f"x-{next(count):08x}"}) for item in getattr(plan, name))
        for name in LISTS
    }
    return sealed(plan.model_copy(update=lists))


@_SETTINGS
@given(ANY_PLAN.map(_numbered))
def test_out_and_in_changes_nothing(plan: Plan) -> None:
    data = write_plan_book(plan)
    imported = import_book(read_book(data, "x.xlsx"), plan, delete_missing=True)
    assert imported.findings == ()
    assert imported.plan is plan
    assert is_unedited(data, plan.source.name)


@_SETTINGS
@given(st.lists(st.text("甲乙（）、；;，“”()\n ", min_size=1), max_size=4).map(tuple))
def test_a_list_comes_back_from_its_cell_or_is_never_read(values: tuple[str, ...]) -> None:
    shown = show_list(values)
    wanted = all(value == value.strip() and not set(value) & set("；;\n") for value in values)
    brackets = any(set(value) & set("（）()“”") for value in values)
    if wanted and not brackets and values:
        assert split_list(str(shown)) == values


_TEXT = st.text("临江市教育局甲乙ABC 12（）、。=+-@'\"", min_size=1, max_size=12).map(str.strip).filter(bool)
_YEAR = st.integers(1950, 2100)
_NUMBER = st.decimals(min_value=2, max_value=10**9, places=4).map(lambda n: Decimal(str(n)))
_EDITS: dict[tuple[str, str], st.SearchStrategy] = {
    ("targets", "indicator"): _TEXT,
    ("targets", "scope"): _TEXT | st.none(),
    ("targets", "value"): _NUMBER,
    ("targets", "year"): _YEAR | st.none(),
    ("targets", "kind"): st.sampled_from(["约束性", "预期性", "导向性", None]),
    ("targets", "note"): _TEXT,
    ("observations", "value"): _NUMBER,
    ("projects", "investment_yi"): _NUMBER | st.none(),
    ("projects", "places"): st.integers(0, 10**6) | st.none(),
    ("projects", "name"): _TEXT,
    ("tasks", "title"): _TEXT,
    ("tasks", "deadline"): _YEAR | st.none(),
    ("problems", "text"): _TEXT,
}


@_SETTINGS
@given(
    st.lists(st.sampled_from(sorted(_EDITS)), unique=True, min_size=1).flatmap(
        lambda keys: st.fixed_dictionaries({key: _EDITS[key] for key in keys})
    )
)
def test_any_edit_comes_back_exactly(edits: dict[tuple[str, str], object]) -> None:
    plan = make_plan()

    def edit(book) -> None:
        for (list_name, key), value in edits.items():
            sheet = next(sheet for sheet in SHEETS if sheet.list_name == list_name)
            here = cell(book[sheet.name], next(c.head for c in sheet.edited if c.key == key))
            here.value = float(value) if isinstance(value, Decimal) else value
            if isinstance(value, str):
                here.data_type = "s"

    imported = import_book(read_book(edited(write_plan_book(plan), edit), "x.xlsx"), plan)
    assert imported.findings == ()
    for list_name in LISTS:
        wanted = {key: value for (name, key), value in edits.items() if name == list_name}
        first, *rest = getattr(plan, list_name)
        after, *others = getattr(imported.plan, list_name)
        assert after.model_copy(update={"corrected": ()}) == first.model_copy(update=wanted)
        assert others == rest
        changed = {key for key, value in wanted.items() if value != getattr(first, key) and key != "note"}
        assert set(after.corrected) == changed


@pytest.mark.slow
def test_out_through_libreoffice_and_in_changes_nothing(tmp_path: Path) -> None:
    if not has_office("Excel"):
        pytest.skip(NO_OFFICE)
    plan = make_plan()
    (tmp_path / "a.xlsx").write_bytes(write_plan_book(plan))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", tmp_path / "out", tmp_path / "a.xlsx"],
        check=True,
        capture_output=True,
        timeout=100,
    )
    data = (tmp_path / "out" / "a.xlsx").read_bytes()
    imported = import_book(read_book(data, "x.xlsx"), plan)
    assert (imported.findings, imported.plan is plan) == ((), True)
    assert is_unedited(data, plan.source.name)
    assert load_workbook(io.BytesIO(data))["_luoshi"].sheet_state != "visible"


def test_real_plans_come_back_unchanged(shared: Path) -> None:
    from luoshi.api import compile_plan

    for path in sorted((shared / "seeds").glob("*.txt")):
        plan = compile_plan(path)
        imported = import_book(read_book(write_plan_book(plan), path.name), plan)
        assert imported.findings == ()
        assert plan_to_yaml(imported.plan) == plan_to_yaml(plan)
