"""Where facts stand on the public site (事实的位置), for tracing a number and for finding what a changed one changes.

Entry: :func:`site_places`. The attached files (Word, PDF, Excel), the checksums and the list of data files are not in
it. Not here: writing the pages (:mod:`luoshi.portal.site`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from luoshi.model.evaluation.report import Block, FactPlace, places_in
from luoshi.portal.site_material import STATES, SiteMaterial, value_fact


@dataclass(frozen=True, slots=True)
class SitePlace:
    """Where a fact stands.

    Attributes:
        page: path of the file in the site.
        block: ``data-block`` of the element; empty in files without.
        cell: of a table or list, ``data-row/column`` (column from 0); empty elsewhere.
        manner: as in :class:`luoshi.model.evaluation.report.FactPlace`.
    """

    page: str
    block: str
    cell: str
    manner: str


def site_places(material: SiteMaterial, listed: Iterable[str]) -> dict[str, tuple[SitePlace, ...]]:
    """Return id of a fact -> where it stands on the site, each place once.

    ``listed`` are the ids of the targets that the first page lists.
    """
    found: dict[str, dict[SitePlace, None]] = {}
    for fact, place in (*_of_blocks(material), *_of_frame(material, listed)):
        found.setdefault(fact, {})[place] = None
    return {fact: tuple(places) for fact, places in found.items()}


def _of_blocks(material: SiteMaterial) -> Iterator[tuple[str, SitePlace]]:
    content = material.content
    pages: list[tuple[str, tuple[Block, ...]]] = [("index.html", content.home), ("fragments/home.html", content.home)]
    if material.tasks:
        pages += [("tasks.html", content.tasks), ("fragments/tasks.html", content.tasks)]
    if material.projects:
        pages += [("projects.html", content.projects), ("fragments/projects.html", content.projects)]
    for target, blocks in content.targets.items():
        pages += [(f"targets/{target}.html", blocks), (f"fragments/{target}.html", blocks)]
    for page, blocks in pages:
        yield from _on(page, places_in(blocks, content.consulted))
    for one in material.reports:
        places = places_in(one.report.all_blocks(), one.report.consulted)
        for page in (f"reports/{one.name}.html", f"fragments/report-{one.name}.html"):
            yield from _on(page, places)


def _on(page: str, places: Mapping[str, tuple[FactPlace, ...]]) -> Iterator[tuple[str, SitePlace]]:
    is_bare = page.startswith("fragments/")
    for fact, ones in places.items():
        for one in ones:
            yield fact, SitePlace(page, "" if is_bare else one.block, "" if is_bare else one.cell, one.manner)


def _of_frame(material: SiteMaterial, listed: Iterable[str]) -> Iterator[tuple[str, SitePlace]]:
    yield "site/targets", SitePlace("index.html", "site-counts", "公开的目标/0", "写出")
    for state in STATES:
        if material.facts[f"site/targets/{state}"].value:
            yield f"site/targets/{state}", SitePlace("index.html", "site-counts", f"{state}/0", "写出")
    if material.tasks:
        yield "site/tasks", SitePlace("tasks.html", "site-number", "", "写出")
    if material.projects:
        yield "site/projects", SitePlace("projects.html", "site-number", "", "写出")
    first = frozenset(listed)
    for target in material.targets:
        fact = value_fact(target)
        if target.id in first:
            yield fact, SitePlace("index.html", "site-targets", f"{target.id}/2", "写出")
        yield fact, SitePlace("targets.html", "site-targets-all", f"{target.id}/3", "写出")
        yield fact, SitePlace(f"targets/{target.id}.html", "site-state", "目前/0", "写出")
        for page in ("data/targets.csv", f"data/{target.id}.json", f"fragments/{target.id}.html"):
            yield fact, SitePlace(page, "", f"{target.id}/实际值" if page == "data/targets.csv" else "", "写出")
