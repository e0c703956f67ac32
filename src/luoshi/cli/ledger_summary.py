"""Ledgers on a terminal (台账的显示): the list of ledgers, a ledger's entries, one entry whole, what an import did.

Entries: ``print_*``, :func:`csv_rows`, :func:`entry_json`. Not here: computing, files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.base.findings import Finding, Severity
from luoshi.cli import console
from luoshi.cli.places import near
from luoshi.cli.records import MISSING, STYLES, Column, hanging, print_records
from luoshi.model.ledger import Entry, Ledger, LedgerProject, LedgerTask, MoneyYear, StageRecord, State, TraceEntry
from luoshi.model.ledger_reports import accepted_percent, is_accepted, latest_of, reports_by, review_word
from luoshi.progress.projects import stage_now

if TYPE_CHECKING:
    from rich.console import Console

    from luoshi.model.ledger_import import LedgerImport, SheetReading

_CHANGES_SHOWN = 40
_FINDINGS_SHOWN = 5
_LISTED, _WIDE = 76, 100
"""Columns of a terminal: below the first entries are lines, below the second dates and percents stand alone."""
_COLUMNS = (
    Column("序号", max_width=12),
    Column("任务", ratio=3),
    Column("牵头单位", ratio=1),
    Column("时限", whole=True),
    Column("状态", whole=True),
    Column("完成", right=True, whole=True),
    Column("编号", whole=True),
)
_HEAD = ("序号", "任务", "牵头单位", "配合单位", "责任科室", "责任人", "起始", "时限", "状态")
_HEAD_PROGRESS = ("完成比例", "没有通过的填报", "完成情况")
_HEAD_TAIL = ("县市区", "章节", "编号")


def print_ledgers(ledgers: Sequence[tuple[Path, Ledger]], day: date) -> None:
    """Print a line for each ledger."""
    from luoshi.api import is_overdue

    if not ledgers:
        console.say("工作区里还没有台账。导入任务分解表：luoshi ledger import 任务分解表.xlsx")
        return
    rows = []
    for path, ledger in ledgers:
        entries = (*ledger.tasks, *ledger.projects)
        over = sum(one.state.is_over for one in entries)
        late = sum(is_overdue(one, day) for one in entries)
        counts = (len(ledger.tasks), len(ledger.projects), over, late)
        rows.append((ledger.name, *(str(count) for count in counts), str(near(path))))
    columns = (
        Column("台账", ratio=1),
        Column("任务", right=True),
        Column("项目", right=True),
        Column("办结", right=True),
        Column("超期", right=True),
        Column("文件", ratio=1),
    )
    print_records(console.rich_console(), columns, rows)


def print_ledger(ledger: Ledger, of: int, day: date) -> None:
    """Print the entries of a ledger, of which there are ``of`` in all."""
    screen = console.rich_console()
    entries: tuple[Entry, ...] = (*ledger.tasks, *ledger.projects)
    screen.print(f"{ledger.name}　{day:%Y-%m-%d}", style="bold")
    rows: list[tuple[str, ...]] = []
    for section, group in groupby(entries, key=lambda one: one.section):
        found = [_row(entry, day, screen.width) for entry in group]
        if screen.width >= _LISTED:
            rows += [("", section, "", "", "", "", ""), *found] if section else found
            continue
        if section:
            screen.print(section, style="bold", markup=False)
        print_records(screen, _COLUMNS, found, narrow=_LISTED)
    if rows:
        print_records(screen, _COLUMNS, rows)
    counted = Counter(entry.state for entry in entries)
    told = "，".join(f"{state.value} {counted[state]}" for state in State if counted[state])
    shown = f"共 {of} 项" if len(entries) == of else f"{len(entries)} 项（共 {of} 项）"
    screen.print(f"{shown}{'：' + told if told else ''}", style="dim")


def _row(entry: Entry, day: date, width: int) -> tuple[str, ...]:
    """Return an entry as a row of the list; where there is little room what is told beside stands below."""
    from luoshi.api import is_overdue

    due = str(entry.due_on(day) or MISSING)
    if is_overdue(entry, day):
        due += "（超期）" if width >= _WIDE else "\n超期"
    told = [part for part in (_percent(entry, day), _awaited(entry, day)) if part]
    percent = "\n".join(told if width >= _WIDE else " ".join(told).split())
    return entry.number, _name(entry), _lead(entry) or MISSING, due, entry.state.value, percent or MISSING, entry.id


def print_entry(entry: Entry, day: date) -> None:
    """Print all of one entry."""
    from luoshi.api import is_overdue

    screen = console.rich_console()
    screen.print(f"{entry.number}　{_name(entry)}".strip(), style="bold")
    late = "　已超期" if is_overdue(entry, day) else ""
    due = entry.due_on(day)
    moved = f"（原定 {entry.due}）" if due != entry.due else ""
    period = f"{entry.start or ''} — {due or '没有时限'}{moved}"
    basic = [
        ("编号", entry.id),
        ("状态", entry.state.value + late),
        ("章节", entry.section),
        ("县市区", entry.area),
        ("起止", period.removeprefix(" — ")),
        ("规划条目", entry.plan_item),
    ]
    if isinstance(entry, LedgerTask):
        basic += [("内容和要求", entry.content), ("交付成果", "；".join(entry.deliverables))]
        basic += [("上级任务", entry.parent), *entry.fields.items()]
    if isinstance(entry, LedgerProject):
        basic += _project_facts(entry, day)
    basic.append(("备注", entry.note))
    _block(screen, "基本信息", [f"{name}：{value}" for name, value in basic if value])
    _block(screen, "分工", _assignment_lines(entry))
    milestones = [
        f"{one.due.isoformat()}　{one.name}　{'已于 ' + one.done.isoformat() + ' 完成' if one.done else '未完成'}"
        for one in entry.milestones
    ]
    _block(screen, "节点", milestones)
    if isinstance(entry, LedgerProject):
        _block(screen, "阶段", [_stage_line(one) for one in entry.stages])
        _block(screen, "资金（万元）", [_money_line(one) for one in entry.money])
    _block(screen, "进展", list(_report_lines(entry, day)))
    requests = [
        f"{one.asked_on.isoformat()}　{one.kind}　{one.by}　{one.reason}　{one.state}"
        + (f"（延到 {one.due.isoformat()}）" if one.due else "")
        for one in entry.requests
    ]
    _block(screen, "申请", requests)
    trace = [
        f"{one.on.isoformat()}　{one.by}　{one.action}"
        + (f"：{one.was or '（空）'} → {_now(one)}" if one.was or one.now else "")
        + (f"　{one.note}" if one.note else "")
        for one in entry.trace
    ]
    _block(screen, "留痕", trace)


def print_preview(imported: LedgerImport) -> None:
    """Print what a table was taken for, nothing being written."""
    for sheet in imported.sheets:
        _print_sheet(sheet)
    if not imported.sheets:
        console.say("这是台账导出的工作簿，按编号和导出记录读回。")
        _print_changes(imported)
    _print_findings(imported.findings)
    console.say("\n这是预览，什么也没有写。")


def print_import(imported: LedgerImport, path: Path | None) -> None:
    """Print what an import did; ``path`` is the ledger that was written, None when nothing was."""
    for sheet in imported.sheets:
        console.say(_counted(sheet))
    _print_changes(imported)
    _print_findings(imported.findings)
    refused = sum(len(rows) for rows in (imported.refused or {}).values())
    changed = len({change.id for change in imported.changes})
    parts = [
        f"新增 {len(imported.added)} 项" if imported.added else "",
        f"改了 {changed} 项 {len(imported.changes)} 处" if changed else "",
        f"填报 {len(imported.reported)} 条，待审核" if imported.reported else "",
        f"已有、没有变的 {len(imported.known)} 项" if imported.known else "",
        f"{refused} 行有错没有写" if refused else "",
    ]
    console.say("，".join(part for part in parts if part) or "没有要写的")
    console.say(f"已写进 {near(path)}" if path is not None else "台账没有变动。")


def csv_rows(ledger: Ledger, day: date) -> Iterator[tuple[object, ...]]:
    """Yield a head and a row for each entry."""
    yield (*_HEAD, *_HEAD_PROGRESS, *_HEAD_TAIL)
    for entry in (*ledger.tasks, *ledger.projects):
        who, last = entry.assignment, latest_of(reports_by(entry, day))
        yield (
            entry.number,
            _name(entry),
            _lead(entry),
            "、".join(who.support),
            who.section,
            who.person,
            entry.start,
            entry.due_on(day),
            entry.state.value,
            _percent(entry, day),
            _awaited(entry, day),
            last.text if last else "",
            entry.area,
            entry.section,
            entry.id,
        )


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain content."""
    return entry.model_dump(mode="json", exclude_defaults=True)


