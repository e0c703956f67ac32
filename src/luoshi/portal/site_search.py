"""The search index of the public site (站内查找), as a script file: works from a folder, where pages cannot fetch.

Entry: :func:`search_index`. What is searched is what things are called and what the plan says, not computed numbers.
Not here: searching (``assets/search.js``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from luoshi.model.evaluation.prose import Figure, Prose
from luoshi.model.evaluation.report import Block, Heading, Paragraph
from luoshi.portal.blocks_html import anchor
from luoshi.portal.site_glossary import glossary
from luoshi.portal.site_material import SiteMaterial, SiteReport

Entry = tuple[str, str, str, str]


def search_index(material: SiteMaterial) -> bytes:
    """Return the script: one constant, a list of (address, kind, title, text)."""
    rows = ",\n".join(json.dumps(one, ensure_ascii=False) for one in _entries(material))
    # line ends that old engines do not take inside of texts
    safe = rows.replace("\u2028", " ").replace("\u2029", " ")
    return f"const LUOSHI_PAGES = [\n{safe}\n];\n".encode()


def _entries(material: SiteMaterial) -> Iterator[Entry]:
    for target in material.targets:
        planned = material.planned.get(target.id)
        definition = material.definition_of(target)
        texts = (target.shown, planned.quote if planned else "", definition.name if definition else "", target.kind)
        yield f"targets/{target.id}.html", "目标", target.indicator, _text(texts)
    for task in material.tasks:
        yield "tasks.html", "任务", task.title, _text((task.number, task.area, *task.assignment.lead))
    for project in material.projects:
        yield (
            "projects.html",
            "项目",
            project.name,
            _text((project.number, project.area, project.nature, project.owner)),
        )
    for report in material.reports:
        yield from _of_report(report)
    for group in glossary(material.edition.rules):
        for term in group.terms:
            yield f"glossary.html#{term.key}", "术语", term.name, term.words
    yield "about.html", "说明", "数据和说明", "下载数据 不公开 口径 校验码 数据包 CSV JSON"
    yield "corrections.html", "更正", "更正记录", _text(one.reason for one in material.edition.corrections)


def _of_report(report: SiteReport) -> Iterator[Entry]:
    """Yield the report, and its sections with the words of their paragraphs."""
    page = f"reports/{quote(report.name)}.html"
    yield page, "报告", report.title, report.report.issuer
    heading: Heading | None = None
    words: list[str] = []
    for block in (*report.report.all_blocks(), None):
        if isinstance(block, Heading) or block is None:
            if heading is not None:
                address = f"{page}#{quote(anchor(heading.key))}"
                yield address, "报告", _words(heading.words), _text((report.title, *words))
            heading, words = block, []
        else:
            words += _of_block(block)


def _of_block(block: Block) -> Iterable[str]:
    return (_words(block.words),) if isinstance(block, Paragraph) else ()


def _words(words: Prose) -> str:
    return "".join("…" if isinstance(run, Figure) else run.text for run in words)


def _text(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)
