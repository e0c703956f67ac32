"""An entry to report, and how its form is sent."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luoshi.web.ledger.models import EntryRow
from luoshi.web.reporting.models import Draft

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PERIOD = "2024-11"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> Path:
    """What is uploaded goes into a folder of the test's own."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=tmp_path)
    (tmp_path / "luoshi.toml").write_text('region = "临江市"\nlevel = "市"\nperiod = [2021, 2025]\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def row(book) -> EntryRow:
    """A task that 青禾县教育局 leads, reported up to 2024-10."""
    return EntryRow.objects.get(key="lj2024-05")


@pytest.fixture
def other(book) -> EntryRow:
    """A task of another unit."""
    return EntryRow.objects.get(key="lj2024-04")


@pytest.fixture
def sent() -> Callable[..., Any]:
    """Send the form of a report as its page does."""

    def send(client: Client, row: EntryRow, do: str = "submit", **said: Any) -> Any:
        draft = Draft.objects.filter(entry=row, period=PERIOD).first()
        fields = {"version": row.version, "draft_version": draft.version if draft else 0, "percent": "92",
                  "text": "又开工两所", "problem": "", "next_step": "", "do": do}  # fmt: skip
        address = f"{reverse('reporting:write')}?entry={row.pk}&period={said.pop('period', PERIOD)}"
        return client.post(address, fields | said)

    return send


def paper(name: str = "开工令.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def book_file(content: bytes, name: str = "填报.xlsx") -> io.BytesIO:
    """Return a workbook as a browser sends it."""
    file = io.BytesIO(content)
    file.name = name
    return file
