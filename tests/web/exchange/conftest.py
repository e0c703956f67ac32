"""A folder for each test, and what people do to a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from luoshi.web.ledger.models import Book
from luoshi.web.policy import Role


@pytest.fixture(autouse=True)
def workspace(settings, tmp_path: Path, _on_a_day: None) -> Path:
    """Uploads and learnt columns lie in a folder of the test's own."""
    folder = tmp_path / "ws"
    folder.mkdir()
    (folder / "luoshi.toml").write_text('region = "临江市"\nlevel = "市"\nperiod = [2021, 2025]\n', encoding="utf-8")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=folder)
    return folder


@pytest.fixture
def exported(browser_of: Callable[[Role], Client], book: Book) -> Callable[[Role], bytes]:
    """Return the workbook that somebody with a role exports."""

    def get(role: Role) -> bytes:
        response = browser_of(role).get(reverse("exchange:export"), {"book": book.pk})
        assert response.status_code == 200
        return response.content

    return get


def edited(data: bytes, cells: Mapping[tuple[str, str], object], sheet: str = "任务") -> bytes:
    """Return a workbook in which (编号, head) -> value was written."""
    book = load_workbook(io.BytesIO(data))
    page = book[sheet]
    heads = {cell.value: cell.column for cell in page[1]}
    rows = {page.cell(row, heads["编号"]).value: row for row in range(2, page.max_row + 1)}
    for (key, head), value in cells.items():
        page.cell(rows[key], heads[head]).value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table_of(data: bytes, sheet: str = "任务") -> dict[str, dict[str, object]]:
    """Return 编号 -> head -> value of a sheet."""
    rows = list(load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True))
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return {str(one["编号"]): one for one in found}


def sent(client: Client, address: str, data: bytes, name: str = "台账.xlsx") -> HttpResponse:
    """Upload a file."""
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def given_back(client: Client, data: bytes) -> str:
    """Upload a workbook that came back; return the address of its preview."""
    response = sent(client, reverse("exchange:return"), data)
    assert response.status_code == 302, response.content.decode()
    return str(response.url)
