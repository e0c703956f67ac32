"""Changes to the items of a draft (条目的动作): confirmed, corrected, added, deleted, put back.

Entries: the classes. What is changed is changed in the plan itself, as in a plan file that is edited by hand, so that
the file written on issue carries it and ``luoshi compile --previous`` keeps it. The span of an item is never changed.
Not here: bindings and waivers (:mod:`luoshi.web.plans.answers`), versions as wholes (:mod:`luoshi.web.plans.issuing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.model.plan import Item, Plan
from luoshi.model.wording import LABELS, LISTS, item_text
from luoshi.web.action import Change, Context
from luoshi.web.plans.editing import find_words, new_number, place_of, with_item, without_item
from luoshi.web.plans.fields import changed_keys, is_figure, read_fields
from luoshi.web.plans.models import ItemStatus, PlanItem, PlanVersion
from luoshi.web.plans.on_version import OnItem, OnVersion, differences
from luoshi.web.plans.store import as_was, document_of, model_of, plan_of, restored, save_plan, write_item


class ConfirmItems(OnVersion):
    """Items are right as they are (确认): of each the number and the row version that was shown."""

    action = "确认条目"

    def __init__(self, context: Context, version: PlanVersion, shown: Mapping[str, int]) -> None:
        super().__init__(context, version)
        self.shown = dict(shown)
        self._rows: list[PlanItem] = []

    def check(self) -> tuple[Finding, ...]:
        """All of them are there as they were shown, and not deleted."""
        if wrong := self.hold():
            return wrong
        if not self.shown:
            return (Finding("N408", Severity.ERROR, "没有选条目", fix="先在清单里勾选，再点确认"),)
        rows = {row.key: row for row in self.version.items.filter(key__in=self.shown)}
        found: list[Finding] = []
        for key, version in self.shown.items():
            row = rows.get(key)
            if row is None or row.status == ItemStatus.DROPPED:
                found.append(Finding("N408", Severity.ERROR, f"{key} 不在这一版里，或已经删除", fix="刷新后再选"))
            elif row.version != version:
                told = f"您打开以后，{row.changed_by or '别人'}改过 {row.title[:30]}"
                found.append(Finding("N301", Severity.ERROR, told, key, fix="看过再确认；这一次都没有确认"))
        self._rows = [row for row in rows.values() if row.status == ItemStatus.COMPILED]
        return tuple(found)

    def execute(self) -> tuple[PlanVersion, Change]:
        """Mark them."""
        for row in self._rows:
            row.status = ItemStatus.CONFIRMED
            row.version += 1
            row.changed_by, row.changed_at = self.context.name, self.context.now
        PlanItem.objects.bulk_update(self._rows, ["status", "version", "changed_by", "changed_at"], batch_size=200)
        keys = "、".join(row.key for row in self._rows)
        label = f"{self.version} {len(self._rows)} 项"
        return self.version, Change(label, str(self.version.pk), None, {"确认": keys})


class CorrectItem(OnItem):
    """An item says something else than was read (更正); quote and span stay.

    Args:
        typed: key of a field -> what was typed; see :func:`luoshi.web.plans.fields.read_fields`.
        home: the list into which it is moved, for figures; empty to leave it where it is.
    """

    action = "更正条目"

    def __init__(
        self,
        context: Context,
        version: PlanVersion,
        key: str,
        shown: int | None,
        typed: Mapping[str, str],
        *,
        home: str = "",
    ) -> None:
        super().__init__(context, version, key, shown)
        self.typed, self.to = dict(typed), home
        self._after: Item | None = None

    def against(self) -> tuple[Finding, ...]:
        """What was typed can be read, and says something new."""
        if wrong := super().against():
            return wrong
        item = self.item()
        to = self.to or self._home
        if to != self._home and not (is_figure(to) and is_figure(self._home)):
            return (Finding("N407", Severity.ERROR, "只有目标、标准要求、现状数据之间可以换类别", where="home"),)
        form = read_fields(self._home, item, self.typed)
        if form.wrong:
            return form.findings
        if not changed_keys(item, form.values) and to == self._home:
            return (Finding("N421", Severity.ERROR, "没有改动什么", fix="内容没有问题时，点“确认”"),)
        self.to = to
        try:
            self._after = model_of(to).model_validate({**dict(item), **form.values})
        except ValidationError as error:
            return tuple(_refused(one) for one in error.errors())
        return ()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Put it into the plan."""
        _, plan = self.held()
        if self._after is None:
            raise RuntimeError("an action is checked before it is done")
        before, after = differences(self.item(), self._after)
        if self.to != self._home:
            before["类别"], after["类别"] = LISTS[self._home], LISTS[self.to]
        self.store(with_item(plan, self.to, self._after), self.to)
        return self.version, self.change(before, after)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person adds: the list, the words that bear it, which of their places (from 0), the fields."""

    home: str
    words: str
    which: int | None
    typed: Mapping[str, str]
    value_text: str = ""


class AddItem(OnVersion):
    """An item that was not found by the compiler (添加), with the words of the text that bear it."""

    action = "添加条目"

    def __init__(self, context: Context, version: PlanVersion, chosen: Chosen) -> None:
        super().__init__(context, version)
        self.chosen = chosen
        self.key = ""
        self._plan: Plan | None = None
        self._item: Item | None = None

    def check(self) -> tuple[Finding, ...]:
        """The words stand in the text, read again identically; the fields can be read."""
        if wrong := self.hold():
            return wrong
        chosen = self.chosen
        if chosen.home not in LISTS:
            return (Finding("N407", Severity.ERROR, "没有选类别", where="home"),)
        span, wrong = self._span()
        form = read_fields(chosen.home, None, chosen.typed)
        if span is None or form.wrong:
            return (*wrong, *form.findings)
        document = document_of(self.version.source)
        self._plan = plan_of(self.version)
        taken = {*self._plan.compiled, *self.version.items.values_list("key", flat=True)}
        self.key = new_number(chosen.home, taken)
        section, at, _ = place_of(document, self._plan, span)
        content = {"id": self.key, "section": section, "span": span, "quote": document.quote(span), "at": at}
        if is_figure(chosen.home):
            number, wrong = _number_in(document.text, span, chosen.value_text)
            if number is None:
                return wrong
            content |= {"value_span": number, "value_text": chosen.value_text.strip()}
        try:
            self._item = model_of(chosen.home).model_validate({**content, **form.values})
        except ValidationError as error:
            return tuple(_refused(one) for one in error.errors())
        return ()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Put it into the plan."""
        if self._plan is None or self._item is None:
            raise RuntimeError("an action is checked before it is done")
        plan = with_item(self._plan, self.chosen.home, self._item)
        save_plan(self.version, plan)
        row = PlanItem(plan=self.version, status=ItemStatus.ADDED)
        write_item(row, self.chosen.home, self._item, self.context.name, self.context.now)
        after = {"类别": LISTS[self.chosen.home], "内容": item_text(self._item), "原文": self._item.quote}
        return self.version, Change(f"{self.version} {row}", f"{self.version.pk}/{self.key}", None, after)

    def _span(self) -> tuple[Span | None, tuple[Finding, ...]]:
        found = find_words(document_of(self.version.source), self.chosen.words)
        if not found:
            fix = "从左边的原文里原样复制，不要改字，也不要跨段"
            return None, (Finding("N405", Severity.ERROR, "原文里没有这段话", where="words", fix=fix),)
        if len(found) == 1:
            return found[0], ()
        if self.chosen.which is None or not 0 <= self.chosen.which < len(found):
            told = f"这段话在原文里有 {len(found)} 处"
            return None, (Finding("N406", Severity.ERROR, told, where="which", fix="选定是哪一处，或多复制几个字"),)
        return found[self.chosen.which], ()


