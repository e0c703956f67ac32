"""Makes the sample documents of the imaginary city 临江市 and their annotation, always the same.

    python scripts/make_samples.py [FOLDER]

Reads ``scripts/samples/*.txt`` (text with the annotation in it, see ``sample_markup``) and writes below FOLDER, the
repository by default: ``src/luoshi/samples/documents`` (a plan as DOCX, work points as TXT, a scheme as HTML) and
``tests/gold`` (their linear text and their annotation). Needs python-docx.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sample_docx import write_docx
from sample_gold import GoldWriter
from sample_html import write_html
from sample_markup import Item, Row, parse

HERE = Path(__file__).resolve().parent
PLAN = "临江市“十四五”教育事业发展规划"
POINTS = "临江市教育局2022年工作要点"
SCHEME = "青禾县学前教育普及普惠三年行动实施方案"
FACTS: dict[str, dict[str, Any]] = {
    "lj_plan": {
        "title": PLAN,
        "doc_no": "临政办发〔2021〕27号",
        "issuer": "临江市人民政府办公室",
        "region": "临江市",
        "level": "市",
        "kind": "规划",
        "period": [2021, 2025],
        "issued": "2021-11-18",
        "status": "正式",
        "based_on": [
            "中国教育现代化2035",
            "江岭省“十四五”教育发展规划",
            "临江市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
        ],
    },
    "lj_points": {
        "title": POINTS,
        "doc_no": "临教发〔2022〕6号",
        "issuer": "临江市教育局",
        "region": "临江市",
        "level": "市",
        "kind": "工作要点",
        "period": [2022, 2022],
        "issued": "2022-02-21",
        "status": "正式",
        "based_on": ["临江市“十四五”教育事业发展规划"],
    },
    "lj_scheme": {
        "title": SCHEME + "（2023—2025年）",
        "doc_no": "青政办发〔2023〕6号",
        "issuer": "青禾县人民政府办公室",
        "region": "青禾县",
        "level": "县",
        "kind": "实施方案",
        "period": [2023, 2025],
        "issued": "2023-03-16",
        "status": "正式",
        "based_on": ["县域学前教育普及普惠督导评估办法", "临江市“十四五”教育事业发展规划"],
    },
}
GIVEN = {
    "临江市“十四五”教育事业发展规划.docx": "lj_plan",
    "临江市教育局2022年工作要点.txt": "lj_points",
    "青禾县学前教育普及普惠三年行动实施方案.html": "lj_scheme",
}


def row_by_cell(writer: GoldWriter, item: Item, row: Row, label: str) -> None:
    """Append a row with one cell a line, a tab before it and a blank line behind the row."""
    start = len(writer.text)
    section = f"{item.section}/{label}" if item.name == "projects" else item.section
    scope = row.note.split(";")[0] if row.note else None
    for cell in row.cells:
        if cell is None:
            writer.text += "\t\n"
        else:
            # A project's name is at the front of its note; that makes it the scope of what the row promises.
            writer.add(cell, section, "\t", start, scope)
            writer.text += "\n"
    writer.text += "\n"
    writer.row_note(row, item, start, label)


def row_by_tab(writer: GoldWriter, item: Item, row: Row, label: str) -> None:
    """Append a row on one line, tabs between its cells."""
    start = len(writer.text)
    for n, cell in enumerate(row.cells):
        tab = "\t" if n else ""
        if cell is None:
            writer.text += tab
        else:
            writer.add(cell, f"{item.section}/{label}", tab, start)
    writer.text += "\n"
    writer.row_note(row, item, start, label)


def add_table(writer: GoldWriter, item: Item, add_row: Callable[[GoldWriter, Item, Row, str], None]) -> None:
    """Append a table, under its caption where it has one."""
    if item.widths:
        writer.text += f"\n{item.caption}\n"
    label = ""
    for row in item.rows:
        label = row.cells[0].visible if row.cells[0] is not None else label
        add_row(writer, item, row, label)
    writer.text += "" if writer.text.endswith("\n\n") else "\n"


def add_box(writer: GoldWriter, item: Item) -> None:
    """Append a box, its title on a line of its own."""
    assert item.line is not None
    writer.text += f"\n{item.line.visible}\n"
    for inner in item.inner:
        assert inner.line is not None
        start = writer.add(inner.line, inner.section)
        writer.text += "\n"
        writer.annotate_block(inner, start)
    writer.text += "\n"


def linear(items: list[Item], name: str) -> tuple[str, dict[str, Any]]:
    """Return the linear text of a document and its annotation."""
    writer = GoldWriter("全县" if name == "lj_scheme" else "全市")
    problems: list[tuple[str, int, str]] = []
    for item in items:
        begin = len(writer.text)
        if item.kind == "table":
            add_table(writer, item, row_by_cell if item.widths else row_by_tab)
        elif item.kind == "box":
            add_box(writer, item)
        else:
            assert item.line is not None
            before = item.text.removesuffix(item.line.visible)
            if item.kind in ("no", "doctitle", "to") and writer.text:
                before = "\n" + before
            start = writer.add(item.line, item.section, before)
            writer.text += "\n"
            writer.annotate_block(item, start)
        problems += [(note, begin, item.section) for kind, note in item.notes if kind == "Q"]
    notes = [n for item in items if item.line for n in item.line.footnotes]
    writer.text += "".join(f"\n注：{note}\n" for note in notes)
    for problem in problems:
        writer.add_problem(*problem)
    return writer.text, writer.finish(FACTS[name])


def gold_json(gold: dict[str, Any]) -> str:
    """Return the annotation as JSON with one entry a line, so that a change shows as one line."""
    parts = [f' "document": {json.dumps(gold["document"], ensure_ascii=False)}']
    for key, entries in gold.items():
        if key != "document":
            rows = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
            parts.append(f' "{key}": [\n{rows}\n ]' if rows else f' "{key}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(folder: Path) -> None:
    """Write the samples and their annotation below ``folder``."""
    documents, gold = folder / "src/luoshi/samples/documents", folder / "tests/gold"
    documents.mkdir(parents=True, exist_ok=True)
    gold.mkdir(parents=True, exist_ok=True)
    for file, name in GIVEN.items():
        items = parse(HERE / "samples" / f"{name}.txt", running=name == "lj_points")
        text, annotation = linear(items, name)
        (gold / f"{name}.txt").write_bytes(text.encode())
        (gold / f"{name}.json").write_bytes(gold_json(annotation).encode())
        if file.endswith(".docx"):
            write_docx(items, documents / file, PLAN)
        elif file.endswith(".html"):
            write_html(items, documents / file, SCHEME)
        else:
            (documents / file).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
        counts = "、".join(f"{key} {len(rows)}" for key, rows in annotation.items() if isinstance(rows, list))
        sys.stdout.write(f"{file}: {len(text)} 字, {counts}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent)
