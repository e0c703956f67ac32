"""A ledger from a plan of the workspace: made in a job, made again without touching what people did; coverage."""

from __future__ import annotations

import io
from importlib.resources import as_file
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from luoshi.api import compile_plan
from luoshi.samples import sample_files
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import run_next
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.ledger.store import save_entry
from luoshi.web.policy import Role
from luoshi.workspace.plan_file import write_plan

_NAME = "青禾县行动方案台账"


@pytest.fixture(scope="module")
def plan_text(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The plan file of a county's scheme."""
    source = next(one for one in sample_files() if "青禾县" in one.name)
    target = tmp_path_factory.mktemp("plan") / "青禾县.plan.yaml"
    with as_file(source) as path:
        write_plan(compile_plan(path), target)
    return target.read_bytes()


@pytest.fixture
def plan_file(workspace: Path, plan_text: bytes) -> str:
    (workspace / "plans").mkdir()
    (workspace / "plans" / "青禾县.plan.yaml").write_bytes(plan_text)
    return "青禾县.plan.yaml"


@pytest.fixture
def planner(browser_of) -> Client:
    return browser_of(Role.PLANNER)


@pytest.fixture
def made(planner, plan_file: str) -> Book:
    planner.post(reverse("exchange:make"), {"plan": plan_file, "name": _NAME})
    job = run_next()
    assert job is not None
    assert job.state == Job.State.DONE, job.told
    return Book.objects.get(name=_NAME)


def test_a_plan_becomes_a_book_in_a_job_with_its_progress(planner, plan_file: str) -> None:
    assert "青禾县" in planner.get(reverse("exchange:make")).content.decode()
    response = planner.post(reverse("exchange:make"), {"plan": plan_file, "name": _NAME})
    assert "等待" in planner.get(response.url).content.decode()
    assert not Book.objects.exists()
    run_next()
    page = planner.get(response.url, headers={"HX-Request": "true"}).content.decode()
    assert "做成了：任务" in page
    assert "<html" not in page
    book = Book.objects.get(name=_NAME)
    assert book.entries.count() > 10
    assert set(book.entries.values_list("state", flat=True)) <= {"待分解", "待签收"}
    assert (LogEntry.objects.first().action, LogEntry.objects.first().name) == ("新建台账", "乔书言")


def test_made_again_what_people_did_stays_and_what_is_gone_comes_back(planner, made: Book, plan_file: str) -> None:
    rows = list(made.entries.order_by("place"))
    kept = entry_of(rows[0]).model_copy(update={"note": "人写的备注"})
    save_entry(rows[0], kept, now())
    rows[1].delete()
    response = planner.post(reverse("exchange:make"), {"plan": plan_file, "book": made.pk})
    run_next()
    assert "新增 1 条，补充空缺、更新建议 0 条" in planner.get(response.url).content.decode()
    again = list(made.entries.order_by("place"))
    assert [row.key for row in again] == [row.key for row in rows]
    assert (entry_of(again[0]).note, again[0].version) == ("人写的备注", 2)
    planner.post(reverse("exchange:make"), {"plan": plan_file, "book": made.pk})
    assert "台账没有改动" in run_next().told
    assert Book.objects.count() == 1


@pytest.mark.parametrize(("name", "told"), [("", "新台账没有写名称"), (_NAME, "已经有一份台账叫")])
def test_a_name_that_is_none_or_taken_is_told(planner, made: Book, plan_file: str, name: str, told: str) -> None:
    response = planner.post(reverse("exchange:make"), {"plan": plan_file, "name": name})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert Job.objects.count() == 1


def test_plans_that_are_not_there_and_books_of_other_plans_are_404(planner, made: Book, book, plan_file: str) -> None:
    address = reverse("exchange:make")
    assert planner.post(address, {"plan": "../luoshi.toml", "name": "x"}).status_code == 404
    assert planner.post(address, {"plan": plan_file, "book": book.pk}).status_code == 404


def test_a_job_is_shown_to_whoever_asked_for_it(made: Book, browser_of) -> None:
    job = Job.objects.get()
    assert browser_of(Role.PLANNER).get(reverse("exchange:job", args=[job.pk])).status_code == 200
    assert browser_of(Role.SUPERVISOR).get(reverse("exchange:job", args=[job.pk])).status_code == 404


def test_coverage_tells_of_every_item_and_goes_out_as_a_workbook(made: Book, browser_of) -> None:
    client = browser_of(Role.LEADER)
    page = client.get(reverse("exchange:coverage"))
    assert page.context["page"].paginator.count == sum(total for _, _, total in page.context["counts"])
    some = client.get(reverse("exchange:coverage"), {"book": made.pk, "kind": "任务", "state": "已分解"})
    assert {(row.kind.value, row.state.value) for row in some.context["page"].paginator.object_list} <= {
        ("任务", "已分解")
    }
    data = client.get(reverse("exchange:coverage"), {"book": made.pk, "format": "xlsx"}).content
    assert "分解覆盖" in load_workbook(io.BytesIO(data)).sheetnames
    assert LogEntry.objects.first().action == "导出"
    assert client.get(reverse("exchange:coverage"), {"book": "999"}).status_code == 404
    assert browser_of(Role.UNIT_HEAD).get(reverse("exchange:coverage")).status_code == 403


def test_without_plans_the_pages_say_so(planner) -> None:
    assert "工作区里还没有规划文件" in planner.get(reverse("exchange:make")).content.decode()
    assert "还没有由规划做成的台账" in planner.get(reverse("exchange:coverage")).content.decode()
    assert EntryRow.objects.count() == 0
