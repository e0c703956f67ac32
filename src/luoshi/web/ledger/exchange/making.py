"""A ledger from a plan of the workspace (由规划做成台账), and what became of each item of the plan (分解覆盖).

Entries: :func:`plan_files`, :func:`plan_named`, :func:`make_book`, :func:`coverage`; the job ``由规划做成台账``.
Making again adds what is new and keeps what people did. Not here: the rules (``luoshi.progress``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404

from luoshi.api import coverage_of, make_ledger, open_plan, plan_texts, remake_ledger
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.coverage import Coverage
from luoshi.model.ledger import Entry, Ledger
from luoshi.model.plan import Plan
from luoshi.web.action import Context, perform
from luoshi.web.jobs.running import Tell, job_kind
from luoshi.web.ledger.exchange.actions import AddFromPlan, NewBook
from luoshi.web.ledger.models import Book
from luoshi.web.ledger.store import ledger_of
from luoshi.workspace.folder import open_workspace

MAKE = "由规划做成台账"
SUFFIX = ".plan.yaml"
_MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan file of the workspace: its name, its title, the books that were made from it."""

    name: str
    title: str
    books: tuple[Book, ...]
    trouble: str = ""

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.name.removesuffix(SUFFIX)


def plan_files() -> list[PlanFile]:
    """Return the plan files of the workspace; one that cannot be read says why."""
    books = list(Book.objects.exclude(plan=""))
    found: list[PlanFile] = []
    for path in sorted(_folder().glob(f"*{SUFFIX}")):
        try:
            plan = _plan(path, path.stat().st_mtime_ns)
        except LuoshiError as error:
            found.append(PlanFile(path.name, path.name.removesuffix(SUFFIX), (), f"{error.code} {error.message}"))
            continue
        own = tuple(book for book in books if book.plan == plan.source.name)
        found.append(PlanFile(path.name, plan.document.title or path.name, own))
    return found


def plan_named(name: str) -> tuple[Path, Plan]:
    """Return a plan file of the workspace; 404 when there is none of that name.

    Raises:
        LuoshiError: P001 to P004 when it cannot be read.
    """
    path = next((one for one in _folder().glob(f"*{SUFFIX}") if one.name == name), None)
    if path is None:
        raise Http404
    return path, _plan(path, path.stat().st_mtime_ns)


@job_kind(MAKE)
def make_job(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Make a book from a plan file, or bring what is new into a book."""
    tell(10, "读规划")
    book, told = make_book(context, str(arguments["plan"]), str(arguments["name"]), int(arguments["book"] or 0), tell)
    return {"told": told[0], "findings": list(told[1:]), "book": book.pk if book is not None else None}


def make_book(
    context: Context, plan_name: str, name: str, book_number: int, tell: Tell
) -> tuple[Book | None, tuple[str, ...]]:
    """Make a book from a plan file, or bring what is new into the book with a number; return it and what to tell.

    Raises:
        LuoshiError: N361 the book is gone or of another plan, N362 it was not done; as the plan's readers raise.
    """
    path, plan = plan_named(plan_name)
    workspace = open_workspace(settings.ENVIRONMENT.workspace)
    others = [_plan(one, one.stat().st_mtime_ns) for one in sorted(_folder().glob(f"*{SUFFIX}")) if one != path]
    tell(30, "分解任务")
    made = make_ledger(plan, workspace, others=others, texts=plan_texts(path, plan), name=name)
    tell(70, "写进台账")
    if not book_number:
        outcome = perform(NewBook(context, made, f"由规划“{plan.document.title}”做成"))
        _stop(outcome.findings)
        told = f"做成了：任务 {len(made.tasks)} 项，项目 {len(made.projects)} 个"
        return outcome.value, (told,)
    return _again(context, made, book_number)


def coverage(plan_name: str, book: Book) -> tuple[Coverage, tuple[Finding, ...]]:
    """Return what became of every item of a plan in a book.

    Raises:
        LuoshiError: P001 to P004 when the plan file cannot be read.
    """
    _, plan = plan_named(plan_name)
    return coverage_of(plan, ledger_of(book))


def _again(context: Context, made: Ledger, number: int) -> tuple[Book, tuple[str, ...]]:
    book = Book.objects.filter(pk=number).first()
    if book is None or (book.plan and book.plan != made.plan):
        raise LuoshiError("N361", "选的台账不在了，或者由另一份规划做成", hint="回到“由规划做成台账”再选一次")
    versions = dict(book.entries.values_list("key", "version"))
    old = ledger_of(book)
    ledger, findings = remake_ledger(old, made)
    before: dict[str, Entry] = {one.id: one for one in (*old.tasks, *old.projects)}
    after: list[Entry] = [*ledger.tasks, *ledger.projects]
    action = AddFromPlan(context, book, "由规划再做一次")
    action.changed = {one.id: one for one in after if one.id in before and one != before[one.id]}
    action.versions = {key: versions[key] for key in action.changed}
    action.order = tuple(one.id for one in after)
    action.added = tuple(one for one in after if one.id not in before)
    told = tuple(f"{one.message}{f'（{one.where}）' if one.where else ''}" for one in findings[:_MOST_TOLD])
    if not action.changed and not action.added:
        return book, ("规划里没有新的，台账没有改动", *told)
    _stop(perform(action).findings)
    return book, (f"新增 {len(action.added)} 条，补充空缺、更新建议 {len(action.changed)} 条；人填过的都没有动", *told)


def _stop(findings: tuple[Finding, ...]) -> None:
    wrong = [one for one in findings if one.severity is Severity.ERROR]
    if wrong:
        raise LuoshiError("N362", "；".join(one.message for one in wrong), hint=wrong[0].fix)


def _folder() -> Path:
    return open_workspace(settings.ENVIRONMENT.workspace).plans


@lru_cache(maxsize=16)
def _plan(path: Path, stamp: int) -> Plan:
    """Return a plan; read again when its file changed."""
    return open_plan(path)
