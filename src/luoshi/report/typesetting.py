"""Setting type with typst (排版): a template of ours and data, never markup made of what people wrote.

Entries: :class:`Job`, :func:`set_pdf`, :func:`set_pictures`, :func:`set_with_places`. Only the fonts that come with the
installation, no date, no network, no file beside the template; a warning is an error, for typst only warns of a
missing font and prints nothing. Not here: what is set (:mod:`luoshi.report.report_pdf`, :mod:`luoshi.report.pictures`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.base.errors import LuoshiError
from luoshi.report.fonts import font_folder

if TYPE_CHECKING:
    import typst

_TEMPLATES = Path(__file__).parent / "templates"
_ANSWERED = "<answer>"
"""Label under which a template leaves what it was asked."""


@dataclass(frozen=True)
class Job:
    """A template of ``report/templates`` and what it is filled with; the data must be writable as JSON."""

    template: str
    data: object


def set_pdf(job: Job) -> bytes:
    """Return a PDF, tagged for screen readers, without a date.

    Raises:
        LuoshiError: E100 when the fonts are missing, E102 when typst fails or warns.
    """
    (pdf,) = _compiled(_compiler(job), format="pdf")
    return pdf


def set_pictures(job: Job, dots_per_inch: float) -> list[bytes]:
    """Return a PNG for every page; raises as :func:`set_pdf`."""
    return _compiled(_compiler(job), format="png", ppi=dots_per_inch)


def set_with_places(job: Job, *, is_accessible: bool) -> tuple[bytes, Any]:
    """Return a PDF and what the template left under the label ``answer``; raises as :func:`set_pdf`.

    Args:
        job: what is set.
        is_accessible: hold to PDF/UA-1; typst then refuses headings that skip a level.
    """
    compiler = _compiler(job)
    (pdf,) = _compiled(compiler, format="pdf", pdf_standards=["ua-1"] if is_accessible else [])
    return pdf, json.loads(compiler.query(_ANSWERED, field="value", one=True))


def _compiler(job: Job) -> typst.Compiler:
    import typst

    return typst.Compiler(
        _TEMPLATES / job.template,
        root=_TEMPLATES,
        font_paths=_fonts(font_folder()),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(job.data, ensure_ascii=False)},
    )


@cache
def _fonts(folder: Path) -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _compiled(compiler: typst.Compiler, **how: Any) -> list[bytes]:
    import typst

    try:
        found, warnings = compiler.compile_with_warnings(**how)
    except typst.TypstError as error:
        raise LuoshiError("E102", "排版没有完成", where=_told(error)) from error
    if warnings:
        raise LuoshiError("E102", "排版时有警告，没有写出", where=_told(warnings[0]))
    pages = found if isinstance(found, list) else [found]
    return [page for page in pages if page is not None]


def _told(error: typst.TypstError | typst.TypstWarning) -> str:
    return "；".join([error.message, *error.hints])
