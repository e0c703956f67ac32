"""The door for computing with Luoshi, and the page to read first.

Each verb takes plain paths or model values, calls one engine and returns a model value. Nothing here prints::

    from luoshi.api import compile_plan

    plan = compile_plan("documents/规划.docx")
    for target in plan.targets:
        print(target.indicator, target.op, target.value, target.unit, target.year, target.at)

The way on from here: :mod:`luoshi.compiler.pipeline` (how a text becomes a plan) and :mod:`luoshi.model.plan` (what a
plan is). Plan files are written and read by :mod:`luoshi.workspace.plan_file`.
Not here: the command line (``luoshi.cli``), which calls these verbs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.model.plan import Plan


def compile_plan(path: str | Path) -> Plan:
    """Return what a document commits to, as a plan (编译).

    A plan holds targets, norms, observed figures, projects, tasks, problems and responsible units.
    What is doubtful in the document, or could not be read, stands in ``plan.findings``.

    Args:
        path: the document: DOCX, HTML, MD or TXT.

    Raises:
        LuoshiError: the file cannot be read at all (encrypted, broken, too large, of a kind that is not read), or is
            itself a compiled plan (P006).
    """
    # The engines, and lxml and pydantic with them, are loaded when they are wanted.
    from luoshi.compiler import compile_document
    from luoshi.readers import read_document
    from luoshi.workspace.plan_marks import refuse_plan

    refuse_plan(Path(path))
    return compile_document(read_document(Path(path)))


def explain_compiler() -> str:
    """Return the components of the compiler in their order, with what each needs and gives, as text for people."""
    from luoshi.compiler.pipeline import explain

    return explain()
