"""Reports by workbook (批量填报): out for a unit and a period, back in as drafts or reports, refused rows told.

Every row is an action of its own: what is right goes in, what is wrong comes back with 错误说明.
Not here: the workbook (:mod:`luoshi.web.reporting.workbook`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.web import files
from luoshi.web.accounts.models import Account, Unit
from luoshi.web.accounts.units import below
from luoshi.web.action import Action, Change, Context, NotAllowed, perform
from luoshi.web.clock import today
from luoshi.web.ledger.models import LEAD, EntryRow, EntryUnit
from luoshi.web.policy import Reach, reach
from luoshi.web.reporting.actions import AddEvidence, HandIn, HandInFor, SaveDraft
from luoshi.web.reporting.forms import number_of
from luoshi.web.reporting.models import Batch
from luoshi.web.reporting.periods import asked_for, months_before
from luoshi.web.reporting.selectors import BACK, MISSING, WORDS, duties, lead_names
from luoshi.web.reporting.workbook import ReadReport, ReadReports, read_reports, refused_copy, report_book
from luoshi.web.request import account_of, context_of
from luoshi.web.scope import in_scope
from luoshi.web.ui.pages import download, page_of

_MOST_ROWS = 500
RIGHTS = {"填报": ("填报", "批量导入"), "填报数据": ("填报数据", "导入")}
"""Kind of a batch -> row of the table of permissions by which it comes in."""


class NoteBatch(Action[Batch]):
    """A workbook came in: what became of it is kept (批量填报)."""

    kind, action = RIGHTS["填报"]

    def __init__(self, context: Context, batch: Batch) -> None:
        super().__init__(context)
        self.batch = batch

    def execute(self) -> tuple[Batch, Change]:
        """Store it."""
        self.batch.account, self.batch.at = self.context.account, self.context.now
        self.batch.save()
        told = {"写入": self.batch.taken, "退回": self.batch.refused}
        return self.batch, Change(f"{self.batch.kind} {self.batch.name}", str(self.batch.pk), None, told)


class NoteValues(NoteBatch):
    """A workbook of reported values came in."""

    kind, action = RIGHTS["填报数据"]


@dataclass(frozen=True, slots=True)
class _Paper:
    """A unit's reply on paper that comes with a workbook."""

    content: bytes
    name: str


def index(request: HttpRequest) -> HttpResponse:
    """Workbooks out and in, and those that came in."""
    account = account_of(request)
    if reach(account.roles, "填报", "批量导入") is Reach.NONE:
        raise Http404
    batches = Batch.objects.filter(kind="填报").select_related("account", "unit")
    rows = in_scope(batches, account, *RIGHTS["填报"])
    return render(
        request,
        "reporting/batches.html",
        {
            "page": page_of(request, rows),
            "months": months_before(today()),
            "units": _units(account),
            "own": account.unit,
            "for_units": _for_units(account),
        },
    )


def out(request: HttpRequest) -> HttpResponse:
    """The workbook of a unit (and those below) for a month: what is not handed in."""
    account = account_of(request)
    if reach(account.roles, "填报", "批量导入") is Reach.NONE:
        raise Http404
    unit = get_object_or_404(_units(account), pk=number_of(request.GET.get("unit")) or 0)
    when = request.GET.get("when", "")
    kind, action = ("填报", "代填") if _for_units(account) else ("台账", "填报")
    rows = in_scope(EntryRow.objects.all(), account, kind, action)
    leading = EntryUnit.objects.filter(role=LEAD, unit__in=below(unit.pk)).values("entry_id")
    found = [
        one
        for one in duties(rows.filter(pk__in=leading), asked_for(when, today()))
        if WORDS.get(one.reported, MISSING) in (MISSING, BACK)
    ]
    if not found:
        messages.info(request, f"{unit.name} 这一期没有要填报的了，没有导出")
        return redirect("reporting:batches")
    month = when or months_before(today())[0]
    title = f"{unit.name}填报（{month}）"
    return download(report_book(found, lead_names(one.pk for one in found), title), f"{title}.xlsx")