def _print_sheet(sheet: SheetReading) -> None:
    screen = console.rich_console()
    console.say(_counted(sheet))
    first, last = sheet.head_rows
    where = f"第{first}行" if first == last else f"第{first}—{last}行"
    year = f"{sheet.year} 年" if sheet.year else "没有认出，用 --year 写明"
    console.say(f"  表头在{where}；没有写年份的时限算：{year}" if last else "  接着上一张表，没有表头")
    known = (Column("列", whole=True), Column("表头", ratio=1), Column("认作", ratio=1))
    kept = "（不认识，按原样保留）"
    print_records(screen, known, [(c.letter, c.head or "（没有表头）", c.field or kept) for c in sheet.columns])
    columns = (Column("序号", max_width=12), Column("任务", ratio=3), Column("单位", ratio=2), Column("时限", ratio=1))
    print_records(screen, columns, sheet.first)


def _counted(sheet: SheetReading) -> str:
    parts = [f"任务 {sheet.tasks}"]
    others = (
        ("分组", sheet.groups),
        ("重复的表头", sheet.heads),
        ("附注", sheet.remarks),
        ("有错没有写", sheet.refused),
    )
    parts += [f"{name} {count}" for name, count in others if count]
    return f"{sheet.name}：{sheet.rows} 行，{'，'.join(parts)}"


