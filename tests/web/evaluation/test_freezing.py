"""Freezes asked for, made as a job, registered with the log, corrected; folders that were never registered."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from django.urls import reverse

from luoshi.api import open_freeze
from luoshi.web.action import perform
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.evaluation import jobs
from luoshi.web.evaluation.actions import AskFreeze, Wanted
from luoshi.web.evaluation.models import FreezeRow
from luoshi.web.evaluation.standing import freeze_findings
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import run_next
from luoshi.web.ledger.models import Book
from luoshi.web.ledger.store import add_ledger, ledger_of
from luoshi.web.plans.models import PlanVersion
from luoshi.web.plans.store import plan_of
from luoshi.web.policy import Role
from tests.evaluation.small_city import small_frozen
from tests.web.evaluation.conftest import MAKER, NAME, words_of, write


@pytest.fixture
def book(city) -> Book:
    """The small city's ledger in the database."""
    return add_ledger(small_frozen().ledger, now())


def asked(version: PlanVersion, book: Book | None = None, **changed: object) -> dict[str, object]:
    """Return what the form of a freeze is filled in with."""
    told = {"kind": "年度", "year": "2024", "as_of": "2025-03-01", "version": version.pk, "name": ""}
    return told | ({"book": book.pk} if book is not None else {}) | changed


def test_freeze_holds_the_issued_plan_and_the_ledger_of_the_database(planner, version, book, workspace) -> None:
    answer = planner.post(reverse("evaluation:new"), asked(version, book))
    job = Job.objects.get()
    assert answer["Location"] == reverse("evaluation:making", args=[job.pk])
    assert 'hx-trigger="every 2s"' in words_of(planner.get(answer["Location"]))
    done = run_next()
    assert (done.state, done.result.get("code")) == ("完成", None), done.told
    row = FreezeRow.objects.get()
    frozen = open_freeze(workspace, NAME)
    manifest = frozen.manifest
    assert (frozen.plan, frozen.ledger) == (plan_of(version), ledger_of(book))
    assert (manifest.ledger_origin, manifest.made_by, str(manifest.made_on)) == ("数据库", MAKER, "2025-03-01")
    assert (row.name, row.digest, row.made_by, row.account.username) == (NAME, manifest.digest, MAKER, "guihua")
    there = reverse("evaluation:freeze", args=[row.pk])
    assert planner.get(answer["Location"])["Location"] == there
    assert planner.get(answer["Location"], headers={"HX-Request": "true"})["HX-Redirect"] == there
    entry = LogEntry.objects.filter(kind="定稿").first()
    told = json.loads(entry.after)
    assert (entry.object_id, told["SHA-256"], told["ledger"]) == (NAME, manifest.digest, book.name)
    assert list(verify()) == []
    assert list(freeze_findings()) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"as_of": "2025-03-02"}, "N553"),
        ({"year": "2026"}, "N553"),
        ({"as_of": "2021-06-30", "year": "2021"}, "N552"),
        ({"name": "../外面"}, "E001"),
    ],
)
def test_what_cannot_be_frozen_is_told_with_what_was_typed(planner, version, changed, told) -> None:
    answer = planner.post(reverse("evaluation:new"), asked(version, **changed))
    assert answer.status_code == 422
    assert told in words_of(answer)
    assert str(next(iter(changed.values()))) in words_of(answer)
    assert not Job.objects.exists()


def test_version_that_was_not_issued_is_no_choice(planner, version) -> None:
    PlanVersion.objects.update(state="草稿")
    answer = planner.post(reverse("evaluation:new"), asked(version))
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "还没有印发的规划" in words_of(answer)


def test_name_is_used_once(planner, version, registered) -> None:
    registered()
    answer = planner.post(reverse("evaluation:new"), asked(version))
    assert (answer.status_code, "N550" in words_of(answer)) == (422, True)
    assert planner.post(reverse("evaluation:new"), asked(version, name="另一份")).status_code == 302
    again = planner.post(reverse("evaluation:new"), asked(version, name="另一份"))
    assert (again.status_code, "N555" in words_of(again)) == (422, True)