@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a workbook in: each row by itself."""
    account = account_of(request)
    if reach(account.roles, "填报", "批量导入") is Reach.NONE:
        raise NotAllowed("填报", "批量导入")
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "没有选文件")
        return redirect("reporting:batches")
    data = file.read()
    read = read_reports(data, file.name)
    if len(read.rows) > _MOST_ROWS:
        hint = "按单位分开导出、分开上传"
        raise LuoshiError("N376", f"有 {len(read.rows)} 行，一次最多 {_MOST_ROWS} 行", where=file.name, hint=hint)
    paper = request.FILES.get("paper")
    kept = _Paper(paper.read(), paper.name) if paper is not None else None
    if kept is not None:
        files.keep(kept.content, kept.name, files.EVIDENCE)
    taken, reasons, unit = _taken(read, context_of(request), kept)
    batch = Batch(
        kind="填报",
        name=file.name[:200],
        unit=unit or account.unit,
        period=read.rows[0].period if read.rows else "",
        taken=taken,
        refused=len(reasons),
    )
    if reasons:
        copy = refused_copy(data, read, reasons)
        batch.errors = files.keep(copy, f"错误说明_{file.name}", files.TABLES).digest
    noted = perform(NoteBatch(context_of(request), batch)).value
    if reasons and noted is not None:
        messages.error(request, f"写入 {taken} 行，退回 {len(reasons)} 行：下载错误说明，改好那几行再上传")
    elif not taken:
        messages.info(request, "表里没有填写任何一行，没有写入")
    else:
        messages.success(request, f"写入 {taken} 行，没有退回的")
    return redirect("reporting:batches")


def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy of a workbook that says what was refused."""
    found = Q(pk__in=[])
    for kind, right in RIGHTS.items():
        allowed = in_scope(Batch.objects.filter(kind=kind), account_of(request), *right)
        found |= Q(pk__in=allowed.order_by().values("pk"))
    batch = get_object_or_404(Batch.objects.filter(found).exclude(errors=""), pk=pk)
    return download(files.read(batch.errors), f"错误说明_{batch.name.rsplit('.', 1)[0]}.xlsx")


def _taken(
    read: ReadReports, context: Context, paper: _Paper | None
) -> tuple[int, dict[int, tuple[str, ...]], Unit | None]:
    """Do what the rows say; return how many went in, row -> why it was refused, and the unit of the first."""
    account = context.account
    if account is None:
        raise ValueError("a workbook is brought in by somebody")
    for_units = _for_units(account)
    rows = in_scope(EntryRow.objects.select_related("book"), account, *_right(for_units=for_units))
    known = {(one.book_id, one.key): one for one in rows.filter(key__in=[one.key for one in read.rows])}
    taken, unit = 0, None
    reasons: dict[int, tuple[str, ...]] = {}
    for one in read.rows:
        row = known.get((one.book, one.key))
        if row is None and not one.faults:
            reasons[one.row_number] = ("编号：台账里没有这一条，或不归您填报",)
        if row is None or one.faults:
            reasons.setdefault(one.row_number, one.faults)
            continue
        unit = unit or _unit_of(row)
        findings = _put_in(row, one, context, for_units=for_units, paper=paper)
        wrong = tuple(_told(finding) for finding in findings if finding.severity is Severity.ERROR)
        if wrong:
            reasons[one.row_number] = wrong
        else:
            taken += 1
    return taken, reasons, unit


def _put_in(
    row: EntryRow, one: ReadReport, context: Context, *, for_units: bool, paper: _Paper | None
) -> tuple[Finding, ...]:
    seen, draft = one.versions
    if not for_units and not one.submit:
        return perform(SaveDraft(context, row, one.period, one.said, draft)).findings
    if for_units and paper is not None:
        added = perform(AddEvidence(context, row, one.period, paper.content, paper.name, is_paper_reply=True))
        if not added.done:
            return added.findings
    kind: Any = HandInFor if for_units else HandIn
    return perform(kind(context, row, one.period, one.said, (seen, draft))).findings


def _units(account: Account) -> Any:
    if reach(account.roles, "填报", "批量导入") is Reach.ALL:
        leading = EntryUnit.objects.filter(role=LEAD).exclude(unit=None).values("unit_id")
        return Unit.objects.filter(pk__in=leading).order_by("name")
    return in_scope(Unit.objects.order_by("pk"), account, "填报", "批量导入")


def _for_units(account: Account) -> bool:
    """Tell whether somebody brings workbooks in on behalf of others."""
    return reach(account.roles, "台账", "填报") is Reach.NONE


def _right(*, for_units: bool) -> tuple[str, str]:
    return ("填报", "代填") if for_units else ("台账", "填报")


def _unit_of(row: EntryRow) -> Unit | None:
    named = row.units.filter(role=LEAD).exclude(unit=None).select_related("unit").first()
    return named.unit if named is not None else None


def _told(finding: Finding) -> str:
    return f"{finding.message}。{finding.fix}" if finding.fix else finding.message
