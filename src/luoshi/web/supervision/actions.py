"""Changes to cases (督查督办的动作): opening one, taking a step, dropping a draft, sending a bulletin.

Entries: :class:`OpenCase`, :class:`TakeStep`, :class:`DropDraft`, :class:`IssueBulletin`. What may follow what, and who
may not check himself, stands in :mod:`luoshi.progress.oversight.supervision`; here it is asked who may, whether
somebody changed the case meanwhile, and what is kept and logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.supervision import Case, Procedure, StepTaken
from luoshi.progress.oversight.supervision import take_step
from luoshi.report.official_paper import OfficialPaper, paper_as_json
from luoshi.report.official_word import official_word
from luoshi.report.supervision_papers import Parties, paper_for_step, sha256_of
from luoshi.web.accounts.models import Unit
from luoshi.web.action import Action, Change, Context
from luoshi.web.ledger.lighting import work_days
from luoshi.web.ledger.models import EntryRow
from luoshi.web.supervision.models import BulletinRow, CaseRow, PaperRow
from luoshi.web.supervision.procedures import KIND, procedure_of, procedures
from luoshi.web.supervision.store import case_of, held_case, new_case, next_key, save_case


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is written of a case that begins."""

    procedure: str
    title: str
    unit: Unit
    entry: EntryRow | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes for a step.

    Attributes:
        step: its name.
        note: 理由 or what was done.
        document: 文号.
        evidence: 佐证材料, one each.
        due: the day that the paper names; None for the procedure's.
        parts: further parts of the paper.
        issuer: who signs the paper.
    """

    step: str
    note: str = ""
    document: str = ""
    evidence: tuple[str, ...] = ()
    due: date | None = None
    parts: dict[str, str] = field(default_factory=dict)
    issuer: str = ""


class OpenCase(Action[CaseRow]):
    """A case is opened (立案): a draft until its first step is taken."""

    kind, action = KIND, "立案"

    def __init__(self, context: Context, new: NewCase) -> None:
        super().__init__(context)
        self.new = new

    def check(self) -> tuple[Finding, ...]:
        """The procedure is one of task supervision, the unit exists, the entry has no case that is still open."""
        found = []
        if self.new.procedure not in procedures():
            told = f"没有“{self.new.procedure}”这种督查督办程序"
            found.append(Finding("N451", Severity.ERROR, told, fix=f"可以用的有：{'、'.join(procedures())}"))
        if not self.new.unit.is_current(self.context.today):
            told = f"{self.new.unit} 已经停用"
            found.append(Finding("N456", Severity.ERROR, told, where="责任单位", fix="改选现在承担的单位"))
        open_cases = CaseRow.objects.filter(entry=self.new.entry, procedure=self.new.procedure, closed_on=None)
        if self.new.entry is not None and (other := open_cases.first()) is not None:
            told = f"这一条已经有没销号的督查件 {other.key}"
            found.append(Finding("N452", Severity.ERROR, told, fix=f"打开 {other.key}，接着走下一步"))
        return tuple(found)

    def execute(self) -> tuple[CaseRow, Change]:
        """Store it with the next number of the year."""
        new = self.new
        case = Case(
            id=next_key(self.context.today.year),
            procedure=new.procedure,
            title=new.title,
            subject=new.unit.name,
            entry=new.entry.key if new.entry is not None else "",
        )
        row = new_case(CaseRow(unit=new.unit, entry=new.entry), case, self.context.now)
        return row, Change(str(row), row.key, None, row.content)


class TakeStep(Action[CaseRow]):
    """One step of a case, with its paper: 办理 by the office, 回复 by the supervised unit."""

    kind = KIND

    def __init__(self, context: Context, row: CaseRow, written: Written, version: int | None) -> None:
        super().__init__(context)
        self.row, self.written, self.version = row, written, version
        rule = procedure_of(row.procedure).step(written.step)
        self.action = "回复" if rule is not None and rule.is_of_unit else "办理"
        self._after: Case | None = None

    def target(self) -> CaseRow:
        """The case."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """Nobody changed it meanwhile, the day is to come, the procedure allows the step to this person."""
        self.row, newer = held_case(self.row.pk, self.version)
        if newer:
            return newer
        if self.written.due is not None and self.written.due < self.context.today:
            return (Finding("N455", Severity.ERROR, "期限早于今天", where="期限", fix="改成今天以后的日子"),)
        try:
            self._after = case_after(self.context, self.row, self.written)
        except LuoshiError as error:
            return (_told(error),)
        return ()

    def execute(self) -> tuple[CaseRow, Change]:
        """Store the step, make its paper and keep it as it is."""
        if self._after is None:
            raise RuntimeError("an action is checked before it is done")
        before = self.row.stage
        save_case(self.row, self._after, self.context.now)
        paper = draft_paper(self.row, self._after, self.written.issuer)
        after = {"步骤": self.written.step, "阶段": self.row.stage, **self._after.steps[-1].model_dump(mode="json")}
        if paper is not None:
            held = self._keep(paper)
            after |= {"文书": held.name, "sha256": held.sha256}
        return self.row, Change(f"{self.row}：{self.written.step}", self.row.key, {"阶段": before}, after)

    def _keep(self, paper: OfficialPaper) -> PaperRow:
        rule = procedure_of(self.row.procedure).step(self.written.step)
        file = official_word(paper)
        return PaperRow.objects.create(
            case=self.row,
            place=len(case_of(self.row).steps) - 1,
            name=rule.paper if rule is not None else "",
            number=paper.number,
            content=paper_as_json(paper),
            file=file,
            sha256=sha256_of(file),
            made_at=self.context.now,
        )


class DropDraft(Action[str]):
    """A draft from which nothing was sent is taken away (撤销立案)."""

    kind, action = KIND, "撤销立案"

    def __init__(self, context: Context, row: CaseRow, version: int | None) -> None:
        super().__init__(context)
        self.row, self.version = row, version

    def target(self) -> CaseRow:
        """The case."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """It is a draft still."""
        self.row, newer = held_case(self.row.pk, self.version)
        if not newer and not self.row.is_draft:
            told = f"{self.row.key} 已经走过步骤，不能撤销"
            return (Finding("N453", Severity.ERROR, told, fix="按程序办到销号"),)
        return newer

    def execute(self) -> tuple[str, Change]:
        """Take it away; its number is not given again."""
        change = Change(str(self.row), self.row.key, self.row.content, None)
        self.row.delete()
        return change.object_id, change


class IssueBulletin(Action[BulletinRow]):
    """A bulletin over several units is sent (发通报)."""

    kind, action = KIND, "发通报"

    def __init__(self, context: Context, paper: OfficialPaper, count: int) -> None:
        super().__init__(context)
        self.paper, self.count = paper, count

    def check(self) -> tuple[Finding, ...]:
        """There is something to tell, and its number is not another's."""
        found = []
        if not self.count:
            told = "没有红灯或逾期的任务，不用通报"
            found.append(Finding("N460", Severity.ERROR, told, fix="换一个单位，或过些日子再看"))
        if BulletinRow.objects.filter(number=self.paper.number).exists():
            told = f"文号 {self.paper.number} 已经用过"
            found.append(Finding("N458", Severity.ERROR, told, where="文号", fix="换一个文号"))
        return tuple(found)

    def execute(self) -> tuple[BulletinRow, Change]:
        """Make the paper and keep it as it is."""
        file = official_word(self.paper)
        row = BulletinRow.objects.create(
            title=self.paper.title.replace("\n", ""),
            number=self.paper.number,
            day=self.context.today,
            count=self.count,
            content=paper_as_json(self.paper),
            file=file,
            sha256=sha256_of(file),
            made_by=self.context.name,
            made_at=self.context.now,
        )
        return row, Change(str(row), str(row.pk), None, {"条数": self.count, "sha256": row.sha256})


