"""``luoshi compile``: from a plan document to a typed plan.

Entry: :func:`run`. Not here: how a document is read and understood (:mod:`luoshi.api`), what the summary looks like
(:mod:`luoshi.cli.summary`), where a plan goes (:mod:`luoshi.cli.destinations`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import Severity
from luoshi.cli import console, options
from luoshi.cli.batch import refuse_unfit, run_each, tell_outcome
from luoshi.cli.destinations import PLANS, Job, chosen_format, jobs
from luoshi.cli.options import Format
from luoshi.cli.outputs import Compiled, write_output

if TYPE_CHECKING:
    from luoshi.model.plan import Plan

HELP = (
    "读规划文件，列出它承诺了什么：目标、标准要求、现状数据、项目、任务、问题、责任单位，责任单位以外的每项都带原文位置。\n"
    "退出码：0 正常，1 有 --fail-on 一级或更重的问题，2 没能完成。"
)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How all documents of one call are treated."""

    format: Format
    force: bool
    show_all: bool
    kinds: tuple[str, ...]

    @property
    def is_brief(self) -> bool:
        """Several documents have one line each in the summary."""
        return self.format is Format.SUMMARY and not (self.show_all or self.kinds)


def run(  # one parameter for each option
    files: options.Documents = None,
    output_format: options.OutputFormat = None,
    output: options.Output = None,
    show: options.Show = None,
    explain: options.Explain = False,
    fail_on: options.FailOn = Severity.ERROR,
    force: options.Force = False,
    show_all: options.All = False,
    previous: options.Previous = None,
) -> int:
    """Compile each document; go on with the next when one cannot be read."""
    if explain:
        _explain(output_format)
    if not files:
        if explain:
            return EXIT_FINE
        raise LuoshiError("S001", "没有给出要编译的文件", hint="写法：luoshi compile 规划.docx；用 --help 看全部选项")
    chosen = chosen_format(PLANS, output_format, output)
    if show and chosen is not Format.SUMMARY:
        hint = "要整份规划时不写 --show；要在屏幕上看时不写 --format"
        raise LuoshiError("S008", f"--show 只用在屏幕上的摘要，不能和 {chosen.value} 一起用", hint=hint)
    manner = _Manner(chosen, force, show_all, tuple(show or ()))
    found = jobs(PLANS, files, chosen, output)
    if len(found) > 1:
        if previous is not None:
            raise LuoshiError("S003", "--previous 一次只能编译一个文件", hint="请一份一份地编译")
        return _compile_several(found, manner, fail_on)
    if previous is not None:
        return _compile_again(found[0], manner, fail_on, previous)
    compiled = _compiled(found[0])
    _give_out(compiled, found[0], manner)
    return _exit_code(compiled.plan, fail_on)


def _compile_again(job: Job, manner: _Manner, fail_on: Severity, previous: Path) -> int:
    """Compile the next issue of the plan in ``previous``; tell what became of its items."""
    from luoshi.api import reissue_plan
    from luoshi.cli.check_command import refuse_faulty
    from luoshi.cli.compare_command import print_comparison

    old = refuse_faulty(previous)
    compiled = _compiled(job)
    result = reissue_plan(*compiled, old)
    # The file that the work of people was taken from may be written over with it.
    is_same = job.output is not None and job.output.exists() and job.output.samefile(previous)
    again = compiled._replace(plan=result.plan)
    _give_out(again, job, replace(manner, force=manner.force or is_same), targets_shown=0)
    if manner.format is Format.SUMMARY:
        console.say("\n和上一版比较：")
        print_comparison(result.comparison)
    else:
        counts = Counter(d.verdict.value for d in result.comparison.differences)
        told = "，".join(f"{verdict} {number} 项" for verdict, number in counts.items())
        console.note(f"和上一版比较：{told or '没有变化'}，{result.comparison.same} 项没有变化")
    if result.kept:
        console.note(f"沿用了 {result.kept} 项人工更正")
    return _exit_code(result.plan, fail_on)


def _explain(output_format: Format | None) -> None:
    from luoshi.api import explain_compiler

    to_screen = output_format in (None, Format.SUMMARY)
    (console.say if to_screen else console.note)(explain_compiler())


def _compile_several(found: list[Job], manner: _Manner, fail_on: Severity) -> int:
    """Compile all documents; close with what became of them."""
    plans: list[tuple[str, Plan]] = []

    def work(job: Job) -> int:
        compiled = _compiled(job)
        plans.append((job.document.name, compiled.plan))
        if manner.is_brief:
            _write(compiled, job, manner)
        else:
            _give_out(compiled, job, manner)
        return _exit_code(compiled.plan, fail_on)

    to_screen = manner.format is Format.SUMMARY
    outcome = run_each(found, work, spaced=to_screen and not manner.is_brief)
    if manner.is_brief and plans:
        from luoshi.cli.summary import print_overview

        print_overview(plans, "文件", findings=True)
    tell_outcome(outcome, place="规划文件" if manner.is_brief else "", to_screen=to_screen)
    return outcome.exit_code()


def _compiled(job: Job) -> Compiled:
    """Return one document and its plan.

    Raises:
        LuoshiError: S010 when it is a folder or a device; what the compiler raises.
    """
    from luoshi.api import read_and_compile

    refuse_unfit(job)
    return Compiled(*read_and_compile(job.document))


def _exit_code(plan: Plan, fail_on: Severity) -> int:
    worst = max((Severity(remark.severity).rank for remark in plan.findings), default=0)
    return EXIT_FINDINGS if worst >= fail_on.rank else EXIT_FINE


def _give_out(compiled: Compiled, job: Job, manner: _Manner, targets_shown: int | None = None) -> None:
    """Write the plan and show its summary, or send it to standard output."""
    if manner.format is Format.SUMMARY:
        _write_and_summarise(compiled, job, manner, targets_shown)
    elif job.output is not None:
        state = _write(compiled, job, manner)
        console.note(f"已写出 {job.output}{state}")
    else:
        from luoshi.workspace.plan_file import plan_to_json, plan_to_yaml

        render = plan_to_json if manner.format is Format.JSON else plan_to_yaml
        console.emit(render(compiled.plan))


def _write_and_summarise(compiled: Compiled, job: Job, manner: _Manner, targets_shown: int | None) -> None:
    from luoshi.cli.summary import TARGETS_SHOWN, has_items, print_summary

    plan = compiled.plan
    at_most = None if manner.show_all else TARGETS_SHOWN if targets_shown is None else targets_shown
    try:
        state = _write(compiled, job, manner)
    except LuoshiError:
        print_summary(plan, at_most=at_most, kinds=manner.kinds)  # the work is done: show it, then what went wrong
        raise
    print_summary(plan, at_most=at_most, kinds=manner.kinds)
    state += "" if has_items(plan) else "（没有可写的条目，只有文件信息）"
    console.say(f"\n规划文件：{job.output}{state}")


def _write(compiled: Compiled, job: Job, manner: _Manner) -> str:
    """Write the plan to the job's file; return what is to be said of it."""
    from luoshi.base.atomic import make_folder

    assert job.output is not None, "only plans with a file are written"
    if job.new_folder:
        make_folder(job.output.parent)
    return write_output(compiled, job.output, manner.format, force=manner.force)
