"""The long work of plans (作业): compiling a document that was handed in, reviewing a draft again.

Entries: :func:`compile_uploaded`, :func:`review_version`, registered as kinds of jobs when this is imported.
Not here: how jobs are run (:mod:`luoshi.web.jobs.running`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from luoshi.base.errors import LuoshiError
from luoshi.model.corrections import numbered
from luoshi.web.action import Context, perform
from luoshi.web.jobs.running import Tell, job_kind
from luoshi.web.plans.bindings import proposals
from luoshi.web.plans.issuing import COMPILE, REVIEW, AddVersion
from luoshi.web.plans.models import PlanDoc, PlanState, PlanVersion, VersionKind
from luoshi.web.plans.reading import compiled_from, read_source, reviewed
from luoshi.web.plans.store import NewVersion, document_of, plan_of, review_json


@job_kind(COMPILE)
def compile_uploaded(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Read, compile and review the document of a plan; store it as its next version."""
    doc = PlanDoc.objects.get(pk=arguments["doc"])
    base = doc.versions.filter(is_latest=True).select_related("doc", "source").first()
    if base is not None and base.state == PlanState.PROPOSED:
        raise LuoshiError("N419", f"{base}正在等待批准，没有编译", hint="批准或撤回以后再做新的版本")
    tell(5, "读入原文")
    source, document = read_source(arguments["digest"], arguments["name"])
    tell(25, f"读入 {len(document.text)} 字，正在编译")
    plan = compiled_from(document, plan_of(base) if base is not None else None)
    tell(65, f"编译出 {sum(1 for _ in numbered(plan))} 项，正在审校")
    review = reviewed(document, plan)
    tell(80, f"审校意见 {len(review.findings)} 条，正在找监测指标")
    proposals(plan)  # kept in memory: the page of bindings then answers at once
    tell(95, "正在保存")
    was_issued = base is not None and base.state == PlanState.ISSUED
    goes_on = base if base is not None and not was_issued else None
    is_revision = was_issued or (goes_on is not None and goes_on.kind == VersionKind.REVISION)
    effective = date.fromisoformat(arguments["effective"]) if arguments.get("effective") else None
    new = NewVersion(
        doc,
        source,
        plan,
        review_json(review),
        VersionKind.REVISION if is_revision else VersionKind.FIRST,
        base,
        arguments.get("note", "") or (goes_on.note if goes_on is not None else ""),
        effective or (goes_on.effective if goes_on is not None else None),
    )
    outcome = perform(AddVersion(context, new))
    if outcome.value is None:
        wrong = outcome.findings[0]
        raise LuoshiError(wrong.code, wrong.message, hint=wrong.fix)
    told = f"编译出 {sum(1 for _ in numbered(plan))} 项，审校意见 {len(review.findings)} 条"
    return {"told": told, "version": outcome.value.pk}


@job_kind(REVIEW)
def review_version(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Review a draft again; the result stands for the changes that were made when it began."""
    version = PlanVersion.objects.select_related("source").get(pk=arguments["version"])
    tell(10, "正在审校")
    review = reviewed(document_of(version.source), plan_of(version))
    with transaction.atomic():
        held = PlanVersion.objects.select_for_update().get(pk=version.pk)
        if held.is_editable and held.reviewed_at_change <= version.changes:
            held.review, held.reviewed_at_change = review_json(review), version.changes
            held.save(update_fields=["review", "reviewed_at_change"])
    return {"told": f"审校意见 {len(review.findings)} 条", "version": version.pk}
