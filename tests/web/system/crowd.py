"""A program in which several people work at once on a database of its own: ``python crowd.py <workspace> <what>``.

It prints what was raised, and what is wrong with the chain of the log: two empty lists when all went well.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from luoshi.web.setup import migrate, prepare

_DAY = date(2024, 11, 15)
_TIMES = 8


def together(*works: Callable[[int], None]) -> list[str]:
    """Do each of ``works`` in a thread of its own, all at once and several times; return what was raised."""
    from django.db import connection

    failed: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[int], None]) -> None:
        try:
            for at in range(_TIMES):
                start.wait(60)
                work(at)
        except threading.BrokenBarrierError:
            pass  # another one failed
        except Exception as error:
            failed.append(repr(error))
            start.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[one]) for one in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return failed


def ledger() -> list[str]:
    """Tables that are imported, deeds on entries, units and lights."""
    from luoshi.model.ledger_words import Actor
    from luoshi.progress.deeds import Deed
    from luoshi.web.accounts.models import Unit
    from luoshi.web.action import Context, perform
    from luoshi.web.clock import now
    from luoshi.web.ledger.actions import ActOnEntry
    from luoshi.web.ledger.exchange.actions import AddFromPlan
    from luoshi.web.ledger.lighting import entry_of, light_all
    from luoshi.web.ledger.models import Book, EntryRow
    from luoshi.web.system.unit_actions import EditUnit

    book = Book.objects.get(name="临江市2024年教育重点工作")

    def again(at: int) -> None:
        rows = list(EntryRow.objects.filter(book=book))
        new = entry_of(rows[0]).model_copy(update={"id": f"x-{at}", "number": "", "reports": ()})
        action = AddFromPlan(Context(None, "", now()), book, "再做一次")
        changed = rows[at::3]
        action.changed = {row.key: entry_of(row).model_copy(update={"note": f"改 {at}"}) for row in changed}
        action.versions = {row.key: row.version for row in changed}
        action.added, action.order = (new,), tuple(row.key for row in reversed(rows))
        perform(action)

    def assign(at: int) -> None:
        for row in EntryRow.objects.filter(book=book).order_by("-pk"):
            deed = Deed("定分工", "", Actor.PLANNER, _DAY, changes={"contact": f"联络员{at}"})
            perform(ActOnEntry(Context(None, "", now()), row, deed, row.version))

    def edit(at: int) -> None:
        unit = Unit.objects.get(name="青禾县教育局")
        given = {"kind": unit.kind, "parent": unit.parent, "aliases": [f"县局{at}"]}
        perform(EditUnit(Context(None, "", now()), unit, given))

    def light(at: int) -> None:
        light_all(date(2024, 1, 1 + at))

    return together(again, assign, edit, light)


def main(workspace: str, what: str) -> None:
    """Fill a database, let people work, tell what went wrong."""
    prepare(Path(workspace), today=_DAY)
    migrate()
    from luoshi.samples import sample_ledger
    from luoshi.web.audit.chain import verify
    from luoshi.web.clock import now
    from luoshi.web.samples import add_samples

    add_samples((sample_ledger(),), now())
    print({"ledger": ledger}[what](), list(verify()))


if __name__ == "__main__":
    main(*sys.argv[1:])
