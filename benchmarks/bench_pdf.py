"""How fast PDFs are read (PDF 读取速度): pages a second at growing sizes, with a ruled table on every page and without.

Run ``python benchmarks/bench_pdf.py [FILE]``; without a file the PDFs are set by typst from invented text, which needs
a Chinese font. Prints the best of three runs; asserts nothing.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from luoshi.readers import read_bytes

_SIZES = (10, 40, 160)
_RUNS = 3
_HEAD = (
    '#set page(paper: "a4", numbering: "— 1 —")\n'
    '#set text(font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), lang: "zh")\n'
    "#set par(justify: true, first-line-indent: (amount: 2em, all: true))\n"
)
_SENTENCE = "加强学校建设，扩大优质教育资源，到2025年全市新增学位5000个，九年义务教育巩固率保持在98%以上。"


def page(number: int, *, table: bool) -> str:
    """Return one page: text, and perhaps a ruled table of 20 rows with a merged cell."""
    text = "\n\n".join(f"第{number}页第{n}段。{_SENTENCE * 3}" for n in range(4 if table else 10))
    if not table:
        return text
    rows = ", ".join(f"[{n}], [第{number}片区第{n}小学], [新建教学楼一栋], [{number}00], [县教育局]" for n in range(20))
    return (
        f"{text}\n#table(columns: (auto, 1fr, 1fr, auto, auto), [序号], [项目], [内容], [投资], [单位], {rows},"
        " table.cell(colspan: 3)[合计], [2000], [])"
    )


def main() -> None:
    """Print the table."""
    if len(sys.argv) > 1:
        show(Path(sys.argv[1]).name, Path(sys.argv[1]).read_bytes())
        return
    import typst

    for table in (True, False):
        for size in _SIZES:
            body = "\n#pagebreak()\n".join(page(n, table=table) for n in range(1, size + 1))
            data = typst.compile((_HEAD + body).encode())
            assert isinstance(data, bytes)
            show("有表格" if table else "只有文字", data)


def show(name: str, data: bytes) -> None:
    """Print pages, characters and speed of one file."""
    best, pages, characters = float("inf"), 0, 0
    for _ in range(_RUNS):
        start = time.perf_counter()
        doc = read_bytes("bench.pdf", data)
        best = min(best, time.perf_counter() - start)
        pages, characters = max(line.page for line in doc.lines), len(doc.text)
    print(f"{name}\t{pages} 页\t{characters} 字\t{best:.3f} 秒\t{pages / best:.0f} 页/秒")


if __name__ == "__main__":
    main()
