"""What a project of a table is called in prose (项目的简称), and what its row states.

Entries: :func:`called`, :func:`index_of` with :func:`hits_in`, :func:`stated_in`, :func:`places_of`.

某某市第一中学东校区 is called 某某一中东校区, 一中东校区 too. Not here: which project a sentence is about
(:mod:`luoshi.review.consistency.project_facts`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from luoshi.model.document import Span
from luoshi.review.consistency.natures import core_of, names_of
from luoshi.review.material import Material
from luoshi.review.project_rows import ProjectRow

_SUFFIX = re.compile(r"(?:新建|迁建|搬迁|扩建|改扩建|改建|建设)?(?:项目|工程)?(?:[（(][^（()）]*[）)])?$")
_PART = re.compile(r"[期部]|校区|分校")
_REGION = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,3})[市县区州](?=[\u4e00-\u9fff]{3})")
_NUMBERED = re.compile(r"第(?P<n>[一二三四五六七八九十]{1,3})(?P<kind>[中小])学")
_OWN = re.compile(r"^[市县区省](?=第|[\u4e00-\u9fff]{4})")
_GENERAL = re.compile(
    r"(?:公办|民办|普惠性?|乡镇|农村|城区|中心|义务教育|普通|寄宿制|标准化|薄弱)*(?:幼儿园|学校|小学|中学|高中|初中)?(?:建设|改造|提升|工程|项目)*"
)
_GRAM, _MOST = 3, 40
_SHORTEST = 4


@dataclass(frozen=True)
class Named:
    """A row of a project and one of the names that it is told of by."""

    row: ProjectRow
    core: str


def called(name: str) -> list[str]:
    """Return what to look for where a project is told of: what its names have in common, and its short names."""
    bare = _SUFFIX.sub("", name)
    core = core_of(name)
    if core is None and not _PART.search(bare):
        return []
    found = dict.fromkeys(names_of(core) if core is not None else [bare])
    region = _REGION.match(bare)
    if region is not None or _NUMBERED.search(bare):
        rest = bare[region.end() :] if region is not None else bare
        short = _NUMBERED.sub(r"\g<n>\g<kind>", rest)
        longer = [f"{region['name']}{some}" for some in (rest, short)] if region is not None else []
        alone = [some for some in (rest, short) if _PART.search(some)]
        found |= dict.fromkeys(some for some in (*longer, *alone) if len(some) >= _SHORTEST)
    found |= dict.fromkeys(name[1:] for name in list(found) if _OWN.match(name))
    return list(found)


def index_of(material: Material) -> dict[str, list[Named]]:
    """Return the projects of tables by the first characters of each name that no other project has."""
    found: dict[str, list[Named]] = {}
    seen: dict[str, int] = {}
    for row in material.project_rows:
        names = called(row.project.name) if row.has_own_cell else []
        for name in names if names and not _GENERAL.fullmatch(names[0]) else ():
            seen[name] = seen.get(name, 0) + 1
            found.setdefault(name[:_GRAM], []).append(Named(row, name))
    return {key: [n for n in group if seen[n.core] == 1] for key, group in found.items()}


def hits_in(text: str, index: dict[str, list[Named]]) -> list[tuple[int, Named]]:
    """Return the projects that a statement names, with where."""
    hits: list[tuple[int, Named]] = []
    end = 0
    for at in range(len(text) - _GRAM + 1):
        fitting = [n for n in index.get(text[at : at + _GRAM], ()) if text.startswith(n.core, at)]
        if fitting and at >= end:
            hits.append((at, max(fitting, key=lambda n: len(n.core))))
            end = at + len(hits[-1][1].core)
    return hits[:_MOST]


def stated_in(row: ProjectRow, what: str) -> tuple[Decimal, str] | None:
    """Return what the row says and how a message shows it; None when it says nothing."""
    project = row.project
    if what == "总投资" and project.investment_yi is not None:
        money = Decimal(str(project.investment_yi)) * 10_000
        return money, f"{money.normalize():f}万元"
    if what == "建筑面积" and project.floor_area_m2 is not None:
        return Decimal(str(project.floor_area_m2)), f"{Decimal(str(project.floor_area_m2)).normalize():f}平方米"
    if what == "用地" and project.land_mu is not None:
        return Decimal(str(project.land_mu)), f"{Decimal(str(project.land_mu)).normalize():f}亩"
    if what == "学位" and project.places is not None:
        return Decimal(project.places), f"{project.places}个"
    if what == "班数" and project.classes is not None:
        return Decimal(project.classes), f"{project.classes}个"
    if what == "开工年份" and project.start is not None:
        return Decimal(project.start), f"{project.start}年"
    if what == "建成年份" and project.end is not None:
        return Decimal(project.end), f"{project.end}年"
    return None


def places_of(row: ProjectRow, stated: str) -> list[Span]:
    """Return where the row has the number."""
    number = re.sub(r"[^\d.]", "", stated)
    found = []
    for cell in row.cells:
        at = cell.text.replace(",", "").find(number)
        if at >= 0 and len(cell.text) >= at + len(number):
            found.append((len(cell.text), cell.span(at, at + len(number))))
    return [span for _, span in sorted(found, key=lambda f: f[0])[:1]]
