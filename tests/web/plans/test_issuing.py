"""Versions as wholes: proposed, issued as a file with its hash, revised, compared, told when the file was changed."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import mark_broken, run_next
from luoshi.web.plans import jobs
from luoshi.web.plans.models import ItemStatus, PlanDoc, PlanState, PlanVersion
from luoshi.web.plans.reading import reviewed
from luoshi.web.plans.store import plan_of
from luoshi.web.policy import Role
from luoshi.workspace.plan_check import check_plan
from luoshi.workspace.plan_file import read_plan
from tests.web.plans.conftest import NAME, NEXT, TEXT, issue, words_of


def correct(planner: Client, version: PlanVersion, title: str, value: str) -> str:
    row = version.items.get(kind="目标", title=title)
    given = {"version": row.version, "value": value}
    assert planner.post(reverse("plans:correct", args=[version.pk, row.key]), given).status_code == 302
    return row.key


def test_issued_version_is_a_file_with_its_hash(planner, leader, draft: PlanVersion, workspace: Path) -> None:
    key = correct(planner, draft, "高中阶段毛入学率", "97.5")
    gone = draft.items.get(kind="目标", title="九年义务教育巩固率").key
    planner.post(reverse("plans:drop", args=[draft.pk, gone]), {"version": 1, "reason": "另文规定"})
    version = issue(PlanVersion.objects.get(pk=draft.pk), planner, leader, "2021-01-01")
    path = workspace / "plans" / f"{NAME}-v1.plan.yaml"
    assert (version.state, version.file_name) == (PlanState.ISSUED, path.name)
    assert version.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    plan = read_plan(path)
    assert plan == plan_of(version)
    assert next(one for one in plan.targets if one.id == key).corrected == ("value",)
    assert gone not in {one.id for one in plan.targets}
    assert (workspace / "documents" / f"{NAME}.txt").read_text(encoding="utf-8") == TEXT
    checked = check_plan(path.read_text(encoding="utf-8"), path.name)
    assert {one.code for one in checked.findings} == {"P010"}  # what people changed, nothing wrong
    given = planner.get(reverse("plans:file", args=[version.pk, "plan"]))
    assert given.content == path.read_bytes()
    assert version.sha256 in LogEntry.objects.get(action="批准印发").after
    assert list(verify()) == []


def test_issued_version_is_never_changed(planner: Client, issued: PlanVersion, workspace: Path) -> None:
    row = issued.items.get(title="高中阶段毛入学率")
    before = (workspace / "plans" / issued.file_name).read_bytes()
    content = issued.content
    for name, given in (
        ("correct", {"version": row.version, "value": "1"}),
        ("drop", {"version": row.version, "reason": "试"}),
    ):
        answer = planner.post(reverse(f"plans:{name}", args=[issued.pk, row.key]), given)
        assert answer.status_code == 422
        assert "已经印发，不能再改" in words_of(answer)
    given = {"home": "problems", "words": "城区学位仍然不足", "text": "不足"}
    assert planner.post(reverse("plans:add", args=[issued.pk]), given).status_code == 422
    confirmed = planner.post(
        reverse("plans:confirm", args=[issued.pk]), {"item": f"{row.key}:{row.version}"}, follow=True
    )
    assert "已经印发，不能再改" in words_of(confirmed)
    bound = planner.post(reverse("plans:binding", args=[issued.pk]), {"key": row.key, "candidate": "不绑定"})
    assert bound.status_code == 422
    issued.refresh_from_db()
    assert (issued.content, issued.changes) == (content, 0)
    assert (workspace / "plans" / issued.file_name).read_bytes() == before


def test_nobody_approves_what_they_proposed(planner: Client, draft: PlanVersion, account_with) -> None:
    planner.post(reverse("plans:propose", args=[draft.pk]), {"effective": "2021-01-01"})
    account = account_with(Role.PLANNER)
    account.grants.create(role=Role.LEADER.value, granted_at=draft.created_at)
    answer = planner.post(reverse("plans:decide", args=[draft.pk]), {"what": "批准"})
    assert answer.status_code == 422
    assert "提交的人不能自己批准" in words_of(answer)
    draft.refresh_from_db()
    assert draft.state == PlanState.PROPOSED


def test_planner_cannot_approve(planner: Client, draft: PlanVersion, workspace: Path) -> None:
    planner.post(reverse("plans:propose", args=[draft.pk]), {"effective": "2021-01-01"})
    assert planner.post(reverse("plans:decide", args=[draft.pk]), {"what": "批准"}).status_code == 403
    assert list((workspace / "plans").iterdir()) == []


def test_refused_version_can_be_changed_and_proposed_again(planner, leader, draft: PlanVersion) -> None:
    planner.post(reverse("plans:propose", args=[draft.pk]), {"effective": "2021-01-01"})
    row = draft.items.get(title="高中阶段毛入学率")
    waiting = planner.post(reverse("plans:correct", args=[draft.pk, row.key]), {"version": 1, "value": "97.5"})
    assert "正在等待批准" in words_of(waiting)
    without_reason = leader.post(reverse("plans:decide", args=[draft.pk]), {"what": "不同意"})
    assert "不同意要写意见" in words_of(without_reason)
    leader.post(reverse("plans:decide", args=[draft.pk]), {"what": "不同意", "opinion": "高中目标偏低"})
    assert "高中目标偏低" in words_of(planner.get(reverse("plans:issuing", args=[draft.pk])))
    correct(planner, draft, "高中阶段毛入学率", "97.5")
    assert issue(draft, planner, leader, "2021-01-01").state == PlanState.ISSUED


def test_withdrawn_version_is_a_draft_again(planner: Client, draft: PlanVersion) -> None:
    planner.post(reverse("plans:propose", args=[draft.pk]), {"effective": "2021-01-01"})
    planner.post(reverse("plans:decide", args=[draft.pk]), {"what": "撤回"})
    draft.refresh_from_db()
    assert (draft.state, draft.proposed_by) == (PlanState.DRAFT, None)


def test_proposal_without_a_date_is_told_and_keeps_the_note(planner: Client, draft: PlanVersion) -> None:
    answer = planner.post(reverse("plans:propose", args=[draft.pk]), {"effective": "", "note": "按批复"})
    assert answer.status_code == 422
    assert "没有写生效日期" in words_of(answer)
    assert "按批复</textarea>" in words_of(answer)


def test_other_file_of_that_name_is_not_overwritten(planner, leader, draft: PlanVersion, workspace: Path) -> None:
    path = workspace / "plans" / f"{NAME}-v1.plan.yaml"
    path.write_text("别人的文件", encoding="utf-8")
    planner.post(reverse("plans:propose", args=[draft.pk]), {"effective": "2021-01-01"})
    answer = leader.post(reverse("plans:decide", args=[draft.pk]), {"what": "批准"})
    assert answer.status_code == 422
    assert "N416" in words_of(answer)
    assert path.read_text(encoding="utf-8") == "别人的文件"
    draft.refresh_from_db()
    assert draft.state == PlanState.PROPOSED


@pytest.mark.parametrize(("change", "told"), [("改", "被改动过"), ("删", "不在了")])
def test_file_that_was_tampered_with_is_told(planner, issued: PlanVersion, workspace: Path, change, told) -> None:
    address = reverse("plans:version", args=[issued.pk])
    assert "N415" not in words_of(planner.get(address))
    path = workspace / "plans" / issued.file_name
    original = path.read_bytes()
    if change == "删":
        path.unlink()
    else:
        path.write_bytes(original.replace(b"97", b"91"))
    page = words_of(planner.get(address))
    assert "N415" in page
    assert told in page
    assert planner.get(reverse("plans:file", args=[issued.pk, "plan"])).content == original


def test_mid_term_revision_is_a_new_dated_version(planner, leader, issued: PlanVersion, workspace: Path) -> None:
    address = reverse("plans:revise", args=[issued.pk])
    early = planner.post(address, {"note": "按省里要求", "effective": "2020-06-01"})
    assert "生效日期应晚于" in words_of(early)
    assert "按省里要求</textarea>" in words_of(early)
    assert "没有写调整的理由" in words_of(planner.post(address, {"effective": "2023-07-01"}))
    assert planner.post(address, {"note": "按省里要求", "effective": "2023-07-01"}).status_code == 302
    new = PlanVersion.objects.get(number=2)
    assert (new.kind, new.state, new.base_id, new.note) == ("中期调整", "草稿", issued.pk, "按省里要求")
    key = correct(planner, new, "高中阶段毛入学率", "96.5")
    second = issue(new, planner, leader, "2023-07-01")
    assert {one.name for one in (workspace / "plans").iterdir()} == {f"{NAME}-v1.plan.yaml", f"{NAME}-v2.plan.yaml"}
    issued.refresh_from_db()
    assert (issued.state, issued.is_latest, second.is_latest) == (PlanState.ISSUED, False, True)
    page = words_of(planner.get(reverse("plans:compare"), {"old": issued.pk, "new": second.pk}))
    assert "降低" in page
    assert key in page
    assert "<del>" in page
    book = planner.get(reverse("plans:compare_book"), {"old": issued.pk, "new": second.pk})
    sheets = load_workbook(BytesIO(book.content)).worksheets
    cells = [str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("96.5" in cell for cell in cells)
    assert list(verify()) == []


def test_revision_from_a_new_text_keeps_numbers_and_corrections(planner, leader, draft: PlanVersion) -> None:
    key = correct(planner, draft, "高中阶段毛入学率", "97.5")
    same = draft.items.get(kind="目标", title="九年义务教育巩固率")
    raised = draft.items.get(kind="目标", title="学前三年毛入园率")
    shown = {"item": [f"{same.key}:1", f"{raised.key}:1"]}
    planner.post(reverse("plans:confirm", args=[draft.pk]), shown)
    issued = issue(PlanVersion.objects.get(pk=draft.pk), planner, leader, "2021-01-01")
    file = SimpleUploadedFile(f"{NAME}（调整）.txt", NEXT.encode())
    given = {"file": file, "note": "中期评估", "effective": "2023-07-01"}
    assert planner.post(reverse("plans:upload_text", args=[issued.doc_id]), given).status_code == 302
    run_next()
    new = PlanVersion.objects.get(number=2)
    assert (new.kind, new.note, str(new.effective)) == ("中期调整", "中期评估", "2023-07-01")
    statuses = dict(new.items.filter(kind="目标").values_list("key", "status"))
    assert statuses[key] == ItemStatus.CORRECTED
    assert statuses[same.key] == ItemStatus.CONFIRMED
    assert statuses[raised.key] == ItemStatus.COMPILED  # it changed: to be looked at again
    values = {one.id: one.value for one in plan_of(new).targets}
    assert (values[key], values[raised.key]) == (Decimal("97.5"), Decimal(97))


def test_new_text_of_a_draft_takes_its_place(planner: Client, draft: PlanVersion) -> None:
    correct(planner, draft, "高中阶段毛入学率", "97.5")
    address = reverse("plans:upload_text", args=[draft.doc_id])
    again = planner.post(address, {"file": SimpleUploadedFile("同.txt", TEXT.encode())})
    assert "一模一样" in words_of(again)
    assert planner.post(address, {"file": SimpleUploadedFile("新稿.txt", NEXT.encode())}).status_code == 302
    run_next()
    old, new = PlanVersion.objects.order_by("number")
    assert (old.is_latest, new.is_latest, new.kind) == (False, True, "编制")
    row = old.items.get(title="高中阶段毛入学率")
    late = planner.post(reverse("plans:correct", args=[old.pk, row.key]), {"version": row.version, "value": "1"})
    assert "已经有了新的版本" in words_of(late)


def test_file_of_no_plan_is_refused_with_what_was_typed(planner: Client, city) -> None:
    file = SimpleUploadedFile("规划.docx", b"\x00\x01\x02 not a document")
    answer = planner.post(reverse("plans:upload"), {"title": "我的规划", "file": file})
    page = words_of(answer)
    assert answer.status_code == 422
    assert "N401" in page
    assert 'value="我的规划"' in page
    assert not PlanDoc.objects.exists()


def test_text_that_cannot_be_read_is_told_on_the_page_of_progress(planner: Client, city) -> None:
    planner.post(reverse("plans:upload"), {"title": "坏文件", "file": SimpleUploadedFile("坏.pdf", b"%PDF-1.4 broken")})
    address = reverse("plans:progress", args=[PlanDoc.objects.get().pk])
    assert 'hx-trigger="every 2s"' in words_of(planner.get(address))
    job = run_next()
    assert job is not None
    assert job.state == Job.State.FAILED
    page = words_of(planner.get(address, headers={"HX-Request": "true"}))
    assert "没有做成" in page
    assert "<html" not in page
    assert "坏文件" in words_of(planner.get(reverse("plans:index")))


def test_compiling_that_was_broken_off_is_done_again(planner: Client, city) -> None:
    planner.post(reverse("plans:upload"), {"title": NAME, "file": SimpleUploadedFile("规划.txt", TEXT.encode())})
    Job.objects.update(state=Job.State.RUNNING)
    mark_broken()
    doc = PlanDoc.objects.get()
    assert planner.post(reverse("plans:recompile", args=[doc.pk])).status_code == 302
    run_next()
    assert doc.versions.count() == 1
    planner.post(reverse("plans:recompile", args=[doc.pk]))
    assert Job.objects.filter(state=Job.State.WAITING).count() == 0  # nothing failed: nothing is done again


def test_second_plan_of_a_name_is_refused(planner: Client, draft: PlanVersion) -> None:
    file = SimpleUploadedFile("别的.txt", NEXT.encode())
    answer = planner.post(reverse("plans:upload"), {"title": NAME, "file": file})
    assert answer.status_code == 422
    assert "N402" in words_of(answer)


def test_correction_made_while_a_new_text_is_compiled_is_not_lost(
    planner: Client, draft: PlanVersion, monkeypatch
) -> None:
    address = reverse("plans:upload_text", args=[draft.doc_id])
    planner.post(address, {"file": SimpleUploadedFile("新稿.txt", NEXT.encode())})

    def meanwhile(document, plan):
        correct(planner, draft, "高中阶段毛入学率", "97.5")
        return reviewed(document, plan)

    monkeypatch.setattr(jobs, "reviewed", meanwhile)
    job = run_next()
    monkeypatch.undo()
    assert job is not None
    assert (job.state, job.result["code"]) == (Job.State.FAILED, "N419")
    planner.post(reverse("plans:recompile", args=[draft.doc_id]))
    run_next()
    new = PlanVersion.objects.get(number=2)
    assert new.items.get(title="高中阶段毛入学率").status == ItemStatus.CORRECTED
