"""A row outside the scope is answered as if there were none; that it was guessed is told to whoever logs it."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory

from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Role
from luoshi.web.request import OutOfScope, found_in_scope


def test_own_row_is_found_and_another_is_a_guess(book, account_with) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    request.user = account_with(Role.REPORTER)
    own = EntryRow.objects.get(key="lj2024-05")
    assert found_in_scope(request, EntryRow.objects.all(), "台账", pk=own.pk) == own
    other = EntryRow.objects.get(key="lj2024-13")
    with pytest.raises(OutOfScope) as guessed:
        found_in_scope(request, EntryRow.objects.all(), "台账", pk=other.pk)
    assert (guessed.value.kind, guessed.value.object_id) == ("台账", str(other.pk))
    with pytest.raises(Http404):
        found_in_scope(request, EntryRow.objects.all(), "台账", pk=10**9)
