"""Evidence: told by its content, kept by its hash, fetched by those who may see the entry, logged."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse

from luoshi.web.action import perform
from luoshi.web.audit.models import LogEntry
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import EntryUnit, ReportRow
from luoshi.web.policy import Role
from luoshi.web.reporting.actions import HandIn, Said
from luoshi.web.reporting.evidence_actions import RemoveEvidence
from luoshi.web.reporting.models import Attachment
from luoshi.web.reporting.selectors import evidence_of

from .conftest import PDF, PERIOD, paper


def test_a_paper_is_kept_and_fetched(row, browser_of, sent) -> None:
    client = browser_of(Role.REPORTER)
    sent(client, row, "save", files=[paper("第1期 开工令.pdf")])
    held = Attachment.objects.get()
    assert (held.digest, held.size, held.kind) == (hashlib.sha256(PDF).hexdigest(), len(PDF), "pdf")
    answer = client.get(reverse("reporting:evidence", args=[held.pk]))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    entry = LogEntry.objects.first()
    assert (entry.kind, entry.action, entry.name) == ("佐证材料", "查看", "林若溪")
    period, name, size, who, _, address = evidence_of(row)[0]
    assert (period, name, size, who) == (PERIOD, "第1期 开工令.pdf", len(PDF), "林若溪")
    assert address == reverse("reporting:evidence", args=[held.pk])


def test_another_unit_gets_none(row, other, browser_of, sent) -> None:
    held = Attachment.objects.create(
        entry=other, period="2024-10", name="a.pdf", digest="0" * 64, size=1, kind="pdf", at=row.changed_at
    )
    assert browser_of(Role.REPORTER).get(reverse("reporting:evidence", args=[held.pk])).status_code == 404
    remove = reverse("reporting:remove_evidence", args=[held.pk])
    assert browser_of(Role.REPORTER).post(remove).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("工具.pdf", b"MZ\x90\x00" + b"\x00" * 200, "N340"),
        ("页面.pdf", b"<!doctype html><script>1</script>", "N340"),
        ("空.pdf", b"", "N342"),
        ("宏.docx", b"PK\x03\x04 no archive", "N340"),
    ],
)
def test_what_is_no_paper_is_refused_and_the_text_stays(row, browser_of, sent, name, content, code) -> None:
    answer = sent(browser_of(Role.REPORTER), row, text="写好的一段", files=[paper(name, content)])
    page = answer.content.decode()
    assert code in page
    assert "写好的一段" in page
    assert not Attachment.objects.exists()


def test_a_paper_too_large_is_refused(row, browser_of, sent, monkeypatch) -> None:
    monkeypatch.setattr("luoshi.web.reporting.writing.LARGEST", 10)
    assert "N341" in sent(browser_of(Role.REPORTER), row, files=[paper()]).content.decode()


def test_what_was_handed_in_keeps_its_papers(row, browser_of, sent) -> None:
    client = browser_of(Role.REPORTER)
    sent(client, row, "save", files=[paper(), paper("b.pdf", PDF + b"%")])
    first, second = Attachment.objects.all()
    client.post(reverse("reporting:remove_evidence", args=[first.pk]))
    assert list(Attachment.objects.all()) == [second]
    sent(client, row)
    client.post(reverse("reporting:remove_evidence", args=[second.pk]))
    assert list(Attachment.objects.all()) == [second]


def test_a_paper_taken_away_meanwhile_is_not_named(row, browser_of, sent, context_of) -> None:
    sent(browser_of(Role.REPORTER), row, "save", files=[paper("甲.pdf"), paper("乙.pdf", PDF + b"%")])
    handing_in = HandIn(context_of(Role.REPORTER), row, PERIOD, Said(text="又开工两所"), (None, None))
    perform(RemoveEvidence(context_of(Role.REPORTER), Attachment.objects.get(name="甲.pdf")))
    assert perform(handing_in).done
    row.refresh_from_db()
    assert entry_of(row).reports[-1].evidence == ("乙.pdf",)


def test_a_report_for_a_unit_with_a_long_name_is_signed_in_short(other, browser_of, sent) -> None:
    name = "临江市" + "望澜区经济技术开发区高新技术产业园区" * 4 + "教育局"
    EntryUnit.objects.filter(entry=other).update(name=name)
    answer = sent(browser_of(Role.SUPERVISOR), other, period="2024-10", files=[paper("回复.pdf")])
    assert answer.status_code == 302
    held = ReportRow.objects.get(entry=other, period="2024-10")
    assert (len(held.reporter), held.reporter[:6]) == (64, "代填：贺知远")
