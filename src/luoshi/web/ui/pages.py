"""Lists cut into pages, and files handed out (分页、下载). Entries: :func:`page_of`, :func:`download`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse

PER_PAGE = 20
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "zip": "application/zip",
}


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of ``rows`` that ``?page=`` asks for; the nearest there is when that is none.

    It bears ``query``: the other parts of the address, for links to pages beside it.
    """
    page = Paginator(rows, per_page).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    page.query = kept.urlencode()
    return page


def download(content: bytes, name: str) -> HttpResponse:
    """Return a file to be stored under ``name`` (Chinese names too), never shown within the page."""
    kind = _TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
