"""From an issued plan to what goes out, in a real browser: a freeze, its report, the approval by another, the site."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from luoshi.samples import sample_files

pytestmark = [pytest.mark.slow]
_NAME = "2024-年度"


def _issue(planner, leader) -> None:
    """Hand in the sample plan, propose it, let the leader issue it."""
    page = planner.page
    planner.open("/plans/upload/")
    page.set_input_files("#id_file", next(one for one in sample_files() if one.suffix == ".docx"))
    page.fill("#id_title", "临江市教育规划")
    page.click("text=上传并编译")
    page.click("text=看第 1 版")
    page.click(".tabs >> text=印发")
    page.fill("#id_effective", "2021-07-01")
    page.click("text=提交批准")
    leader.open(page.url.removeprefix(planner.site.address))
    leader.page.click("text=批准印发")
    leader.page.wait_for_selector("text=已印发")


def test_from_a_freeze_to_the_public_site(person, site) -> None:
    planner, leader = person("guihua"), person("lingdao")
    _issue(planner, leader)
    page = planner.page
    page.click(".menu >> text=评估与公开")
    planner.shot("60-评估-还没有")
    page.click("a:text-is('做定稿')")
    page.fill("#id_as_of", "2025-01-01")
    page.click("button:text-is('做定稿')")
    assert "N553" in page.inner_text(".findings")
    planner.shot("61-做定稿有错")
    page.fill("#id_year", "2024")
    page.fill("#id_as_of", "2024-11-15")
    page.select_option("#id_book", label="临江市2024年教育重点工作")
    page.click("button:text-is('做定稿')")
    page.wait_for_selector("h1:text-is('做定稿 2024-年度')")
    planner.shot("62-正在做定稿")
    page.wait_for_selector("h2:text-is('规则的版本'), h3:text-is('规则的版本')")
    planner.shot("63-定稿")
    assert (site.root / "freezes" / _NAME / "freeze.json").is_file()
    page.select_option("#id_kind", label="任务完成情况表")
    page.click(".query button:text-is('生成')")
    page.wait_for_selector("a:text-is('下载')")
    planner.shot("64-报告")
    with page.expect_download() as got:
        page.locator("a:text-is('下载')").first.click()
    word = got.value.path()
    assert word.read_bytes().startswith(b"PK")
    page.set_input_files("#id_file", {"name": "报告.docx", "mimeType": "", "buffer": word.read_bytes()})
    page.click("button:text-is('核对')")
    assert "里的数和定稿一致" in page.inner_text("main")
    planner.shot("65-核对")

    leader.open("/")
    leader.shot("66-首页-局领导有待批准的定稿")
    leader.page.click("text=待批准公开的定稿")
    leader.shot("67-待批准的定稿")
    leader.page.click(f"td >> text={_NAME}")
    leader.page.fill("#note", "同意公开")
    leader.shot("68-批准公开")
    leader.page.click("button:text-is('批准公开')")
    leader.page.wait_for_selector("text=已批准公开")
    leader.shot("69-批准了")
    leader.page.locator("tr", has_text="公开网站").locator("button").click()
    leader.page.wait_for_selector("a:text-is('下载')", timeout=120_000)
    leader.shot("70-公开网站")
    with leader.page.expect_download() as got:
        leader.page.locator("a:text-is('下载')").first.click()
    names = ZipFile(got.value.path()).namelist()
    assert f"{_NAME}-公开网站/index.html" in names

    (site.root / "freezes" / _NAME / "values.csv").write_text("indicator\n", encoding="utf-8")
    planner.open("/evaluation/")
    page.click(f"td >> text={_NAME}")
    assert "N556" in page.inner_text(".findings")
    planner.shot("71-被改动过")
