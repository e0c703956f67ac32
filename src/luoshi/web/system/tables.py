"""The whole database as lines of JSON, the same for SQLite and PostgreSQL (数据表的导出和写入).

Entries: :func:`steady`, within which the database stands still for the reader while others write; :func:`dumped`, the
tables; :func:`lines_of`, :func:`add_lines`. Left out is what Django makes itself and who is logged in.
Not here: the file that holds them (:mod:`luoshi.web.system.backup`).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.duration import duration_iso_string

LEFT_OUT = ("contenttypes", "auth", "sessions")
_AT_ONCE = 500


def dumped(registry: Any = apps) -> list[type[models.Model]]:
    """Return the tables that a backup holds, in a fixed order.

    Args:
        registry: Django's, or that of an earlier state of the database.
    """
    found = [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


@contextmanager
def steady() -> Iterator[None]:
    """Within it all is read as it stood at one moment; nobody who writes meanwhile has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not transaction.atomic(): that takes the lock of those who write. A reader in WAL mode keeps its moment.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def lines_of(model: type[models.Model]) -> Iterator[bytes]:
    """Yield the rows of a table, each as JSON on a line: column -> value, in the order of their keys."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_AT_ONCE)
    for row in rows:
        told = dict(zip(names, map(_plain, row), strict=True))
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def add_lines(model: Any, lines: Iterable[bytes]) -> int:
    """Put rows into a table; return how many. To be called within a transaction."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    count = 0
    waiting = iter(lines)
    while some := list(islice(waiting, _AT_ONCE)):
        told = [json.loads(line) for line in some]
        rows = [model(**{name: _value(fields[name], value) for name, value in one.items()}) for one in told]
        model._base_manager.bulk_create(rows)
        count += len(rows)
    return count


def count_on(tables: Iterable[type[models.Model]]) -> None:
    """Let the numbers of new rows follow on those that were put in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value


def _value(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return models.Value(None, field) if value is None and not field.null else value
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        return b64decode(value)
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)
