"""Files made for people stand when a person changed them; corrections read back survive the next compile."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from luoshi.base.errors import LuoshiError
from luoshi.model.corrections import marked, sealed
from luoshi.model.plan import Plan
from luoshi.sheets.plan_book import write_plan_book
from luoshi.workspace.output_file import write_page, write_workbook
from luoshi.workspace.plan_file import Written, read_plan, update_plan, write_plan


def _corrected(plan: Plan) -> Plan:
    target = plan.targets[0].model_copy(update={"value": Decimal(97)})
    return marked(plan.model_copy(update={"targets": (target,)}))


def test_workbook_is_written_over_only_as_luoshi_left_it(plan: Plan, tmp_path: Path) -> None:
    path, newer = tmp_path / "a.xlsx", write_plan_book(_corrected(plan))
    assert write_workbook(write_plan_book(plan), path, "规划.docx") is Written.NEW
    assert write_workbook(write_plan_book(plan), path, "规划.docx") is Written.SAME
    assert write_workbook(newer, path, "规划.docx") is Written.REPLACED
    book = load_workbook(io.BytesIO(newer))
    book["指标表"]["B2"].value = "另一个名称"
    book.save(path)
    before = path.read_bytes()
    for source in ("规划.docx", "别的.docx"):
        with pytest.raises(LuoshiError, match="P005"):
            write_workbook(newer, path, source)
    assert path.read_bytes() == before
    assert write_workbook(newer, path, "规划.docx", force=True) is Written.REPLACED
    with pytest.raises(LuoshiError, match="P005"):
        write_workbook(write_plan_book(plan), path, "别的.docx")


def test_page_is_written_over_only_as_luoshi_left_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    assert write_page("<p>甲</p>", path, "规划.docx") is Written.NEW
    assert write_page("<p>甲</p>", path, "规划.docx") is Written.SAME
    assert write_page("<p>乙</p>", path, "规划.docx") is Written.REPLACED
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert write_page("<p>丙</p>", path, "规划.docx") is Written.REPLACED
    with pytest.raises(LuoshiError, match="P005"):
        write_page("<p>丙</p>", path, "别的.docx")
    path.write_text(path.read_text(encoding="utf-8").replace("丙", "丁"), encoding="utf-8")
    with pytest.raises(LuoshiError, match="P005"):
        write_page("<p>丙</p>", path, "规划.docx")
    assert write_page("<p>丙</p>", path, "规划.docx", force=True) is Written.REPLACED


def test_corrections_survive_the_next_compile(plan: Plan, tmp_path: Path) -> None:
    path, plan = tmp_path / "规划.plan.yaml", sealed(plan)
    write_plan(plan, path)
    corrected = _corrected(plan)
    assert update_plan(corrected, path) is Written.REPLACED
    assert update_plan(corrected, path) is Written.SAME
    assert read_plan(path) == corrected
    assert read_plan(path).targets[0].corrected == ("value",)
    before = path.read_bytes()
    with pytest.raises(LuoshiError, match="P005"):
        write_plan(plan, path)
    assert path.read_bytes() == before
    assert update_plan(corrected, tmp_path / "b.plan.yaml") is Written.NEW
    assert (tmp_path / "b.plan.yaml").read_bytes() == before
