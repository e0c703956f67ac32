"""Pages of indicators, targets and packs: what they show is what is computed; who sees the rows of which school."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from luoshi.api import compute_indicators, explain_indicator
from luoshi.api.indicators import Wanted
from luoshi.web.policy import Role
from luoshi.web.statistics import figures
from luoshi.workspace.folder import open_workspace
from tests.web.statistics.conftest import INDICATOR, PLAN


def _page(client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(f"statistics:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def _value(workspace: Path, year: int) -> Decimal:
    table = compute_indicators(open_workspace(workspace), Wanted((INDICATOR,), (year,)))
    value = table.values[0].value
    assert value is not None
    return value


def test_the_list_shows_the_value_and_the_change(workspace, browser_of) -> None:
    page = _page(browser_of(Role.LEADER), "index", q="小学在校生", year=2023)
    table = compute_indicators(open_workspace(workspace), Wanted((INDICATOR,)))
    before, now = (one.value for one in table.values)
    assert f"{now:,f}" in page
    assert f"{now - before:+,f}" in page
    assert "待核实" in page


def test_the_list_is_searched_by_alias_and_group(browser_of) -> None:
    page = _page(browser_of(Role.LEADER), "index", q="小学阶段在校生")
    assert "小学在校生数" in page
    assert "共 1 条" in page
    assert "没有这样的指标" in _page(browser_of(Role.LEADER), "index", q="没有这个词")


def test_the_list_asks_the_database_little(browser_of, django_assert_max_num_queries) -> None:
    client = browser_of(Role.LEADER)
    client.get("/")
    with django_assert_max_num_queries(5):
        _page(client, "index")


def test_the_page_of_an_indicator_has_trend_path_and_counties(workspace, browser_of) -> None:
    page = _page(browser_of(Role.PLANNER), "indicator", INDICATOR, year=2023)
    assert f"{_value(workspace, 2023):,f}" in page
    assert page.count("<svg") == 2
    assert "目标路径" in page
    assert "青禾县" in page
    assert "style=" not in page


@pytest.mark.parametrize("tab", ["parts", "equity", "definition"])
def test_every_tab_of_an_indicator_is_shown(tab: str, browser_of) -> None:
    page = _page(browser_of(Role.PLANNER), "indicator", "site_per_pupil_primary", year=2023, tab=tab)
    wanted = {"parts": "举办性质", "equity": "差异系数", "definition": "合计("}
    assert wanted[tab] in page


def test_an_indicator_that_there_is_not_is_not_found(browser_of) -> None:
    assert browser_of(Role.PLANNER).get(reverse("statistics:indicator", args=["nothing"])).status_code == 404


def test_the_rows_of_an_explanation_add_up_to_the_value(workspace, browser_of) -> None:
    client = browser_of(Role.STATISTICIAN)
    answer = client.get(reverse("statistics:explain", args=[INDICATOR]), {"year": 2023, "format": "xlsx"})
    sheets = load_workbook(BytesIO(answer.content), read_only=True)
    found = explain_indicator(open_workspace(workspace), INDICATOR, year=2023)
    rows = list(found.numerator_rows)
    assert sum(int(row.cells["在校学生数"]) for row in rows) == _value(workspace, 2023)
    counts = [sum(1 for _ in sheet.iter_rows()) for sheet in sheets.worksheets]
    assert any(count >= len(rows) for count in counts)
    page = _page(client, "explain", INDICATOR, year=2023)
    assert f"共 {len(rows)} 条" in page
    assert rows[0].file in page


def test_a_county_sees_the_rows_of_its_own_schools_only(workspace, browser_of) -> None:
    client = browser_of(Role.REPORTER)
    assert "只能看本县的" in _page(client, "explain", INDICATOR, year=2023)
    own = _page(client, "explain", INDICATOR, year=2023, place="青禾县")
    found = explain_indicator(open_workspace(workspace), INDICATOR, "青禾县", 2023)
    assert f"共 {len(found.numerator_rows)} 条" in own
    other = explain_indicator(open_workspace(workspace), INDICATOR, "云岫县", 2023).numerator_rows[0]
    assert other.name not in _page(client, "explain", INDICATOR, year=2023, place="云岫县")
    there = reverse("statistics:explain", args=[INDICATOR])
    assert client.get(there, {"year": 2023, "place": other.owner}).status_code == 404
    assert client.get(there, {"year": 2023, "place": "云岫县", "format": "xlsx"}).status_code == 404
    assert client.get(there, {"year": 2023, "format": "xlsx"}).status_code == 404
    assert client.get(there, {"year": 2023, "place": "青禾县", "format": "xlsx"}).status_code == 200


def test_figures_are_computed_once_until_something_changes(own) -> None:
    first = figures.indicators(figures.basis())
    assert figures.indicators(figures.basis()) is first
    rules = own / "rules" / "indicators"
    rules.mkdir(parents=True)
    text = "group: 本局\nindicators:\n  - {id: primary_pupils, off: 不用}\n"
    (rules / "own.yaml").write_text(text, encoding="utf-8")
    assert INDICATOR in first
    assert INDICATOR not in figures.indicators(figures.basis())


def test_targets_are_listed_with_state_and_path(browser_of) -> None:
    client = browser_of(Role.LEADER)
    page = _page(client, "targets")
    assert "小学在校生数" in page
    assert "滞后" in page
    one = _page(client, "target", PLAN, "t-00000000")
    assert "目标路径" in one
    assert reverse("statistics:indicator", args=[INDICATOR]) in one
    assert client.get(reverse("statistics:target", args=[PLAN, "t-9"])).status_code == 404
    assert client.get(reverse("statistics:targets"), {"format": "xlsx"}).status_code == 200


def test_a_pack_goes_down_to_the_school(browser_of) -> None:
    client = browser_of(Role.SUPERVISOR)
    assert "数字校园" in _page(client, "packs")
    found = figures.evaluated(figures.basis(), "class_sizes", None)
    county = next(one for one in found.counties if one.name == "青禾县")
    assert "青禾县" in _page(client, "pack", "class_sizes")
    page = _page(client, "pack_county", "class_sizes", county.area)
    school = next(one.school for one in found.schools if one.school.area == county.area)
    assert school.name in page
    assert school.name in _page(client, "pack_school", "class_sizes", school.code)


def test_a_county_sees_its_own_schools_in_a_pack_only(browser_of) -> None:
    client = browser_of(Role.UNIT_HEAD)
    found = figures.evaluated(figures.basis(), "class_sizes", None)
    own = next(one.school for one in found.schools if one.school.area_name == "青禾县")
    other = next(one.school for one in found.schools if one.school.area_name == "云岫县")
    assert own.name in _page(client, "pack_county", "class_sizes", own.area)
    assert other.name not in _page(client, "pack_county", "class_sizes", other.area)
    address = reverse("statistics:pack_school", args=["class_sizes", other.code])
    assert client.get(address).status_code == 404
    book = client.get(reverse("statistics:pack", args=["class_sizes"]), {"format": "xlsx"}).content
    cells = {
        str(cell)
        for sheet in load_workbook(BytesIO(book), read_only=True).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert own.code in cells
    assert other.code not in cells


@pytest.mark.parametrize("name", ["index", "targets", "packs", "alerts", "returns", "data", "missing"])
def test_administrators_see_no_figures(name: str, browser_of) -> None:
    assert browser_of(Role.SYSTEM_ADMIN).get(reverse(f"statistics:{name}")).status_code == 403
