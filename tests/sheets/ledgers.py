"""A ledger of the imaginary 临江市 with what a ledger can hold, and orders to import tables with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.api.ledger import read_unit_cell, submit_report
from luoshi.model.ledger import (
    Assignment,
    ChangeRequest,
    Ledger,
    LedgerProject,
    LedgerTask,
    Milestone,
    MoneyYear,
    Report,
    State,
)
from luoshi.rules.ledger_columns import load_ledger_columns
from luoshi.sheets.ledger_reporting import Reporting
from luoshi.sheets.ledger_rows import ImportOrder

TODAY = date(2024, 7, 1)
REPORTING = Reporting(TODAY, submit_report, "周敏", "周敏")


def order(**more: object) -> ImportOrder:
    """Return an order with the packaged heads."""
    given = {
        "names": load_ledger_columns(),
        "units": read_unit_cell,
        "how": REPORTING,
        "file": "任务分解表.xlsx",
    }
    return ImportOrder(**{**given, **more})  # type: ignore[arg-type]


def make_ledger() -> Ledger:
    """Return a ledger with tasks in several states, a project, money, milestones and requests."""
    signed = LedgerTask(
        id="r-00000001",
        number="1-1",
        title="新建东湖小学",
        content="完成主体工程\n完成装修",
        section="一、扩大学位供给",
        assignment=Assignment(lead=("基建科",), support=("市财政局", "市住建局"), person="陈立", origin="导入"),
        start=date(2024, 1, 1),
        due=date(2024, 12, 31),
        due_origin="导入",
        state=State.UNSIGNED,
        milestones=(Milestone(name="封顶", due=date(2024, 8, 31)), Milestone(name="验收", due=date(2024, 12, 20))),
        fields={"完成时限": "2024年12月底前", "备注": "原备注"},
    )
    under_way = LedgerTask(
        id="r-00000002",
        number="（三）",
        title="招聘教师300名",
        assignment=Assignment(lead=("人事科",), origin="导入"),
        due=date(2024, 9, 10),
        due_origin="导入",
        state=State.UNDER_WAY,
        reports=(
            Report(period="2024-05", on=date(2024, 6, 1), percent=Decimal(30), text="已发公告", state=State.DONE),
            Report(period="2024-06", on=date(2024, 7, 1), percent=Decimal("45.5"), text="已笔试", problem="报名不足"),
        ),
        requests=(
            ChangeRequest(id="q1", kind="延期", asked_on=TODAY, by="人事科", reason="报名不足", due=date(2024, 10, 31)),
        ),
    )
    done = LedgerTask(id="r-00000003", number="1.10", title="制定集团章程", state=State.DONE, finished=TODAY)
    project = LedgerProject(
        id="p-00000001",
        number="1",
        name="东湖小学迁建",
        assignment=Assignment(lead=("基建科",)),
        places=1350,
        investment=Decimal("8600.5"),
        first_year=2023,
        last_year=2025,
        state=State.UNSIGNED,
        money=(MoneyYear(year=2024, source="市级", arranged=Decimal(3000), received=Decimal(1200)),),
    )
    return Ledger(name="2024年重点任务", tasks=(signed, under_way, done), projects=(project,))
