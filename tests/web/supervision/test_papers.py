"""Papers of the steps and bulletins: what stands in them, that they stay as they were sent."""

from __future__ import annotations

import io
from datetime import date

from django.urls import reverse
from docx import Document

from luoshi.report.official_paper import paper_from_json
from luoshi.report.official_word import official_word
from luoshi.report.supervision_papers import full_name, sha256_of
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Role
from luoshi.web.supervision.forms import standard_number
from luoshi.web.supervision.models import BulletinRow, PaperRow
from tests.web.supervision.conftest import ANSWER, SUMMONS

_FRAME = {
    "number": "临教督〔2024〕9号",
    "title": "关于进度滞后的通报",
    "to": "各县教育局",
    "demands": "抓紧办。",
    "issuer": "临江市教育局",
}


def _words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_summons_is_a_form_with_the_facts(summoned, browser_of) -> None:
    paper = PaperRow.objects.get()
    words = _words(browser_of(Role.SUPERVISOR).get(reverse("supervision:paper", args=[paper.pk])).content)
    for fact in ("督办单", "临教督〔2024〕5号", "青禾县教育局", summoned.title, "落后序时进度", "一周内开工"):
        assert fact in words
    assert "2024年11月29日" in words  # ten work days
    assert words.index("临江市教育局") < words.index("2024年11月15日")


def test_an_answer_is_a_letter_to_the_office(summoned, post, browser_of) -> None:
    post(Role.REPORTER, summoned, "整改反馈", ANSWER)
    paper = PaperRow.objects.get(place=1)
    words = _words(browser_of(Role.REPORTER).get(reverse("supervision:paper", args=[paper.pk])).content)
    assert f"关于“{summoned.title}”的\n整改情况报告" in words
    assert "临江市教育局：" in words
    assert "附件：1. 开工照片" in words
    assert "2. 施工许可证" in words


def test_printing_again_gives_the_same_bytes(summoned, browser_of) -> None:
    paper = PaperRow.objects.get()
    address = reverse("supervision:paper", args=[paper.pk])
    first, second = (browser_of(Role.SUPERVISOR).get(address).content for _ in range(2))
    assert first == second
    assert sha256_of(first) == paper.sha256
    assert official_word(paper_from_json(paper.content)) == first


def test_a_paper_that_was_changed_is_not_printed(summoned, browser_of) -> None:
    paper = PaperRow.objects.get()
    PaperRow.objects.filter(pk=paper.pk).update(file=b"another")
    answer = browser_of(Role.SUPERVISOR).get(reverse("supervision:paper", args=[paper.pk]))
    assert (answer.status_code, "N454" in answer.content.decode()) == (422, True)


def test_a_paper_is_shown_before_it_is_sent(draft, browser_of) -> None:
    told = {"step": "督办单", "version": draft.version, **SUMMONS}
    answer = browser_of(Role.SUPERVISOR).post(reverse("supervision:preview", args=[draft.pk]), told)
    assert "一周内开工" in _words(answer.content)
    assert PaperRow.objects.count() == 0
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_bulletin_tells_what_is_red_or_overdue_by_unit(book, browser_of) -> None:
    leader = browser_of(Role.LEADER)
    red = EntryRow.objects.filter(light="红")
    assert red
    address = reverse("supervision:new_bulletin")
    assert red[0].title in leader.get(address).content.decode()
    assert leader.post(address, _FRAME).status_code == 302
    held = BulletinRow.objects.get()
    content = leader.get(reverse("supervision:bulletin", args=[held.pk])).content
    words = _words(content)
    for row in red:
        assert row.title in words
    counts = Document(io.BytesIO(content)).tables[0]
    assert [cell.text for cell in counts.rows[0].cells] == ["序号", "责任单位", "合计", "红灯", "逾期"]
    again = leader.post(address, _FRAME)
    assert (again.status_code, "N458" in again.content.decode()) == (422, True)


def test_a_bulletin_is_of_the_units_asked_for(book, browser_of) -> None:
    leader = browser_of(Role.LEADER)
    address = f"{reverse('supervision:new_bulletin')}?book={book.pk}&unit=云岫"
    assert leader.post(address, _FRAME).status_code == 302
    content = leader.get(reverse("supervision:bulletin", args=[BulletinRow.objects.get().pk])).content
    rows = [[cell.text for cell in row.cells] for row in Document(io.BytesIO(content)).tables[0].rows]
    assert {row[1] for row in rows[1:]} == {"云岫县人民政府"}


def test_lights_of_another_day_are_told_before_a_bulletin(book, browser_of, on_day) -> None:
    address = reverse("supervision:new_bulletin")
    assert "N461" not in browser_of(Role.LEADER).get(address).content.decode()
    on_day(date(2024, 11, 20))
    assert "N461" in browser_of(Role.LEADER).get(address).content.decode()


def test_a_bulletin_needs_something_to_tell(city, browser_of) -> None:
    answer = browser_of(Role.LEADER).post(reverse("supervision:new_bulletin"), _FRAME)
    assert (answer.status_code, "N460" in answer.content.decode()) == (422, True)


def test_years_of_numbers_stand_in_the_brackets_of_the_standard() -> None:
    found = [standard_number(one) for one in ("临教督[2024]5号", "临教督（2024）5号", " 临教督〔2024〕5号 ")]
    assert found == ["临教督〔2024〕5号"] * 3


def test_names_of_units_in_papers_are_whole() -> None:
    assert full_name("市教育局", "临江市") == "临江市教育局"
    assert full_name("青禾县教育局", "临江市") == "青禾县教育局"
    assert full_name("临江市教育局", "临江市") == "临江市教育局"
