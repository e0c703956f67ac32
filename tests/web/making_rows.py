"""Rows of any table that belong to a unit, made by what the fields are: parts added later need nothing here."""

from __future__ import annotations

import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from luoshi.web.accounts.models import Account, Unit
from luoshi.web.clock import now
from luoshi.web.ledger.models import LEAD, EntryRow, EntryUnit


def row_of(model: type[models.Model], unit: Unit, depth: int = 0) -> models.Model:
    """Return a new row of a table whose units, people and entries are those of ``unit``."""
    if model is Unit:
        return unit
    if model is Account:
        return Account.objects.create(username=f"a{secrets.token_hex(6)}", name="某", unit=unit)
    given = {
        field.name: _value(field, unit, depth)
        for field in model._meta.concrete_fields
        if not field.primary_key and _is_wanted(field)
    }
    row = model._base_manager.create(**given)
    if isinstance(row, EntryRow):
        EntryUnit.objects.create(entry=row, unit=unit, name=unit.name, role=LEAD)
    return row


def _is_wanted(field: Any) -> bool:
    if field.is_relation and field.related_model in (Unit, Account, EntryRow):
        return field.name != "parent"
    if isinstance(field, models.DateField):  # what was sent, issued, opened: drafts are often not for everybody
        return not getattr(field, "auto_now_add", False)
    return not field.null and not field.has_default() and not getattr(field, "auto_now_add", False)


def _value(field: Any, unit: Unit, depth: int) -> Any:
    if field.is_relation:
        assert depth < 6, f"{field} leads in a circle"
        return row_of(field.related_model, unit, depth + 1)
    if field.choices:
        return field.choices[0][0]
    for kinds, value in (
        (models.DateTimeField, now()),
        (models.DateField, date(2024, 11, 1)),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)),
        (models.JSONField, {}),
        (models.BinaryField, b"x"),
        (models.FloatField, 1.0),
        (models.IntegerField, secrets.randbelow(10_000)),
    ):
        if isinstance(field, kinds):
            return value
    return secrets.token_hex(16)[: field.max_length or 32]
