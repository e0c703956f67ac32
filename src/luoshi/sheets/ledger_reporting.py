"""How progress comes in with a workbook or a table (导入的填报): by the rules of reports, with the name of a person.

Entries: :class:`Reporting`, :func:`state_of_new`. The rules themselves are handed in as :class:`Submit`: they lie
above the sheets (``luoshi.progress.reviewing``).
Not here: what may not be changed besides (:mod:`luoshi.sheets.ledger_limits`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding
from luoshi.model.ledger import Assignment, Entry, Report, State

E = TypeVar("E", bound=Entry)


class Submit(Protocol):
    """Hands in a report of an entry; unchanged, with why, when that may not be."""

    def __call__(self, entry: E, report: Report, /) -> tuple[E, tuple[Finding, ...]]: ...


@dataclass(frozen=True, slots=True)
class Reporting:
    """How progress comes in.

    Attributes:
        on: the day of the import.
        submit: the rules of reports.
        by: who imports, for the trace.
        reporter: who reports (填报人); empty when nobody was named: then no progress comes in.
    """

    on: date
    submit: Submit
    by: str = ""
    reporter: str = ""

    def need_reporter(self, where: str) -> None:
        """Say that somebody has to be named.

        Raises:
            LuoshiError: L030 when nobody was.
        """
        if not self.reporter.strip():
            message = "文件里有进展，没有写明是谁报的，什么也没有写"
            raise LuoshiError("L030", message, where=where, hint="加 --by 姓名：填报人，或替填报人导入的人")

    def hand_in(self, entry: E, report: Report, where: str) -> tuple[E, list[Finding]]:
        """Return an entry with a report handed in; unchanged, with why at ``where``, when that may not be.

        Raises:
            LuoshiError: L030 when nobody reports.
        """
        self.need_reporter(where)
        handed, found = self.submit(entry, report)
        return handed, [replace(one, where=where) for one in found]


def state_of_new(assignment: Assignment, due: date | None) -> State:
    """Return where a task stands that comes in: handed out only when it is known who bears it and by when."""
    return State.UNSIGNED if assignment.lead and due is not None else State.UNDIVIDED
