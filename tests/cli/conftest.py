"""The command line is tested with plans made here: what the compiler understands is not its matter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import luoshi
import luoshi.api
from luoshi.base.errors import LuoshiError
from luoshi.model.corrections import sealed
from luoshi.model.document import Document, Place, Span
from luoshi.model.plan import DocumentFacts, Plan, Remark, Source, Target
from luoshi.readers import read_bytes


def make_plan(name: str = "规划.txt", severity: str | None = None, targets: int = 2) -> Plan:
    """Return a plan compiled from ``name`` with so many targets and perhaps a finding."""
    items = tuple(
        Target(
            id=f"t-{number:08x}",
            indicator="学前三年毛入园率",
            scope="全市",
            unit="%",
            op=">=",
            value=Decimal("92.5"),
            year=2025,
            kind="约束性",
            quote="学前三年毛入园率达到92.5%以上",
            at=Place(line=number + 1),
            span=Span(number, number + 17),
            value_span=Span(number + 9, number + 13),
        )
        for number in range(targets)
    )
    remarks = (Remark(code="C999", severity=severity, message="有一处看不准", fix="请核对"),) if severity else ()
    facts = DocumentFacts(title="临江市“十四五”教育规划", doc_no="临政办发〔2021〕18号", period=(2021, 2025))
    source = Source(name=name, format="txt", characters=300)
    return sealed(Plan(document=facts, source=source, targets=items, findings=remarks))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Plan], None]:
    """Work in an empty folder, with a compiler that gives one plan; a file named 坏… cannot be read."""
    current = {"plan": make_plan()}

    def read_and_compile(path: Path) -> tuple[Document, Plan]:
        if path.name.startswith("坏"):
            raise LuoshiError("R999", "文件已损坏", where=str(path), hint="请重新取得文件")
        plan = current["plan"]
        document = read_bytes("规划.txt", "学前三年毛入园率达到92.5%以上".encode())
        return document, plan.model_copy(update={"source": plan.source.model_copy(update={"name": path.name})})

    monkeypatch.setattr(luoshi.api, "read_and_compile", read_and_compile)
    monkeypatch.setattr(luoshi.api, "explain_compiler", lambda: "一、数字\n二、角色")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return lambda plan: current.update(plan=plan)


@pytest.fixture(autouse=True)
def _processes_find_luoshi(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes started elsewhere import the very package that is tested."""
    monkeypatch.setenv("PYTHONPATH", str(Path(luoshi.__file__).parents[1]))


@pytest.fixture
def luoshi_process(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the command line in a process of its own, in an empty folder."""

    def run(*arguments: str, python: tuple[str, ...] = (), **environment: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, *python, "-m", "luoshi", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, check=False
        )

    return run


@pytest.fixture
def make() -> Callable[..., Plan]:
    """The function that makes a plan."""
    return make_plan