def case_after(context: Context, row: CaseRow, written: Written) -> Case:
    """Return the case with one more step, taken today by whoever acts.

    Raises:
        LuoshiError: L312, L313, L319 when the procedure does not allow it.
    """
    procedure = procedure_of(row.procedure)
    taken = StepTaken(
        step=written.step,
        on=context.today,
        by=context.name,
        role=_role_of(context, procedure, written.step),
        note=written.note,
        document=written.document,
        evidence=written.evidence,
        due=written.due,
        parts=written.parts,
    )
    return take_step(case_of(row), procedure, taken, work_days())


def draft_paper(row: CaseRow, case: Case, issuer: str) -> OfficialPaper | None:
    """Return the paper of the last step of a case; None when that has none."""
    procedure = procedure_of(row.procedure)
    return paper_for_step(
        case, len(case.steps) - 1, procedure, Parties(issuer, _office_of(row, procedure)), work_days()
    )


def _office_of(row: CaseRow, procedure: Procedure) -> str:
    """Return to whom the unit reports: who signed the first paper, else the office of the procedure."""
    first = row.papers.order_by("place").first() if row.pk else None
    return str(first.content.get("issuer") or "") if first is not None else procedure.office


def _role_of(context: Context, procedure: Procedure, step: str) -> str:
    """Return in which role somebody takes a step: the first that may of those that they have."""
    rule = procedure.step(step)
    who = rule.who if rule is not None else ()
    if context.account is None:
        return who[0] if who else "系统"
    roles = [one.value for one in context.account.roles]
    return next((one for one in who if one in roles), roles[0] if roles else "")


def _told(error: LuoshiError) -> Finding:
    """Return an error of the chain as a finding of the form."""
    hint = "在表单里补上再提交" if error.code == "L313" else error.hint or ""
    return Finding(error.code, Severity.ERROR, error.message, where=error.where or "", fix=hint)
