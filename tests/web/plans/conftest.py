"""A workspace of its own, small documents, and plans in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luoshi.compiler import compile_document
from luoshi.model.document import Document
from luoshi.model.plan import Plan
from luoshi.readers import read_bytes
from luoshi.review import review_document
from luoshi.web import files
from luoshi.web.action import perform
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import run_next
from luoshi.web.plans.issuing import AddVersion
from luoshi.web.plans.models import PlanDoc, PlanSource, PlanVersion
from luoshi.web.plans.store import NewVersion, document_json, review_json
from luoshi.web.policy import Role
from luoshi.workspace.folder import Workspace, init_workspace

TEXT = """临江市教育事业发展规划（2021—2025年）

一、发展基础

2020年，全市学前三年毛入园率达到90%，九年义务教育巩固率达到95%。存在的问题是：城区学位仍然不足。

二、主要目标

到2025年，全市学前三年毛入园率达到96%以上，九年义务教育巩固率达到98%，高中阶段毛入学率达到97%。

三、重点任务

（一）扩大学前教育资源。新建、改扩建公办幼儿园12所，新增学位3600个。（责任单位：市教育局、市发展改革委）

（二）加强教师队伍建设。每年培训教师不少于2000人次。（责任单位：市教育局、市人力资源和社会保障局）

（三）推进临江三中迁建项目。建设地点在望澜区，总投资1.2亿元，2023年开工，2025年建成。（责任单位：市教育局）
"""
NEXT = TEXT.replace("毛入园率达到96%以上", "毛入园率达到97%以上").replace("新增学位3600个", "新增学位4000个")
NAME = "临江市教育事业发展规划"

Upload = Callable[..., PlanVersion]


@pytest.fixture(autouse=True)
def workspace(settings, tmp_path: Path, _on_a_day: None) -> Path:
    """An empty workspace in which plans are issued and files kept."""
    init_workspace(tmp_path, Workspace(tmp_path, "临江市", "市", (2021, 2025)))
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=tmp_path)
    return tmp_path


@pytest.fixture
def planner(browser_of) -> Client:
    """The planner's browser."""
    return browser_of(Role.PLANNER)


@pytest.fixture
def leader(browser_of) -> Client:
    """The leader's browser."""
    return browser_of(Role.LEADER)


@pytest.fixture
def handed_in(planner: Client) -> Upload:
    """Return a function that hands in a text as a new plan, has it compiled, and returns its version."""

    def upload(text: str = TEXT, name: str = f"{NAME}.txt", title: str = NAME) -> PlanVersion:
        file = SimpleUploadedFile(name, text.encode())
        answer = planner.post(reverse("plans:upload"), {"title": title, "file": file})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        job = run_next()
        assert job is not None
        assert (job.state, job.told[:4]) == (Job.State.DONE, "编译出 "), job.told
        doc = PlanDoc.objects.get(name=title)
        return doc.versions.get(is_latest=True)

    return upload


@pytest.fixture(scope="session")
def compiled() -> tuple[Document, Plan, str]:
    """The text as it is read, compiled and reviewed, once for all tests."""
    document = read_bytes(f"{NAME}.txt", TEXT.encode())
    plan = compile_document(document)
    return document, plan, review_json(review_document(document, plan))


@pytest.fixture
def draft(compiled: tuple[Document, Plan, str], context_of) -> PlanVersion:
    """A compiled draft, as the job leaves it."""
    document, plan, review = compiled
    context = context_of(Role.PLANNER)
    kept = files.keep(TEXT.encode(), f"{NAME}.txt", frozenset({"csv"}))
    source = PlanSource.objects.create(
        digest=kept.digest,
        name=f"{NAME}.txt",
        size=kept.size,
        characters=len(document.text),
        document=document_json(document),
    )
    doc = PlanDoc.objects.create(name=NAME, unit=context.account.unit, uploaded_at=context.now)
    version = perform(AddVersion(context, NewVersion(doc, source, plan, review))).value
    assert version is not None
    return version


@pytest.fixture
def issued(draft: PlanVersion, planner: Client, leader: Client) -> PlanVersion:
    """An issued version, in force since 1 January 2021."""
    return issue(draft, planner, leader, "2021-01-01")


def issue(version: PlanVersion, planner: Client, leader: Client, effective: str) -> PlanVersion:
    """Have a version proposed by the planner and approved by the leader."""
    given = {"effective": effective, "note": "按市政府批复印发"}
    answer = planner.post(reverse("plans:propose", args=[version.pk]), given)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    answer = leader.post(reverse("plans:decide", args=[version.pk]), {"what": "批准", "opinion": "同意"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    version.refresh_from_db()
    return version


def words_of(answer) -> str:
    """Return a page as text."""
    return answer.content.decode()
