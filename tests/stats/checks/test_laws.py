"""Laws: consistent tables give no finding, whatever one cell is changed to gives just what follows from it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.stats.checks import run_checks
from luoshi.stats.definitions import load_definitions
from tests.stats.checks.tables import connected

_DEFINITIONS = load_definitions()
_GRADES = ("一年级", "二年级", "三年级")
_PARTS = ("girls", "boarders", "disabled")
_DEGREES = ("degree_master", "degree_bachelor", "degree_college")
_IN, _OUT = ("entrants", "transfers_in"), ("graduates", "transfers_out")
_Tables = dict[str, list[dict[str, Any]]]
_Told = set[tuple[str, str, str]]


@st.composite
def _consistent(draw: st.DrawFn) -> _Tables:
    """Return the returns of some schools in one year that agree with each other."""
    tables: _Tables = {name: [] for name in ("pupils", "classes", "pupil_flows", "staff", "staff_subjects")}
    for n in range(draw(st.integers(1, 3))):
        school = {"school_year": 2024, "institution_code": f"A{n}", "stage": "小学"}
        total = 0
        for grade in _GRADES:
            sizes = draw(st.lists(st.integers(1, 60), max_size=3, unique=True))
            pupils = sum(sizes)
            total += pupils
            parts = {name: draw(st.none() | st.integers(0, pupils)) for name in _PARTS}
            tables["pupils"].append({**school, "grade": grade, "pupils": pupils, **parts})
            tables["classes"] += [{**school, "grade": grade, "class_size": size, "classes": 1} for size in sizes]
        flows = {name: draw(st.integers(0, 50)) for name in (*_IN, *_OUT)}
        opening = total - sum(flows[name] for name in _IN) + sum(flows[name] for name in _OUT)
        tables["pupil_flows"].append({**school, "opening": opening, **flows, "closing": total})
        degrees = {name: draw(st.integers(0, 20)) for name in _DEGREES}
        teachers = sum(degrees.values())
        tables["staff"].append({**school, "staff_total": teachers + 3, "full_time": teachers, **degrees})
        chinese = draw(st.integers(0, teachers))
        tables["staff_subjects"].append({**school, "subject": "语文", "teachers": chinese})
        tables["staff_subjects"].append({**school, "subject": "数学", "teachers": teachers - chinese})
    return tables


def _told(tables: _Tables) -> _Told:
    report = run_checks(connected(tables, _DEFINITIONS), _DEFINITIONS)
    return {(one.finding.code, one.owner, one.field) for one in report.findings}


def _follows(tables: _Tables) -> _Told:
    """Return what the balances say, counted in Python: (code, school, field)."""
    told: _Told = set()
    schools = {row["institution_code"] for row in tables["pupils"]}
    for row in tables["pupils"]:
        told |= {
            ("T201", row["institution_code"], part)
            for part in _PARTS
            if row["pupils"] is not None and row[part] is not None and row[part] > row["pupils"]
        }
    for school in schools:
        mine = {name: [row for row in rows if row["institution_code"] == school] for name, rows in tables.items()}
        told |= {(code, school, field) for code, field in _balances(mine)}
    return told


def _balances(mine: _Tables) -> set[tuple[str, str]]:
    told: set[tuple[str, str]] = set()
    for row in mine["pupils"]:
        classes = [one for one in mine["classes"] if one["grade"] == row["grade"] and one["classes"]]
        if classes and row["pupils"] and sum(one["class_size"] * one["classes"] for one in classes) != row["pupils"]:
            told.add(("T301", "classes"))
        if bool(classes) != bool(row["pupils"]) and mine["classes"]:
            told.add(("T302", "classes" if classes else "pupils"))
    (flow,), (staff,) = mine["pupil_flows"], mine["staff"]
    moved = sum(flow[name] or 0 for name in _IN) - sum(flow[name] or 0 for name in _OUT)
    if flow["closing"] != flow["opening"] + moved:
        told.add(("T202", "closing"))
    if flow["closing"] != sum(row["pupils"] for row in mine["pupils"]):
        told.add(("T303", "closing"))
    degrees = [staff[name] for name in _DEGREES]
    if any(value is not None for value in degrees) and sum(value or 0 for value in degrees) != staff["full_time"]:
        told.add(("T203", "full_time"))
    if staff["full_time"] > staff["staff_total"]:
        told.add(("T204", "full_time"))
    if sum(row["teachers"] for row in mine["staff_subjects"]) != staff["full_time"]:
        told.add(("T305", "teachers"))
    return told


@given(_consistent())
@settings(max_examples=6, deadline=None)
def test_consistent_tables_give_no_finding(tables: _Tables) -> None:
    assert _told(tables) == set()


_CELLS = {
    "pupils": ("pupils", *_PARTS),
    "pupil_flows": ("opening", "closing", *_IN, *_OUT),
    "staff": ("staff_total", "full_time", *_DEGREES),
    "staff_subjects": ("teachers",),
}


@given(_consistent(), st.data())
@settings(max_examples=20, deadline=None)
def test_a_changed_cell_gives_just_what_follows(tables: _Tables, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(_CELLS)))
    row = data.draw(st.sampled_from(tables[name]))
    row[data.draw(st.sampled_from(_CELLS[name]))] = data.draw(st.integers(0, 300))
    assert _told(tables) == _follows(tables)
