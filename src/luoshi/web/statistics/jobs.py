"""The long work of this part (作业): loading returns, and looking for alerts.

Entries: :func:`load_returns`, :func:`renew_alerts`, called by the queue. Not here: the loader (:mod:`luoshi.api`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from luoshi.base.atomic import make_folder, write_bytes
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Severity
from luoshi.model.statistics import DataFinding, LoadResult
from luoshi.model.tables import TimePoint
from luoshi.web import files
from luoshi.web.action import Context, perform
from luoshi.web.jobs.running import Tell, enqueue, job_kind
from luoshi.web.statistics.actions import LOADING, RENEWING, RETURNED, Came, Finish, local_time, plain_name
from luoshi.web.statistics.alert_index import keep_in_step
from luoshi.web.statistics.figures import basis, forget, plans, values
from luoshi.web.statistics.figures import definitions as tables_of
from luoshi.web.statistics.models import Batch
from luoshi.workspace.folder import Workspace, open_workspace

_TOLD = 500
"""Findings that are kept for the page; the returned copies have them all."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@job_kind(LOADING)
def load_returns(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Load a batch of returns; write down what came of it, and look for alerts when there are new figures."""
    batch = Batch.objects.get(pk=arguments["batch"])
    workspace = open_workspace(settings.ENVIRONMENT.workspace)
    make_folder(settings.ENVIRONMENT.own)
    with TemporaryDirectory(dir=settings.ENVIRONMENT.own, prefix="loading-") as folder:
        try:
            came = _loaded(workspace, batch, context, Path(folder), tell)
        except LuoshiError as error:
            told = error.message + (f"（{error.hint}）" if error.hint else "")
            perform(Finish(context, batch, Came(Batch.State.FAILED, told)))
            raise
    perform(Finish(context, batch, came))
    if came.state == Batch.State.LOADED:
        enqueue(RENEWING, "按新的数据更新预警", {}, context)
    return {"told": came.told, "batch": batch.pk}


@job_kind(RENEWING)
def renew_alerts(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Hold every plan of the workspace against the figures of now; write what that tells to ``alerts.yaml``."""
    from luoshi.api import keep_alerts, monitor_plan

    workspace = open_workspace(settings.ENVIRONMENT.workspace)
    tell(0, "算出指标")  # so that nobody waits for them who opens a page
    values(basis(), "city")
    values(basis(), "county")
    found = plans(basis())
    changed = False
    for number, plan in enumerate(found.values()):
        tell(100 * number // len(found), plan.document.title or plan.source.name)
        changed |= keep_alerts(workspace, monitor_plan(workspace, plan, as_of=context.today))
    keep_in_step(context.today)
    if not found:
        return {"told": "工作区里还没有规划，没有可以监测的目标"}
    return {"told": f"看了 {len(found)} 份规划，预警{'有变化' if changed else '没有变化'}"}


def _loaded(workspace: Workspace, batch: Batch, context: Context, folder: Path, tell: Tell) -> Came:
    from luoshi.api import explanation_workbook, load_statistics, refused_copy
    from luoshi.stats.loading import LoadOrder

    tell(5, "读取文件")
    paths = _laid_out(batch, folder)
    order = LoadOrder(
        tuple(paths),
        TimePoint(batch.status, batch.as_of),
        local_time(context.now),
        year=batch.year,
        by=context.name,
        note=batch.note,
        only_check=batch.only_check,
    )
    tell(10, f"核对 {len(paths)} 个文件")
    result = load_statistics(workspace, order, lambda: tell(10, "另一个装入正在进行，等它结束"))
    tell(75, "写出核对结果")
    returned = []
    for path in paths if result.refused else ():
        copy = refused_copy(path, result)
        if copy is not None:
            name = f"{plain_name(path.name)}{RETURNED}.xlsx"
            returned.append({"name": name, "digest": files.keep(copy, name, files.TABLES).digest})
    definitions = tables_of(basis())
    book = explanation_workbook(result, definitions, "数据核对情况说明")
    state = _state(batch, result)
    if state == Batch.State.LOADED:
        _file_away(workspace, batch, paths)
        forget()
    rows = {definitions.tables[name].title: count for name, count in result.rows.items()}
    return Came(
        state,
        _told(state, result),
        result.snapshot.id if result.snapshot is not None and result.is_new else "",
        Counter(one.finding.severity.label for one in result.findings),
        [_shown(one) for one in _gravest(result.findings)[:_TOLD]],
        returned,
        files.keep(book, "数据核对情况说明.xlsx", files.TABLES).digest if book is not None else "",
        rows,
    )


def _laid_out(batch: Batch, folder: Path) -> list[Path]:
    """Return the files of a batch under the names that people gave them, those of one name in folders of their own."""
    paths = []
    for number, one in enumerate(batch.files):
        place = folder / str(number) if (folder / one["name"]).exists() else folder
        make_folder(place)
        path = place / one["name"]
        path.write_bytes(files.read(one["digest"]))
        paths.append(path)
    return paths


def _file_away(workspace: Workspace, batch: Batch, paths: Sequence[Path]) -> None:
    """Put loaded files into ``data/<year>/`` as they were received; what lies there is never written over."""
    for path in paths:
        found = _YEAR.search(path.name)
        year = batch.year or (int(found[0]) if found else batch.created_at.year)
        folder = workspace.data / str(year)
        make_folder(folder)
        content = path.read_bytes()
        target, number = folder / path.name, 1
        while target.exists() and target.read_bytes() != content:
            number += 1
            target = folder / f"{path.stem}（第{number}次）{path.suffix}"
        if not target.exists():
            write_bytes(target, content)


def _state(batch: Batch, result: LoadResult) -> str:
    if result.refused:
        return Batch.State.REFUSED
    if batch.only_check:
        return Batch.State.CHECKED
    return Batch.State.LOADED if result.is_new else Batch.State.SAME


def _told(state: str, result: LoadResult) -> str:
    size = f"{len(result.rows)} 张表，{sum(result.rows.values()):,} 行"
    errors = sum(one.finding.severity is Severity.ERROR for one in result.findings)
    match state:
        case Batch.State.REFUSED:
            return f"错误 {errors} 处，没有装入，数据库没有变动；改正后再上传"
        case Batch.State.CHECKED:
            return f"核对通过（{size}），还没有装入"
        case Batch.State.SAME:
            return f"和已有的数据一样（{size}），没有新的快照"
        case _:
            moved = f"；比上年变动超过 10% 的有 {len(result.movements)} 项" if result.movements else ""
            return f"已装入（{size}）{moved}"


def _gravest(findings: Sequence[DataFinding]) -> list[DataFinding]:
    return sorted(findings, key=lambda one: -one.finding.severity.rank)


def _shown(one: DataFinding) -> dict[str, str]:
    found = one.finding
    return {
        "code": found.code,
        "severity": found.severity.value,
        "label": found.severity.label,
        "message": found.message,
        "where": found.where,
        "fix": found.fix,
    }
