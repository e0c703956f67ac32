"""A plan file edited by hand: everything that is wrong is told with its line, and what was changed is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Severity
from luoshi.model.corrections import sealed
from luoshi.model.document import Document
from luoshi.model.plan import Plan
from luoshi.workspace.plan_check import check_plan
from luoshi.workspace.plan_file import plan_to_yaml, read_plan, write_plan


@pytest.fixture
def text(plan: Plan) -> str:
    return plan_to_yaml(sealed(plan))


def _told(text: str, document: str | None = None) -> list[str]:
    lines = text.splitlines()
    told = []
    source = None if document is None else Document("规划.docx", "docx", document, (), ())
    for finding in check_plan(text, "规划.plan.yaml", source).findings:
        number = finding.where.partition("第 ")[2].removesuffix(" 行")
        told.append(f"{finding.code} {lines[int(number) - 1].strip() if number else '-'}")
    return told


def test_untouched_file_has_no_findings(text: str) -> None:
    assert check_plan(text, "规划.plan.yaml").findings == ()


def test_changed_value_is_known_as_a_correction(text: str) -> None:
    changed = text.replace("value: 92.5", "value: 93")
    checked = check_plan(changed, "规划.plan.yaml")
    assert _told(changed) == ["P010 value: 93"]
    assert checked.plan is not None
    assert checked.plan.targets[0].corrected == ("value",)
    (finding,) = checked.findings
    assert finding.severity is Severity.INFO
    assert "人工更正了数值" in finding.message


def test_emptied_key_is_known_as_a_correction(text: str) -> None:
    (finding,) = check_plan(text.replace("  kind: 预期性\n", ""), "规划.plan.yaml").findings
    assert "人工更正了属性" in finding.message


def test_all_that_does_not_fit_is_told_at_once(text: str) -> None:
    changed = text.replace("value: 92.5", "value: 很多").replace("kind: 预期性", "kind: 指导性")
    assert _told(changed) == ["P003 value: 很多", "P003 kind: 指导性"]


def test_number_used_twice(text: str) -> None:
    changed = text.replace("id: k-00000001", "id: t-00000001")
    assert _told(changed)[0] == "P007 - id: t-00000001"
    assert "P010 -" in _told(changed)


def test_reference_to_nothing(text: str) -> None:
    changed = text.replace("  title: 办好学校\n", "  title: 办好学校\n  figures:\n  - t-99999999\n")
    assert "P008 figures:" in _told(changed)


def test_year_and_percentage_out_of_all_reason(text: str) -> None:
    changed = text.replace("year: 2025", "year: 225").replace("value: 92.5", "value: 9250")
    assert [line for line in _told(changed) if line.startswith("P009")] == ["P009 value: 9250", "P009 year: 225"]


def test_quote_that_is_not_in_the_document(text: str) -> None:
    document = "字" * 100 + "学前三年毛入园率达到92.5%以上" + "字" * 83 + "办好学校"
    assert _told(text, document) == []
    assert _told(text, document.replace("92.5", "95.0")) == ["P009 span: [100, 117]"]


def test_item_taken_out(text: str) -> None:
    start, end = text.index("tasks:"), text.index("compiled:")
    (finding,) = check_plan(text[:start] + text[end:], "规划.plan.yaml").findings
    assert finding.code == "P010"
    assert "人工删去了 1 项：k-00000001" in finding.message


def test_no_yaml_at_all_is_one_finding() -> None:
    assert [f.code for f in check_plan("a: [1", "规划.plan.yaml").findings] == ["P002"]


def test_corrected_file_keeps_its_marks_and_is_not_overwritten(plan: Plan, text: str, tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    path.write_text(text.replace("value: 92.5", "value: 93"), encoding="utf-8")
    corrected = read_plan(path)
    assert corrected.targets[0].corrected == ("value",)
    write_plan(corrected, path, force=True)  # as the program itself writes it, with a checksum of its own
    with pytest.raises(LuoshiError) as caught:
        write_plan(sealed(plan), path)
    assert caught.value.code == "P005"
    assert "人工更正" in caught.value.message
    assert read_plan(path).targets[0].corrected == ("value",)


def test_note_alone_keeps_a_file_from_being_overwritten(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "规划.plan.yaml"
    noted = plan.model_copy(update={"tasks": (plan.tasks[0].model_copy(update={"note": "已与财政局商定"}),)})
    write_plan(sealed(noted), path)
    with pytest.raises(LuoshiError, match="P005"):
        write_plan(sealed(plan), path)


def test_file_whose_note_was_cut_off_is_not_built_upon(text: str) -> None:
    (finding,) = check_plan(text[: text.index("\ncompiled:")], "规划.plan.yaml").findings
    assert (finding.code, finding.severity) == ("P012", Severity.ERROR)


def test_damaged_note_is_told(text: str, tmp_path: Path) -> None:
    damaged = text.replace('"list": "targets"', '"list": "别的"')
    (finding,) = check_plan(damaged, "规划.plan.yaml").findings
    assert finding.code == "P003"
    assert "t-00000001 的记录被改坏了" in finding.message
    path = tmp_path / "规划.plan.yaml"
    path.write_text(damaged, encoding="utf-8")
    with pytest.raises(LuoshiError, match="P003"):
        read_plan(path)


def test_corrected_facts_of_the_document_are_told(text: str) -> None:
    (finding,) = check_plan(
        text.replace("title: 临江市教育规划\n", "title: 临江市规划\n", 1), "规划.plan.yaml"
    ).findings
    assert "人工更正了文件信息：title" in finding.message


def test_another_document_is_no_source(text: str) -> None:
    body = text.replace("  characters: 300", "  sha256: abc\n  characters: 300")
    source = Document("别的.docx", "docx", "别的", (), (), sha256="def")
    (finding,) = check_plan(body, "规划.plan.yaml", source).findings
    assert "不是编译这份规划的那份文件" in finding.message
