"""Answers that people give on a draft (答复): which indicator measures a target, which finding of the review may pass.

Entries: :class:`BindTargets`, :class:`WaiveFinding`. Both are kept in the plan, as ``luoshi plan bind`` and
``review_off`` of a plan file keep them. Not here: items (:mod:`luoshi.web.plans.actions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from luoshi.api import bind_target
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.plan import Plan
from luoshi.model.review import Review, Reviewed
from luoshi.web.action import Change, Context
from luoshi.web.plans.models import PlanVersion
from luoshi.web.plans.on_version import OnVersion
from luoshi.web.plans.store import plan_of, review_json, review_of, save_plan, write_item
from luoshi.workspace.folder import open_workspace


class BindTargets(OnVersion):
    """Targets are bound to an indicator (绑定): the same question for several is answered once.

    Args:
        keys: numbers of the targets.
        indicator: its name or id; 不绑定 for none; empty takes back what was said before.
    """

    action = "绑定指标"

    def __init__(self, context: Context, version: PlanVersion, keys: Sequence[str], indicator: str) -> None:
        super().__init__(context, version)
        self.keys, self.indicator = tuple(keys), indicator.strip()
        self._after: Plan | None = None

    def check(self) -> tuple[Finding, ...]:
        """There are such targets and such an indicator, and it measures the same."""
        if wrong := self.hold():
            return wrong
        plan = plan_of(self.version)
        workspace = open_workspace(settings.ENVIRONMENT.workspace)
        if not self.keys:
            return (Finding("N408", Severity.ERROR, "没有选目标"),)
        try:
            for key in self.keys:
                plan = bind_target(workspace, plan, key, self.indicator)
        except LuoshiError as error:
            return (Finding(error.code, Severity.ERROR, error.message, where="indicator", fix=error.hint),)
        self._after = plan
        return ()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Keep the answer in the plan."""
        if self._after is None:
            raise RuntimeError("an action is checked before it is done")
        save_plan(self.version, self._after)
        bound = {one.id: one for one in self._after.targets}
        before = {}
        for row in self.version.items.filter(key__in=self.keys):
            before[row.key] = row.binding
            write_item(row, "targets", bound[row.key], self.context.name, self.context.now)
        after = dict.fromkeys(self.keys, self.indicator)
        return self.version, Change(f"{self.version} {len(self.keys)} 个目标", str(self.version.pk), before, after)


class WaiveFinding(OnVersion):
    """A finding of the review is let pass, with a reason (免报); an empty reason lets it stand again."""

    action = "免报审校意见"

    def __init__(self, context: Context, version: PlanVersion, key: str, reason: str, *, undo: bool = False) -> None:
        super().__init__(context, version)
        self.key, self.reason, self.undo = key, reason.strip(), undo

    def check(self) -> tuple[Finding, ...]:
        """There is such a finding, and a reason."""
        from luoshi.review.engine import check_switches  # the review is loaded when it is wanted

        if wrong := self.hold():
            return wrong
        review = review_of(self.version)
        known = {one.key for one in (*review.findings, *review.waived)} if review is not None else set()
        if self.key not in known:
            return (Finding("N418", Severity.ERROR, f"没有编号是 {self.key} 的审校意见", fix="重新审校后再看"),)
        if self.undo:
            return ()
        if not self.reason:
            return (Finding("N417", Severity.ERROR, "没有写免报的理由", where="reason", fix="写一句为什么可以不改"),)
        try:
            check_switches({self.key: self.reason})
        except LuoshiError as error:
            return (Finding(error.code, Severity.ERROR, error.message, fix=error.hint),)
        return ()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Keep the reason in the plan as ``review_off``, and move the finding in the review."""
        plan, review = plan_of(self.version), review_of(self.version)
        if review is None:
            raise RuntimeError("an action is checked before it is done")
        off = {key: reason for key, reason in plan.review_off.items() if key != self.key}
        before = plan.review_off.get(self.key, "")
        if not self.undo:
            off[self.key] = self.reason
        every = [one if one.key != self.key else replace(one, waived=off.get(self.key, "")) for one in _all(review)]
        every.sort(key=_order)
        moved = replace(
            review,
            findings=tuple(one for one in every if not one.waived),
            waived=tuple(one for one in every if one.waived),
        )
        self.version.review = review_json(moved)
        self.version.save(update_fields=["review"])
        save_plan(self.version, plan.model_copy(update={"review_off": off}))
        if self.version.reviewed_at_change == self.version.changes - 1:
            self.version.reviewed_at_change = self.version.changes
            self.version.save(update_fields=["reviewed_at_change"])
        after = {"免报": "" if self.undo else self.reason}
        return self.version, Change(
            f"{self.version} {self.key}", f"{self.version.pk}/{self.key}", {"免报": before}, after
        )


def _order(one: Reviewed) -> tuple[int, int, str]:
    """Return by what findings stand in a review: the gravest first, then as in the text."""
    first = one.finding.spans[0][0] if one.finding.spans else 0
    return -one.finding.severity.rank, first, one.finding.code


def _all(review: Review) -> list[Reviewed]:
    return [*review.findings, *review.waived]
