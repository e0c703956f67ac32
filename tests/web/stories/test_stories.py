"""What people do in a day, in a real browser, on the server as it is installed."""

from __future__ import annotations

import hashlib

import pytest
from docx import Document

from luoshi.samples import sample_files

pytestmark = [pytest.mark.slow]
_TASK = "县域义务教育优质均衡创建自评"
_RED = "消除 56 人以上大班额 38 个"


def test_a_planner_issues_a_plan(person, site) -> None:
    planner = person("guihua")
    page = planner.page
    planner.shot("10-首页-规划人员")
    page.click(".menu >> text=规划")
    planner.shot("11-规划-还没有")
    page.click("a:text-is('上传规划')")
    document = next(one for one in sample_files() if one.suffix == ".docx")
    page.set_input_files("#id_file", document)
    page.fill("#id_title", "临江市教育规划")
    planner.shot("12-上传规划")
    page.click("text=上传并编译")
    planner.shot("13-正在编译")
    page.click("text=看第 1 版")
    assert page.locator(".plan-text").inner_text() != ""
    planner.shot("14-原文和条目")
    page.click(".kinds >> text=全文")
    page.click(".kinds >> text=目标")
    waiting = page.locator("input[name=item]")
    shown = waiting.count()
    assert shown > 0
    page.check("input[data-all=item]")
    page.click("text=确认勾选的")
    assert f"确认了 {shown} 项" in page.inner_text("main")
    planner.shot("15-确认")
    page.click("td.acts >> text=核对 >> nth=0")
    page.wait_for_selector("text=保存更正")
    assert page.locator(".quote mark").inner_text() != ""
    page.fill("#e-value", "很多")
    page.click("text=保存更正")
    assert page.locator(".field-wrong .wrong").count() == 1
    assert page.input_value("#e-value") == "很多"
    planner.shot("16-更正有错")
    page.fill("#e-value", "97.5")
    page.click("text=保存更正")
    planner.shot("17-更正好了")
    assert page.locator(".status-已更正").count() == 1
    page.click(".crumbs >> text=第 1 版")
    page.click("text=绑定指标")
    planner.shot("18-绑定指标")
    page.locator("input[name=indicator]").first.fill("学前三年毛入园率")
    page.locator("button:text-is('绑定')").first.click()
    planner.shot("19-绑定好了")
    page.click(".tabs >> text=印发")
    page.fill("#id_effective", "")
    page.click("text=提交批准")
    assert "没有写生效日期" in page.inner_text(".field-wrong")
    page.fill("#id_effective", "2021-07-01")
    page.fill("#id_note", "按市政府批复")
    planner.shot("20-提交印发")
    page.click("text=提交批准")
    planner.shot("21-等待批准")
    address = page.url.removeprefix(site.address)

    leader = person("lingdao")
    leader.shot("22-首页-局领导有待批准")
    leader.open(address)
    leader.page.fill("#opinion", "同意印发")
    leader.shot("23-批准")
    leader.page.click("text=批准印发")
    leader.shot("24-已经印发")
    (path,) = (site.root / "plans").glob("临江市教育规划-v1*")
    told = leader.page.inner_text("dl.facts")
    assert path.name in told
    assert hashlib.sha256(path.read_bytes()).hexdigest() in told


def _hand_in(reporter, words: str) -> None:
    """Write the report of this month with the keyboard alone, keep it as a draft, add evidence, hand it in."""
    page = reporter.page
    reporter.open("/reporting/")
    row = page.locator("tr", has_text=_TASK)
    row.locator("td.acts a").focus()
    reporter.focus_is_seen()
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_percent")
    page.focus("#id_percent")
    for typed in ("90", words, "", "继续自评"):
        reporter.focus_is_seen()
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    reporter.focus_is_seen()
    assert page.evaluate("document.activeElement.value") == "save"
    reporter.shot("31-填报")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=草稿")
    reporter.shot("32-存了草稿")
    page.set_input_files(
        "#files", {"name": "自评报告.pdf", "mimeType": "application/pdf", "buffer": page.pdf(format="A4")}
    )
    page.click("text=提交审核")


def test_a_unit_reports_with_evidence(person) -> None:
    reporter = person("tianbao")
    reporter.shot("30-首页-填报人")
    _hand_in(reporter, "完成十二所学校自评")
    page = reporter.page
    reporter.shot("33-提交以后")
    page.wait_for_selector("text=待审核")
    told = page.inner_text("main")
    assert "待审核" in told
    assert "完成十二所学校自评" in told
    assert "自评报告.pdf" in told
    with page.expect_download() as got:
        page.click("td.acts >> text=下载")
    assert got.value.suggested_filename == "自评报告.pdf"
    assert got.value.path().read_bytes().startswith(b"%PDF-")


