"""Deeds on entries in the database: allowed, checked, stored with version and log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from luoshi.model.ledger_words import Actor
from luoshi.progress.deeds import Deed
from luoshi.web.action import NotAllowed, perform
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.ledger.actions import ActOnEntry
from luoshi.web.ledger.lighting import entry_of, light_all
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Role
from luoshi.web.scope import in_scope

_DAY = date(2024, 11, 15)
_REPORT = Deed("填报", "", Actor.REPORTER, _DAY, note="又开工两所", period="2024-11", percent=Decimal(90))


@pytest.fixture
def row(book) -> EntryRow:
    """A task that 青禾县教育局 leads."""
    return EntryRow.objects.get(key="lj2024-05")


def test_a_report_is_stored_with_columns_version_and_log(row, context_of) -> None:
    outcome = perform(ActOnEntry(context_of(Role.REPORTER), row, _REPORT, row.version))
    assert outcome.done
    row.refresh_from_db()
    assert (row.version, row.waiting_reports) == (2, 1)
    assert entry_of(row).reports[-1].reporter == "林若溪"
    entry = LogEntry.objects.first()
    assert (entry.action, entry.object_id, entry.name) == ("填报", f"{row.book_id}/lj2024-05", "林若溪")
    assert list(verify()) == []


def test_what_was_changed_meanwhile_is_not_overwritten(row, context_of) -> None:
    shown = row.version
    assert perform(ActOnEntry(context_of(Role.REPORTER), row, _REPORT, shown)).done
    outcome = perform(ActOnEntry(context_of(Role.UNIT_HEAD), row, _REPORT, shown))
    assert [one.code for one in outcome.findings] == ["N301"]
    row.refresh_from_db()
    assert row.version == 2


def test_another_unit_may_not_report(row, context_of) -> None:
    other = EntryRow.objects.get(key="lj2024-13")
    with pytest.raises(NotAllowed):
        perform(ActOnEntry(context_of(Role.REPORTER), other, _REPORT, other.version))
    assert LogEntry.objects.first().result == "没有权限"


def test_a_unit_sees_its_own_rows_only(book, account_with) -> None:
    rows = in_scope(EntryRow.objects.all(), account_with(Role.REPORTER), "台账")
    assert sorted(rows.values_list("key", flat=True)) == ["lj2024-05", "lj2024-x2"]
    assert in_scope(EntryRow.objects.all(), account_with(Role.SUPERVISOR), "台账").count() == 22


def test_lights_are_those_of_the_rules(book) -> None:
    assert light_all(date(2024, 12, 31)) == 22
    assert set(EntryRow.objects.values_list("lit_on", flat=True)) == {date(2024, 12, 31)}
    assert light_all(date(2024, 12, 31)) == 0


def test_lights_follow_the_rules_when_these_change_during_the_day(book, settings, tmp_path) -> None:
    assert light_all(_DAY) == 0
    before = dict(EntryRow.objects.values_list("key", "light"))
    (tmp_path / "luoshi.toml").write_text('region = "临江市"\n[lights]\nrule_set = "时限"\n', encoding="utf-8")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=tmp_path)
    assert light_all(_DAY) == 22
    assert dict(EntryRow.objects.values_list("key", "light")) != before
    assert light_all(_DAY) == 0
