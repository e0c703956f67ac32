"""Pages for the workbook of a draft on its way back (导入): handing it in, what it changed, which rows were refused."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.base.findings import Finding
from luoshi.web import files
from luoshi.web.action import perform
from luoshi.web.plans.forms import file_of
from luoshi.web.plans.importing import ImportItems
from luoshi.web.plans.selectors import version_for
from luoshi.web.request import account_of, context_of
from luoshi.web.ui.pages import download

_BOOKS = frozenset({"xlsx"})


class BookForm(forms.Form):
    """A workbook."""

    file = forms.FileField(
        label="工作簿", help_text="从本版导出、改过的 xlsx", error_messages={"required": "没有选文件"}
    )


def import_items(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the edited workbook of a draft; tell what was changed and what was refused."""
    version = version_for(account_of(request), pk, full=True)
    form = BookForm(request.POST or None, request.FILES or None)
    findings: tuple[Finding, ...] = ()
    imported, errors = None, ""
    if request.method == "POST" and form.is_valid():
        data, name = file_of(form)
        action = ImportItems(context_of(request), version, data, name)
        outcome = perform(action)
        imported = action.imported
        findings = outcome.findings or (imported.findings if imported is not None else ())
        refused = action.errors()
        errors = files.keep(refused, name, _BOOKS, shelf=files.UPLOADS).digest if refused is not None else ""
    context = {
        "version": version,
        "doc": version.doc,
        "editable": version.is_editable,
        "form": form,
        "findings": findings,
        "changes": imported.changes if imported is not None else (),
        "errors": errors,
        "refused": sum(len(rows) for rows in imported.refused.values()) if imported is not None else 0,
    }
    wrong = bool(findings) and not context["changes"]
    return render(request, "plans/import.html", context, status=422 if wrong else 200)


def import_errors(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The workbook with the column 错误说明."""
    version = version_for(account_of(request), pk, action="导入条目")
    return download(files.read(digest, shelf=files.UPLOADS), f"{version.doc.name}-v{version.number}-错误说明.xlsx")
