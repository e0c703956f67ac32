"""Pages of what is made of a freeze (成果): reports and files asked for, handed out; an edited report checked."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.web import files
from luoshi.web.action import perform
from luoshi.web.evaluation import making
from luoshi.web.evaluation.actions import KIND
from luoshi.web.evaluation.forms import EditedForm, ReportForm
from luoshi.web.evaluation.jobs import product_path
from luoshi.web.evaluation.models import PUBLIC, FreezeRow, Product
from luoshi.web.evaluation.product_actions import REPORT, AskProduct, AskPublic, CheckEdited, WantedProduct, faults
from luoshi.web.evaluation.views import freeze_page
from luoshi.web.request import context_of, found_in_scope, require
from luoshi.web.ui.pages import download

_WRONG = 422


@require_POST
def ask_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a report of a freeze."""
    row = _freeze(request, pk)
    require(request, REPORT, "生成")
    form = ReportForm(request.POST, areas=row.areas)
    if not form.is_valid():
        raise Http404
    told = form.cleaned_data
    wanted = WantedProduct(told["kind"], told["area"], told["issuer"].strip())
    return _asked(request, row, AskProduct(context_of(request), row, wanted))


@require_POST
def ask_public(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the public site or the package for verification."""
    row = _freeze(request, pk)
    wanted = request.POST.get("kind", "")
    if wanted not in PUBLIC:
        raise Http404
    return _asked(request, row, AskPublic(context_of(request), row, WantedProduct(wanted)))


@require_GET
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """What was made, its files; a piece of the page when htmx asks."""
    row = _product(request, pk)
    if request.headers.get("HX-Request"):
        response = render(request, "evaluation/progress.html", {"job": row.job})
        if not row.is_running:
            response["HX-Redirect"] = reverse("evaluation:product", args=[pk])
        return response
    return _page(request, row, EditedForm())


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold an edited Word report against its freeze."""
    row = _product(request, pk)
    require(request, REPORT, "核对")
    if row.is_public:
        raise Http404
    form = EditedForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, form, status=_WRONG)
    given = form.cleaned_data["file"]
    data = given.read()
    try:
        _require_word(data, given.name)
        found = making.edited_findings(row, data)
    except LuoshiError as error:
        wrong = Finding(error.code, Severity.ERROR, error.message, error.where, fix=error.hint)
        return _page(request, row, form, (wrong,), status=_WRONG)
    perform(CheckEdited(context_of(request), row, given.name, found))
    return _page(request, row, EditedForm(), found, checked=given.name)


@require_GET
def file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A file as it was made; one that is gone or was changed is not handed out."""
    row = _product(request, pk)
    if number >= len(row.files):
        raise Http404
    held = row.files[number]
    try:
        content = product_path(row, held["name"]).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != held["sha256"]:
        told = f"生成的文件“{held['name']}”不在了，或被改动过"
        raise LuoshiError("N563", told, hint="重新生成一次：同一份定稿生成的内容不变")
    return download(content, held["name"])


def _require_word(data: bytes, name: str) -> None:
    """Refuse what is no Word file, or too large.

    Raises:
        LuoshiError: N340 or N341.
    """
    if len(data) > files.LARGEST:
        raise LuoshiError("N341", f"文件有 {len(data) / 2**20:.1f} MB，最大 {files.LARGEST // 2**20} MB", where=name)
    if files.kind_of(data) != "docx":
        hint = "上传从这里下载、用 Word 或 WPS 改过的 docx"
        raise LuoshiError("N340", "这里只收 Word（docx）文件", where=name, hint=hint)


def _asked(request: HttpRequest, row: FreezeRow, asked: AskProduct) -> HttpResponse:
    outcome = perform(asked)
    if outcome.done and outcome.value is not None:
        return redirect("evaluation:product", outcome.value.pk)
    return freeze_page(request, row, outcome.findings)


def _page(
    request: HttpRequest,
    row: Product,
    form: EditedForm,
    findings: tuple[Finding, ...] = (),
    *,
    checked: str = "",
    status: int = 200,
) -> HttpResponse:
    held = [
        Finding(one["code"], Severity(one["severity"]), one["message"], quote=one["quote"], fix=one["fix"])
        for one in row.findings
    ]
    wrong = faults(findings)
    shown = {"row": row, "form": form, "findings": findings, "wrong": wrong, "checked": checked, "held": held}
    return render(request, "evaluation/product.html", shown, status=status)


def _freeze(request: HttpRequest, pk: int) -> FreezeRow:
    require(request, KIND)
    row: FreezeRow = found_in_scope(request, FreezeRow.objects.select_related("account"), KIND, pk=pk)
    return row


def _product(request: HttpRequest, pk: int) -> Product:
    require(request, KIND)
    row: Product = found_in_scope(request, Product.objects.select_related("freeze", "job"), KIND, pk=pk)
    return row
