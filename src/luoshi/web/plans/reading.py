"""A file that was handed in, read, compiled and reviewed (读入): what a new version is made of.

Entries: :func:`read_source`, :func:`compiled_from`, :func:`reviewed`.
Not here: the jobs (:mod:`luoshi.web.plans.jobs`).
"""

from __future__ import annotations

from django.conf import settings

from luoshi.api import reissue_plan
from luoshi.model.document import Document
from luoshi.model.plan import Plan
from luoshi.model.review import Review
from luoshi.web import files
from luoshi.web.plans.models import PlanSource
from luoshi.web.plans.store import document_json
from luoshi.workspace.folder import open_workspace


def read_source(digest: str, name: str) -> tuple[PlanSource, Document]:
    """Return a kept file as a source, read once, and its document.

    Raises:
        LuoshiError: R0xx the file cannot be read, N343 it is not there any more.
    """
    from luoshi.readers import read_bytes  # the engines are loaded by the first job, not when the server starts

    data = files.read(digest)
    document = read_bytes(name, data)
    source, _ = PlanSource.objects.get_or_create(
        digest=digest,
        name=name,
        defaults={"size": len(data), "characters": len(document.text), "document": document_json(document)},
    )
    return source, document


def compiled_from(document: Document, previous: Plan | None) -> Plan:
    """Return the plan of a document; with numbers and corrections of the one before if there is one.

    Raises:
        LuoshiError: P007, P012 as :func:`luoshi.api.reissue_plan`.
    """
    from luoshi.compiler import compile_document

    plan = compile_document(document)
    return plan if previous is None else reissue_plan(document, plan, previous).plan


def reviewed(document: Document, plan: Plan) -> Review:
    """Return what is wrong in a plan; what the workspace or the plan switches off is waived."""
    from luoshi.review import review_document

    off = {**open_workspace(settings.ENVIRONMENT.workspace).review_off, **plan.review_off}
    return review_document(document, plan, off=off)
