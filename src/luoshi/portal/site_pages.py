"""The pages of the public site (网页), one function a kind; each returns path -> bytes.

Entry: :func:`pages`. Facts of blocks are written by :mod:`luoshi.portal.blocks_html`; everything else that a page says
comes from the fields named here and in the templates.
Not here: the whole of the site (:mod:`luoshi.portal.site`), data (:mod:`luoshi.portal.site_data`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import Block, Heading
from luoshi.model.ledger import LedgerProject, LedgerTask
from luoshi.model.monitoring import MonitoredTarget, State
from luoshi.portal.blocks_html import anchor, blocks_html, prose_html
from luoshi.portal.site_data import title_of
from luoshi.portal.site_glossary import glossary, source_words
from luoshi.portal.site_material import SiteMaterial, SiteReport
from luoshi.portal.site_templating import render

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_ON_FIRST = 200
"""So many targets stand on the first page; the graver first when there are more."""
_GRAVITY = (State.BEHIND, State.AT_RISK)
_KINDS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}


def pages(material: SiteMaterial) -> dict[str, bytes]:
    """Return path -> bytes of all pages but those for pasting."""
    pen = _Pen(material)
    found = pen.home() | pen.targets() | pen.entries() | pen.reports()
    found |= pen.page("corrections.html", "corrections.html", "更正记录", corrections=material.edition.corrections)
    found |= pen.page("glossary.html", "glossary.html", "术语", groups=glossary(material.edition.rules))
    found |= pen.page("search.html", "search.html", "搜索")
    return found | pen.about()


def first_listed(material: SiteMaterial) -> tuple[MonitoredTarget, ...]:
    """Return the targets that the first page lists, those that have a value first."""
    if len(material.targets) <= MOST_ON_FIRST:
        return tuple(sorted(material.targets, key=lambda one: one.source.value is None))
    graver = sorted(material.targets, key=lambda one: one.judgement.state not in _GRAVITY)
    return tuple(graver[:MOST_ON_FIRST])


def chapter(material: SiteMaterial, target: MonitoredTarget) -> str:
    """Return where in the plan a target stands, with the headings above it; empty when the plan does not say."""
    planned = material.planned.get(target.id)
    if planned is None or not planned.section:
        return ""
    labels = planned.section.split("/")
    outline = material.edition.frozen.plan.outline
    paths = ("/".join(labels[: at + 1]) for at in range(len(labels)))
    return " › ".join(_heading(label, outline.get(path, "")) for label, path in zip(labels, paths, strict=True))


def frame_page(material: SiteMaterial, path: str, template: str, title: str, **values: object) -> dict[str, bytes]:
    """Return a page within the frame that all share."""
    return _Pen(material).page(path, template, title, **values)


@dataclass(frozen=True)
class _Pen:
    """Writes pages of one material."""

    material: SiteMaterial

    def page(self, path: str, template: str, title: str, **values: object) -> dict[str, bytes]:
        frame = {
            "m": self.material.manifest,
            "approved": self.material.edition.approved_on,
            "menu": self._menu(),
            "root": "../" * path.count("/"),
            "here": path,
            "title": title,
            "description": f"{self.material.manifest.plan}：{title}",
            "crumb": None,
        }
        return {path: render(template, frame | values)}

    def home(self) -> dict[str, bytes]:
        material = self.material
        listed = first_listed(material)
        return self.page(
            "index.html",
            "home.html",
            "实施情况",
            counts=[
                (name, state.light if state else "", _safe(prose_html(number, material.facts)))
                for name, state, number in material.counts()
            ],
            blocks=self._blocks(material.content.home, 3),
            rows=self._rows(listed),
            rest=len(listed) < len(material.targets),
            reports=material.reports,
            corrections=material.edition.corrections,
        )

    def targets(self) -> dict[str, bytes]:
        material = self.material
        found = self.page("targets.html", "targets.html", "目标一览", rows=self._rows(material.targets))
        twins: dict[str, list[MonitoredTarget]] = {}
        for one in material.edition.frozen.monitoring.targets:
            twins.setdefault(one.twin_of, []).append(one)
        for one in material.targets:
            found |= self._target(one, twins.get(one.id, ()))
        return found

    def _target(self, target: MonitoredTarget, twins: Iterable[MonitoredTarget]) -> dict[str, bytes]:
        material = self.material
        return self.page(
            f"targets/{target.id}.html",
            "target.html",
            _title(target),
            crumb=("targets.html", "目标一览"),
            target=target,
            value=_safe(prose_html(material.value(target), material.facts)),
            planned=material.planned.get(target.id),
            chapter=chapter(material, target),
            twins=[{"chapter": chapter(material, one), "at": one.at} for one in twins],
            blocks=self._blocks(material.content.targets.get(target.id, ()), 3),
            definition=material.definition_of(target),
            unmeasured=source_words(target.source.kind),
            smallest=material.edition.rules.smallest,
        )

    def entries(self) -> dict[str, bytes]:
        material, found = self.material, dict[str, bytes]()
        if material.tasks:
            rows = [self._task_row(one) for one in material.tasks]
            found |= self._entry_page("tasks", "任务", ("序号", "任务", "县市区", "牵头单位", "完成时限"), rows)
        if material.projects:
            rows = [self._project_row(one) for one in material.projects]
            head = ("序号", "项目", "县市区", "建设性质", "建设主体", "竣工年份")
            found |= self._entry_page("projects", "项目", head, rows)
        return found

    def _task_row(self, one: LedgerTask) -> dict[str, object]:
        due = one.due_on(self.material.manifest.as_of)
        cells = (one.number, one.title, one.area, "、".join(one.assignment.lead), due.isoformat() if due else "")
        return {"id": one.id, "state": str(one.state), "lit": self.material.lit.get(one.id), "cells": cells}

    def _project_row(self, one: LedgerProject) -> dict[str, object]:
        cells = (one.number, one.name, one.area, one.nature, one.owner, str(one.last_year or ""))
        return {"id": one.id, "state": str(one.state), "lit": self.material.lit.get(one.id), "cells": cells}

    def _entry_page(
        self, kind: str, noun: str, head: tuple[str, ...], rows: list[dict[str, object]]
    ) -> dict[str, bytes]:
        content = self.material.content
        return self.page(
            f"{kind}.html",
            "entries.html",
            f"公开的{noun}",
            kind=kind,
            noun=noun,
            head=head,
            rows=rows,
            number=_safe(prose_html(self.material.count_of(kind), self.material.facts)),
            blocks=self._blocks(content.tasks if kind == "tasks" else content.projects, 2),
        )

    def reports(self) -> dict[str, bytes]:
        reports = self.material.reports
        if not reports:
            return {}
        files = {one.name: _files(one) for one in reports}
        found = self.page("reports.html", "reports.html", "评估报告", reports=reports, files=files)
        for one in reports:
            found |= self._report(one)
            found |= {f"reports/{name}": data for name, data in one.files.items()}
        return found

    def _report(self, one: SiteReport) -> dict[str, bytes]:
        report = one.report
        contents = [
            (anchor(block.key), plain(block.words, report.facts), block.level)
            for block in report.blocks
            if isinstance(block, Heading) and block.level <= 2
        ]
        annexes = [
            {
                "key": anchor(annex.key),
                "title": _safe(prose_html(annex.title, report.facts)),
                "is_wide": annex.is_wide,
                "blocks": _safe(blocks_html(annex.blocks, report.facts, level=3)),
            }
            for annex in report.annexes
        ]
        return self.page(
            f"reports/{one.name}.html",
            "report.html",
            one.title,
            crumb=("reports.html", "评估报告"),
            name=_safe(prose_html(report.title, report.facts)),
            report=report,
            files=_files(one),
            contents=contents if len(contents) > 1 else (),
            blocks=_safe(blocks_html(report.blocks, report.facts)),
            annexes=annexes,
        )

    def about(self) -> dict[str, bytes]:
        edition = self.material.edition
        paths = ["data/targets.csv", "data/values.csv", "data/definitions.csv"]
        paths += ["data/tasks.csv"] if self.material.tasks else []
        paths += ["data/projects.csv"] if self.material.projects else []
        return self.page(
            "about.html",
            "about.html",
            "数据和说明",
            areas=list(edition.frozen.areas.values()),
            smallest=edition.rules.smallest,
            map_number=edition.rules.map_number,
            definitions=edition.frozen.definitions,
            files=[*((path, f"{title_of(path)}（CSV）") for path in paths), ("datapackage.json", "数据包说明（JSON）")],
        )

    def _rows(self, targets: Iterable[MonitoredTarget]) -> list[Mapping[str, object]]:
        material = self.material
        return [
            {
                "target": one,
                "value": _safe(prose_html(material.value(one), material.facts)),
                "chapter": chapter(material, one),
            }
            for one in targets
        ]

    def _blocks(self, blocks: tuple[Block, ...], level: int) -> Markup:
        return _safe(blocks_html(blocks, self.material.facts, level=level))

    def _menu(self) -> list[tuple[str, str]]:
        material = self.material
        return [
            ("index.html", "首页"),
            ("targets.html", "目标"),
            *([("tasks.html", "任务")] if material.tasks else ()),
            *([("projects.html", "项目")] if material.projects else ()),
            *([("reports.html", "评估报告")] if material.reports else ()),
            ("corrections.html", "更正"),
            ("about.html", "数据和说明"),
            ("glossary.html", "术语"),
            ("search.html", "搜索"),
        ]


def _safe(html: str) -> Markup:
    from markupsafe import Markup

    return Markup(html)


def _title(target: MonitoredTarget) -> str:
    scope = f"{target.scope} " if target.scope else ""
    return f"{scope}{target.indicator}"


def _heading(label: str, title: str) -> str:
    return f"{label} {title}" if title and title != label else label


def _files(one: SiteReport) -> list[tuple[str, str, str]]:
    return [
        (name, _KINDS.get(name.rpartition(".")[2].lower(), name), f"{max(1, round(len(data) / 1024))} KB")
        for name, data in one.files.items()
    ]
