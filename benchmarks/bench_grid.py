"""How long table files take: opened as they are, copied with reasons, written plain.

    python benchmarks/bench_grid.py [ROWS COLUMNS]

2,000 × 150 by default. Prints the best of five runs in seconds beside that of the reader of values alone.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

from python_calamine import CalamineWorkbook

from luoshi.sheets.error_copy import error_copy
from luoshi.sheets.form_book import FormSheet, write_form_book
from luoshi.sheets.grid import read_grids


def main() -> None:
    """Print one line for each step."""
    rows, columns = (int(text) for text in sys.argv[1:3]) if len(sys.argv) > 2 else (2_000, 150)
    cells = [[f"学校{row % 700}" if at < 20 else row * at % 1_000 for at in range(columns)] for row in range(rows)]
    sheet = FormSheet("在校生", cells)
    book = write_form_book([sheet])
    lines = "\n".join(",".join(map(str, row)) for row in cells).encode()
    grids, text = read_grids(book, "表.xlsx"), read_grids(lines, "表.csv")
    lines_said = ("在校学生数：应为整数", "其中：女大于在校学生数")
    reasons = dict.fromkeys(range(3, rows, max(1, rows // 300)), lines_said)

    def values() -> object:
        return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()

    _tell("写表样工作簿", lambda: write_form_book([sheet]))
    _tell("只读数值", values)
    _tell("原样打开 XLSX", lambda: read_grids(book, "表.xlsx"))
    _tell("原样打开 CSV", lambda: read_grids(lines, "表.csv"))
    _tell(
        f"XLSX 的错误说明副本，{len(reasons)} 行", lambda: error_copy(book, grids, {"在校生": reasons}, {"在校生": 1})
    )
    _tell(f"CSV 的错误说明副本，{len(reasons)} 行", lambda: error_copy(lines, text, {"表": reasons}, {"表": 1}))


def _tell(name: str, run: Callable[[], object]) -> None:
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    print(f"{name}: {min(taken):.2f}")


if __name__ == "__main__":
    main()
