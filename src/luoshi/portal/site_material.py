"""What the public site is made of (网站的材料): the public edition, what is said of it, its reports.

Entries: :class:`SiteReport`, :class:`SiteMaterial`; :meth:`SiteMaterial.of` refuses what does not belong together.
Not here: pages (:mod:`luoshi.portal.site`), what may be published (``luoshi.portal.publishing``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.freeze import FreezeManifest, FrozenDefinition
from luoshi.model.evaluation.prose import Prose, prose
from luoshi.model.evaluation.publication import PublicEdition
from luoshi.model.evaluation.report import EvaluationReport, SiteContent
from luoshi.model.ledger import LedgerProject, LedgerTask
from luoshi.model.light_report import LitEntry
from luoshi.model.monitoring import MonitoredTarget, State
from luoshi.model.plan import Target

_NAME = re.compile(r"[\w（）()·—-][\w.（）()·—-]*")

STATES = (State.REACHED, State.ON_COURSE, State.AT_RISK, State.BEHIND, State.NOT_DUE, State.UNKNOWN)
"""The states in the order in which they are counted."""


@dataclass(frozen=True)
class SiteReport:
    """A report on the site.

    Attributes:
        name: its address, reports/NAME.html.
        title: as it stands in lists.
        report: what is said; made of what is public only.
        files: name of a file -> its bytes, to be fetched: Word, PDF, Excel.
    """

    name: str
    title: str
    report: EvaluationReport
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class SiteMaterial:
    """Everything of which the pages are made; the facts of the edition and of the content in one book."""

    edition: PublicEdition
    content: SiteContent
    reports: tuple[SiteReport, ...]
    word: Mapping[str, bytes]

    @classmethod
    def of(
        cls,
        edition: PublicEdition,
        content: SiteContent,
        reports: Sequence[SiteReport],
        word: Mapping[str, bytes],
    ) -> SiteMaterial:
        """Return the material, after a look at whether it belongs together.

        Raises:
            LuoshiError: G202 a report that is not made for the public, G203 one of another freeze, G204 a name that
                cannot be part of an address, G205 content about a target that is not in the edition.
        """
        for one in reports:
            _check_report(one, edition.frozen.manifest)
        _check_names([one.name for one in reports], [name for one in reports for name in one.files], list(word))
        known = {one.id for one in edition.frozen.monitoring.targets}
        for target in content.targets:
            if target not in known:
                raise LuoshiError(
                    "G205", "网站内容说到没有公开的目标", where=target, hint="按公开的定稿重新撰写网站内容"
                )
        return cls(edition, content, tuple(reports), dict(word))

    @property
    def manifest(self) -> FreezeManifest:
        """The list of the freeze."""
        return self.edition.frozen.manifest

    @cached_property
    def targets(self) -> tuple[MonitoredTarget, ...]:
        """The targets that have a page: each once, and those said twice of which the content tells apart."""
        return tuple(
            one for one in self.edition.frozen.monitoring.targets if not one.twin_of or one.id in self.content.targets
        )

    @cached_property
    def planned(self) -> Mapping[str, Target]:
        """The targets as the plan has them, by id."""
        return {one.id: one for one in self.edition.frozen.plan.targets}

    @cached_property
    def tasks(self) -> tuple[LedgerTask, ...]:
        """The public tasks."""
        ledger = self.edition.frozen.ledger
        return ledger.tasks if ledger else ()

    @cached_property
    def projects(self) -> tuple[LedgerProject, ...]:
        """The public projects."""
        ledger = self.edition.frozen.ledger
        return ledger.projects if ledger else ()

    @cached_property
    def lit(self) -> Mapping[str, LitEntry]:
        """Entries of the ledger with their lights, by id."""
        lights = self.edition.frozen.lights
        return {one.id: one for one in lights.entries} if lights else {}

    @cached_property
    def bound(self) -> Mapping[str, tuple[MonitoredTarget, ...]]:
        """Id of a definition -> the targets that it measures."""
        found: dict[str, list[MonitoredTarget]] = {}
        for one in self.targets:
            if self.definition_of(one):
                found.setdefault(one.binding.indicator, []).append(one)
        return {name: tuple(ones) for name, ones in found.items()}

    def definition_of(self, target: MonitoredTarget) -> FrozenDefinition | None:
        """Return the definition by which a target is measured; None when none does."""
        return self.edition.frozen.definition.get(target.binding.indicator) if target.binding.is_bound else None

    @cached_property
    def facts(self) -> FactBook:
        """The facts of the content, and those that the lists of the site need beside them."""
        own = {one.id: one for one in self._own_facts()}
        return FactBook({**own, **self.content.facts.facts})

    def _own_facts(self) -> list[Fact]:
        states = Counter(one.judgement.state for one in self.targets)
        found = [Fact("site/targets", Decimal(len(self.targets)), "项", "公开的目标", "由监测结果数出")]
        found += [
            Fact(f"site/targets/{state}", Decimal(states[state]), "项", f"{state}的目标", "由监测结果数出")
            for state in STATES
        ]
        found += [
            Fact(value_fact(one), one.source.value, one.unit, f"{one.indicator}的实际值", str(one.source.kind))
            for one in self.targets
        ]
        found.append(Fact("site/tasks", Decimal(len(self.tasks)), "项", "公开的任务", "台账"))
        found.append(Fact("site/projects", Decimal(len(self.projects)), "个", "公开的项目", "台账"))
        return found

    def counts(self) -> tuple[tuple[str, State | None, Prose], ...]:
        """Return the counts of the first page: (name, state or None, number)."""
        book = self.facts
        rows: list[tuple[str, State | None, Prose]] = [("公开的目标", None, prose("{n}", n=book["site/targets"]))]
        rows += [
            (str(one), one, prose("{n}", n=book[f"site/targets/{one}"]))
            for one in STATES
            if book[f"site/targets/{one}"].value
        ]
        return tuple(rows)

    def count_of(self, kind: str) -> Prose:
        """Return how many public entries there are: of ``tasks`` or of ``projects``."""
        return prose("{n}", n=self.facts[f"site/{kind}"])

    def value(self, target: MonitoredTarget) -> Prose:
        """Return the value of a target."""
        return prose("{v}", v=self.facts[value_fact(target)])


def value_fact(target: MonitoredTarget) -> str:
    """Return the id of the fact that is a target's value; the content's where it has one of this id."""
    return f"{target.id}/value"


def _check_names(*groups: list[str]) -> None:
    """Names of one group lie in one folder: they can be addresses, and each is there once."""
    for group in groups:
        for name, times in Counter(group).items():
            if not _NAME.fullmatch(name) or name.endswith(".html"):
                hint = "只用文字、数字、横线、圆括号和点，不以 .html 结尾"
                raise LuoshiError("G204", "这个名称不能用作网站里的地址", where=name, hint=hint)
            if times > 1:
                raise LuoshiError("G204", "两份报告或附件用了同一个名称", where=name, hint="给其中一份换一个名称")


def _check_report(one: SiteReport, manifest: FreezeManifest) -> None:
    if not one.report.is_public:
        raise LuoshiError(
            "G202", "这份报告不是按公开范围做的，不能放到网站上", where=one.title, hint="按公开的定稿重新生成这份报告"
        )
    if one.report.digest != manifest.digest:
        raise LuoshiError(
            "G203",
            f"这份报告出自定稿“{one.report.freeze}”，不是网站的定稿“{manifest.name}”",
            where=one.title,
            hint="报告和网站要出自同一份定稿",
        )
