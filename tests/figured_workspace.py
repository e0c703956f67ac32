"""A workspace with a few figures and a plan whose targets they measure. Entry: :func:`make_figured_workspace`."""

from __future__ import annotations

from pathlib import Path

from luoshi.api import load_statistics
from luoshi.model.corrections import sealed
from luoshi.model.tables import TimePoint
from luoshi.stats.loading import LoadOrder
from luoshi.workspace.folder import Workspace, init_workspace
from luoshi.workspace.plan_file import write_plan
from tests.progress.plans import observed, plan_of, target
from tests.stats.returns import NOW, book, pupil_rows, school_rows

COUNTS = {(1, "一年级"): (40, 20), (2, "一年级"): (50, 22)}
"""(school, grade) -> pupils, and girls among them."""
ASKED = "起始年级学生数（不含云岫县）"
"""A target whose indicator somebody has to confirm."""
_OWN = """
group: 本局
indicators:
- {id: own_first_grade, name: 起始年级学生数, unit: 人, decimals: 0, direction: up,
   numerator: {from: pupils, sql: "sum(pupils) FILTER (WHERE grade = '一年级')"}}
"""


def make_figured_workspace(root: Path) -> Workspace:
    """Make a workspace with 90 pupils in 2024 and the plan ``plans/规划.plan.yaml``, and return it."""
    place = Workspace(root, "临江市", "市", (2021, 2025))
    init_workspace(root, place)
    files = (
        book(root / "data" / "学校.xlsx", school_rows(2024, [1, 2])),
        book(root / "data" / "学生.xlsx", pupil_rows(2024, COUNTS)),
    )
    load_statistics(place, LoadOrder(files, TimePoint(), NOW))
    (root / "rules" / "indicators").mkdir(parents=True)
    (root / "rules" / "indicators" / "本局.yaml").write_text(_OWN, encoding="utf-8")
    plan = plan_of(
        target("起始年级学生数", "150", unit="人", year=2025, op=">=", at=0),
        target(ASKED, "200", unit="人", year=2025, at=40),
        target("名师工作室", "80", unit="个", year=2025, at=80),
        target("教育综合实力全省位次", "4", unit="名次", op="<=", at=120),
        target("起始年级学生数", "85", unit="人", year=2024, op=">=", at=160),
        observed("起始年级学生数", "60", 2020, unit="人"),
    )
    write_plan(sealed(plan), root / "plans" / "规划.plan.yaml")
    return place
