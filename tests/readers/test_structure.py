"""Headings, items, boxes, annexes, titles and the section tree."""

from __future__ import annotations

from luoshi.model.document import BlockKind, Document
from luoshi.readers import read_bytes

_BODY = "各县区要提高认识，加强统筹，健全机制，确保各项任务按期完成。"


def read(*lines: str) -> Document:
    return read_bytes("规划.txt", "\n\n".join(lines).encode())


def paths(document: Document) -> list[str]:
    return [section.path for section in document.sections]


def kinds(document: Document) -> list[str]:
    return [block.kind.value for block in document.blocks]


def test_numbered_headings_make_the_tree() -> None:
    document = read("一、总体要求", _BODY, "（一）指导思想", _BODY, "1.做好某事。" + _BODY, "二、重点任务", _BODY)
    assert paths(document) == ["", "一", "一/（一）", "一/（一）/1", "二"]
    item = document.blocks[4]
    assert (item.kind, item.label, item.level, item.text[: item.title_end]) == (BlockKind.LIST_ITEM, "1", 3, "做好某事")
    assert document.sections[3].title == "做好某事"


def test_a_short_numbered_sentence_with_text_below_is_a_heading() -> None:
    document = read(
        "（一）成就",
        "1.学前教育快速发展。",
        _BODY,
        "2.义务教育均衡。",
        _BODY,
        "（二）目标",
        "1.巩固率达到98%。",
        "2.毛入园率达到92%。",
    )
    numbered = [block.kind for block in document.blocks if block.level == 3]
    assert numbered == [BlockKind.HEADING] * 2 + [BlockKind.LIST_ITEM] * 2
    assert document.sections[2].title == "学前教育快速发展"


def test_the_last_item_of_a_list_stays_an_item_when_text_follows() -> None:
    document = read("1.巩固率达到98%。", "2.毛入园率达到92%。", "3.新增学位5000个。", "总体来看，" + _BODY)
    assert kinds(document) == ["list_item"] * 3 + ["paragraph"]


def test_chapters_shift_what_lies_below() -> None:
    document = read("第一章 总则", "第一节 依据", "一、法律", _BODY, "（一）国家法律", _BODY, "第二章 目标", _BODY)
    assert [(block.label, block.level) for block in document.blocks if block.level] == [
        ("第一章", 1),
        ("第一节", 2),
        ("一", 3),
        ("（一）", 4),
        ("第二章", 1),
    ]
    assert paths(document)[4] == "第一章/第一节/一/（一）"


def test_half_width_brackets_are_full_width_in_paths() -> None:
    document = read("一、环境", "(一)成就", _BODY)
    assert document.blocks[1].label == "(一)"
    assert document.blocks[2].section == 2
    assert paths(document)[2] == "一/（一）"


def test_a_box_hangs_under_the_section_above_the_items() -> None:
    document = read(
        "三、任务",
        "（四）高中",
        "1.优化资源。",
        _BODY,
        "2.深化改革。",
        _BODY,
        "专栏 4：基础教育工程",
        "学校建设工程 新建学校10所，增加学位5000个。",
        "临江区:新建实验小学项目，扩建第二小学项目。",
        "质量提升工程：实施衔接行动，培训教师500名。",
        "（五）职教",
        _BODY,
    )
    assert "三/（四）/专栏4" in paths(document)
    box = next(block for block in document.blocks if block.kind is BlockKind.BOX)
    inside = [block for block in document.blocks if document.section_of(block).label == "专栏4"][1:]
    assert box.text == "基础教育工程"
    assert [block.text[: block.title_end] for block in inside] == ["学校建设工程", "", "质量提升工程"]
    assert document.section_of(document.blocks[-1]).path == "三/（五）"


def test_items_counted_from_one_stay_in_the_box_and_the_outer_count_goes_on_after_it() -> None:
    document = read(
        "（一）任务",
        "1.甲事。" + _BODY,
        "专栏1 工程",
        "1.甲工程。" + _BODY,
        "2.乙工程。" + _BODY,
        "（二）保障",
        "1.丙事。" + _BODY,
    )
    assert paths(document)[2:] == ["（一）/1", "（一）/专栏1", "（一）/专栏1/1", "（一）/专栏1/2", "（二）", "（二）/1"]


