"""TXT and MD: decoding, marks, joining."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.document import BlockKind, Document, Status
from luoshi.readers import read_bytes, read_document

_BODY = "为办好临江教育，结合本市实际，制定本规划。"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def read(text: str, name: str = "规划.txt") -> Document:
    return read_bytes(name, text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_the_decoded_file_with_line_ends_untouched(encoding: str) -> None:
    data = f"一、总体要求\r\n{_BODY}\r\n\r\n二、目标\n".encode(encoding)
    document = read_bytes("a.txt", data)
    outside = "utf-8" if encoding == "utf-8-sig" else encoding
    assert io.TextIOWrapper(io.BytesIO(data), outside, newline="").read() == document.text
    assert texts(document) == ["总体要求", _BODY, "目标"]
    assert document.encoding == outside


def test_read_document_takes_a_path(tmp_path: Path) -> None:
    path = tmp_path / "要点.txt"
    path.write_bytes(_BODY.encode())
    document = read_document(path)
    assert (document.name, document.format, texts(document)) == ("要点.txt", "txt", [_BODY])
    assert len(document.sha256) == 64


def test_a_few_damaged_bytes_are_replaced_and_reported() -> None:
    document = read_bytes("a.txt", (_BODY * 40).encode() + b"\xff\xfe" + _BODY.encode())
    assert document.status is Status.PARTIAL
    assert [finding.code for finding in document.findings] == ["R103"]


def test_passages_lose_marks_and_indentation() -> None:
    document = read("## **三、保障措施**\n\n　　**（一）加强领导。**健全机制\\.<br>\n\n---\n\n<p>尾段。</p>\n", "a.md")
    assert texts(document) == ["保障措施", "加强领导。健全机制.", "尾段。"]
    assert document.format == "md"
    item = document.blocks[1]
    assert (item.kind, item.label, item.text[: item.title_end]) == (BlockKind.LIST_ITEM, "（一）", "加强领导")


def test_a_sentence_cut_by_a_page_break_is_joined() -> None:
    document = read(
        f"1.抓好某事。{_BODY}扎实推进义务教育薄\n\n弱学校改造，2021\n\n年全部完成任务。\n\n2.抓好另一件事。{_BODY}\n"
    )
    assert document.blocks[0].text.endswith("扎实推进义务教育薄弱学校改造，2021年全部完成任务。")
    assert [block.label for block in document.blocks] == ["1", "2"]


def test_a_line_that_begins_with_a_stop_goes_on_with_the_one_before() -> None:
    assert texts(read("新建学校30所（其中小学20所）\n，新增学位3万个。\n")) == [
        "新建学校30所（其中小学20所），新增学位3万个。"
    ]


def test_page_numbers_inside_a_sentence_vanish() -> None:
    document = read(f"{_BODY}扎实推进义务教育薄弱\n\n— 3 —\n\n学校改造，今年全部完成任务。\n")
    assert texts(document) == [f"{_BODY}扎实推进义务教育薄弱学校改造，今年全部完成任务。"]


def test_hard_wrapped_lines_are_joined() -> None:
    sentence = "各县区要加强统筹，健全机制，压实责任，确保各项任务按期完成，取得实效。"
    paragraphs = ["　　" + sentence * count for count in (3, 4, 5, 3)]
    wrapped = "\n".join(
        "\n".join(paragraph[at : at + 30] for at in range(0, len(paragraph), 30)) for paragraph in paragraphs
    )
    assert texts(read(wrapped)) == [paragraph.strip() for paragraph in paragraphs]


def test_headings_and_signatures_are_not_joined() -> None:
    text = f"（三）学龄人口持续流动，给城区学校带来了新压力\n\n{_BODY}\n\n临江市人民政府办公室\n2021年12月29日\n"
    assert len(read(text).blocks) == 4


def test_blanks_between_chinese_and_digits_stay() -> None:
    assert texts(read("至 2022 年完成 50% 的任务，全部达到标准。")) == ["至 2022 年完成 50% 的任务，全部达到标准。"]


def test_a_document_without_text_says_so() -> None:
    document = read("---\n\n***\n")
    assert document.blocks == ()
    assert [finding.code for finding in document.findings] == ["R104"]


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.readers.decoding.MAX_TEXT_LINES", 100)
    with pytest.raises(LuoshiError, match="文件太大"):
        read("一\n" * 101)


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.readers.decoding.MAX_TEXT_CHARACTERS", 100)
    with pytest.raises(LuoshiError, match="文件太大"):
        read(_BODY * 10)
