"""Verbs of the review (审校): what is wrong in a plan, its rules, and the review as page, workbook and Word comments.

Read them through :mod:`luoshi.api`. Not here: compiling (:mod:`luoshi.api.plans`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.model.document import Document
    from luoshi.model.plan import Plan
    from luoshi.model.review import Review, RuleText
    from luoshi.review import References


def review_plan(
    path: str | Path, *, off: Mapping[str, str] | None = None, references: References | None = None
) -> Review:
    """Return what is wrong in a plan (审校), each finding with its places; as :func:`read_and_review`."""
    return read_and_review(path, off=off, references=references)[2]


def read_and_review(
    path: str | Path,
    *,
    off: Mapping[str, str] | None = None,
    references: References | None = None,
    only: Sequence[str] = (),
) -> tuple[Document, Plan, Review]:
    """Return a document, its plan and its review, for outputs that show the text.

    Args:
        path: the document, or its plan file: then the corrected plan is held against the document, which lies beside
            the plan file or in the folder of documents of the workspace.
        off: rules (V501) and findings (V101-3f2a9c) that are switched off -> reason; None takes those of the workspace
            and of the plan file, which goes before; ``Review.idle`` then tells of those of the plan file alone, as
            the others serve several documents.
        references: values to hold the text against, besides those packaged with Luoshi.
        only: beginnings of the codes of the rules to run (V101, V2); all by default.

    Raises:
        LuoshiError: V001 when a switch names no rule or gives no reason; V002 when the document of a plan file is not
            found or was edited since; as :func:`compile_plan`.
    """
    from luoshi.compiler import compile_document
    from luoshi.readers import read_document
    from luoshi.review import RULES, review_document
    from luoshi.workspace.review_source import review_source

    source = review_source(Path(path))
    document = read_document(source.document)
    plan = source.plan_of(document) or compile_document(document)
    switches = source.off if off is None else off
    rules = [rule for rule in RULES if rule.code.startswith(tuple(only))] if only else RULES
    review = review_document(document, plan, off=switches, references=references, rules=rules)
    if off is None:
        review = replace(review, idle=tuple(key for key in review.idle if key in source.plan_off))
    return document, plan, review


def reviewed_file(path: str | Path) -> Path:
    """Return the document that is reviewed when ``path`` is given: itself, or that of a plan file.

    Raises:
        LuoshiError: as :func:`read_and_review`.
    """
    from luoshi.workspace.review_source import review_source

    return review_source(Path(path)).document


def review_switches(path: str | Path | None = None) -> dict[str, str]:
    """Return the rules and findings that are switched off for a document or plan file -> reason.

    Without ``path`` they are those of the workspace in which the current folder lies.
    """
    from luoshi.workspace.review_source import review_source, workspace_switches

    return workspace_switches(Path()) if path is None else dict(review_source(Path(path)).off)


def review_rules(off: Mapping[str, str] | None = None) -> tuple[RuleText, ...]:
    """Return every rule of the review in the order of their codes, with the reason at those in ``off``.

    Raises:
        LuoshiError: V001 when ``off`` names a rule that does not exist or gives no reason.
    """
    from luoshi.review import RULES
    from luoshi.review.engine import check_switches

    check_switches(off or {})
    return tuple(rule.describe((off or {}).get(rule.code, "")) for rule in RULES)


def review_json(review: Review) -> str:
    """Return a review as JSON as ``review-1.schema.json`` tells it: Chinese unescaped, a closing newline."""
    from luoshi.model.review_report import ReviewReport

    return ReviewReport.of(review).model_dump_json(indent=1) + "\n"


def review_page(document: Document, review: Review) -> str:
    """Return the page of a review (审校页) as one HTML file: the text with its findings in the margin."""
    from luoshi.report.review_page import render_review_page

    return render_review_page(document, review)


def review_workbook(review: Review) -> bytes:
    """Return a review as an Excel workbook (审校工作簿): 说明, 审校意见, 规则."""
    from luoshi.sheets.review_book import write_review_book

    return write_review_book(review)


def review_word(path: str | Path, document: Document, review: Review) -> bytes:
    """Return a Word file with the findings of a review as comments (审校批注).

    It is the file itself where that is a Word file, everything else in it kept; else a clean copy of the text.

    Args:
        path: the file.
        document: as it was read from there.
        review: of that document.

    Raises:
        LuoshiError: R002, R003, the file cannot be opened; R026, it was changed since it was read.
    """
    from luoshi.readers import file_bytes
    from luoshi.report.review_word import write_review_word

    return write_review_word(file_bytes(path), document, review)
