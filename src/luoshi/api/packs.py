"""Verbs over standards packs (达标标准): which there are, how schools and counties stand, what brings them up.

Read them through :mod:`luoshi.api`. Each takes the workspace: its snapshot in force holds the figures, its ``rules``
the bureau's own packs and indicators. Not here: indicators, monitoring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from luoshi.model.pack_results import PackEvaluation
    from luoshi.model.packs import Pack
    from luoshi.sheets.cells import CellValue
    from luoshi.workspace.folder import Workspace


@dataclass(frozen=True, slots=True)
class PackOrder:
    """What is judged.

    Attributes:
        name: id, name or alias of the pack, or a part of it.
        year: calendar year; None for the latest that there are schools of.
        area: name or code of an area, name of an area set (口径); empty for all.
        school: name or code of the only school that is told; the county's figures stay those of all its schools.
        inequality: also Gini, Theil and the other measures, with intervals.
    """

    name: str
    year: int | None = None
    area: str = ""
    school: str = ""
    inequality: bool = False


def list_packs(workspace: Workspace | None = None) -> tuple[Pack, ...]:
    """Return the packs in force: the packaged ones, with a workspace's own over them.

    Raises:
        LuoshiError: K001 when one of the workspace's packs is wrong.
    """
    from luoshi.rules.packs import load_packs

    return load_packs(workspace.rules if workspace is not None else None)


def evaluate_pack(workspace: Workspace, order: PackOrder) -> PackEvaluation:
    """Return how schools and counties stand by a pack, and the cheapest way to bring them up.

    Raises:
        LuoshiError: K001 a pack is wrong, K002 there is no such pack, K003 there is nothing to judge, K004 no such
            school, I001 an indicator is wrong, I003 no such area, I007 nothing was loaded yet.
    """
    from luoshi.api.indicators import opened
    from luoshi.indicators.packs.evaluating import Order, evaluate
    from luoshi.rules.packs import find_pack

    pack = find_pack(list_packs(workspace), order.name)
    with opened(workspace) as (con, catalog, snapshot):
        asked = Order(pack, order.year, order.area, workspace.school_year, snapshot, order.inequality)
        found = evaluate(con, catalog, asked)
    if not order.school:
        return found
    only = found.only_school(order.school)
    if only is None:
        near = [one.school.name for one in found.schools if order.school in one.school.name]
        hint = f"是不是：{'、'.join(dict.fromkeys(near[:8]))}" if near else "写学校全名或学校标识码"
        raise LuoshiError("K004", f"“{pack.name}”判定的学校里没有“{order.school}”", hint=hint)
    return only


def pack_workbook(found: PackEvaluation) -> bytes:
    """Return an evaluation as a workbook: 说明, 县级结论, 学校逐项, 差距清单, 补齐方案, 依据."""
    from luoshi.sheets.pack_book import write_pack_book

    return write_pack_book(found)


def pack_rows(found: PackEvaluation) -> Iterator[list[CellValue]]:
    """Yield heads, then a row for each criterion of each county, school and stage."""
    from luoshi.sheets.pack_rows import JUDGED, judged_rows

    yield list(JUDGED)
    yield from judged_rows(found)


def pack_json(found: PackEvaluation) -> dict[str, object]:
    """Return an evaluation as JSON values; numbers are texts, so that no digit is lost."""
    from luoshi.sheets.pack_json import as_json

    return as_json(found)
