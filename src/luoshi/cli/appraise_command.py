"""``luoshi appraise``: units scored by a sheet, every score with its reason and evidence (考核).

Entry: :func:`run`. Not here: scoring (:mod:`luoshi.api`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.cli import console, light_options, stats_options
from luoshi.cli import indicator_options as shared
from luoshi.cli.ledger_command import found_ledger
from luoshi.cli.light_command import monitored
from luoshi.cli.places import found_workspace, the_workspace
from luoshi.cli.table_options import TableFormat
from luoshi.cli.tables_out import give_csv, give_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luoshi.model.appraisal import Appraisal, ScoreSheet, UnitScore

HELP = (
    "考核：按考核办法给各单位计分、排名、定等次，每个分数列出算法和佐证；不写考核办法时列出全部办法。\n"
    "退出码：0 算完了，1 有评分没有佐证，或有单位数据不足，2 没能完成。"
)
Sheet = Annotated[str, typer.Argument(metavar="[考核办法]", help="名称，如 单位年度考核；不写时列出全部。")]
Ledgers = Annotated[
    list[str] | None,
    typer.Argument(metavar="[台账...]", help="台账的名称或 *.ledger.json；不写时用工作区的全部台账。"),
]
Scores = Annotated[
    Path | None, typer.Option("--scores", metavar="文件", help="评分表：单位、项目、得分、佐证、类别；xlsx、xls、csv。")
]
Year = Annotated[
    int | None, typer.Option("--year", metavar="年", min=1990, max=2100, help="考核哪一年；不写时是 --as-of 那一年。")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        metavar="年-月-日",
        formats=["%Y-%m-%d"],
        help="当作在这一天考核；不写时是今天，--year 是过去的年份时是那年 12 月 31 日。",
    ),
]
Unit = Annotated[str, typer.Option("--unit", metavar="单位", help="只列这个单位，每个分数打开到佐证。")]


def run(
    sheet: Sheet = "",
    ledgers: Ledgers = None,
    scores: Scores = None,
    plan_file: light_options.PlanOfTargets = None,
    year: Year = None,
    as_of: AsOf = None,
    unit: Unit = "",
    output_format: shared.FormatOption = TableFormat.TABLE,
    output: shared.Output = None,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """List the score sheets, or appraise by one."""
    from luoshi.api import appraise_units, score_sheets
    from luoshi.api.appraisal import AppraisalOrder

    if not sheet:
        _print_sheets(score_sheets(found_workspace(workspace)))
        return EXIT_FINE
    files = tuple(found_ledger(one, workspace) for one in ledgers or ())
    place = the_workspace(workspace, files[0] if files else None)
    day = _day(year, as_of)
    order = AppraisalOrder(sheet, year or day.year, day, files, scores)
    appraisal = appraise_units(place, order, monitored(place, plan_file, day))
    if unit and all(one.unit != unit for one in appraisal.units):
        hint = f"有：{'、'.join(one.unit for one in appraisal.units[:20])}"
        raise LuoshiError("L355", f"没有考核“{unit}”", hint=hint)
    match output_format:
        case TableFormat.TABLE:
            if output is not None:
                raise LuoshiError("S007", "屏幕上的表不能写到文件", hint="加 --format csv 或 json")
            console.say(f"{order.year} 年，算到 {day}")
            _print(appraisal, unit)
        case TableFormat.JSON:
            give_json({**_content(appraisal, unit), "year": order.year, "as_of": str(day)}, output, force=force)
        case TableFormat.CSV:
            give_csv(_rows(appraisal, unit), output, force=force)
        case _:
            raise LuoshiError("S007", "考核结果只写成 csv 或 json", hint="加 --format csv 或 json")
    return EXIT_FINDINGS if appraisal.findings else EXIT_FINE


def _day(year: int | None, as_of: datetime | None) -> date:
    """Return the day that is appraised on: today, the last of a year that is over."""
    today = date.today()
    if as_of is not None:
        return as_of.date()
    return date(year, 12, 31) if year is not None and year < today.year else today


def _print_sheets(sheets: Mapping[str, ScoreSheet]) -> None:
    for one in sheets.values():
        console.say(f"{one.name}（满分 {one.full}；依据：{one.basis}；{one.origin}）")
        for item in one.items:
            console.say(f"  {item.name} {item.full} 分　{item.source}，{item.rule}；没有数据时{item.missing}")
        levels = "，".join(
            f"{level.name} {level.at_least} 分以上"
            + (f"、不超过 {float(level.at_most_share) * 100:g}%" if level.at_most_share is not None else "")
            for level in one.levels
        )
        console.say(f"  等次：{levels}；并列跨过名额的{one.boundary}")
        if one.enough:
            console.say(f"  计入的不到满分的 {float(one.enough):g}% 时是数据不足，不排名、不定等次")
        console.say(f"  同分时依次看：{'、'.join(one.ties) or '不再比'}；还相同的名次并列")


def _print(appraisal: Appraisal, unit: str) -> None:
    sheet = appraisal.sheet
    console.say(f"{sheet.name}　满分 {sheet.full}　{len(appraisal.units)} 个单位")
    for one in appraisal.units:
        if unit and one.unit != unit:
            continue
        counted = "" if one.counted == sheet.full else f"（计入 {_counted(one, sheet)}）"
        console.say(f"  {one.rank or '—'}　{one.unit}　{one.total} 分　{_level(one)}{counted}")
        if unit:
            _print_items(one)
    for finding in appraisal.findings:
        console.say(f"{finding.severity.label} {finding.code}　{finding.message}")
    if not unit:
        console.note("加 --unit 单位 看每个分数的算法和佐证。")


def _level(one: UnitScore) -> str:
    return one.level if one.rank is not None else "数据不足"


def _counted(one: UnitScore, sheet: ScoreSheet) -> str:
    return f"{float(one.counted):g} 分／{float(sheet.full):g}"


def _print_items(one: UnitScore) -> None:
    for item in one.items:
        console.say(f"    {item.item}　{'不计入' if item.score is None else item.score}／{item.full}　{item.why}")
        for kind, numbers in item.evidence.items():
            console.say(f"      {kind}：{'、'.join(numbers)}")
    if one.raw != one.total:
        console.say(f"    各项合计 {one.raw}，折算为 {one.total}")


def _chosen(appraisal: Appraisal, unit: str) -> list[UnitScore]:
    return [one for one in appraisal.units if not unit or one.unit == unit]


def _rows(appraisal: Appraisal, unit: str) -> Iterator[tuple[object, ...]]:
    yield ("名次", "单位", "类别", "总分", "计入分", "等次", "项目", "得分", "满分", "算法", "佐证")
    for one in _chosen(appraisal, unit):
        for item in one.items:
            proof = "；".join(f"{kind}：{'、'.join(numbers)}" for kind, numbers in item.evidence.items())
            score = "不计入" if item.score is None else item.score
            unit_cells = (one.rank, one.unit, one.group, one.total, one.counted, _level(one))
            yield (*unit_cells, item.item, score, item.full, item.why, proof)


def _content(appraisal: Appraisal, unit: str) -> dict[str, object]:
    return {
        "schema_version": 1,
        "sheet": appraisal.sheet.name,
        "full": str(appraisal.sheet.full),
        "units": [
            {
                "rank": one.rank,
                "unit": one.unit,
                "group": one.group,
                "raw": str(one.raw),
                "total": str(one.total),
                "counted": str(one.counted),
                "is_enough": one.rank is not None,
                "level": one.level or None,
                "items": [
                    {
                        "item": item.item,
                        "score": None if item.score is None else str(item.score),
                        "full": str(item.full),
                        "why": item.why,
                        "missing": item.missing,
                        "is_counted": item.is_counted,
                        "evidence": {kind: list(numbers) for kind, numbers in item.evidence.items()},
                    }
                    for item in one.items
                ],
            }
            for one in _chosen(appraisal, unit)
        ],
        "findings": [{"code": one.code, "message": one.message} for one in appraisal.findings],
    }
