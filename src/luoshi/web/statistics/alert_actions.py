"""What people do to alerts (预警的动作): answer, assign, close. Written into ``alerts.yaml`` and logged.

Entries: :class:`Answer`, :class:`Assign`, :class:`Close`. An alert whose cause is still there is not closed: a run
would open it again. Not here: what becomes an alert (``luoshi.progress.targets.alerts``).
"""

from __future__ import annotations

from luoshi.base.findings import Finding, Severity
from luoshi.model import monitoring
from luoshi.model.monitoring import Alert
from luoshi.web.accounts.units import unit_named
from luoshi.web.action import Action, Change, Context
from luoshi.web.statistics.alert_index import change_alert, keep_in_step
from luoshi.web.statistics.figures import basis, monitoring_of, plans
from luoshi.web.statistics.models import AlertRow

KIND = "预警"
_LONGEST = 1000


class _OnAlert(Action[AlertRow]):
    """Something done to an alert that was shown in a version."""

    kind = KIND

    def __init__(self, context: Context, row: AlertRow, version: int | None) -> None:
        super().__init__(context)
        self.row, self.version = row, version

    def target(self) -> AlertRow:
        """The alert."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """Nobody changed it meanwhile, and it is open."""
        keep_in_step(self.context.today)
        row = AlertRow.objects.select_for_update(of=("self",)).filter(key=self.row.key).first()
        fix = "重新打开这一页，看过别人写了什么再提交；您刚才写的还在本页上，没有保存"
        if row is None or (self.version is not None and row.version != self.version):
            return (Finding("N301", Severity.ERROR, "您打开以后，这条预警变了", self.row.key, fix=fix),)
        self.row = row
        if row.closed is not None:
            told = f"这条预警 {row.closed:%Y-%m-%d} 已经关闭"
            return (Finding("N485", Severity.ERROR, told, row.key, fix="起因再出现时会重新发出预警"),)
        return ()

    def changed(self, alert: Alert) -> Alert:
        """Return the alert as it is to be."""
        raise NotImplementedError

    def execute(self) -> tuple[AlertRow, Change]:
        """Write it into the file."""
        before, after = change_alert(self.row.key, self.changed, self.context.today)
        was, now = before.model_dump(mode="json"), after.model_dump(mode="json")
        keys = [key for key in now if was[key] != now[key]]
        self.row.refresh_from_db()
        change = Change(str(self.row), self.row.key, {key: was[key] for key in keys}, {key: now[key] for key in keys})
        return self.row, change


class Answer(_OnAlert):
    """A unit says what it does about it (答复); a later answer replaces an earlier one, the log has both."""

    action = "答复"

    def __init__(self, context: Context, row: AlertRow, text: str, version: int | None) -> None:
        super().__init__(context, row, version)
        self.text = text.strip()

    def check(self) -> tuple[Finding, ...]:
        """There is a text."""
        if not self.text or len(self.text) > _LONGEST:
            told = "没有写答复" if not self.text else f"答复太长（{len(self.text)} 字，最多 {_LONGEST} 字）"
            return (Finding("N486", Severity.ERROR, told, self.row.key, fix="写明原因和怎样改正，什么时候完成"),)
        return super().check()

    def changed(self, alert: Alert) -> Alert:
        """With the answer."""
        unit = self.context.account.unit if self.context.account is not None else None
        by = f"{unit} {self.context.name}" if unit is not None else self.context.name
        answer = monitoring.Answer(text=self.text, by=by, day=self.context.today)
        return alert.model_copy(update={"answer": answer})


class Assign(_OnAlert):
    """Another unit is to answer (指派)."""

    action = "指派"

    def __init__(self, context: Context, row: AlertRow, unit: str, version: int | None) -> None:
        super().__init__(context, row, version)
        self.unit = unit.strip()

    def check(self) -> tuple[Finding, ...]:
        """There is such a unit."""
        unit = unit_named(self.unit, self.context.today) if self.unit else None
        if unit is None:
            told = f"单位里没有“{self.unit}”" if self.unit else "没有选单位"
            return (Finding("N487", Severity.ERROR, told, self.row.key, fix="从列表里选一个单位"),)
        self.unit = unit.name
        return super().check()

    def changed(self, alert: Alert) -> Alert:
        """With the unit, unless it is the owner anyhow."""
        return alert.model_copy(update={"assigned": "" if self.unit == alert.owner else self.unit})


class Close(_OnAlert):
    """An answered alert whose cause is gone is closed by hand (关闭); the next run would do it by itself."""

    action = "关闭"

    def check(self) -> tuple[Finding, ...]:
        """It was answered, and its cause is gone."""
        found = super().check()
        if found:
            return found
        if not self.row.is_answered:
            fix = "先由责任单位答复"
            return (Finding("N488", Severity.ERROR, "还没有答复，不能关闭", self.row.key, fix=fix),)
        if is_unmended(Alert.model_validate(self.row.content), self.context):
            fix = "改好数据、装入新的报表以后再关闭；那时更新预警也会自动关闭"
            return (Finding("N489", Severity.ERROR, "起因还在，不能关闭", self.row.key, fix=fix),)
        return ()

    def changed(self, alert: Alert) -> Alert:
        """Closed today."""
        return alert.model_copy(update={"closed": self.context.today})


def is_unmended(alert: Alert, context: Context) -> bool:
    """Return whether the figures of now still raise an alert; of a plan that is not here any more nothing does."""
    on = basis()
    names = [name for name, plan in plans(on).items() if alert.plan in ("", plan.source.name)]
    for name in names[:1]:
        held = monitoring_of(on, name, context.today)
        return any(one.id == alert.id and one.closed is None for one in held.alerts)
    return not names and alert.plan == ""