class DropItem(OnItem):
    """An item is none (删除): taken out of the plan with a reason, kept so that it can be put back."""

    action = "删除条目"

    def __init__(self, context: Context, version: PlanVersion, key: str, shown: int | None, reason: str) -> None:
        super().__init__(context, version, key, shown)
        self.reason = reason.strip()

    def against(self) -> tuple[Finding, ...]:
        """There is a reason."""
        if wrong := super().against():
            return wrong
        if not self.reason:
            return (Finding("N409", Severity.ERROR, "没有写删除的理由", where="reason", fix="写一句为什么不要它"),)
        return ()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Take it out."""
        row, plan = self.held()
        item = self.item()
        save_plan(self.version, without_item(plan, self.key))
        row.was, row.reason, row.status = as_was(self._home, item), self.reason[:300], ItemStatus.DROPPED
        write_item(row, self._home, item, self.context.name, self.context.now)
        return self.version, self.change({"内容": item_text(item), "原文": item.quote}, {"删除理由": self.reason})


class RestoreItem(OnItem):
    """A deleted item is put back as it was (恢复)."""

    action = "恢复条目"

    def against(self) -> tuple[Finding, ...]:
        """It was deleted."""
        row, _ = self.held()
        if self._item is not None or not row.was:
            return (Finding("N408", Severity.ERROR, f"{self.key} 没有删除，不用恢复"),)
        return ()

    def execute(self) -> tuple[PlanVersion, Change]:
        """Put it back."""
        row, plan = self.held()
        home, item = restored(row)
        reason, row.was, row.reason = row.reason, "", ""
        row.status = ItemStatus.COMPILED
        self.store(with_item(plan, home, item), home)
        return self.version, self.change({"删除理由": reason}, {"内容": item_text(item)})


def _number_in(text: str, span: Span, written: str) -> tuple[Span | None, tuple[Finding, ...]]:
    """Return where a number stands within the words of an item."""
    wanted = written.strip()
    at = text.find(wanted, span.start, span.end) if wanted else -1
    if at < 0:
        told = "上面那段话里没有这样写的数字" if wanted else "没有写数字在原文里是怎样写的"
        fix = "照原文写，如 98.5、1.2万"
        return None, (Finding("N410", Severity.ERROR, told, where="value_text", fix=fix),)
    return Span(at, at + len(wanted)), ()


def _refused(error: Any) -> Finding:
    key = str(error["loc"][0]) if error["loc"] else ""
    told = str(error.get("ctx", {}).get("error", "")) or f"{LABELS.get(key, key)}不合要求，请核对"
    return Finding("N407", Severity.ERROR, told, where=key)
