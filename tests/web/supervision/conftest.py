"""Cases of the sample city, and steps taken in a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from luoshi.web.accounts.models import Unit
from luoshi.web.action import perform
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Role
from luoshi.web.supervision.actions import NewCase, OpenCase, TakeStep, Written
from luoshi.web.supervision.models import CaseRow

SUMMONS = {
    "note": "落后序时进度",
    "document": "临教督〔2024〕5号",
    "part_办理要求": "一周内开工",
    "issuer": "临江市教育局",
}
ANSWER = {"note": "已开工两所", "evidence": "开工照片\n施工许可证", "issuer": "青禾县教育局"}
Post = Callable[..., HttpResponse]


@pytest.fixture
def entry(book) -> EntryRow:
    """A task that 青禾县教育局 leads."""
    return EntryRow.objects.get(key="lj2024-05")


@pytest.fixture
def draft(entry, context_of) -> CaseRow:
    """A case over 青禾县教育局 from which nothing was sent yet."""
    unit = Unit.objects.get(name="青禾县教育局")
    outcome = perform(OpenCase(context_of(Role.SUPERVISOR), NewCase("督查督办", entry.title, unit, entry)))
    assert outcome.value is not None
    return outcome.value


@pytest.fixture
def summoned(draft, context_of) -> CaseRow:
    """The same after its 督办单."""
    parts = {"办理要求": "一周内开工"}
    written = Written("督办单", "落后序时进度", "临教督〔2024〕5号", parts=parts, issuer="临江市教育局")
    outcome = perform(TakeStep(context_of(Role.SUPERVISOR), draft, written, draft.version))
    assert outcome.value is not None, outcome.findings
    return outcome.value


@pytest.fixture
def other_case(city, context_of) -> CaseRow:
    """A case over another unit."""
    unit = Unit.objects.get(name="云岫县教育局")
    row = perform(OpenCase(context_of(Role.SUPERVISOR), NewCase("督查督办", "新建寄宿制学校", unit))).value
    assert row is not None
    written = Written("提醒", "没有开工", issuer="临江市教育局")
    return perform(TakeStep(context_of(Role.SUPERVISOR), row, written, row.version)).value


@pytest.fixture
def post(browser_of) -> Post:
    """Return a function that takes a step like somebody with a role does in the browser."""

    def taken(role: Role, row: CaseRow, step: str, written: dict[str, Any], version: int | None = None) -> HttpResponse:
        row.refresh_from_db()
        told = {"step": step, "version": row.version if version is None else version, **written}
        return browser_of(role).post(reverse("supervision:case", args=[row.pk]), told)

    return taken


@pytest.fixture
def on_day(settings) -> Callable[[date], None]:
    """Return a function that makes it another day."""

    def moved(day: date) -> None:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, today=day)

    return moved
