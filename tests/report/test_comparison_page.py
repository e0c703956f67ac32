"""The pages of comparisons: each difference with its verdict, both sides, and what changed in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser

from luoshi.api import comparison_page, fit_page
from luoshi.model.comparison import (
    Change,
    Comparison,
    Difference,
    Fit,
    FitVerdict,
    LeftOut,
    Met,
    Misfit,
    Party,
    Side,
    Verdict,
)

_OLD = Party(title="临江市教育规划（征求意见稿）", source="稿一.docx", region="临江市", level="市", period=(2021, 2025))
_NEW = Party(title="临江市教育规划", source="<稿二>.docx", region="临江市", level="市", period=(2021, 2025))
_RAISED = Difference(
    kind="目标",
    verdict=Verdict.RAISED,
    name="学前三年毛入园率",
    sentence="目标值由 95% 提高到 96%",
    old=Side(
        id="t-1", text="2025年 学前三年毛入园率 ≥ 95%", section="二/（一）", at="第3段", quote="入园率达到95%以上"
    ),
    new=Side(
        id="t-2", text="2025年 学前三年毛入园率 ≥ 96%", section="二/（一）", at="第4段", quote="入园率达到96%以上"
    ),
    changes=(Change(key="value", label="数值", old="95%", new="96%"),),
)
_GONE = Difference(
    kind="任务",
    verdict=Verdict.GONE,
    name="办好<特殊>教育",
    sentence="新稿中没有这一项",
    old=Side(id="k-1", text="办好<特殊>教育", at="第9段", quote="办好<特殊>教育。"),
)
_NEWER = Difference(
    kind="任务", verdict=Verdict.NEW, name="建设数字校园", sentence="新增", new=Side(id="k-9", text="建设数字校园")
)
_COMPARISON = Comparison(old=_OLD, new=_NEW, differences=(_GONE, _RAISED, _NEWER), same=40)
_FIT = Fit(
    upper=Party(title="江岭省教育规划", source="省.docx", level="省"),
    lower=_NEW,
    misfits=(
        Misfit(
            verdict=FitVerdict.BELOW,
            name="高中阶段毛入学率",
            sentence="低于上级的 95%",
            upper=Side(id="t-1", text="2025年 高中阶段毛入学率 ≥ 95%", quote="毛入学率达到95%"),
            lower=Side(id="t-2", text="2025年 高中阶段毛入学率 ≥ 93%", quote="入学率93%以上"),
        ),
        Misfit(verdict=FitVerdict.MISSING, name="在线", sentence="没有写", upper=Side(id="t-3", text="在线 50%")),
    ),
    met=(Met(name="甲率", upper=Side(id="t-4", text="甲率 90%"), lower=Side(id="t-5", text="甲率 91%", at="第9段")),),
    left_out=(LeftOut(name="乙", reason="总量、名次等，不能逐级比较", upper=Side(id="t-6", text="乙 12 所")),),
)


def words(element: html.HtmlElement, path: str) -> list[str]:
    return [found.text_content() for found in element.xpath(path)]


def test_counts_stand_by_kind_and_verdict() -> None:
    tree = html.fromstring(comparison_page(_COMPARISON))
    rows = [[cell.text_content() for cell in row] for row in tree.xpath("//table[@class='summary']//tr")]
    assert rows == [
        ["类别", "新增", "删去", "提高", "合计"],
        ["目标", "", "", "1", "1"],
        ["任务", "1", "1", "", "2"],
        ["合计", "1", "1", "1", "3"],
    ]
    assert words(tree, "//p[@class='told']/span") == ["没有变化 40 项", "有变化 3 处"]
    assert words(tree, "//label") == ["目标 1", "任务 2", "新增 1", "删去 1", "提高 1"]


def test_a_difference_shows_both_sides_with_the_changed_words() -> None:
    tree = html.fromstring(comparison_page(_COMPARISON))
    (entry,) = tree.xpath("//tbody[contains(@class, 'is-raised')]")
    assert words(entry, ".//*[contains(@class, 'verdict')]") == ["提高"]
    assert words(entry, ".//*[@class='sentence']") == ["目标值由 95% 提高到 96%"]
    assert words(entry, ".//del") == ["95%"] * 3
    assert words(entry, ".//ins") == ["96%"] * 3
    assert words(entry, ".//blockquote") == ["入园率达到95%以上", "入园率达到96%以上"]
    assert words(entry, ".//p[@class='where']/span") == ["第3段", "二/（一）", "t-1", "第4段", "二/（一）", "t-2"]


def test_what_is_gone_or_new_has_one_side_and_no_marks() -> None:
    tree = html.fromstring(comparison_page(_COMPARISON))
    for verdict, text in (("is-gone", "办好<特殊>教育"), ("is-new", "建设数字校园")):
        (entry,) = tree.xpath(f"//tbody[contains(@class, '{verdict}')]")
        assert words(entry, ".//p[@class='said']") == [text]
        assert words(entry, ".//del|.//ins") == []
        assert words(entry, ".//p[@class='none-here']") == ["—"]


def test_names_are_escaped_and_the_page_is_the_same_each_time() -> None:
    page = comparison_page(_COMPARISON)
    assert "<稿二>" not in page
    assert "文件：<稿二>.docx" in html.fromstring(page).xpath("//header")[0].text_content()
    assert page == comparison_page(_COMPARISON)


def test_plans_without_difference_have_a_page_that_says_so() -> None:
    page = comparison_page(Comparison(old=_OLD, new=_NEW, same=12))
    assert "两份规划没有不同之处。" in html.fromstring(page).text_content()
    assert "上级规划的目标都已达到。" in fit_page(Fit(upper=_OLD, lower=_NEW))


def test_fit_shows_what_is_missing_and_compares_no_sentences() -> None:
    tree = html.fromstring(fit_page(_FIT))
    assert words(tree, "//p[@class='told']/span") == ["达到或高于上级要求 1 项", "未衔接 2 项", "没有比较 1 项"]
    below, missing = tree.xpath("//tbody[contains(@class, 'entry')]")
    assert words(below, ".//mark") == ["95%", "93%"]
    assert words(below, ".//blockquote//mark") == []
    assert tree.xpath("//del|//ins") == []  # neither plan is an edit of the other
    assert words(missing, ".//*[contains(@class, 'verdict')]") == ["缺少"]
    assert words(tree, "//table[@class='listed']//td") == [
        *("甲率 90%", "", "甲率 91%", "第9段"),
        *("乙 12 所", "", "总量、名次等，不能逐级比较"),
    ]
    assert words(tree, "//table[@class='entries']/thead//th") == ["结论", "上级", "本级"]


@pytest.mark.parametrize("make", [lambda: comparison_page(_COMPARISON), lambda: fit_page(_FIT)])
def test_page_needs_nothing_beside_itself(make: object, browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "比较.html"
    path.write_text(make(), encoding="utf-8")
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.context.close()


def test_differences_are_filtered_by_verdict_and_kind_without_script(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "比较.html"
    path.write_text(comparison_page(_COMPARISON), encoding="utf-8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(path.as_uri())
    gone, raised = page.locator("tbody.is-gone"), page.locator("tbody.is-raised")
    page.locator("label[for='show-is-gone']").click()
    assert (gone.is_visible(), raised.is_visible()) == (False, True)
    page.locator("label[for='show-is-gone']").click()
    page.locator("label", has_text="目标").click()
    assert (gone.is_visible(), raised.is_visible()) == (True, False)
    page.context.close()
