"""The drafts of a 情况说明 and the items that moved."""

from __future__ import annotations

from decimal import Decimal
from math import inf

from luoshi.stats.checks import CheckReport, CheckScope, load_rules, run_checks
from luoshi.stats.definitions import load_definitions
from luoshi.stats.explanations import HEADS, draft, explanation_rows
from tests.stats.checks.tables import connected, rows_of

_DEFINITIONS = load_definitions()
_TABLES = {
    "areas": rows_of("""area_code, area_name, area_level, valid_from
        990101, 望澜区, 县, 2000-01-01
        990102, 沙汀区, 县, 2000-01-01"""),
    "institutions": rows_of("""school_year, institution_code, institution_name, institution_kind, area_code, locality
        2023, A01, 甲小学, 小学, 990102, 城区
        2024, A01, 甲小学, 小学, 990102, 城区
        2023, A02, 乙小学, 小学, 990101, 城区
        2024, A02, 乙小学, 小学, 990101, 城区"""),
    "pupils": rows_of("""school_year, institution_code, stage, grade, pupils, girls, boarders, disabled
        2023, A01, 小学, 一年级, 400, 200, 0, 10
        2023, A01, 小学, 二年级, 412, 190, 0, 10
        2024, A01, 小学, 一年级, 500, 230, 30, 20
        2024, A01, 小学, 二年级, 436, 195, 0, 19
        2023, A02, 小学, 一年级, 300, 150, ,
        2024, A02, 小学, 一年级, 270, 271, ,"""),
    "finance": rows_of("""year, area_code, education_general_budget, debt
        2023, 990101, 1000.5, 300
        2024, 990101, 1100.55, 200.25"""),
}


def _report(**scope: object) -> CheckReport:
    con = connected(_TABLES, _DEFINITIONS)
    return run_checks(con, _DEFINITIONS, CheckScope(**scope))  # type: ignore[arg-type]


def _moved(report: CheckReport) -> list[tuple[str, str, str, str, float]]:
    return [(one.owner, one.field, one.before, one.after, one.change_pct) for one in report.movements]


def test_items_that_moved_by_more_than_the_limit_and_the_floor() -> None:
    """A02: 300 to 270 is just 10 %; A01: the disabled double, but by 19 only; blanks are not compared."""
    assert _moved(_report()) == [
        ("990101", "debt", "300", "200.25", -33.25),
        ("A02", "girls", "150", "271", 80.67),
        ("A01", "pupils", "812", "936", 15.27),
        ("A01", "boarders", "0", "30", inf),
    ]


def test_limit_is_asked_for() -> None:
    assert ("A02", "pupils", "300", "270", -10.0) in _moved(_report(moved_pct=9.9))
    assert _moved(_report(moved_pct=50)) == [("A02", "girls", "150", "271", 80.67), ("A01", "boarders", "0", "30", inf)]


def test_only_years_being_loaded_are_compared() -> None:
    assert _moved(_report(periods=frozenset({("finance", 2024)}))) == [("990101", "debt", "300", "200.25", -33.25)]
    assert _moved(_report(periods=frozenset({("pupils", 2023)}))) == []


def test_draft_of_a_movement_tells_figures_and_leaves_the_cause_open() -> None:
    assert [one.draft for one in _report().movements] == [
        "望澜区教育债务余额由2023年的300万元减至2024年的200.25万元，减少99.75万元，下降33.3%。主要原因：________。",
        "乙小学在校学生（女）由2023学年的150人增至2024学年的271人，增加121人，增长80.7%。主要原因：________。",
        "甲小学在校学生数由2023学年的812人增至2024学年的936人，增加124人，增长15.3%。主要原因：________。",
        "甲小学寄宿生数由2023学年的0人增至2024学年的30人，增加30人。主要原因：________。",
    ]


def test_rows_are_grouped_by_county_and_school_failed_checks_first() -> None:
    titles = {rule.code: rule.title for rule in load_rules(_DEFINITIONS).rules}
    rows = explanation_rows(_report(), _DEFINITIONS, titles)
    told = [(row.area, row.name, row.table, row.item, row.check) for row in rows if not row.check.startswith("T60")]
    assert told == [
        ("望澜区", "望澜区", "教育经费", "教育债务余额", "变动超过界线"),
        ("望澜区", "乙小学", "在校学生", "其中：女", "T201 在校学生分项大于总数"),
        ("望澜区", "乙小学", "在校学生", "其中：女", "变动超过界线"),
        ("沙汀区", "甲小学", "在校学生", "在校学生数", "变动超过界线"),
        ("沙汀区", "甲小学", "在校学生", "寄宿生数", "变动超过界线"),
    ]
    failed = next(row for row in rows if row.check.startswith("T201"))
    assert failed.cells()[4:7] == (Decimal(270), Decimal(271), Decimal("0.4"))
    assert failed.text == (
        "乙小学2024学年小学一年级：其中女 271 人，大于在校学生数 270 人。"
        "经核对：________（已改正；或情况属实，原因：________）。"
    )
    assert len(failed.cells()) == len(HEADS)
    assert rows[-1].change_pct is None


def test_draft_of_a_warning_asks_for_the_cause() -> None:
    warned = next(one for one in _report().findings if one.finding.code == "T602")
    assert draft(warned).endswith("报来。主要原因：________。")


def test_draft_names_schools_that_merged_or_were_split_off() -> None:
    tables = {
        "institutions": rows_of("""school_year, institution_code, institution_name, institution_kind, area_code
            2023, A01, 甲小学, 小学, 990101
            2023, A02, 乙小学, 小学, 990101
            2023, A03, 丙小学, 小学, 990101
            2024, A01, 甲小学, 小学, 990101
            2024, A03, 丙小学, 小学, 990101
            2024, A04, 丁小学, 小学, 990101"""),
        "institution_events": rows_of("""event_date, event, institution_code, successor_code
            2024-07-15, 合并, A02, A01
            2024-07-15, 分设, A03, A04"""),
        "pupils": rows_of("""school_year, institution_code, stage, grade, pupils
            2023, A01, 小学, 一年级, 100
            2023, A02, 小学, 一年级, 90
            2023, A03, 小学, 一年级, 200
            2024, A01, 小学, 一年级, 190
            2024, A03, 小学, 一年级, 100
            2024, A04, 小学, 一年级, 100"""),
    }
    report = run_checks(connected(tables, _DEFINITIONS), _DEFINITIONS)
    assert [one.draft for one in report.movements] == [
        "甲小学在校学生数由2023学年的100人增至2024学年的190人，增加90人，增长90.0%。主要原因：乙小学并入；________。",
        "丙小学在校学生数由2023学年的200人减至2024学年的100人，减少100人，下降50.0%。主要原因：分设丁小学；________。",
    ]
