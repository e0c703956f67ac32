"""What is written for each format (写什么): one writer a format, in one table.

Entries: :func:`write_output`, which takes a :class:`Compiled`, and :func:`write_review`, which takes a
:class:`ReviewedDocument`. Not here: where it goes
(:mod:`luoshi.cli.destinations`), what is in it (:mod:`luoshi.api`), and whether a file that is there may be written
over (:mod:`luoshi.workspace.plan_file`, :mod:`luoshi.workspace.output_file`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from luoshi.cli.options import Format, ReviewFormat

if TYPE_CHECKING:
    from luoshi.model.document import Document
    from luoshi.model.plan import Plan
    from luoshi.model.review import Review
    from luoshi.workspace.plan_file import Written


class Compiled(NamedTuple):
    """A document and its plan."""

    document: Document
    plan: Plan


def write_output(compiled: Compiled, path: Path, output_format: Format, *, force: bool) -> str:
    """Write what was compiled to ``path`` in a format; return what is to be said of it besides its name.

    Raises:
        LuoshiError: P005 when the file there was changed by hand or is not of the same document, unless ``force``;
            W004 when it cannot be written.
    """
    return _said(_WRITERS[output_format](compiled, path, force))


def _said(written: Written | None) -> str:
    return {None: "", "new": "", "replaced": "（已更新）", "same": "（内容没有变化）"}[written]


class ReviewedDocument(NamedTuple):
    """A document and its review; ``path`` is what was given, the document or its plan file."""

    path: Path
    document: Document
    review: Review


def write_review(reviewed: ReviewedDocument, path: Path, output_format: ReviewFormat, *, force: bool) -> str:
    """Write a review to ``path`` in a format; return what is to be said of it besides its name.

    Raises:
        LuoshiError: as :func:`write_output`.
    """
    return _said(_REVIEW_WRITERS[output_format](reviewed, path, force))


def _plan_file(compiled: Compiled, path: Path, force: bool) -> Written:
    from luoshi.workspace.plan_file import write_plan

    return write_plan(compiled.plan, path, force=force)


def _json(compiled: Compiled, path: Path, force: bool) -> None:
    from luoshi.workspace.plan_file import write_plan_json

    write_plan_json(compiled.plan, path, force=force)


def _workbook(compiled: Compiled, path: Path, force: bool) -> Written:
    from luoshi.api import plan_workbook
    from luoshi.workspace.output_file import write_workbook

    return write_workbook(plan_workbook(compiled.plan), path, compiled.plan.source.name, force=force)


def _page(compiled: Compiled, path: Path, force: bool) -> Written:
    from luoshi.api import plan_page
    from luoshi.workspace.output_file import write_page

    page = plan_page(compiled.document, compiled.plan)
    return write_page(page, path, compiled.plan.source.name, force=force)


_WRITERS: dict[Format, Callable[[Compiled, Path, bool], Written | None]] = {
    Format.SUMMARY: _plan_file,
    Format.YAML: _plan_file,
    Format.JSON: _json,
    Format.XLSX: _workbook,
    Format.HTML: _page,
}


def _review_json(reviewed: ReviewedDocument, path: Path, force: bool) -> Written:
    from luoshi.api import review_json
    from luoshi.workspace.output_file import write_report

    return write_report(review_json(reviewed.review), path, reviewed.review.name, force=force)


def _review_page(reviewed: ReviewedDocument, path: Path, force: bool) -> Written:
    from luoshi.api import review_page
    from luoshi.workspace.output_file import write_page

    page = review_page(reviewed.document, reviewed.review)
    return write_page(page, path, reviewed.review.name, force=force)


def _review_workbook(reviewed: ReviewedDocument, path: Path, force: bool) -> Written:
    from luoshi.api import review_workbook
    from luoshi.workspace.output_file import KEEP_REVIEW, write_workbook

    data = review_workbook(reviewed.review)
    return write_workbook(data, path, reviewed.review.name, force=force, keep=KEEP_REVIEW)


def _review_word(reviewed: ReviewedDocument, path: Path, force: bool) -> Written:
    from luoshi.api import review_word, reviewed_file
    from luoshi.workspace.output_file import write_word

    data = review_word(reviewed_file(reviewed.path), reviewed.document, reviewed.review)
    return write_word(data, path, force=force)


_REVIEW_WRITERS: dict[ReviewFormat, Callable[[ReviewedDocument, Path, bool], Written]] = {
    ReviewFormat.JSON: _review_json,
    ReviewFormat.HTML: _review_page,
    ReviewFormat.XLSX: _review_workbook,
    ReviewFormat.DOCX: _review_word,
}