def _print_changes(imported: LedgerImport) -> None:
    for change in imported.changes[:_CHANGES_SHOWN]:
        old, new = (_short(text) or "（空）" for text in (change.old, change.new))
        console.say(f"  {change.sheet} 第{change.row}行 {_short(change.name)}　{change.column}：{old} → {new}")
    if len(imported.changes) > _CHANGES_SHOWN:
        console.say(f"  ……共 {len(imported.changes)} 处")


def _print_findings(findings: Sequence[Finding]) -> None:
    screen = console.rich_console()
    by_code: dict[tuple[Severity, str], list[Finding]] = {}
    for one in findings:
        by_code.setdefault((one.severity, one.code), []).append(one)
    for (severity, code), ones in sorted(by_code.items(), key=lambda pair: -pair[0][0].rank):
        by_fix: dict[str, list[Finding]] = {}
        for one in ones:
            by_fix.setdefault(one.fix, []).append(one)
        told = 0
        for fix, some in list(by_fix.items())[:_FINDINGS_SHOWN]:  # each remedy below what it mends
            shown = some[: max(1, _FINDINGS_SHOWN - told)]
            told += len(shown)
            for one in shown:
                where = f"（{one.where}）" if one.where else ""
                screen.print(f"{severity.label} {code} {one.message}{where}", style=STYLES[severity], markup=False)
            if fix:
                screen.print(hanging(f"处理：{fix}", "  ", screen.width), markup=False)
        if len(ones) > told:
            screen.print(f"  ……这一种共 {len(ones)} 处", style="dim")


def _assignment_lines(entry: Entry) -> list[str]:
    who = entry.assignment
    parts = (
        ("牵头单位", "、".join(who.lead)),
        ("配合单位", "、".join(who.support)),
        ("责任领导", who.leader),
        ("责任科室", who.section),
        ("责任人", who.person),
        ("联络员", who.contact),
        ("来源", who.origin or ""),
    )
    return [f"{name}：{value}" for name, value in parts if value]


def _now(one: TraceEntry) -> str:
    """Return what something became: of a report that was accepted not the word for a task that is done."""
    is_report = one.action.startswith("填报") and one.now == State.DONE
    return "审核通过" if is_report else one.now or "（空）"


def _project_facts(entry: LedgerProject, day: date) -> list[tuple[str, str]]:
    years = "—".join(str(year) for year in (entry.first_year, entry.last_year) if year)
    return [
        ("阶段", stage_now(entry, day)),
        ("建设主体", entry.owner),
        ("建设性质", entry.nature),
        ("新增学位", f"{entry.places:,} 个" if entry.places is not None else ""),
        ("总投资", f"{entry.investment:,} 万元" if entry.investment is not None else ""),
        ("建设年份", years),
    ]


def _stage_line(one: StageRecord) -> str:
    parts = (
        f"计划 {one.due}" if one.due else "没有计划日期",
        f"完成 {one.done}" if one.done else "未完成",
        f"形象进度 {one.percent}%" if one.percent is not None else "",
        one.document,
    )
    return "　".join(part for part in (one.stage, *parts) if part)


def _money_line(one: MoneyYear) -> str:
    return f"{one.year} 年　{one.source}　安排 {one.arranged:,}　到位 {one.received:,}　支付 {one.paid:,}"


def _report_lines(entry: Entry, day: date) -> Iterator[str]:
    reports = reports_by(entry, day)
    if reports:
        yield f"完成：{_percent(entry, day) or '还没有审核通过的比例'}（到 {day} 审核通过的）"
    for one in reports:
        percent = f"　{one.percent}%" if one.percent is not None else ""
        yield f"{one.period}{percent}　{review_word(one, day)}　{one.text}".rstrip()
        if one.problem:
            yield f"  问题：{one.problem}"
        if one.next_step:
            yield f"  下一步：{one.next_step}"


def _block(screen: Console, title: str, lines: Sequence[str]) -> None:
    screen.print(f"\n{title}", style="bold")
    for line in lines or ["（没有）"]:
        screen.print(hanging(line, "  ", screen.width), markup=False)


def _lead(entry: Entry) -> str:
    """Return who leads: of a project without a leading unit the body that builds it (建设主体)."""
    return "、".join(entry.bearers)


def _name(entry: Entry) -> str:
    return str(getattr(entry, "title", "") or getattr(entry, "name", ""))


def _percent(entry: Entry, day: date) -> str:
    """Return how far an entry is: by what was accepted."""
    percent = accepted_percent(entry, day)
    return f"{percent}%" if percent is not None else ""


def _awaited(entry: Entry, day: date) -> str:
    """Return what the last report tells while it is not accepted: 待审核 95%, 退回 42%."""
    last = latest_of(reports_by(entry, day))
    if last is None or is_accepted(last, day):
        return ""
    return f"{review_word(last, day)} {last.percent}%" if last.percent is not None else review_word(last, day)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
