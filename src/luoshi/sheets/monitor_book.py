"""The monitored targets as a workbook (目标监测工作簿): targets, paths, what has to be reported by whom, alerts.

Entry: :func:`write_monitor_book`. The same monitoring always gives the same bytes.
Not here: judging (``luoshi.progress``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.model.monitoring import Alert, BindingState, MonitoredTarget, Monitoring, SourceKind, State
from luoshi.model.monitoring_words import (
    baseline_text,
    by_state,
    needed_text,
    now_text,
    source_text,
    state_text,
)
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone

_Rows = list[list[CellValue]]

_TARGETS = (
    LedgerColumn("序号", 6, Look.CENTRE),
    LedgerColumn("指标", 30),
    LedgerColumn("范围", 14),
    LedgerColumn("目标", 14, Look.NUMBER),
    LedgerColumn("年份", 7, Look.CENTRE),
    LedgerColumn("属性", 8, Look.CENTRE),
    LedgerColumn("基期", 16, Look.NUMBER),
    LedgerColumn("现值", 18, Look.NUMBER),
    LedgerColumn("来源", 34),
    LedgerColumn("今后每年", 12, Look.NUMBER),
    LedgerColumn("状态", 11, Look.CENTRE),
    LedgerColumn("判断的理由", 34),
    LedgerColumn("要核对的", 36),
    LedgerColumn("编号", 13, Look.CENTRE),
)
_STATE = next(index for index, column in enumerate(_TARGETS) if column.head == "状态")
_TONES = {
    State.BEHIND: Tone.ALERT,
    State.AT_RISK: Tone.NOTICE,
    State.ON_COURSE: Tone.GOOD,
    State.REACHED: Tone.GOOD,
    State.NOT_DUE: Tone.CALM,
    State.UNKNOWN: Tone.GONE,
}
_PATHS = (
    LedgerColumn("指标", 32),
    LedgerColumn("范围", 14),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("路径", 8, Look.CENTRE),
    LedgerColumn("年份", 8, Look.CENTRE),
    LedgerColumn("按路径", 12, Look.NUMBER),
    LedgerColumn("实际", 12, Look.NUMBER),
    LedgerColumn("实际减路径", 12, Look.NUMBER),
    LedgerColumn("编号", 13, Look.CENTRE),
)
_AWAITED = (
    LedgerColumn("责任单位", 24),
    LedgerColumn("指标", 34),
    LedgerColumn("范围", 16),
    LedgerColumn("目标", 16, Look.NUMBER),
    LedgerColumn("年份", 7, Look.CENTRE),
    LedgerColumn("计量单位", 9, Look.CENTRE),
    LedgerColumn("指标或目标（填报时写）", 16, Look.CENTRE),
    LedgerColumn("期（填）", 10, Look.CENTRE),
    LedgerColumn("数值（填）", 12, Look.NUMBER),
    LedgerColumn("佐证材料（填）", 26),
    LedgerColumn("填报人（填）", 12),
    LedgerColumn("为什么由这个单位填", 32),
    LedgerColumn("为什么要填报", 34),
)
_ASKED = (
    LedgerColumn("指标", 32),
    LedgerColumn("目标", 16, Look.NUMBER),
    LedgerColumn("问题", 50),
    LedgerColumn("可能是", 34),
    LedgerColumn("回答的命令", 60),
    LedgerColumn("编号", 13, Look.CENTRE),
)
_ALERTS = (
    LedgerColumn("程度", 7, Look.CENTRE),
    LedgerColumn("种类", 10, Look.CENTRE),
    LedgerColumn("内容", 60),
    LedgerColumn("哪里", 18),
    LedgerColumn("责任单位", 22),
    LedgerColumn("起于", 12, Look.CENTRE),
    LedgerColumn("消失于", 12, Look.CENTRE),
    LedgerColumn("答复", 34),
    LedgerColumn("答复人", 12),
    LedgerColumn("编号", 13, Look.CENTRE),
)
_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
_GROUNDS = {"error": Tone.ALERT, "warning": Tone.NOTICE, "info": Tone.CALM}
_MEANINGS = (
    (
        "来源",
        "每项量化目标只有一个：计算（由统计数据算出）、填报（单位报的、已采信）、待填报（写明由谁报）、不可测（写明为什么）。",
    ),
    ("状态", "红 滞后，黄 有风险，绿 正常或已达到，蓝 未到期；没有数的写来源。"),
    ("路径", "从基期到目标年份按直线，经过规划里的分年目标；写“保持”“每年”的每年都要达到。"),
    ("今后每年", "从现值到目标，剩下的年份里每年要增加（负数是减少）多少。"),
    (
        "待填报清单",
        "按责任单位列，可以筛选后发出；填好的抄进“填报数据”的模板（luoshi stats template 填报数据 --all）装入，"
        "采信后用上。",
    ),
)


def write_monitor_book(monitoring: Monitoring) -> bytes:
    """Return ``monitoring`` as an XLSX workbook."""
    title = f"目标监测：{monitoring.plan}"
    book = Book(title)
    book.add(_targets(monitoring, title))
    book.add(Ledger("路径", f"{title}　路径", _PATHS, list(_path_rows(monitoring.distinct)), 1))
    book.add(Ledger("待填报清单", f"{title}　待填报清单", _AWAITED, _awaited_rows(monitoring.distinct), 2))
    book.add(Ledger("绑定待确认", f"{title}　绑定待确认", _ASKED, _asked_rows(monitoring), 1))
    book.add(_alerts(monitoring.alerts, title))
    book.add_lines("说明", _cover(monitoring, title), title)
    return book.finish()


def _targets(monitoring: Monitoring, title: str) -> Ledger:
    shown = by_state(monitoring.distinct)
    rows: _Rows = [
        [
            number,
            one.indicator,
            one.scope,
            one.shown,
            one.year,
            one.kind,
            baseline_text(one),
            now_text(one),
            source_text(one),
            needed_text(one),
            state_text(one),
            one.judgement.reason if one.source.value is not None else one.source.why,
            "\n".join(one.notes),
            one.id,
        ]
        for number, one in enumerate(shown, 1)
    ]
    tones = {(row, _STATE): _TONES[one.judgement.state] for row, one in enumerate(shown)}
    return Ledger("目标监测", title, _TARGETS, rows, 2, tones)


def _path_rows(targets: Sequence[MonitoredTarget]) -> Iterator[list[CellValue]]:
    for one in targets:
        for point in one.path:
            apart = None
            if point.planned is not None and point.actual is not None:
                apart = point.actual - point.planned
            yield [
                one.indicator,
                one.scope,
                one.unit,
                one.path_kind,
                point.year,
                point.planned,
                point.actual,
                apart,
                one.id,
            ]


def _awaited_rows(targets: Sequence[MonitoredTarget]) -> _Rows:
    awaited = [one for one in targets if one.source.kind is SourceKind.AWAITED]
    return [
        [
            one.duty.unit,
            one.indicator,
            one.scope,
            one.shown,
            one.year,
            one.unit,
            one.duty.measure,
            None,
            None,
            None,
            None,
            one.duty.role + (f"：{one.duty.about}" if one.duty.about else ""),
            one.source.why,
        ]
        for one in sorted(awaited, key=lambda one: one.duty.unit)
    ]


def _asked_rows(monitoring: Monitoring) -> _Rows:
    return [
        [
            one.indicator,
            one.shown,
            one.binding.question,
            "\n".join(f"{found.name}（相近 {found.likeness:.0%}）" for found in one.binding.candidates),
            f"luoshi plan bind 规划文件 {one.id} {_answer(one)}",
            one.id,
        ]
        for one in monitoring.distinct
        if one.binding.state is BindingState.ASKED
    ]


def _answer(target: MonitoredTarget) -> str:
    return target.binding.candidates[0].name if target.binding.candidates else "指标名称"


def _alerts(alerts: Sequence[Alert], title: str) -> Ledger:
    rows: _Rows = [
        [
            _SEVERITIES[one.severity],
            one.kind,
            one.what,
            one.where,
            one.owner,
            str(one.opened),
            str(one.closed) if one.closed else None,
            one.answer.text if one.answer else None,
            one.answer.by if one.answer else None,
            one.id,
        ]
        for one in alerts
    ]
    tones = {(row, 0): _GROUNDS[one.severity] for row, one in enumerate(alerts) if one.closed is None}
    return Ledger("预警", f"{title}　预警", _ALERTS, rows, 0, tones)


def _cover(monitoring: Monitoring, title: str) -> Iterator[tuple[str, CellValue]]:
    yield title, None
    yield "规划文件", monitoring.source
    yield "看到", f"{monitoring.year} 年的数"
    yield "判断的日期", str(monitoring.as_of)
    yield "口径", monitoring.area_set
    yield "统计数据快照", monitoring.snapshot or "没有"
    twice = len(monitoring.targets) - len(monitoring.distinct)
    yield "目标", f"{len(monitoring.distinct)} 项" + (f"（规划里另有 {twice} 处重写同一目标）" if twice else "")
    yield "来源", None
    for kind in SourceKind:
        yield str(kind), monitoring.count(kind)
    yield "绑定待确认", sum(one.binding.state is BindingState.ASKED for one in monitoring.distinct)
    yield "状态", None
    for state in State:
        yield str(state), sum(one.judgement.state is state for one in monitoring.distinct)
    rules = {one.judgement.rule for one in monitoring.targets}
    yield "判断规则的依据", "；".join(sorted(rules)) or "没有"
    if monitoring.findings:
        yield "监测中发现的问题", None
        for found in monitoring.findings:
            yield found.code, f"{found.message}。处理：{found.fix}"
    yield "怎样看", None
    yield from _MEANINGS
