"""A row outside the scope is answered as if there were none; that it was guessed is told to whoever logs it."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory

from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Role
from luoshi.web.request import OutOfScope, found_in_scope, number_in


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


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("9" * 9, 999_999_999), ("9" * 10, None), ("9" * 5000, None), ("三", None), ("²", None),
     ("-1", None), ("1.5", None), ("", None), (None, None)],
)  # fmt: skip
def test_number_is_read_or_is_none(text: str | None, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("digits", [20, 5000])
@pytest.mark.parametrize(
    "address",
    ["/supervision/open/?entry={}", "/plans/compare/?old={}&new={}", "/ledger/?book={}", "/ledger/?page={}",
     "/statistics/?year={}", "/dashboard/?book={}", "/system/log/?page={}"],
)  # fmt: skip
def test_a_number_as_long_as_a_page_is_no_fault_of_the_program(address: str, digits: int, browser_of, book) -> None:
    client = browser_of(Role.SUPERVISOR)
    client.raise_request_exception = True
    answer = client.get(address.format("9" * digits, "9" * digits))
    assert answer.status_code in (200, 403, 404)
