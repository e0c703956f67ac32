"""The public static site (公开网站): all its files, from a public edition, what is said of it, and its reports.

Entries: :func:`build_site`, :func:`places_on_site`. Nothing is read or written, no clock is asked: the same material
gives the same bytes. The site works from a folder or a USB stick and from any path of a server, without script (but for
the search), and under ``default-src 'self'``; it asks nothing of other hosts.
Not here: what may be published (``luoshi.portal.publishing``), writing the folder
(:mod:`luoshi.workspace.site_folder`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from luoshi.model.evaluation.publication import PublicEdition
from luoshi.model.evaluation.report import Block, SiteContent
from luoshi.portal.blocks_html import bare_html, bare_words
from luoshi.portal.site_data import checksums, data_files, data_package
from luoshi.portal.site_material import SiteMaterial, SiteReport
from luoshi.portal.site_pages import chapter, first_listed, frame_page, pages
from luoshi.portal.site_places import SitePlace, site_places
from luoshi.portal.site_search import search_index
from luoshi.portal.site_templating import assets

__all__ = ["SITE_MARK", "SitePlace", "SiteReport", "build_site", "places_on_site"]

SITE_MARK = "luoshi-site.json"
"""The file by which a folder is known as a site that luoshi wrote."""
_MARK_OF_ORDER = "\ufeff"


def build_site(
    edition: PublicEdition,
    content: SiteContent,
    reports: Sequence[SiteReport] = (),
    word: Mapping[str, bytes] | None = None,
) -> Mapping[str, bytes]:
    """Return path in the site -> bytes, in the order of the paths.

    Args:
        edition: what may be published.
        content: what the first page, the pages of targets and the lists say.
        reports: in the order in which they are listed.
        word: name of a file -> bytes: Word files for pasting, laid beside the HTML for pasting.

    Raises:
        LuoshiError: G202 to G205, see :meth:`luoshi.portal.site_material.SiteMaterial.of`.
    """
    material = SiteMaterial.of(edition, content, reports, word or {})
    files = pages(material) | _for_pasting(material)
    data = data_files(material)
    files |= data | data_package(material, data) | assets()
    files["assets/search-index.js"] = search_index(material)
    files[SITE_MARK] = _mark(material)
    files["sha256.txt"] = checksums(files)
    return {path: files[path] for path in sorted(files)}


def places_on_site(
    edition: PublicEdition, content: SiteContent, reports: Sequence[SiteReport] = ()
) -> dict[str, tuple[SitePlace, ...]]:
    """Return id of a fact -> where it stands on the site that is built of these.

    Raises:
        LuoshiError: as :func:`build_site`.
    """
    material = SiteMaterial.of(edition, content, reports, {})
    return site_places(material, (one.id for one in first_listed(material)))


def _for_pasting(material: SiteMaterial) -> dict[str, bytes]:
    """Return the files for pasting into other pages, and the page that lists them."""
    content, facts = material.content, material.facts
    parts: list[tuple[str, str, str]] = [
        ("home.html", "总体情况", _part(material, material.manifest.plan, "", content.home))
    ]
    for target in material.targets:
        now = escape(facts[f"{target.id}/value"].text)
        year = f"{target.source.year}年" if target.source.year else "目前"
        lead = (
            f"<p>规划目标：{escape(target.shown)}{f'（{target.year}年）' if target.year else ''}；{year}：{now}；"
            f"状态：{escape(target.judgement.state)}。</p>\n"
        )
        place = chapter(material, target)
        lead += f"<p>规划章节：{escape(place)}</p>\n" if place else ""
        body = _part(material, target.indicator, lead, content.targets.get(target.id, ()))
        parts.append((f"{target.id}.html", target.indicator, body))
    if material.tasks and content.tasks:
        parts.append(("tasks.html", "公开的任务", _part(material, "公开的任务", "", content.tasks)))
    if material.projects and content.projects:
        parts.append(("projects.html", "公开的项目", _part(material, "公开的项目", "", content.projects)))
    for one in material.reports:
        parts.append((f"report-{one.name}.html", one.title, _pasted_report(one)))
    files = {f"fragments/{path}": (_MARK_OF_ORDER + text).encode() for path, _, text in parts}
    files |= {f"fragments/{name}": data for name, data in material.word.items()}
    listed = [(path, name) for path, name, _ in parts]
    return files | frame_page(
        material,
        "fragments/index.html",
        "fragments.html",
        "供粘贴的内容",
        crumb=("about.html", "数据和说明"),
        pages=listed,
        word=sorted(material.word),
    )


def _part(material: SiteMaterial, title: str, lead: str, blocks: Sequence[Block]) -> str:
    manifest = material.manifest
    return (
        f"<h2>{escape(title)}</h2>\n{lead}{bare_html(blocks, material.facts, level=3)}"
        f"<p><small>数据截至{manifest.as_of.isoformat()}，出自定稿“{escape(manifest.name)}”。</small></p>\n"
    )


def _pasted_report(one: SiteReport) -> str:
    report = one.report
    annexes = "".join(
        f"<h3>附件：{bare_words(annex.title, report.facts)}</h3>\n{bare_html(annex.blocks, report.facts, level=4)}"
        for annex in report.annexes
    )
    title = bare_words(report.title, report.facts)
    signed = f"<p>{escape(report.issuer)}　{report.on.isoformat()}</p>\n"
    return f"<h2>{title}</h2>\n{bare_html(report.blocks, report.facts, level=3)}{signed}{annexes}"


def _mark(material: SiteMaterial) -> bytes:
    manifest = material.manifest
    said = {
        "site": "luoshi",
        "freeze": manifest.name,
        "digest": manifest.digest,
        "plan": manifest.plan,
        "as_of": manifest.as_of.isoformat(),
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
