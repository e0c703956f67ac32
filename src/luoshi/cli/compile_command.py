"""``luoshi compile``: from a plan document to a typed plan.

Entry: :func:`run`. Not here: how a document is read and understood (:mod:`luoshi.api`), what the summary looks like
(:mod:`luoshi.cli.summary`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_CANNOT_RUN, EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import Severity
from luoshi.cli import console, options
from luoshi.cli.options import Format

if TYPE_CHECKING:
    from luoshi.model.plan import Plan

HELP = (
    "读规划文件，列出它承诺了什么：目标、标准要求、现状数据、项目、任务、问题、责任单位，每项都带原文位置。\n"
    "退出码：0 正常，1 有 --fail-on 一级或更重的问题，2 没能完成。"
)


@dataclass(frozen=True, slots=True)
class _Job:
    """One document to compile.

    Attributes:
        document: the document.
        output: the file its plan goes to; None is standard output.
        new_folder: the folder of ``output`` is made if it is missing.
    """

    document: Path
    output: Path | None
    new_folder: bool = False


@dataclass(frozen=True, slots=True)
class _Manner:
    """How all documents of one call are treated."""

    format: Format
    force: bool
    show_all: bool


def run(  # one parameter for each option
    files: options.Documents = None,
    output_format: options.OutputFormat = Format.SUMMARY,
    output: options.Output = None,
    explain: options.Explain = False,
    fail_on: options.FailOn = Severity.ERROR,
    force: options.Force = False,
    show_all: options.All = False,
) -> int:
    """Compile each document; go on with the next when one cannot be read."""
    if explain:
        _explain(output_format)
    if not files:
        if explain:
            return EXIT_FINE
        raise LuoshiError("S001", "没有给出要编译的文件", hint="写法：luoshi compile 规划.docx；用 --help 看全部选项")
    manner = _Manner(output_format, force, show_all)
    code = EXIT_FINE
    for number, job in enumerate(_jobs(files, output_format, output)):
        if number and output_format is Format.SUMMARY:
            console.say("")
        try:
            code = max(code, _compile(job, manner, fail_on))
        except LuoshiError as error:
            if len(files) == 1:
                raise
            console.show_error(error)
            code = EXIT_CANNOT_RUN
    return code


def _explain(output_format: Format) -> None:
    from luoshi.api import explain_compiler

    (console.say if output_format is Format.SUMMARY else console.note)(explain_compiler())


def _compile(job: _Job, manner: _Manner, fail_on: Severity) -> int:
    """Compile one document, give the plan out, and return the exit code."""
    from luoshi.api import compile_plan
    from luoshi.workspace.atomic import make_folder

    plan = compile_plan(job.document)
    if job.output is not None and job.new_folder:
        make_folder(job.output.parent)
    if manner.format is Format.SUMMARY:
        _write_and_summarise(plan, job, manner)
    else:
        _give_out(plan, job, manner)
    worst = max((Severity(remark.severity).rank for remark in plan.findings), default=0)
    return EXIT_FINDINGS if worst >= fail_on.rank else EXIT_FINE


def _write_and_summarise(plan: Plan, job: _Job, manner: _Manner) -> None:
    from luoshi.cli.summary import TARGETS_SHOWN, print_summary
    from luoshi.workspace.plan_file import Written, write_plan

    assert job.output is not None, "a summary always comes with a plan file"
    at_most = None if manner.show_all else TARGETS_SHOWN
    try:
        written = write_plan(plan, job.output, force=manner.force)
    except LuoshiError:
        print_summary(plan, at_most=at_most)  # the work is done: show it, then say that it was not written
        raise
    print_summary(plan, at_most=at_most)
    state = {Written.NEW: "", Written.REPLACED: "（已更新）", Written.SAME: "（内容没有变化）"}[written]
    console.say(f"\n规划文件：{job.output}{state}")


def _give_out(plan: Plan, job: _Job, manner: _Manner) -> None:
    """Write the plan as JSON or YAML, to the job's file or to standard output."""
    from luoshi.workspace.plan_file import plan_to_json, plan_to_yaml, write_plan, write_plan_json

    if job.output is None:
        console.emit(plan_to_json(plan) if manner.format is Format.JSON else plan_to_yaml(plan))
        return
    write = write_plan_json if manner.format is Format.JSON else write_plan
    write(plan, job.output, force=manner.force)
    console.note(f"已写出 {job.output}")


def _jobs(files: list[Path], output_format: Format, output: str | None) -> list[_Job]:
    """Return where each plan goes, before anything is compiled.

    Raises:
        LuoshiError: S002 when two plans would go to one file, S003 when several would go to standard output.
    """
    jobs = list(_places(files, output_format, output))
    if output is None and output_format is not Format.SUMMARY and len(files) > 1:
        hint = "请用 -o 给出一个文件夹，或一次编译一个文件"
        raise LuoshiError("S003", f"{output_format.value} 送到标准输出时，一次只能编译一个文件", hint=hint)
    seen: dict[Path, Path] = {}
    for job in jobs:
        if job.output is None:
            continue
        other = seen.setdefault(job.output.resolve(), job.document)
        if other is not job.document:
            where = f"{other}、{job.document} → {job.output}"
            hint = "请分别编译，用 -o 给出不同的文件名；或给出一个已有的文件夹"
            raise LuoshiError("S002", "几份规划会写到同一个文件里", where=where, hint=hint)
    return jobs


def _places(files: list[Path], output_format: Format, output: str | None) -> Iterator[_Job]:
    from luoshi.workspace.plan_file import plan_name

    to_folder = output is not None and (Path(output).is_dir() or output.endswith(("/", "\\")))
    for file in files:
        name = plan_name(file) if output_format is not Format.JSON else f"{file.stem}.plan.json"
        if output is not None:
            yield _Job(file, Path(output) / name if to_folder else Path(output), to_folder)
        elif output_format is Format.SUMMARY:
            yield _Job(file, _usual_folder(file) / name, new_folder=True)
        else:
            yield _Job(file, None)


def _usual_folder(file: Path) -> Path:
    """Return ``plans/`` of the workspace that the document, or else the current folder, lies in.

    Outside of any workspace it is the current folder.
    """
    from luoshi.workspace.folder import find_workspace

    workspace = find_workspace(file.parent) or find_workspace(Path())
    if workspace is None:
        return Path()
    try:
        return workspace.plans.relative_to(Path().resolve())
    except ValueError:
        return workspace.plans