def test_items_right_after_the_title_of_a_box_stand_in_it() -> None:
    document = read(
        "第一节 学前教育", "专栏1 普惠工程", "1.甲工程。" + _BODY, "2.乙工程。" + _BODY, "第二节 义务教育", _BODY
    )
    assert paths(document)[1:] == ["第一节", "第一节/专栏1", "第一节/专栏1/1", "第一节/专栏1/2", "第二节"]


def test_numbered_sentences_with_figures_are_items_though_text_follows() -> None:
    document = read("（一）任务", "1.组建集团12个。", "（1）城区组建8个；", "（2）县区组建4个。")
    assert kinds(document)[1:] == ["list_item"] * 3


def test_annexes_open_sections_of_the_first_level() -> None:
    document = read(
        "一、要求",
        _BODY,
        "附件：1.领导小组名单；",
        "2.任务清单。",
        "附件1",
        "临江市领导小组名单",
        "组长：甲某",
        "附件2：任务清单",
        "一、学校",
        _BODY,
    )
    assert paths(document) == ["", "一", "附件", "附件/1", "附件/2", "附件1", "附件2", "附件2/一"]
    assert document.sections[5].title == "临江市领导小组名单"
    assert document.sections[6].title == "任务清单"


def test_the_title_of_a_plan_stands_over_several_lines() -> None:
    document = read_bytes(
        "a.txt",
        f"临江市人民政府\n关于印发临江市教育\n发展规划的通知\n临政发〔2021〕3号\n\n各县区人民政府：\n\n{_BODY}\n\n2021年3月5日\n\n临江市教育发展规划\n\n{_BODY}".encode(),
    )
    titles = [block.text for block in document.blocks if block.kind is BlockKind.TITLE]
    assert titles == ["临江市人民政府关于印发临江市教育发展规划的通知", "临江市教育发展规划"]


def test_running_titles_and_web_residue_make_no_headings() -> None:
    title = "临江市人民政府关于印发临江市教育发展规划的通知"
    document = read(
        "首页 > 政务公开 > 文件", "【打印】", title, _BODY, "一、目标", _BODY, title, "（一）指标", title, _BODY
    )
    assert kinds(document) == ["title", "paragraph", "heading", "paragraph", "heading", "paragraph"]
    assert document.section_of(document.blocks[-1]).path == "一/（一）"


def test_the_table_of_contents_is_left_out() -> None:
    document = read("临江市教育发展规划", "目 录", "一、基础", "二、目标", "一、基础", _BODY, "二、目标", _BODY)
    assert paths(document) == ["", "一", "二"]
    dotted = read("目录", "一、基础……………1", "二、目标……………3", "前言", _BODY, "一、基础", _BODY)
    assert paths(dotted) == ["", "前言", "一"]
    tabbed = read("目录", "第一章 基础\t1\n第一节 成就\t1\n第二章 目标\t3", "第一章 基础", _BODY)
    assert kinds(tabbed) == ["heading", "paragraph"]


def test_enumerations_inside_a_paragraph_are_no_headings() -> None:
    document = read("（一）加强保障", "一是加强领导，健全机制。二是加大投入，落实经费。", "一、二年级不布置书面作业。")
    assert kinds(document) == ["heading", "paragraph", "paragraph"]


def test_dashed_lines_are_items_without_a_section() -> None:
    document = read("1.面临的机遇。", "——经济社会发展进入新阶段。" + _BODY, "- 教育改革不断深化，成效明显。")
    assert [(block.kind.value, block.level) for block in document.blocks[1:]] == [("list_item", 0), ("list_item", 0)]
    assert document.blocks[1].text.startswith("经济社会")


def test_markdown_headings_without_numbers_keep_their_levels() -> None:
    document = read_bytes(
        "a.md", f"# 临江市工作计划\n\n## 目标\n\n{_BODY}\n\n### 学前教育\n\n{_BODY}\n\n## 保障\n\n{_BODY}\n".encode()
    )
    assert paths(document) == ["", "目标", "目标/学前教育", "保障"]
    assert document.blocks[0].kind is BlockKind.TITLE


def test_a_captioned_table_after_items_belongs_to_the_section_above() -> None:
    document = read(
        "（一）目标",
        "1.巩固率达到98%。",
        "2.入园率达到92%。",
        "表1 主要指标",
        "| 指标 | 2025年 |\n|---|---|\n| 巩固率 | 98 |",
    )
    assert document.section_of(document.blocks[-1]).path == "（一）"
    assert kinds(document)[-2:] == ["caption", "table"]
