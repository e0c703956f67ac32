"""Makes the sample documents of the imaginary city 临江市 and their annotation, always the same.

    python scripts/make_samples.py [FOLDER]

Reads ``scripts/samples/*.txt`` (text with the annotation in it, see ``sample_markup``) and writes below FOLDER, the
repository by default: ``src/luoshi/samples/documents`` (each document in one format), ``tests/samples/second`` (the
same documents in further formats, to test that they compile alike), ``tests/gold`` (their linear text and their
annotation), ``tests/compare`` (the draft of the plan) and ``src/luoshi/samples/flawed`` (the plan with planted
defects). Needs python-docx and typst; a PDF is left out, and this is
told, where its fonts are not installed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sample_docx import Cover, write_docx
from sample_draft import draft_source
from sample_facts import SAMPLES, Sample
from sample_gold import GoldWriter
from sample_html import write_html
from sample_markup import Item, Row, parse
from sample_pdf import fonts_there, write_pdf

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "samples"
DRAFT_ISSUED = "2021-08-30"


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
        writer.text += "\n" + "".join(f"{caption}\n" for caption in item.captions)
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


def linear(items: list[Item], sample: Sample) -> tuple[str, dict[str, Any]]:
    """Return the linear text of a document and its annotation."""
    writer = GoldWriter(sample.scope)
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
    return writer.text, writer.finish(sample.document)


def gold_json(gold: dict[str, Any]) -> str:
    """Return the annotation as JSON with one entry a line, so that a change shows as one line."""
    parts = [f' "document": {json.dumps(gold["document"], ensure_ascii=False)}']
    for key, entries in gold.items():
        if key != "document":
            rows = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
            parts.append(f' "{key}": [\n{rows}\n ]' if rows else f' "{key}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(path: Path, items: list[Item], sample: Sample, text: str) -> None:
    """Write a document in the format that the ending of ``path`` names."""
    issued = sample.document["issued"]
    if path.suffix == ".docx":
        write_docx(items, path, Cover(sample.stem, sample.site, issued, sample.running))
    elif path.suffix == ".html":
        write_html(items, path, sample.stem, sample.site, issued)
    elif path.suffix == ".txt":
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    elif fonts_there():
        write_pdf(items, path, sample.stem, sample.document["issuer"])
    else:
        sys.stderr.write(f"{path.name}: fonts are not installed, not written\n")


def write_edition(folder: Path, edits: str, mark: str, issued: str) -> None:
    """Write an edition of the plan made by a list of edits; ``mark`` stands behind its name in brackets."""
    folder.mkdir(parents=True, exist_ok=True)
    items = parse(draft_source(SOURCES / "lj_plan.txt", SOURCES / edits))
    plan = SAMPLES["lj_plan"]
    write_docx(items, folder / f"{plan.stem}（{mark}）.docx", Cover(plan.stem, plan.site, issued))


def main(folder: Path) -> None:
    """Write the samples and their annotation below ``folder``."""
    documents, second = folder / "src/luoshi/samples/documents", folder / "tests/samples/second"
    gold = folder / "tests/gold"
    for each in (documents, second, gold):
        each.mkdir(parents=True, exist_ok=True)
    for name, sample in SAMPLES.items():
        items = parse((SOURCES / f"{name}.txt").read_text(encoding="utf-8"), sample.running)
        text, annotation = linear(items, sample)
        (gold / f"{name}.txt").write_bytes(text.encode())
        (gold / f"{name}.json").write_bytes(gold_json(annotation).encode())
        write(documents / (sample.stem + sample.suffix), items, sample, text)
        for suffix in sample.seconds:
            write(second / (name + suffix), items, sample, text)
        counts = "、".join(f"{key} {len(rows)}" for key, rows in annotation.items() if isinstance(rows, list))
        sys.stdout.write(f"{sample.stem}{sample.suffix}: {len(text)} 字, {counts}\n")
    # The draft, to test how it is compared with the plan as issued; the flawed edition, to test the rules of review.
    write_edition(folder / "tests/compare", "lj_plan_draft.yaml", "征求意见稿", DRAFT_ISSUED)
    issued = SAMPLES["lj_plan"].document["issued"]
    write_edition(folder / "src/luoshi/samples/flawed", "lj_plan_flawed.yaml", "有错的一版", issued)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent)