def test_plan_that_cannot_be_trusted_is_not_frozen(planner, version) -> None:
    PlanVersion.objects.update(sha256=hashlib.sha256(b"other").hexdigest())
    planner.post(reverse("evaluation:new"), asked(version))
    job = run_next()
    assert (job.state, job.result["code"]) == ("失败", "N415")
    page = words_of(planner.get(reverse("evaluation:making", args=[job.pk])))
    assert "N415" in page
    assert "没有做成" in page
    assert "做定稿 2024-年度" in words_of(planner.get(reverse("evaluation:index")))
    assert not FreezeRow.objects.exists()


def test_freeze_that_was_never_registered_is_told_and_registered_later(
    planner, version, workspace, monkeypatch, caplog
) -> None:
    """The server is killed when the folder is there and the row is not."""

    def killed(*args: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "RegisterFreeze", killed)
        planner.post(reverse("evaluation:new"), asked(version))
        assert run_next().state == "失败"
    assert "MemoryError" in caplog.text
    assert (workspace.freezes / NAME / "freeze.json").is_file()
    assert [one.code for one in freeze_findings()] == ["N551"]
    again = planner.post(reverse("evaluation:new"), asked(version))
    assert (again.status_code, "N551" in words_of(again)) == (422, True)
    assert "没有登记" in words_of(planner.get(reverse("evaluation:index")))
    answer = planner.post(reverse("evaluation:register"), {"name": NAME})
    row = FreezeRow.objects.get()
    assert answer["Location"] == reverse("evaluation:freeze", args=[row.pk])
    assert row.digest == open_freeze(workspace, NAME).manifest.digest
    assert list(freeze_findings()) == []
    assert "没有登记" not in words_of(planner.get(reverse("evaluation:index")))
    assert planner.post(reverse("evaluation:register"), {"name": NAME}).status_code == 404


def test_folder_that_was_tampered_with_is_not_registered(planner, workspace, city) -> None:
    write(workspace)
    path = workspace.freezes / NAME / "values.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    page = words_of(planner.post(reverse("evaluation:register"), {"name": NAME}, follow=True))
    assert "E004" in page
    assert not FreezeRow.objects.exists()


def test_correction_without_a_reason_is_not_asked_for(version, context_of, registered) -> None:
    row = registered()
    wanted = Wanted("更正", row.kind, row.year, row.as_of, version, corrects=row.name, reason=" ")
    outcome = perform(AskFreeze(context_of(Role.PLANNER), wanted))
    assert (outcome.done, [one.code for one in outcome.findings]) == (False, ["N554"])


def test_correction_says_why_there_is_no_plan_to_choose(planner, registered) -> None:
    page = words_of(planner.get(reverse("evaluation:correct", args=[registered().pk])))
    assert "还没有印发的规划" in page


def test_freeze_is_told_to_wait_alike_on_its_page_and_in_the_list(planner, registered) -> None:
    there = reverse("evaluation:freeze", args=[registered().pk])
    for address in (there, reverse("evaluation:index") + "?word=2024"):
        page = words_of(planner.get(address))
        assert re.search(r"待批准</", page), address
        assert "没有批准" not in page


def test_correction_lists_what_it_changes(planner, version, book, workspace) -> None:
    planner.post(reverse("evaluation:new"), asked(version, book))
    run_next()
    first = FreezeRow.objects.get()
    address = reverse("evaluation:correct", args=[first.pk])
    told = {"version": version.pk, "book": book.pk, "as_of": "2025-03-01"}
    for nothing in ({}, {"reason": "  "}):
        without = planner.post(address, told | nothing)
        assert (without.status_code, "写清哪里错了、为什么改" in words_of(without)) == (422, True)
    assert re.search(r'更正的理由<i class="must"', words_of(planner.get(address)))
    planner.post(address, told | {"reason": "没有变"})
    same = run_next()
    assert (same.state, same.result["code"]) == ("失败", "E009")
    row = book.entries.get(key="k-2")
    row.content = {**row.content, "title": "消除全部大班额"}
    row.save()
    planner.post(address, told | {"reason": "任务名称写错"})
    done = run_next()
    assert done.state == "完成", done.told
    second = FreezeRow.objects.get(name=f"{NAME}-更正1")
    assert (second.corrects, second.reason, second.differences > 0) == (NAME, "任务名称写错", True)
    page = words_of(planner.get(reverse("evaluation:freeze", args=[second.pk])))
    assert "消除全部大班额" in page
    assert f"差异（{second.differences} 处）" in page
    older = words_of(planner.get(reverse("evaluation:freeze", args=[first.pk])))
    assert "已经被" in older
    assert second.name in older
