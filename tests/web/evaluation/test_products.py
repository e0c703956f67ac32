"""What is made of freezes: reports for download, edited ones checked; nothing public before it was let be published."""

from __future__ import annotations

import io
import json
import re
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from luoshi.api.publication import verify_package_file
from luoshi.base.findings import Finding, Severity
from luoshi.web.action import perform
from luoshi.web.audit.models import LogEntry
from luoshi.web.evaluation import making
from luoshi.web.evaluation.actions import ApproveFreeze
from luoshi.web.evaluation.models import FreezeRow, Product
from luoshi.web.evaluation.product_actions import AskProduct, WantedProduct
from luoshi.web.jobs.running import run_next
from luoshi.web.policy import Role
from tests.web.evaluation.conftest import NAME, words_of


@pytest.fixture
def made(registered, context_of) -> Product:
    """The small city's table of tasks, made: the quickest report."""
    asked = AskProduct(context_of(Role.PLANNER), registered(), WantedProduct("task-table", "东湾区", "澄湖市教育局"))
    perform(asked)
    job = run_next()
    assert job is not None
    assert job.state == "完成", job.told
    return Product.objects.select_related("freeze").get()


def address(row: Product, number: int) -> str:
    return reverse("evaluation:file", args=[row.pk, number])


def edited(word: bytes, old: str, new: str) -> bytes:
    """Return a Word file in whose text something was changed."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(word)) as given, ZipFile(stream, "w") as changed:
        for name in given.namelist():
            data = given.read(name)
            if name == "word/document.xml":
                text = data.decode()
                assert old in text
                data = text.replace(old, new, 1).encode()
            changed.writestr(name, data)
    return stream.getvalue()


def test_report_is_asked_for_and_handed_out(planner, registered, workspace) -> None:
    row = registered()
    asked = {"kind": "task-table", "area": "", "issuer": "澄湖市教育局"}
    answer = planner.post(reverse("evaluation:ask_report", args=[row.pk]), asked)
    product = Product.objects.get()
    there = reverse("evaluation:product", args=[product.pk])
    assert answer["Location"] == there
    assert 'hx-trigger="every 2s"' in words_of(planner.get(there))
    twice = planner.post(reverse("evaluation:ask_report", args=[row.pk]), asked)
    assert (twice.status_code, "N562" in words_of(twice)) == (422, True)
    assert run_next().state == "完成"
    assert planner.get(there, headers={"HX-Request": "true"})["HX-Redirect"] == there
    product.refresh_from_db()
    assert [one["label"] for one in product.files] == ["Word", "PDF", "Excel"]
    word, pdf, book = (planner.get(address(product, at)) for at in range(3))
    assert word.content.startswith(b"PK")
    assert pdf.content.startswith(b"%PDF-")
    cells = [cell for sheet in load_workbook(io.BytesIO(book.content)) for line in sheet.values for cell in line]
    assert "新建公办幼儿园" in cells
    assert "2024-%E5%B9%B4%E5%BA%A6" in word["Content-Disposition"]
    told = json.loads(LogEntry.objects.filter(kind="评估报告").first().after)
    assert told == {one["name"]: one["sha256"] for one in product.files}
    listed = words_of(planner.get(reverse("evaluation:freeze", args=[row.pk])))
    assert address(product, 1) in listed
    before = [one["sha256"] for one in product.files]
    planner.post(reverse("evaluation:ask_report", args=[row.pk]), asked)
    run_next()
    product.refresh_from_db()
    assert [one["sha256"] for one in product.files] == before


def test_file_that_was_changed_is_not_handed_out(planner, made, workspace) -> None:
    path = workspace.build / "evaluation" / NAME / made.files[0]["name"]
    path.write_bytes(path.read_bytes() + b"x")
    answer = planner.get(address(made, 0))
    assert (answer.status_code, "N563" in words_of(answer)) == (422, True)
    path.unlink()
    assert planner.get(address(made, 0)).status_code == 422
    assert planner.get(address(made, 3)).status_code == 404


def test_edited_report_is_held_against_the_freeze(planner, made) -> None:
    word = planner.get(address(made, 0)).content
    there = reverse("evaluation:check", args=[made.pk])
    same = planner.post(there, {"file": SimpleUploadedFile("报告.docx", word)})
    assert "里的数和定稿一致" in words_of(same)
    text = ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    figure = re.search(r"<w:t[^>]*>([^<]*\d+%)</w:t>", text)
    assert figure is not None
    given = edited(word, figure[0], figure[0].replace(figure[1], "99.9%"))
    changed = planner.post(there, {"file": SimpleUploadedFile("报告.docx", given)})
    assert "处和定稿对不上" in words_of(changed)
    assert "99.9" in words_of(changed)
    entry = LogEntry.objects.first()
    assert (entry.action, json.loads(entry.after)["文件"]) == ("核对", "报告.docx")
    other = planner.post(there, {"file": SimpleUploadedFile("报告.docx", b"no Word file")})
    assert (other.status_code, "N340" in words_of(other)) == (422, True)
    assert planner.post(there, {}).status_code == 422


def test_hints_of_an_edited_report_are_no_faults(planner, made, monkeypatch) -> None:
    found = (Finding("E201", Severity.ERROR, "数不同"), *(Finding("E203", Severity.INFO, "新写的数"),) * 2)
    there = reverse("evaluation:check", args=[made.pk])
    word = planner.get(address(made, 0)).content
    for given, told in ((found, "里有 1 处和定稿对不上"), (found[1:], "里的数和定稿一致")):
        monkeypatch.setattr(making, "edited_findings", lambda row, data, given=given: given)
        page = words_of(planner.post(there, {"file": SimpleUploadedFile("报告.docx", word)}))
        assert told in page
        assert page.count("新写的数") == 2
        assert json.loads(LogEntry.objects.first().after)["问题"] == len(given) - 2


def test_nothing_goes_out_before_it_was_approved(planner, registered, context_of) -> None:
    row = registered()
    there = reverse("evaluation:ask_public", args=[row.pk])
    for kind in ("site", "package"):
        answer = planner.post(there, {"kind": kind})
        assert (answer.status_code, "N561" in words_of(answer)) == (422, True)
    assert planner.post(there, {"kind": "annual"}).status_code == 404
    assert not Product.objects.exists()


def test_report_of_a_freeze_that_was_tampered_with_is_not_made(planner, registered, workspace) -> None:
    row = registered()
    asked = {"kind": "annual", "area": ""}
    planner.post(reverse("evaluation:ask_report", args=[row.pk]), asked)
    (workspace.freezes / NAME / "values.csv").write_bytes(b"indicator\n")
    job = run_next()
    assert (job.state, job.result["code"]) == ("失败", "N556")
    product = Product.objects.get()
    assert "N556" in words_of(planner.get(reverse("evaluation:product", args=[product.pk])))
    again = planner.post(reverse("evaluation:ask_report", args=[row.pk]), asked)
    assert (again.status_code, "N556" in words_of(again)) == (422, True)
    wrong = planner.post(reverse("evaluation:ask_report", args=[row.pk]), {"kind": "annual", "area": "没有这个县"})
    assert wrong.status_code == 404


def test_pages_ask_a_fixed_number_of_queries(planner, made, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(10):
        planner.get(reverse("evaluation:product", args=[made.pk]))
    with django_assert_max_num_queries(10):
        planner.get(reverse("evaluation:freeze", args=[made.freeze.pk]))


@pytest.mark.parametrize("kind", ["site", "package"])
def test_what_goes_out_is_made_of_an_approved_freeze(leader, registered, context_of, workspace, kind) -> None:
    row = registered()
    perform(ApproveFreeze(context_of(Role.LEADER), row, row.digest))
    assert FreezeRow.objects.get().is_approved
    there = reverse("evaluation:ask_public", args=[row.pk])
    assert leader.post(there, {"kind": kind}).status_code == 302
    job = run_next()
    assert job.state == "完成", job.told
    product = Product.objects.get()
    content = leader.get(address(product, 0)).content
    names = ZipFile(io.BytesIO(content)).namelist()
    assert len(names) > 3
    assert ("index.html" in {one.rsplit("/", 1)[-1] for one in names}) == (kind == "site")
    entry = LogEntry.objects.first()
    assert (entry.kind, entry.action) == ("公开材料", "生成")
    page = words_of(leader.get(reverse("evaluation:product", args=[product.pk])))
    assert "没有公开的" in page
    assert "保障教育经费投入" in page  # a task that nobody listed as public
    if kind == "package":
        path = workspace.build / "evaluation" / NAME / product.files[0]["name"]
        assert verify_package_file(path).is_right
    leader.post(there, {"kind": kind})
    run_next()
    assert leader.get(address(product, 0)).content == content


def test_what_may_not_go_out_is_listed(leader, registered, context_of, workspace) -> None:
    row = registered()
    perform(ApproveFreeze(context_of(Role.LEADER), row, row.digest))
    (workspace.freezes / NAME / "approval.json").unlink()
    leader.post(reverse("evaluation:ask_public", args=[row.pk]), {"kind": "site"})
    job = run_next()
    assert (job.state, job.result["code"]) == ("失败", "N565")
    product = Product.objects.get()
    page = words_of(leader.get(reverse("evaluation:product", args=[product.pk])))
    assert "G001" in page
    assert "不能公开的" in page
    assert product.files == []
