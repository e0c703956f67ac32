"""The compiler: from a :class:`~luoshi.model.document.Document` to a :class:`~luoshi.model.plan.Plan`, by a grammar of
plan Chinese.

Entry: :func:`compile_document` (:mod:`luoshi.compiler.pipeline` lists the components). No network, no weights, no
language model.
Not here: reading files, judging whether a plan is right (review), comparing plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.model.document import Document
    from luoshi.model.plan import Plan

__all__ = ["compile_document", "explain"]


def compile_document(doc: Document) -> Plan:
    """Return the typed plan that ``doc`` writes; see :func:`luoshi.compiler.pipeline.compile_document`."""
    from luoshi.compiler import pipeline  # the model takes a while to import: only when a plan is compiled

    return pipeline.compile_document(doc)


def explain() -> str:
    """Return the components in order, each with what it needs and gives."""
    from luoshi.compiler import pipeline

    return pipeline.explain()
