"""One row a school, year and stage (学校分学段): what packs judge a school's stage by.

Entry: :func:`school_stages`. Pupils, classes and staff are those of the stage. Premises belong to the whole school and
stand in each of its stages: divide them by ``school_pupils`` or ``school_classes``, and never add them over stages.
Not here: the other relations (:mod:`luoshi.indicators.relations`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from luoshi.model.tables import Role, TableDef

BASES = ("pupils", "institutions", "classes", "staff", "premises")
_ATTRIBUTES = (
    "institution_code institution_name institution_kind ownership locality area_code township_code"
    " institution_status boarding"
).split()
_KEY = "school_year, institution_code"


def school_stages(tables: Mapping[str, TableDef]) -> tuple[dict[str, str], str]:
    """Return the relation's columns with their Chinese names, and its SQL."""
    named = tables["institutions"].by_name
    staff, premises = _measures(tables["staff"]), _measures(tables["premises"])
    columns = {
        **{name: named[name].title for name in _ATTRIBUTES},
        "stage": "学段",
        "pupils": "本学段在校学生数",
        "classes": "本学段班数",
        "school_pupils": "全校在校学生数",
        "school_classes": "全校班数",
        "compulsory_pupils": "全校义务教育阶段在校学生数",
        **staff,
        **premises,
    }
    stages = " UNION ".join(f"SELECT {_KEY}, stage FROM {name}" for name in ("pupils", "classes", "staff"))
    whole = "sum(pupils) FILTER (WHERE stage IN ('小学', '初中')) AS compulsory_pupils"
    sql = f"""SELECT t.school_year AS period, {_listed("i", _ATTRIBUTES[1:])}, t.institution_code, t.stage,
        p.pupils, c.classes, w.school_pupils, k.school_classes, w.compulsory_pupils,
        {_listed("s", staff)}, {_listed("m", premises)}, i._file, i._sheet, i._row
        FROM ({stages}) t
        LEFT JOIN institutions i USING ({_KEY})
        LEFT JOIN {_summed("pupils", "sum(pupils) AS pupils", f"{_KEY}, stage")} p USING ({_KEY}, stage)
        LEFT JOIN {_summed("classes", "sum(classes) AS classes", f"{_KEY}, stage")} c USING ({_KEY}, stage)
        LEFT JOIN {_summed("pupils", f"sum(pupils) AS school_pupils, {whole}", _KEY)} w USING ({_KEY})
        LEFT JOIN {_summed("classes", "sum(classes) AS school_classes", _KEY)} k USING ({_KEY})
        LEFT JOIN staff s USING ({_KEY}, stage)
        LEFT JOIN premises m USING ({_KEY})"""
    return columns, sql


def _summed(table: str, sums: str, keys: str) -> str:
    return f"(SELECT {keys}, {sums} FROM {table} GROUP BY {keys})"


def _measures(table: TableDef) -> dict[str, str]:
    """Return the columns of a table that are not keys, with their Chinese names."""
    return {field.name: field.title for field in table.stored if field.role is not Role.KEY}


def _listed(alias: str, names: Iterable[str]) -> str:
    return ", ".join(f'{alias}."{name}"' for name in names)
