"""The options and arguments of ``luoshi ledger light``, ``act``, ``money``. Not here: what the commands do."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from luoshi.model.ledger_words import Actor
from luoshi.model.lights import Light

_DAY = ["%Y-%m-%d"]


def _percent(text: str) -> Decimal:
    try:
        value = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= 100:
        raise typer.BadParameter(f"“{text}”应是 0 到 100 的数")
    return value


OneLedger = Annotated[str, typer.Argument(metavar="台账", help="台账的名称或 *.ledger.json 文件。", show_default=False)]
EntryNumber = Annotated[
    str, typer.Argument(metavar="编号", help="任务或项目的编号，或只有一项用的序号。", show_default=False)
]
DeedName = Annotated[
    str, typer.Argument(metavar="动作", help="签收、填报、申请延期……；luoshi ledger act 台账 编号 ? 列出现在能做的。")
]
OnDay = Annotated[
    datetime | None, typer.Option("--as-of", metavar="年-月-日", formats=_DAY, help="哪一天的灯；不写时是今天。")
]
RuleSet = Annotated[
    str, typer.Option("--rules", metavar="办法", help="亮灯办法，如 时限；不写时用 luoshi.toml 里的，默认序时进度。")
]
PlanOfTargets = Annotated[
    Path | None,
    typer.Option("--plan", metavar="规划.plan.yaml", help="也看挂钩的规划目标是不是滞后：用这份规划和统计数据。"),
]
Months = Annotated[
    int, typer.Option("--months", metavar="几", min=0, max=120, help="也列出最近几个月月末的灯，最后一个是当天。")
]
OfUnit = Annotated[str, typer.Option("--unit", metavar="单位", help="只列名称里有这几个字的牵头单位的。")]
OfLight = Annotated[
    list[Light] | None, typer.Option("--light", metavar="红|黄|绿|蓝|无", help="只列这种灯的，可以写几次。")
]
LightFailOn = Annotated[
    Light | None, typer.Option("--fail-on", metavar="红|黄", help="有这种灯或更重的时，以退出码 1 结束。")
]
By = Annotated[str, typer.Option("--by", metavar="姓名", help="谁办的。", show_default=False)]
Role = Annotated[Actor, typer.Option("--role", metavar="角色", help=f"以什么角色：{'、'.join(Actor)}。")]
On = Annotated[
    datetime | None, typer.Option("--on", metavar="年-月-日", formats=_DAY, help="哪一天办的；不写时是今天。")
]
Said = Annotated[str, typer.Option("--note", metavar="文字", help="理由、意见，或这一期的完成情况。")]
Evidence = Annotated[list[str] | None, typer.Option("--evidence", metavar="材料", help="佐证材料的名称，可以写几次。")]
ReportPeriod = Annotated[
    str, typer.Option("--period", metavar="期", help="填报的期：2024-03、2024Q1、2024H1 或 2024。")
]
PercentDone = Annotated[
    Decimal | None,
    typer.Option("--percent", metavar="数", parser=_percent, help="累计完成比例，0 到 100；形象进度也用它。"),
]
Problem = Annotated[str, typer.Option("--problem", metavar="文字", help="存在的问题。")]
NextStep = Annotated[str, typer.Option("--next", metavar="文字", help="下一步打算。")]
NewDue = Annotated[
    datetime | None,
    typer.Option("--due", metavar="年-月-日", formats=_DAY, help="申请延到哪一天；人工定灯到哪一天为止。"),
]
Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="项=内容", help="申请调整什么，如 牵头单位=学前科，可以写几次。")
]
RequestNumber = Annotated[str, typer.Option("--request", metavar="申请编号", help="审批哪份申请；只有一份时可不写。")]
StepName = Annotated[str, typer.Option("--name", metavar="名称", help="节点、阶段的名称，或人工定灯的颜色。")]
Document = Annotated[str, typer.Option("--document", metavar="文号", help="批复、许可证、验收文件的文号。")]
ApprovedBy = Annotated[str, typer.Option("--approved-by", metavar="姓名", help="人工定灯由谁批准。")]
FundsFile = Annotated[
    Path | None,
    typer.Option("--funds", metavar="文件", help="可用资金表：年份、资金来源、金额（万元）三列，xlsx、xls 或 csv。"),
]
