"""Tasks and targets without what is needed to check them (要素): :class:`TaskElements`, :class:`TargetElements`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.model.indicator_names import canonical
from luoshi.model.plan import Item
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_LEVEL = re.compile(r"(?:率|比|比例|占比|年限|规模|人数|在校生|总量)$")
_MOST = 20
_WIDTH = 40


class TaskElements(Rule):
    """任务没有写责任单位，或者没有写完成时限：全文汇成一条，写明各有多少项，列出前20处。

    规划、要点里的任务往往不写这些，并不说明文件有错，只供分解任务时知道要补多少。
    """

    code = "V411"
    name = "任务缺要素"
    severities = (Severity.INFO,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield one finding with the counts."""
        tasks = material.plan.tasks
        without_unit = [t for t in tasks if not t.units]
        without_date = [t for t in tasks if t.deadline is None and not t.deadline_text]
        lacking = [t for t in tasks if not t.units or (t.deadline is None and not t.deadline_text)]
        if not lacking:
            return
        told = [
            f"{len(found)}项没有写{what}"
            for found, what in ((without_unit, "责任单位"), (without_date, "完成时限"))
            if found
        ]
        yield self.found(
            f"{len(tasks)}项任务中{'，'.join(told)}",
            [_start(t) for t in lacking[:_MOST]],
            "分解任务时补上责任单位和完成时限",
        )


class TargetElements(Rule):
    """目标没有写年份，或者是比率、规模而全文没有写现状值：全文汇成一条，写明各有多少个，列出前20处。

    没有年份不知道何时考核，没有现状值看不出要提高多少，供分解和考核时补齐，不说明文件有错；文件写明规划期的，
    年份可以按期末理解；新建多少所一类的数量目标，不要求现状值。
    """

    code = "V412"
    name = "目标缺要素"
    severities = (Severity.INFO,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield one finding with the counts."""
        targets = material.plan.targets
        known = {canonical(o.indicator) for o in material.plan.observations}
        without_year = [t for t in targets if t.year is None]
        rates = [t for t in targets if t.unit == "%" or _LEVEL.search(t.indicator)]
        without_base = [t for t in rates if canonical(t.indicator) not in known]
        open_ = {id(t) for t in (*without_year, *without_base)}
        lacking = [t for t in targets if id(t) in open_]
        if not lacking:
            return
        told = [
            f"{what}{len(found)}个"
            for found, what in ((without_year, "没有写年份的"), (without_base, "是比率、规模而没有写现状值的"))
            if found
        ]
        yield self.found(
            f"{len(targets)}个目标值中，{'，'.join(told)}",
            [_start(t) for t in lacking[:_MOST]],
            "补上目标年份和现状值（注明年份和口径）",
        )


def _start(item: Item) -> Span:
    return Span(item.span.start, min(item.span.end, item.span.start + _WIDTH))
