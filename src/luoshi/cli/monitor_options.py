"""The options and arguments of ``luoshi monitor`` and ``luoshi plan bind``. Not here: what the commands do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from luoshi.base.findings import Severity

PlanOrNone = Annotated[
    Path | None,
    typer.Argument(
        metavar="[规划.plan.yaml]",
        help="规划文件。不写时用工作区 plans/ 里的那一份；有几份时要写明。",
        show_default=False,
    ),
]
MonitoredYear = Annotated[
    int | None, typer.Option("--year", metavar="年", help="看到哪一年（公历年）为止的数；不写时是有数的最近一年。")
]
AreaSet = Annotated[
    str,
    typer.Option("--area-set", metavar="口径", help="“全市”用哪种口径，如 全市不含省直管县；县的规划默认是那个县。"),
]
Ask = Annotated[bool, typer.Option("--ask", help="逐个问绑定待确认的目标，答案写进规划文件。")]
MonitorFailOn = Annotated[
    Severity | None,
    typer.Option(
        "--fail-on",
        metavar="error|warning|info",
        help="有这一级或更重的预警（滞后是 error，有风险是 warning）时，以退出码 1 结束。不写时有预警也是 0。",
    ),
]
AsOfDay = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", metavar="年-月-日", formats=["%Y-%m-%d"], help="当作在这一天判断；不写时是今天。回看以前不改预警。"
    ),
]
TargetNumber = Annotated[str, typer.Argument(metavar="目标编号", help="如 t-5a1c09ff。", show_default=False)]
IndicatorName = Annotated[
    str, typer.Argument(metavar="指标", help="指标的名称、别名或编号；没有指标能量它时写：不绑定。", show_default=False)
]
TakeBack = Annotated[bool, typer.Option("--undo", help="撤回人工绑定，回到按名称认。这时不用写指标。")]
