"""``luoshi freeze``: freeze what is so on a day, correct it later, let it be published (定稿).

Entry: :func:`run`. It is the only command of reporting that looks at the database. Not here: what goes into a freeze
(:mod:`luoshi.api.freezes`), reports (:mod:`luoshi.cli.report_command`).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from luoshi.base.errors import EXIT_FINE, LuoshiError
from luoshi.cli import console, stats_options
from luoshi.cli import freeze_options as options
from luoshi.cli.places import near, the_workspace

if TYPE_CHECKING:
    from luoshi.api import FreezeOrder
    from luoshi.model.evaluation.freeze import FreezeManifest
    from luoshi.model.ledger import Ledger
    from luoshi.workspace.folder import Workspace

HELP = (
    "定稿：把某一天的规划、指标值、台账和规则固定成一个文件夹，带一个校验码；报告、公开网站、核验包都从它做。\n"
    "定稿不再改：数据更正了用 --correct 另做一份，列出差异。用 --approve 批准公开。退出码：0 正常，2 没能完成。"
)
_NO_LEDGER = "无"
_SHOWN = 12
_MOST_TOLD = 10


def run(  # one parameter for each option
    name: options.FreezeName = "",
    plan_file: options.PlanOfFreeze = None,
    ledger: options.LedgerOfFreeze = "",
    as_of: options.FreezeDay = None,
    year: options.FreezeYear = None,
    area_set: options.FreezeSet = "",
    by: options.MadeBy = "",
    correct: options.Correct = "",
    approve: options.Approve = "",
    on: options.ApprovedOn = None,
    check: options.ShowFreeze = False,
    made_on: options.MadeOn = None,
    workspace: stats_options.WorkspaceFolder = None,
) -> int:
    """Freeze, or list, check or approve what was frozen."""
    place = the_workspace(workspace, plan_file)
    if not name:
        _list(place)
    elif approve:
        _approve(place, name, approve, _day(on))
    elif check:
        _show(place, name)
    else:
        from luoshi.api import FreezeOrder, correction_name, open_freeze, open_plan
        from luoshi.cli.monitor_command import only_plan

        new, corrects = correction_name(place, name) if correct else (name, "")
        plan = open_plan(plan_file if plan_file is not None else only_plan(place, "luoshi freeze 名称 --plan"))
        day = _day(as_of)
        if corrects:  # what is not said anew is as in the freeze that is corrected
            old = open_freeze(place, corrects).manifest
            day = day if as_of is not None else old.as_of
            year, area_set = year or old.year, area_set or old.area_set
            ledger = ledger or old.ledger or _NO_LEDGER
        found, origin = _ledger(place, ledger)
        made = _day(made_on)
        make(place, FreezeOrder(new, day, made, plan, found, origin, year, "", area_set, by, corrects, correct))
    return EXIT_FINE


def make(place: Workspace, order: FreezeOrder) -> FreezeManifest:
    """Freeze, tell the log of the database where there is one, and say what was frozen."""
    from luoshi.api import make_freeze
    from luoshi.web.evaluation.frozen_ledger import has_database, record_freeze

    is_recorded = has_database(place)  # asked before anything is written: it may refuse
    manifest = make_freeze(place, order)
    if is_recorded:
        record_freeze(place, manifest)
    _say(place, manifest)
    return manifest


def _day(given: datetime | None) -> date:
    return given.date() if given is not None else date.today()


def _ledger(place: Workspace, name: str) -> tuple[Ledger | None, Literal["文件", "数据库", ""]]:
    """Return the ledger that was named, out of the database where there is one, else out of its file."""
    if name == _NO_LEDGER:
        return None, ""
    from luoshi.cli.ledger_command import found_ledger
    from luoshi.web.evaluation.frozen_ledger import has_database, ledger_in_database
    from luoshi.workspace.ledger_file import is_ledger, ledger_files, read_ledger

    if not is_ledger(Path(name)) and has_database(place):
        found = ledger_in_database(place, name)
        if found is not None:
            return found, "数据库"
    if not name and not ledger_files(place):
        return None, ""
    return read_ledger(found_ledger(name, place.root)), "文件"


def _list(place: Workspace) -> None:
    from luoshi.api import read_approval
    from luoshi.workspace.freeze_folder import freeze_names, read_manifest

    names = freeze_names(place)
    if not names:
        console.say("还没有定稿。写法：luoshi freeze 2024-年度 --plan 规划.plan.yaml")
    for name in names:
        try:
            one, approval = read_manifest(place, name), read_approval(place, name)
        except LuoshiError as error:  # one that is broken does not hide the others
            console.say(f"{name}　{error.code} {error.message}")
            continue
        public = "已批准公开" if approval is not None and approval.digest == one.digest else "没有批准公开"
        corrects = f"，更正 {one.corrects}" if one.corrects else ""
        console.say(f"{one.name}　{one.as_of} 的状态，{one.year} 年的数{corrects}　{public}　{one.digest[:_SHOWN]}")


def _approve(place: Workspace, name: str, by: str, on: date) -> None:
    from luoshi.api import approve_freeze
    from luoshi.web.evaluation.frozen_ledger import has_database

    if has_database(place):
        hint = "在网页的“评估与公开”里由另一个人批准"
        raise LuoshiError("E011", "这个工作区有网页数据库，批准要在网页里做，才有记录", where=name, hint=hint)
    approval = approve_freeze(place, name, by, on)
    console.say(f"已批准公开：{name}（{approval.on}，{approval.by}）　{approval.digest[:_SHOWN]}")


def _show(place: Workspace, name: str) -> None:
    from luoshi.api import open_freeze

    frozen = open_freeze(place, name)
    _say(place, frozen.manifest)
    console.say(f"  {len(frozen.manifest.files)} 个文件的校验码都对")
    for one in frozen.differences[:_MOST_TOLD]:
        console.say(f"  更正 {one.what}：{one.was} → {one.now}")
    if len(frozen.differences) > _MOST_TOLD:
        console.say(f"  ……共 {len(frozen.differences)} 处，见 differences.json")


def _say(place: Workspace, manifest: FreezeManifest) -> None:
    told = manifest.ledger and f"，台账“{manifest.ledger}”（{manifest.ledger_origin}）"
    console.say(f"定稿 {manifest.name}：{near(place.freezes / manifest.name)}")
    console.say(f"  {manifest.plan}：{manifest.as_of} 的状态，{manifest.year} 年的数{told}")
    if manifest.corrects:
        console.say(f"  更正 {manifest.corrects}：{manifest.reason}")
    console.say(f"  校验码 {manifest.digest}")
