"""Verbs over random draws (双随机抽查): hold one, keep its record, replay it.

Read them through :mod:`luoshi.api`. Not here: drawing (:mod:`luoshi.progress.oversight.drawing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.model.draws import DrawList, DrawOrder, DrawRecord, ListDigest
    from luoshi.sheets.named_rows import NamedRows

_SCHOOL_HEADS = ("学校名称", "学校", "单位名称", "机构名称", "名称")
_PERSON_HEADS = ("姓名", "检查人员", "督学姓名", "督学", "名称")


@dataclass(frozen=True, slots=True)
class DrawFiles:
    """The lists of a draw.

    Attributes:
        schools: list of schools.
        inspectors: list of inspectors; None when only schools are drawn.
        school_column, inspector_column: heads of the columns with the names; empty for the usual ones.
    """

    schools: Path
    inspectors: Path | None = None
    school_column: str = ""
    inspector_column: str = ""


@dataclass(frozen=True, slots=True)
class DrawScene:
    """How a draw was held: what it is called, when, before whom, whence the seed."""

    held_at: datetime
    title: str = ""
    present: tuple[str, ...] = ()
    seed_source: str = ""


def read_draw_lists(files: DrawFiles, order: DrawOrder) -> tuple[DrawList, DrawList | None]:
    """Return the lists of a draw with the columns that its order names.

    Raises:
        LuoshiError: T010-T013 a file cannot be read, L300 a column is missing, L301 a list is empty, L302 a name
            stands on it twice.
    """
    from luoshi.progress.oversight.drawing import INSPECTORS, SCHOOLS

    heads = (files.school_column,) if files.school_column else _SCHOOL_HEADS
    marks = [one.school for one in order.avoid]
    schools = _list(SCHOOLS, files.schools, heads, order.by, marks)
    if files.inspectors is None:
        return schools, None
    heads = (files.inspector_column,) if files.inspector_column else _PERSON_HEADS
    return schools, _list(INSPECTORS, files.inspectors, heads, "", [one.inspector for one in order.avoid])


def draw_digests(files: DrawFiles, order: DrawOrder) -> list[tuple[ListDigest, bytes]]:
    """Return the digest of each list, to be published before the seed is known, with the file that it is the digest of.

    Raises:
        LuoshiError: as :func:`read_draw_lists`.
    """
    from luoshi.progress.oversight.drawing import canonical_list, list_digest

    lists = read_draw_lists(files, order)
    return [(list_digest(one), canonical_list(one)) for one in lists if one is not None]


def draw_schools(files: DrawFiles, order: DrawOrder, scene: DrawScene) -> DrawRecord:
    """Hold a draw and return its record.

    Raises:
        LuoshiError: as :func:`read_draw_lists`; L303 when the seed or the count cannot be.
    """
    from luoshi.model.draws import DrawRecord
    from luoshi.progress.oversight.drawing import hold_draw, list_digest

    schools, inspectors = read_draw_lists(files, order)
    return DrawRecord(
        title=scene.title,
        held_at=scene.held_at,
        present=scene.present,
        seed_source=scene.seed_source,
        order=order,
        schools=list_digest(schools),
        inspectors=list_digest(inspectors) if inspectors is not None else None,
        result=hold_draw(order, schools, inspectors),
    )


def replay_draw(record_file: Path, files: DrawFiles) -> tuple[DrawRecord, tuple[Finding, ...]]:
    """Return a record and where the draw comes out otherwise than it says.

    Raises:
        LuoshiError: as :func:`read_draw_lists`; L306 when the record cannot be read.
    """
    from luoshi.progress.oversight.drawing import replayed
    from luoshi.workspace.draw_file import read_draw_record

    record = read_draw_record(record_file)
    people = files.inspector_column or (record.inspectors.column if record.inspectors is not None else "")
    files = replace(files, school_column=files.school_column or record.schools.column, inspector_column=people)
    return record, replayed(record, *read_draw_lists(files, record.order))


def draw_transcript(record: DrawRecord) -> str:
    """Return a record in words."""
    from luoshi.progress.oversight.draw_words import transcript

    return transcript(record)


def draw_remarks(record: DrawRecord) -> tuple[Finding, ...]:
    """Return what is to be told of a draw: too few schools in a stratum, too few inspectors for a school."""
    from luoshi.progress.oversight.drawing import draw_findings

    return draw_findings(record.order, record.result)


def _list(label: str, path: Path, heads: Sequence[str], stratum: str, marks: Sequence[str]) -> DrawList:
    from luoshi.model.draws import Listed
    from luoshi.progress.oversight.drawing import draw_list
    from luoshi.sheets.named_rows import read_named_rows

    rows = read_named_rows(path, {"name": heads}, ("name",), "L300", plain_list="name")
    name = rows.columns["name"]
    wanted = [_column(rows, head, path) for head in ([stratum] if stratum else []) + list(marks)]
    members = []
    for row in rows.rows:
        if not row.cells.get(name):
            raise LuoshiError(
                "L300", f"{label}名单里有一行没有名称", where=f"{path} {row.where}", hint="补上或删去这一行"
            )
        values = [row.cells.get(head, "") for head in wanted]
        if stratum and not values[0]:
            hint = "分组抽取时每行都要写分组"
            raise LuoshiError("L300", f"{row.cells[name]}没有写{stratum}", where=f"{path} {row.where}", hint=hint)
        group, rest = (values[0], values[1:]) if stratum else ("", values)
        members.append((Listed(name=row.cells[name], stratum=group, marks=tuple(rest)), row.where))
    return draw_list(label, members, path.name, name if name in rows.heads and name != "name" else "")


def _column(rows: NamedRows, head: str, path: Path) -> str:
    from luoshi.sheets.named_rows import plain_text

    bare = plain_text(head).replace(" ", "")
    if bare in rows.heads:
        return bare
    hint = f"表里有：{'、'.join(rows.heads)}"
    raise LuoshiError("L300", f"名单里没有“{head}”这一列", where=str(path), hint=hint)
