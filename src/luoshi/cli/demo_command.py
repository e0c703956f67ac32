"""``luoshi demo``: the main job on the sample workspace, step by step.

Entry: :func:`run`. Safe to run again: samples and plan files that were changed meanwhile are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINE, LuoshiError
from luoshi.cli import console, options
from luoshi.cli.demo_indicators import show_indicators, show_packs
from luoshi.cli.demo_ledger import AS_OF, show_ledger
from luoshi.cli.demo_monitoring import show_monitoring
from luoshi.cli.demo_reports import show_reports
from luoshi.cli.demo_review import show_review
from luoshi.cli.demo_statistics import show_statistics
from luoshi.cli.init_command import named_folder
from luoshi.cli.serve_command import free_port, serve

if TYPE_CHECKING:
    from luoshi.model.plan import Plan
    from luoshi.workspace.folder import Workspace

HELP = "用内置的示例文件演示主要功能：临江市（虚构）的规划、工作要点和实施方案。\n可以反复运行；改过的文件不会被覆盖。"

_REGION, _LEVEL, _PERIOD = "临江市", "市", (2021, 2025)
_TARGETS_SHOWN = 12
_PORT = 8000


def run(folder: options.DemoFolder = None, no_serve: options.NoServe = False) -> int:
    """Make the sample workspace, compile its documents, and say where the results lie."""
    root = _usual_root() if folder is None else named_folder(folder)
    from luoshi.cli.summary import print_overview, print_summary
    from luoshi.workspace.plan_file import plan_name

    workspace = _sample_workspace(root)
    added = _copy_samples(workspace)
    documents = _documents(workspace)
    plans, kept = _compile_all(workspace, documents)
    console.note(f"示例工作区：{workspace.root}（{len(documents)} 份文件，新放入 {added} 份）")
    for note in kept:
        console.note(note)
    longest = max(plans.values(), key=lambda plan: len(plan.targets))
    print_summary(longest, at_most=_TARGETS_SHOWN)
    console.say("")
    print_overview(list(plans.items()), "示例文件")
    _print_trace(longest)
    show_review(workspace)
    show_statistics(workspace)
    show_indicators(workspace)
    show_packs(workspace)
    plan_file = workspace.plans / plan_name(workspace.documents / _document_of(plans, longest))
    show_monitoring(workspace, plan_file)
    show_ledger(workspace, plan_file)
    show_reports(workspace, plan_file)
    _print_places(workspace, documents[0])
    if not no_serve:
        serve(workspace, "127.0.0.1", free_port(_PORT), AS_OF, sample=True)
    return EXIT_FINE


def _document_of(plans: dict[str, Plan], wanted: Plan) -> str:
    """Return the name of the document that a plan was compiled from."""
    return next(name for name, plan in plans.items() if plan is wanted)


def _usual_root() -> Path:
    """Return the sample workspace that the current folder lies in, else ``luoshi-demo`` in the current folder."""
    from luoshi.workspace.folder import find_workspace

    here = Path().resolve()
    workspace = find_workspace(here)
    if workspace is None or not workspace.sample:
        return Path("luoshi-demo")
    return Path() if workspace.root == here else workspace.root


def _sample_workspace(root: Path) -> Workspace:
    """Return the sample workspace at ``root``, made if there is none.

    Raises:
        LuoshiError: S004 when something else is there: samples are not mixed into a bureau's own files.
    """
    from luoshi.workspace.folder import SETTINGS, Workspace, find_workspace, init_workspace, open_workspace

    hint = "请另给一个文件夹：luoshi demo 文件夹"
    if root.exists() and not root.is_dir():
        raise LuoshiError("S004", "那里是一个文件，不能放示例工作区", where=str(root), hint=hint)
    if root.is_dir() and any(root.iterdir()) and not (root / SETTINGS).is_file():
        raise LuoshiError("S004", "那里已有别的文件，没有放入示例", where=str(root), hint=hint)
    around = find_workspace(root)
    if around is not None and not around.sample:
        raise LuoshiError("S004", "那里是一个正式的工作区，没有放入示例", where=str(root), hint=hint)
    init_workspace(root, Workspace(root, _REGION, _LEVEL, _PERIOD, sample=True))
    return open_workspace(root)


def _copy_samples(workspace: Workspace) -> int:
    """Copy the packaged documents that are not there yet; return how many."""
    from luoshi.samples import sample_files

    count = 0
    for sample in sample_files():
        target = workspace.documents / sample.name
        if not target.exists():
            target.write_bytes(sample.read_bytes())
            count += 1
    return count


def _documents(workspace: Workspace) -> list[Path]:
    found = sorted(p for p in workspace.documents.iterdir() if p.is_file() and not p.name.startswith((".", "~")))
    if not found:
        raise LuoshiError("S005", "示例工作区里没有文件", where=str(workspace.documents), hint="请重新安装 luoshi")
    return found


def _compile_all(workspace: Workspace, documents: list[Path]) -> tuple[dict[str, Plan], list[str]]:
    """Compile every document; return the plans by file name, and what to tell about files that were kept."""
    from luoshi.api import compile_plan
    from luoshi.workspace.plan_file import plan_name, write_plan

    plans: dict[str, Plan] = {}
    kept: list[str] = []
    for document in _with_progress(documents):
        plans[document.name] = plan = compile_plan(document)
        try:
            write_plan(plan, workspace.plans / plan_name(document))
        except LuoshiError as error:
            if error.code != "P005":
                raise
            kept.append(f"{workspace.plans / plan_name(document)}：{error.message}")
    return plans, kept


def _with_progress(documents: list[Path]) -> Iterator[Path]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("编译"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console.rich_console(messages=True)) as progress:
        task = progress.add_task("", total=len(documents))
        for document in documents:
            progress.update(task, description=document.name)
            yield document
            progress.advance(task)
        progress.update(task, description="完成")


def _print_trace(plan: Plan) -> None:
    """Show with one target how every item leads back to its place in the original."""
    from luoshi.model.wording import figure_text

    if not plan.targets:
        return
    target = min(plan.targets, key=lambda t: (t.kind is None, t.year is None, t.at is None))
    year = f"{target.year} 年" if target.year else ""
    console.say(f"\n每一项都能回到原文，例如 {year}{target.indicator} {figure_text(target)}：")
    console.say(f"  {plan.source.name} {target.at or target.section}：“{target.quote}”")


def _print_places(workspace: Workspace, document: Path) -> None:
    from luoshi.workspace.plan_file import plan_name

    console.say("\n结果在：")
    console.say(f"  原文      {workspace.documents}")
    console.say(f"  规划文件  {workspace.plans}（可审阅、可比较的文本，如 {plan_name(document)}）")
    console.say(f"  定稿      {workspace.freezes}")
    console.say(f"  报告      {workspace.build / '报告'}（Word、PDF）")
    console.say(f"  公开网站  {workspace.build / '公开网站' / 'index.html'}（用浏览器打开）")
    console.say(f"  核验包    {workspace.build}（luoshi verify 文件 重算公布的数）")
    console.say("下一步：")
    console.say(f"  {console.started_as()} compile 你的规划.docx    编译自己的规划")
    console.say(f"  {console.started_as()} review 你的规划.docx     审校自己的规划")
    console.say(f"  {console.started_as()} init 文件夹              为本局建工作区")
