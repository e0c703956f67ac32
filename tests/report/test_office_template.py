"""Reports in the office's own Word template: what is put where, and what a template may not hold."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.shared import Pt
from tests.evaluation.small_report import small_report
from tests.report.report_material import drawn, long_report

from luoshi.base.errors import LuoshiError
from luoshi.report.edited import check_edited
from luoshi.report.office_template import fill_template
from luoshi.report.word_places import word_places
from luoshi.samples import report_template

_ROOT = Path(__file__).resolve().parents[2]


def _template(*lines: str, edit: Callable[[Opened], object] | None = None) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if edit is not None:
        edit(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _filled(template: bytes) -> Opened:
    report = small_report()
    return Document(io.BytesIO(fill_template(template, report, drawn(report))))


def _texts(template: bytes) -> list[str]:
    return [one.text for one in _filled(template).paragraphs if one.text]


def _refused(template: bytes) -> LuoshiError:
    with pytest.raises(LuoshiError) as raised:
        _filled(template)
    return raised.value


def test_sample_template_is_filled() -> None:
    report, template = small_report(), report_template().read_bytes()
    data = fill_template(template, report, drawn(report))
    document = Document(io.BytesIO(data))
    told = [(one.style.name, one.text) for one in document.paragraphs if one.text]
    assert told[:6] == [
        ("Normal", "澄湖市教育局文件"),
        ("Normal", "澄湖市“十四五”教育事业发展规划\n2024年度监测报告"),
        ("Heading 1", "一、总体情况"),
        ("Heading 2", "（一）学前教育"),
        ("Normal", "2024年，全市学前三年毛入园率为94.1%，比2020年提高5.6个百分点；民办园占比—。"),
        ("Heading 3", "1.各县情况"),
    ]
    assert document.sections[0].footer.paragraphs[0].text == "定稿 2024-年度"
    assert len(document.tables) == 2
    assert len(document.inline_shapes) == 4
    assert check_edited(data, report) == ()
    assert word_places(data, report).texts["t1", "2/2"] == "93%"


def test_same_template_and_report_give_the_same_bytes() -> None:
    report, template = small_report(), report_template().read_bytes()
    assert fill_template(template, report, drawn(report)) == fill_template(template, report, drawn(report))


def test_sample_template_is_what_its_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(_ROOT / "scripts" / "make_report_template.py"), str(tmp_path)], check=True)
    made = (tmp_path / "报告模板.docx").read_bytes()
    parts = []
    for data in (made, report_template().read_bytes()):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts.append({name: package.read(name) for name in package.namelist()})
    assert parts[0] == parts[1]


def test_names_numbers_and_conditions() -> None:
    texts = _texts(
        _template(
            "{{ 单位 }}，{{ 日期 }}，{{ 定稿 }}，{{地区}}完",
            "毛入园率为{{ 数(“v/2024”) }}，提高{{ 数('rise') }}。",
            "{% if 地区 %}县{% else %}全市{% endif %}",
        )
    )
    assert texts == [
        "澄湖市教育局，2025年3月10日，2024-年度，完",
        "毛入园率为94.1%，提高5.6个百分点。",
        "全市",
    ]


def test_single_chapters_tables_and_pictures() -> None:
    document = _filled(_template("开头", "{{ 章.学前教育 }}", '{{ 表("表1 各县毛入园率") }}', "{{ 图('f2') }}", "结尾"))
    texts = [one.text for one in document.paragraphs if one.text]
    assert texts[:2] == ["开头", "2024年，全市学前三年毛入园率为94.1%，比2020年提高5.6个百分点；民办园占比—。"]
    assert texts[-2:] == ["图2 各县毛入园率", "结尾"]
    assert len(document.tables) == 2  # that of the chapter, and the one asked for


def test_text_takes_the_form_of_its_placeholder_and_tables_the_width_of_the_page() -> None:
    def edit(document: Opened) -> None:
        line = document.add_paragraph()
        run = line.add_run("{{ 正文 }}")
        run.font.name, run.font.size, run.font.bold = "楷体", Pt(15), True
        line.paragraph_format.first_line_indent = Pt(30)

    document = _filled(_template(edit=edit))
    line = next(one for one in document.paragraphs if one.text.startswith("2024年"))
    assert line.paragraph_format.first_line_indent == Pt(30)
    assert {(run.font.name, run.font.size, run.font.bold) for run in line.runs} == {("楷体", Pt(15), True)}
    page = document.sections[0]
    wide = sum(column.width for column in document.tables[0].columns)
    assert abs(wide - (page.page_width - page.left_margin - page.right_margin)) < Pt(1)


def test_placeholder_in_a_cell_and_in_the_foot_of_a_page() -> None:
    def edit(document: Opened) -> None:
        document.add_table(1, 2).rows[0].cells[1].text = "{{ 章.各县情况 }}"
        document.sections[0].footer.paragraphs[0].text = "{{ 标题 }} {{ 数('v/2020') }}"

    document = _filled(_template(edit=edit))
    assert document.tables[0].rows[0].cells[1].tables[0].rows[1].cells[2].text == "95%"
    assert document.sections[0].footer.paragraphs[0].text.endswith("2024年度监测报告 88.5%")


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("{{ 标提 }}", "E211", "标提"),
        ("{{ 章.义务教育 }}", "E212", "章.义务教育"),
        ("{{ 数('v/1999') }}", "E213", "数(v/1999)"),
        ("{{ 表('表9') }}", "E214", "表(表9)"),
        ("{{ 标题 ", "E210", "标题"),
        ("{{ 数（'v/2024'） }}", "E210", "数（"),
        ("{% for a in 标题 %}{{ a }}{% endfor %}", "E215", "循环"),
        ("{{ 标题|upper }}", "E215", "过滤器"),
        ("{{ 标题.__class__ }}", "E215", "这种写法"),
        ("{{ 'a' * 999999999 }}", "E215", "这种写法"),
        ("{{ 章[标题] * 2 }}", "E215", "这种写法"),
        ("{{ range(9) }}", "E215", "这种写法"),
        ("报告：{{ 正文 }}", "E216", "正文"),
        ("{{ 正文 }}{{ 附件 }}", "E216", "正文"),
    ],
)
def test_wrong_placeholder_is_named(line: str, code: str, told: str) -> None:
    error = _refused(_template("第一段", line))
    assert error.code == code
    assert told in error.message
    assert error.hint


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("标题", "{正文}"), "没有占位符"),
        (("｛｛ 标题 ｝｝", "正文"), "｛｛ 标题 ｝｝"),
        (("{{ 标题 }}", "前面｛｛正文｝｝后面"), "｛｛正文｝｝"),
        (("{｛ 标题 ｝}", "{{ 正文 }}"), "{｛ 标题 ｝}"),
        (("{{ 正文 }}", "｛%p if 附件名称 %｝"), "｛%p if 附件名称 %｝"),
    ],
)
def test_template_in_which_something_would_not_be_filled_is_refused(lines: tuple[str, ...], told: str) -> None:
    error = _refused(_template(*lines))
    assert (error.code, told in error.message, "{{ 正文 }}" in error.hint) == ("E217", True, True)


def test_braces_that_are_no_placeholder_are_left_alone() -> None:
    assert _texts(_template("集合｛甲、乙｝，{{ 定稿 }}")) == ["集合｛甲、乙｝，2024-年度"]


def test_every_chapter_is_listed_when_one_is_not_there() -> None:
    report = long_report(30)
    with pytest.raises(LuoshiError) as raised:
        fill_template(_template("{{ 章.义务教育 }}"), report, drawn(report))
    assert raised.value.code == "E212"
    assert [f"第{number}章总体情况" in raised.value.hint for number in range(1, 31)] == [True] * 30


def test_chapter_that_stands_twice_is_checked_twice() -> None:
    report = small_report()
    data = fill_template(_template("{{ 正文 }}", "再说一遍", "{{ 章.总体情况 }}", "{{ 附件 }}"), report, drawn(report))
    assert check_edited(data, report) == ()
    document = Document(io.BytesIO(data))
    second = [one for one in document.paragraphs if one.text.startswith("2024年，全市")][1]
    for run in second.runs:
        run.text = run.text.replace("94.1%", "95.1%")
    document.tables[1].rows[2].cells[1].text = "西坪县"
    buffer = io.BytesIO()
    document.save(buffer)
    assert sorted(one.code for one in check_edited(buffer.getvalue(), report)) == ["E201", "E206"]


def test_filled_template_names_its_report() -> None:
    report = small_report()
    data = fill_template(_template("{{ 定稿 }}", "{{ 正文 }}"), report, drawn(report))
    with pytest.raises(LuoshiError, match="另一份定稿") as raised:
        check_edited(data, replace(report, digest="0" * 64))
    assert raised.value.code == "E200"


def test_blocks_in_the_head_of_a_page_are_refused() -> None:
    def edit(document: Opened) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ 正文 }}"

    error = _refused(_template("一段", edit=edit))
    assert (error.code, "正文" in error.message) == ("E216", True)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    assert _refused(data).code.startswith("R0")


def test_package_of_another_kind_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.txt", "x")
    assert _refused(buffer.getvalue()).code == "E210"


def test_template_with_a_dtd_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_template("一段"))) as held, zipfile.ZipFile(buffer, "w") as package:
        for name in held.namelist():
            data = held.read(name)
            if name == "word/settings.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data.partition(b"?>")[2]
            package.writestr(name, data)
    assert _refused(buffer.getvalue()).code == "R024"
