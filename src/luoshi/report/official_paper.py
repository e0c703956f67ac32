"""An official paper (公文) as plain data: what stands in it, not how it looks.

Entry: :class:`OfficialPaper`. It goes into JSON and back (:func:`paper_as_json`, :func:`paper_from_json`), so that what
was sent can be kept. Not here: the Word file (:mod:`luoshi.report.official_word`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph.

    Attributes:
        text: its words; of a heading with its number (一、 （一） 1. （1）).
        level: 0 for body text, 1 to 4 for headings.
    """

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table over the width of the text.

    Attributes:
        rows: the cells, all rows of one length.
        head: the first row, repeated on every page; empty for a form whose first column holds the labels.
        caption: above it.
        widths: how wide the columns are against each other; empty for columns alike.
        centred: numbers of the columns (from 0) whose cells are centred.
    """

    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()
    caption: str = ""
    widths: tuple[int, ...] = ()
    centred: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """A paper in the layout of GB/T 9704 (党政机关公文格式).

    Attributes:
        title: 标题; line breaks are kept.
        body: 正文, in its order.
        letterhead: 发文机关标志 in red with a red line below; empty for a paper without (forms, preprinted heads).
        number: 发文字号.
        to: 主送机关, without the colon.
        attachments: 附件说明, names without marks at their ends.
        issuer: 发文机关署名.
        on: 成文日期.
        note: 附注, without its brackets.
        copies: 抄送机关.
    """

    title: str
    body: tuple[Text | PaperTable, ...]
    letterhead: str = ""
    number: str = ""
    to: str = ""
    attachments: tuple[str, ...] = ()
    issuer: str = ""
    on: date | None = None
    note: str = ""
    copies: str = ""

    @property
    def day(self) -> str:
        """成文日期 as it is written: 2024年11月5日."""
        return f"{self.on.year}年{self.on.month}月{self.on.day}日" if self.on is not None else ""


def paper_as_json(paper: OfficialPaper) -> dict[str, Any]:
    """Return a paper as a JSON document."""
    return {**asdict(paper), "on": paper.on.isoformat() if paper.on is not None else None}


def paper_from_json(held: Mapping[str, Any]) -> OfficialPaper:
    """Return the paper that a JSON document of :func:`paper_as_json` holds."""
    told = dict(held)
    told["body"] = tuple(_part(one) for one in held["body"])
    told["attachments"] = tuple(held["attachments"])
    told["on"] = date.fromisoformat(held["on"]) if held["on"] else None
    return OfficialPaper(**told)


def _part(held: Mapping[str, Any]) -> Text | PaperTable:
    if "text" in held:
        return Text(**held)
    return PaperTable(
        rows=tuple(tuple(row) for row in held["rows"]),
        head=tuple(held["head"]),
        caption=held["caption"],
        widths=tuple(held["widths"]),
        centred=tuple(held["centred"]),
    )
