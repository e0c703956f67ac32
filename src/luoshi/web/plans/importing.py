"""An edited workbook back into a draft (导入条目): cell by cell, faulty rows refused, newer work never overwritten.

Entry: :class:`ImportItems`. Not here: what may stand in which cell (:mod:`luoshi.sheets.plan_import`).
"""

from __future__ import annotations

from luoshi.api import error_workbook, import_workbook
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.corrections import numbered
from luoshi.model.imported import Imported
from luoshi.sheets.book_reader import ReadBook, read_book
from luoshi.web.action import Change, Context
from luoshi.web.plans.models import ItemStatus, PlanVersion
from luoshi.web.plans.on_version import OnVersion, status_of
from luoshi.web.plans.store import plan_of, save_plan, write_item


class ImportItems(OnVersion):
    """What people changed in the workbook of a draft goes into it; rows that are gone stay in the draft.

    Attributes:
        imported: what was read, once it is checked.
    """

    action = "导入条目"

    def __init__(self, context: Context, version: PlanVersion, data: bytes, name: str) -> None:
        super().__init__(context, version)
        self.data, self.name = data, name
        self.imported: Imported | None = None
        self._book: ReadBook | None = None

    def check(self) -> tuple[Finding, ...]:
        """It is the workbook of this plan, and something in it was changed."""
        if wrong := self.hold():
            return wrong
        try:
            self._book = read_book(self.data, self.name)
            self.imported = import_workbook(self._book, plan_of(self.version))
        except LuoshiError as error:
            return (Finding(error.code, Severity.ERROR, error.message, where=error.where, fix=error.hint),)
        if not self.imported.changes:
            fix = "改过再上传；被拒绝的行见错误说明" if self.imported.refused else "改过白底的格再上传"
            return (Finding("N421", Severity.ERROR, "工作簿里没有可以读回的改动", self.name, fix=fix),)
        return ()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Put the changes into the plan."""
        if self.imported is None:
            raise RuntimeError("an action is checked before it is done")
        plan = self.imported.plan
        save_plan(self.version, plan)
        items = {item.id: (name, item) for name, item in numbered(plan)}
        for row in self.version.items.filter(key__in={one.id for one in self.imported.changes}):
            home, item = items[row.key]
            row.status = status_of(item, confirmed=row.status == ItemStatus.CONFIRMED)
            write_item(row, home, item, self.context.name, self.context.now)
        before = {f"{one.id} {one.column}": one.old for one in self.imported.changes}
        after = {f"{one.id} {one.column}": one.new for one in self.imported.changes}
        return self.version, Change(f"{self.version} {self.name}", str(self.version.pk), before, after)

    def errors(self) -> bytes | None:
        """Return the workbook with the column 错误说明; None when no row was refused."""
        if self._book is None or self.imported is None or not self.imported.refused:
            return None
        return error_workbook(self._book, self.imported)
