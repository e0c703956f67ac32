"""The measures of inequality that stand beside the verdicts: by county and together, for stages that have a limit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import yaml

from luoshi.indicators.packs.evaluating import Order, evaluate
from luoshi.rules.packs import find_pack, load_packs
from tests.indicators.packs.bases import CATALOG, YEAR, base

_CASES = Path(__file__).parent / "cases" / "差异系数.yaml"


def test_each_county_and_all_together(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    pack = yaml.safe_load(_CASES.read_text(encoding="utf-8"))["标准"]
    (tmp_path / "packs" / "图书.yaml").write_text(yaml.safe_dump(pack, allow_unicode=True), encoding="utf-8")
    schools = {
        f"{county}{number}": {
            "办学类型": "小学",
            "县": county,
            "学生": {"小学": 100},
            "校舍": {"图书册数": books},
        }
        for county, every in {"990101": (1000, 3000), "990102": (2000, 2000)}.items()
        for number, books in enumerate(every)
    }
    order = Order(find_pack(load_packs(tmp_path), "books"), YEAR, inequality=True)
    found = evaluate(base({"学校": schools}), CATALOG, order).inequality
    first, second, together = found
    assert [(one.area, one.stage, one.schools) for one in found] == [
        ("990101", "小学", 2),
        ("990102", "小学", 2),
        ("", "小学", 4),
    ]
    assert (first.coefficient, second.coefficient) == (Decimal("0.5"), 0)
    assert first.low is None  # two schools are too few for an interval
    assert first.range_ratio == 3
    assert second.gini == second.theil == 0
    assert together.name == "合计"
    assert together.between is not None
    assert together.within is not None
    assert abs(together.between) < 1e-12  # both counties have 20 a pupil
    assert abs(together.within - together.theil) < 1e-12
