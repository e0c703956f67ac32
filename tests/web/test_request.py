"""A row outside the scope is answered as if there were none, and the guess is logged."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory

from luoshi.web.audit.models import LogEntry
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Role
from luoshi.web.request import found_in_scope


def test_own_row_is_found_and_another_is_a_logged_guess(book, account_with) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    request.user = account_with(Role.REPORTER)
    own = EntryRow.objects.get(key="lj2024-05")
    assert found_in_scope(request, EntryRow.objects.all(), "台账", pk=own.pk) == own
    count = LogEntry.objects.count()
    other = EntryRow.objects.get(key="lj2024-13")
    with pytest.raises(Http404):
        found_in_scope(request, EntryRow.objects.all(), "台账", pk=other.pk)
    entry = LogEntry.objects.first()
    assert (entry.result, entry.object_id, entry.address) == ("不在范围", str(other.pk), "10.1.2.3")
    with pytest.raises(Http404):
        found_in_scope(request, EntryRow.objects.all(), "台账", pk=10**9)
    assert LogEntry.objects.count() == count + 1