def test_a_head_returns_a_report_and_approves_the_next(person) -> None:
    reporter, head = person("tianbao"), person("xianju")
    reporter.open("/reporting/")
    if "待审核" not in reporter.page.locator("tr", has_text=_TASK).inner_text():
        _hand_in(reporter, "完成十二所学校自评")
    head.shot("40-首页-单位负责人")
    head.open("/reporting/waiting/")
    head.shot("41-待审核")
    head.page.locator("tr", has_text=_TASK).locator("text=看内容").click()
    head.page.click("button:text-is('退回')")
    head.shot("42-退回没有写意见")
    assert "要有审核意见" in head.page.inner_text(".note-error")
    head.page.fill("#opinion", "写明还差哪几所")
    head.page.click("button:text-is('退回')")
    head.shot("43-退回")

    reporter.open("/")
    reporter.shot("44-首页-有退回")
    reporter.open("/reporting/returned/")
    reporter.shot("45-被退回")
    reporter.page.locator("tr", has_text=_TASK).locator("text=重新填报").click()
    assert "写明还差哪几所" in reporter.page.inner_text("main")
    reporter.page.fill("#id_text", "完成十二所学校自评，还差城南、城北两所")
    reporter.shot("46-重新填报")
    reporter.page.click("text=提交审核")

    head.open("/reporting/waiting/")
    head.page.check("input[name=report]")
    head.page.fill("#opinion", "属实")
    head.page.click("text=通过勾选的")
    head.shot("47-通过以后")
    reporter.open("/reporting/")
    assert "审核通过" in reporter.page.locator("tr", has_text=_TASK).inner_text()
    reporter.page.locator("tr", has_text=_TASK).locator("text=查看").click()
    assert "属实" in reporter.page.inner_text("main")
    reporter.shot("48-审核通过")


def test_a_case_goes_from_a_red_light_to_its_end(person, tmp_path) -> None:
    supervisor = person("ducha")
    page = supervisor.page
    supervisor.open("/ledger/?light=红")
    supervisor.shot("50-台账-红灯")
    page.click(f"a:text-is('{_RED}')")
    page.click(".tabs >> text=督办")
    supervisor.shot("51-条目-督办")
    page.click("main >> text=立案")
    page.select_option("#id_unit", label="青禾县教育局")
    supervisor.shot("52-立案")
    page.click("button:text-is('立案')")
    page.click("#next .tabs >> text=督办单")
    supervisor.shot("53-督办单")
    page.fill("#id_note", "落后序时进度")
    page.fill("[name=part_办理要求]", "一周内报消除办法")
    page.fill("#id_issuer", "临江市教育局")
    page.eval_on_selector("#id_document", "one => { one.required = false; }")
    page.click("text=办理：督办单")
    assert page.locator(".field-wrong #id_document").count() == 1
    assert page.input_value("#id_note") == "落后序时进度"
    supervisor.shot("54-没有写文号")
    page.fill("#id_document", "临教督[2024]5号")
    page.click("text=办理：督办单")
    with page.expect_download() as got:
        page.click("td.acts >> text=Word")
    got.value.save_as(tmp_path / "督办单.docx")
    assert "临教督〔2024〕5号" in "".join(one.text for one in Document(tmp_path / "督办单.docx").paragraphs)
    supervisor.shot("55-发出督办单")
    address = page.url.removeprefix(supervisor.site.address)

    unit = person("tianbao")
    unit.shot("56-首页-待回复")
    unit.page.click("text=待回复的督办")
    unit.page.locator("tr", has_text=_RED).locator("text=查看").click()
    unit.page.fill("#id_note", "已消除二十个，其余年底前完成")
    unit.page.fill("#id_evidence", "分班名册\n现场照片")
    unit.page.fill("#id_issuer", "青禾县教育局")
    unit.shot("57-整改反馈")
    unit.page.click("text=办理：整改反馈")
    unit.shot("58-回复以后")

    supervisor.open(f"{address}?step=复查通过")
    page.fill("#id_note", "抽查五所学校，属实")
    page.fill("#id_evidence", "复查记录")
    page.fill("#id_issuer", "临江市教育局")
    supervisor.shot("59-复查")
    page.click("text=办理：复查通过")
    leader = person("lingdao")
    leader.open(f"{address}?step=销号")
    leader.page.fill("#id_note", "同意销号")
    leader.page.fill("#id_issuer", "临江市教育局")
    leader.shot("60-销号")
    leader.page.click("text=办理：销号")
    assert "已销号" in leader.page.inner_text("dl.facts")
    leader.shot("61-已销号")
    leader.page.emulate_media(media="print")
    leader.shot("62-督查件打印")


def test_a_leader_prints_the_page(person) -> None:
    leader = person("lingdao")
    leader.shot("01-首页-局领导")
    leader.page.keyboard.press("Tab")
    assert leader.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    leader.focus_is_seen()
    leader.page.keyboard.press("Enter")
    leader.page.keyboard.press("Tab")
    assert leader.page.evaluate("document.getElementById('main').contains(document.activeElement)")
    leader.open("/dashboard/")
    leader.shot("02-看板")
    leader.page.click("text=领导用表")
    assert "共 22 项" in leader.page.inner_text(".paper")
    leader.page.emulate_media(media="print")
    assert leader.page.is_hidden(".menu")
    assert len(leader.page.pdf(format="A4")) > 10_000
    leader.shot("03-领导用表")
