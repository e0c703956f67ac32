"""The dashboard counts what the ledger holds, within the scope of whoever looks."""

from __future__ import annotations

import pytest

from luoshi.model.ledger_words import State
from luoshi.web.accounts.models import Unit
from luoshi.web.clock import now, today
from luoshi.web.dashboard.held import held_rows
from luoshi.web.dashboard.selectors import GROUPINGS, count, grouped, late
from luoshi.web.ledger.lighting import entry_of, light_all
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.store import save_entry
from luoshi.web.policy import Role


def test_everything_is_counted_once(book) -> None:
    light_all(today())
    rows = EntryRow.objects.all()
    counted = count(held_rows(today()).rows, today())
    assert counted.total == sum(counted.lights.values()) == 22
    assert counted.late == len(late(held_rows(today()).rows, today()))
    assert counted.red == rows.filter(light="红").count() > 0
    assert sum(width for _, _, _, width in counted.shares) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("by", GROUPINGS)
def test_groups_hold_every_entry(by: str, book) -> None:
    light_all(today())
    groups = grouped(held_rows(today()).rows, by, today())
    assert sum(one.total for one in groups) >= 22
    assert [one.red for one in groups] == sorted((one.red for one in groups), reverse=True)


def test_an_entry_counts_for_the_county_above_its_leading_unit(book) -> None:
    names = {one.name for one in grouped(held_rows(today()).rows, "county", today())}
    assert "青禾县人民政府" in names
    assert "市级" in names
    assert "青禾县教育局" not in names


def test_a_unit_counts_its_own_rows_only(browser_of, book) -> None:
    page = browser_of(Role.REPORTER).get("/dashboard/")
    assert page.status_code == 200
    assert page.context["all"].total < 22
    assert "望澜区教育局" not in page.content.decode()


def test_queries_do_not_grow_with_the_entries(browser_of, book, django_assert_max_num_queries) -> None:
    client = browser_of(Role.LEADER)
    client.get("/dashboard/")
    with django_assert_max_num_queries(24):
        client.get("/dashboard/")


def test_leaders_page_tells_numbers_and_reasons(browser_of, book) -> None:
    page = browser_of(Role.LEADER).get("/dashboard/page/").content.decode()
    assert "共 22 项" in page
    assert "红灯和原因" in page


def test_administrators_do_not_see_it(browser_of, book) -> None:
    assert browser_of(Role.SYSTEM_ADMIN).get("/dashboard/").status_code == 403


def test_what_changes_is_counted_anew(browser_of, book) -> None:
    client = browser_of(Role.LEADER)
    before = client.get("/dashboard/").context["all"].done
    row = EntryRow.objects.get(key="lj2024-05")
    entry = entry_of(row).model_copy(update={"state": State.DONE, "finished": today()})
    save_entry(row, entry, now())
    assert client.get("/dashboard/").context["all"].done == before + 1


def test_a_county_that_is_renamed_bears_its_new_name(book) -> None:
    held_rows(today())
    Unit.objects.filter(name="青禾县人民政府").update(name="青禾市人民政府")
    names = {name for row in held_rows(today()).rows for name, _ in row.counties}
    assert "青禾市人民政府" in names
    assert "青禾县人民政府" not in names
