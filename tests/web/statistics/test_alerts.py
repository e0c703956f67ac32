"""Alerts on pages: who sees and answers which, what is written into the file, what is not closed."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from luoshi.model.monitoring import Alert
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import today
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import run_next
from luoshi.web.policy import Role
from luoshi.web.statistics.alert_index import keep_in_step
from luoshi.web.statistics.models import AlertRow
from luoshi.web.todos import todos_of
from luoshi.workspace.alerts_file import alerts_path, read_alerts, write_alerts
from luoshi.workspace.folder import open_workspace
from tests.web.statistics.conftest import OTHER, OWN


def _held(workspace, key: str) -> Alert:
    return next(one for one in read_alerts(open_workspace(workspace)) if one.id == key)


def _post(client, name: str, key: str, **given: object):
    version = AlertRow.objects.get(key=key).version
    return client.post(reverse(f"statistics:{name}", args=[key]), {"version": version, **given})


@pytest.fixture
def indexed(city, bare) -> None:
    """The index is in step with the file."""
    keep_in_step(today())


def test_a_unit_sees_its_own_alerts_only(bare, browser_of) -> None:
    client = browser_of(Role.REPORTER)
    page = client.get(reverse("statistics:alerts")).content.decode()
    assert OWN.id in page
    assert OTHER.id not in page
    assert client.get(reverse("statistics:alert", args=[OTHER.id])).status_code == 404
    answer = client.post(reverse("statistics:answer", args=[OTHER.id]), {"text": "不归我", "version": 1})
    assert answer.status_code == 404


def test_an_answer_is_written_to_the_file_and_logged(bare, browser_of, indexed) -> None:
    client = browser_of(Role.REPORTER)
    assert _post(client, "answer", OWN.id, text="九月底前分班完毕").status_code == 302
    held = _held(bare, OWN.id)
    assert held.answer is not None
    assert (held.answer.text, held.answer.by) == ("九月底前分班完毕", "青禾县教育局 林若溪")
    entry = LogEntry.objects.order_by("-number").first()
    assert (entry.kind, entry.action, entry.object_id) == ("预警", "答复", OWN.id)
    assert json.loads(entry.after)["answer"]["text"] == "九月底前分班完毕"
    assert list(verify()) == []
    assert "九月底前分班完毕" in client.get(reverse("statistics:alert", args=[OWN.id])).content.decode()


def test_what_was_answered_meanwhile_is_not_overwritten(bare, browser_of, indexed) -> None:
    first, second = browser_of(Role.REPORTER), browser_of(Role.UNIT_HEAD)
    shown = AlertRow.objects.get(key=OWN.id).version
    there = reverse("statistics:answer", args=[OWN.id])
    assert first.post(there, {"version": shown, "text": "先写的"}).status_code == 302
    answer = second.post(there, {"version": shown, "text": "后写的"})
    page = answer.content.decode()
    assert (answer.status_code, "N301" in page, "后写的" in page) == (409, True, True)
    assert _held(bare, OWN.id).answer.text == "先写的"


def test_an_empty_answer_is_refused(browser_of, indexed) -> None:
    answer = _post(browser_of(Role.REPORTER), "answer", OWN.id, text="  ")
    assert (answer.status_code, "N486" in answer.content.decode()) == (409, True)


def test_the_unit_that_is_named_answers(bare, browser_of, indexed) -> None:
    _post(browser_of(Role.SUPERVISOR), "assign", OTHER.id, unit="青禾县教育局")
    assert _held(bare, OTHER.id).answerer == "青禾县教育局"
    assert browser_of(Role.REPORTER).get(reverse("statistics:alert", args=[OTHER.id])).status_code == 200
    refused = _post(browser_of(Role.SUPERVISOR), "assign", OTHER.id, unit="没有这个单位")
    assert "N487" in refused.content.decode()
    assert _post(browser_of(Role.REPORTER), "assign", OTHER.id, unit="学前教育科").status_code == 403


def test_an_alert_is_closed_when_it_was_answered_and_its_cause_is_gone(own, city, browser_of) -> None:
    keep_in_step(today())
    client = browser_of(Role.SUPERVISOR)
    assert "N488" in _post(client, "close", OTHER.id).content.decode()
    _post(client, "answer", OTHER.id, text="已分班")
    assert _post(client, "close", OTHER.id).status_code == 302
    assert _held(own, OTHER.id).closed == today()
    again = _post(client, "answer", OTHER.id, text="再写")
    assert "N485" in again.content.decode()


def test_looking_anew_closes_what_is_gone_and_what_is_there_is_not_closed(own, city, browser_of) -> None:
    keep_in_step(today())
    _post(browser_of(Role.REPORTER), "answer", OWN.id, text="已分班")
    client = browser_of(Role.PLANNER)
    client.post(reverse("statistics:renew"))
    assert run_next().state == Job.State.DONE
    gone = _held(own, OWN.id)
    assert (gone.closed, gone.answer.text) == (today(), "已分班")
    raised = AlertRow.objects.get(kind="偏离路径", closed=None)
    assert "小学在校生数" in raised.what
    _post(client, "answer", raised.key, text="正在扩建")
    refused = _post(client, "close", raised.key)
    assert "N489" in refused.content.decode()
    assert _held(own, raised.key).closed is None


def test_what_the_command_line_wrote_is_seen(bare, browser_of, indexed) -> None:
    new = OWN.model_copy(update={"id": "a-00000009", "what": "新的一条"})
    write_alerts(open_workspace(bare), (OWN, new))
    page = browser_of(Role.LEADER).get(reverse("statistics:alerts")).content.decode()
    assert "新的一条" in page
    assert set(AlertRow.objects.values_list("key", flat=True)) == {OWN.id, new.id}


def test_a_file_that_cannot_be_read_is_told(bare, browser_of) -> None:
    alerts_path(open_workspace(bare)).write_text("alerts: [1", encoding="utf-8")
    answer = browser_of(Role.LEADER).get(reverse("statistics:alerts"))
    assert (answer.status_code, "M003" in answer.content.decode()) == (422, True)
    assert browser_of(Role.REPORTER).get("/").status_code == 200


def test_alerts_to_be_answered_are_duties(account_with, browser_of, indexed) -> None:
    def count(role: Role) -> int:
        return sum(one.count for one in todos_of(account_with(role), today()) if one.title == "待答复的预警")

    assert (count(Role.REPORTER), count(Role.STATISTICIAN), count(Role.SYSTEM_ADMIN)) == (1, 2, 0)
    _post(browser_of(Role.REPORTER), "answer", OWN.id, text="已分班")
    assert (count(Role.REPORTER), count(Role.STATISTICIAN)) == (0, 1)
