"""How fast the readers are (读取速度): characters a second for TXT, milliseconds for a large DOCX.

Run ``python benchmarks/bench_readers.py``. The files are built here from invented text: a TXT of two million characters
with headings, items and a flattened table a chapter, and a DOCX of 160,000 characters and 60 tables. Printed, not
judged: timed tests fail on busy machines.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import docx

from luoshi.model.document import Document
from luoshi.readers import read_bytes

_SENTENCE = "加强学校建设，扩大优质教育资源，到2025年全市新增学位5000个，九年义务教育巩固率保持在98%以上。"
_HEAD = ("序号", "项目名称", "建设地点", "建设规模", "投资（万元）", "责任单位")
_RUNS = 5


def text_file(characters: int) -> bytes:
    """Return a TXT file of about ``characters`` characters."""
    parts: list[str] = []
    size = 0
    while size < characters:
        part = [f"一、第{len(parts)}项工作\n", "（一）总体安排\n"]
        part += [f"{number}.做好某项工作。{_SENTENCE * 4}\n\n" for number in range(1, 7)]
        part += ["项目一览表\n", *(f"\t{cell}\n" for cell in _HEAD)]
        for row in range(1, 6):
            cells = (str(row), f"某校新建项目{row}", "临江区", "新建教学楼5000平方米", "1200", "临江区人民政府")
            part += ["\n", *(f"\t{cell}\n" for cell in cells)]
        parts.append("".join(part) + "\n\n")
        size += len(parts[-1])
    return "".join(parts).encode()


def word_file(characters: int, tables: int) -> bytes:
    """Return a DOCX file of about ``characters`` characters of text and ``tables`` tables."""
    document = docx.Document()
    document.add_paragraph("临江市教育事业发展规划", style="Title")
    in_tables = tables * 12 * 40
    each = max(1, (characters - in_tables) // tables)
    for chapter in range(tables):
        document.add_heading(f"（{'一二三四五六七八九十'[chapter % 10]}）工作安排", 2)
        size = 0
        while size < each:
            paragraph = document.add_paragraph(style="List Number")
            paragraph.add_run("做好某项工作。").bold = True
            paragraph.add_run(_SENTENCE * 4)
            size += len(paragraph.text)
        table = document.add_table(12, len(_HEAD))
        for row, line in enumerate(table.rows):
            for column, cell in enumerate(line.cells):
                cell.text = _HEAD[column] if row == 0 else f"项目{row}-{column}"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def best(run: Callable[[], Document]) -> tuple[float, Document]:
    """Return the shortest of several runs in seconds, and the document."""
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        document = run()
        times.append(time.perf_counter() - start)
    return min(times), document


def main() -> None:
    """Build the files, read them and print the figures."""
    for characters in (250_000, 500_000, 1_000_000, 2_000_000):
        data = text_file(characters)
        seconds, document = best(lambda data=data: read_bytes("规划.txt", data))  # type: ignore[misc]
        print(f"TXT  {len(document.text):>9,} 字  {seconds:6.2f} 秒  {len(document.text) / seconds:>10,.0f} 字/秒")
    data = word_file(160_000, 60)
    seconds, document = best(lambda: read_bytes("规划.docx", data))
    tables = sum(block.table is not None for block in document.blocks)
    print(f"DOCX {len(document.text):>9,} 字  {tables} 张表  {seconds * 1000:.0f} 毫秒")


if __name__ == "__main__":
    main()
