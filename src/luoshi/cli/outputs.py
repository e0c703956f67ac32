"""What is written for each format (写什么): one writer a format, in one table.

Entry: :func:`write_output`, which takes a :class:`Compiled`. Not here: where it goes
(:mod:`luoshi.cli.destinations`), what is in it (:mod:`luoshi.api`), and whether a file that is there may be written
over (:mod:`luoshi.workspace.plan_file`, :mod:`luoshi.workspace.output_file`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from luoshi.cli.options import Format

if TYPE_CHECKING:
    from luoshi.model.document import Document
    from luoshi.model.plan import Plan
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
    from luoshi.workspace.plan_file import Written

    written = _WRITERS[output_format](compiled, path, force)
    return {None: "", Written.NEW: "", Written.REPLACED: "（已更新）", Written.SAME: "（内容没有变化）"}[written]


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
