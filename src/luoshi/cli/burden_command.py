"""``luoshi burden``: 督查检查评比考核事项 against the base year, visits to schools, joint visits proposed.

Entry: :func:`run`. Not here: counting (:mod:`luoshi.api`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.cli import console, stats_options
from luoshi.cli import indicator_options as shared
from luoshi.cli.places import found_workspace
from luoshi.cli.table_options import TableFormat
from luoshi.cli.tables_out import give_csv, give_json

if TYPE_CHECKING:
    from luoshi.model.burden import BurdenReport

HELP = (
    "减负台账：各单位的督查检查评比考核事项和基期年比减了多少，新设的、像是换了名称的，进校几次，哪些可以并成联合进校。\n"
    "退出码：0 减够了；1 没有减够，看不出减没减，或有没列入年度计划的；2 没能完成。"
)
_SHOWN = 20
Files = Annotated[
    list[Path],
    typer.Argument(metavar="文件...", help="事项清单、进校记录：xlsx、xls、csv，可以给几个。", show_default=False),
]
BaseYear = Annotated[int | None, typer.Option("--base-year", metavar="年", help="基期年；不写时是清单里最早的一年。")]
Year = Annotated[int | None, typer.Option("--year", metavar="年", help="看哪一年；不写时是清单里最近的一年。")]
Window = Annotated[
    int | None, typer.Option("--window", metavar="工作日", min=0, help="几个工作日以内的进校可以并成一次。")
]


def run(
    files: Files,
    base_year: BaseYear = None,
    year: Year = None,
    window: Window = None,
    output_format: shared.FormatOption = TableFormat.TABLE,
    output: shared.Output = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Show or write the burden of a year."""
    from luoshi.api import burden_report, work_days_of

    place = found_workspace(workspace)
    report = burden_report(files, work_days_of(place), base_year=base_year, year=year, window=window, workspace=place)
    match output_format:
        case TableFormat.TABLE:
            if output is not None:
                raise LuoshiError("S007", "屏幕上的表不能写到文件", hint="加 --format csv 或 json")
            _print(report)
        case TableFormat.JSON:
            give_json(_plain({"schema_version": 1, **asdict(report)}), output, force=force)
        case TableFormat.CSV:
            give_csv(_rows(report), output, force=force)
        case _:
            raise LuoshiError("S007", "减负台账只写成 csv 或 json", hint="加 --format csv 或 json")
    grave = any(one.severity.value == "error" for one in report.findings)
    return EXIT_FINDINGS if grave else EXIT_FINE


def _print(report: BurdenReport) -> None:
    told = "" if report.cut is None else f"，减少 {float(report.cut) * 100:.1f}%"
    enough = {True: "，减够了", False: "，没有减够", None: ""}[report.is_cut_enough]
    console.say(f"{report.base_year} 年 {report.base} 项，{report.year} 年 {report.now} 项{told}{enough}")
    if len(report.by_year) > 2:
        console.say("各年：" + "，".join(f"{year} 年 {count} 项" for year, count in report.by_year.items()))
    console.say("各单位（几个单位合发的，各算一项）：")
    for body in report.by_body:
        console.say(f"  {body.body}　" + "，".join(f"{year} 年 {count} 项" for year, count in body.items.items()))
    if report.visits:
        console.say("进校：")
    for one in report.visits:
        console.say(f"  {one.year} 年　{one.body}　{one.visits} 次，{one.schools} 所学校，{one.days} 天")
    plan = report.plan
    before = len(plan.alone) + sum(len(one.members) for one in plan.joint)
    if plan.joint:
        console.say(f"建议联合进校 {len(plan.joint)} 次：{report.year} 年进校由 {before} 次减为 {plan.visits} 次")
        for joint in plan.joint[:_SHOWN]:
            items = "、".join(dict.fromkeys(member.item for member in joint.members))
            console.say(f"  {joint.school}　{joint.why}（{items}）")
        if len(plan.joint) > _SHOWN:
            console.say(f"  ……共 {len(plan.joint)} 次，用 --format csv 看全部")
    for finding in report.findings:
        console.say(f"{finding.severity.label} {finding.code}　{finding.message}　{finding.where}".rstrip())


def _rows(report: BurdenReport) -> Iterator[tuple[object, ...]]:
    yield ("类", "单位", "年度", "事项数或进校次数", "学校数", "天数", "学校", "日期", "说明")
    for body in report.by_body:
        for year, count in body.items.items():
            yield ("事项", body.body, year, count, None, None, None, None, "")
    for one in report.visits:
        yield ("进校", one.body, one.year, one.visits, one.schools, one.days, None, None, "")
    for joint in report.plan.joint:
        names = "、".join(joint.bodies)
        yield ("建议联合进校", names, report.year, len(joint.members), 1, None, joint.school, joint.on, joint.why)
    for finding in report.findings:
        yield (finding.severity.label, "", report.year, None, None, None, None, finding.where, finding.message)


def _plain(value: object) -> object:
    """Return a value as JSON can hold it: shares and days as text, and what is listed as lists."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
