"""Writes a sample document as a PDF in the manner of a government paper: running head, page numbers, ruled tables.

Entry: :func:`write_pdf`, which builds typst source and has the ``typst`` package set it. The layout follows GB/T 9704:
A4, page numbers as “— 3 —” on the outer side, 28 points between lines. Tables run over pages and repeat their head
row, a wide table stands on a page lying on its side, a box (专栏) stands in a frame, footnotes at the foot of the page.
The fonts are the system's Noto Serif CJK SC and Noto Sans CJK SC, embedded as subsets: :func:`fonts_there` says
whether they are installed. The file knows no clock, so that the same fonts and the same typst give the same bytes.
Not here: what the text says (``scripts/samples``).
"""

from __future__ import annotations

import re
from pathlib import Path

from sample_markup import Item, Line

SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
WIDE = 16
HEAD = """
#set document(title: {title}, author: {author}, date: none)
#let foot = context {{
  let number = counter(page).get().first()
  let shown = text(14pt)[— #number —]
  if calc.odd(number) {{ align(right, pad(right: 1em, shown)) }} else {{ align(left, pad(left: 1em, shown)) }}
}}
#set page(
  paper: "a4", margin: (top: 3.3cm, bottom: 3cm, left: 2.8cm, right: 2.6cm),
  header: align(center, text(9pt, {title})), footer: foot,
)
#set text(font: {serif}, size: 15pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 12pt, spacing: 12pt)
#set footnote(numbering: "①")
#set footnote.entry(separator: line(length: 30%, stroke: 0.5pt))
#show footnote.entry: set text(9pt)
#set table(stroke: 0.6pt, inset: (x: 3pt, y: 5pt))
#let heavy(body) = text(font: {sans}, body)
#let lead(body) = text(weight: "bold", body)
#let body(it) = par(first-line-indent: (amount: 2em, all: true), it)
#let flush(it) = par(first-line-indent: 0em, it)
#let centred(it) = align(center, flush(it))
#let sign(it) = align(right, pad(right: 2em, flush(it)))
#let title(it) = block(
  width: 100%, above: 20pt, below: 20pt,
  {{ set par(justify: false); centred(text(20pt, weight: "bold", it)) }},
)
#let caption(it) = block(width: 100%, above: 16pt, below: 8pt, sticky: true, centred(text(12pt, heavy(it))))
#let cell(it, side: center, ..where) = table.cell(
  align: side + horizon, breakable: false, ..where, par(justify: false, leading: 5pt, it),
)
#let frame(it) = block(
  width: 100%, stroke: 0.8pt, inset: 9pt, above: 16pt, below: 16pt, breakable: false,
  {{ set text(13pt); set par(leading: 9pt, spacing: 9pt); it }},
)
"""


def fonts_there() -> bool:
    """Tell whether the two fonts are installed."""
    import typst

    return {SERIF, SANS} <= set(typst.Fonts().families())


def quoted(text: str) -> str:
    """Return a typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def content(line: Line, before: str = "", lead: int = 0) -> str:
    """Return the final text of a line as typst content, its first ``lead`` characters bold."""
    parts = [f"#{quoted(before)}"] if before else []
    if before and lead:
        parts = [f"#lead({quoted(before)})"]
    for piece in line.pieces:
        if piece.kind == "footnote":
            parts.append(f"#footnote({quoted(piece.text)})")
        elif piece.kind != "delete":
            bold, rest = piece.text[:lead], piece.text[lead:]
            lead = max(0, lead - len(piece.text))
            parts += [f"#lead({quoted(bold)})"] if bold else []
            parts += [f"#{quoted(rest)}"] if rest else []
    return "[" + "".join(parts) + "]"


def whole_period(shown: str) -> str:
    """Return a title whose period, as in （2023—2025年）, does not go over two lines."""
    return re.sub(r'#"([^"]*)(（\d{4}—\d{4}年）)([^"]*)"', r'#"\1"#box("\2")#"\3"', shown)


def paragraph(item: Item) -> str:
    """Return a heading, an item or a styled paragraph."""
    assert item.line is not None
    number = item.text.removesuffix(item.line.visible)
    if item.kind == "heading" and item.level == 1:
        return f"#block(sticky: true, body(heavy({content(item.line, number)})))"
    if item.kind == "heading" and item.level == 2:
        return f"#block(sticky: true, body(lead({content(item.line, number)})))"
    if item.kind == "heading":
        return f"#body({content(item.line, number, item.line.visible.find('。') + 1)})"
    if item.kind == "doctitle":
        return f"#pagebreak(weak: true)\n#title({whole_period(content(item.line))})"
    if item.kind == "title":
        return f"#title({whole_period(content(item.line))})"
    shape = {"no": "centred", "sign": "sign", "to": "flush"}.get(item.kind, "body")
    return f"#{shape}({content(item.line)})"


def row_cells(item: Item, n: int) -> str:
    """Return the cells of row ``n`` that begin in it."""
    cells = []
    for column, (line, span) in item.rows[n].starts.items():
        if line is not None:
            inside = content(line)
            if n == 0 or span > 1:
                inside = f"heavy({inside})"
            where = "left" if len(line.visible) > 16 else "center"
            rows = item.reach(n, column)
            cells.append(f"cell({inside}, side: {where}, colspan: {span}, rowspan: {rows})")
    return "".join(f"  {cell},\n" for cell in cells)


def shares(item: Item) -> list[int]:
    """Return how the columns of a table without widths share the line: by their longest text, within bounds."""
    longest = [0] * len(item.rows[0].cells)
    for row in item.rows:
        for column, (line, span) in row.starts.items():
            if line is not None and span == 1:
                longest[column] = max(longest[column], len(line.visible))
    return [min(max(length, 4), 16) for length in longest]


def table(item: Item) -> str:
    """Return a caption and a table that may run over pages; a wide one on a page of its own lying on its side."""
    columns = len(item.rows[0].cells)
    widths = [f"{w}cm" for w in item.widths] or [f"{share}fr" for share in shares(item)]
    head = row_cells(item, 0)
    rest = "".join(row_cells(item, n) for n in range(1, len(item.rows)))
    size = "10.5pt" if columns > 6 or not item.widths else "12pt"
    caption = "".join(f"#caption({quoted(text)})\n" for text in item.captions)
    if len(item.captions) > 1:
        caption = caption.replace("#caption", "#flush", 1).replace("#caption", "#title")
    out = (
        f"{caption}#[#set text({size})\n#align(center, table(columns: ({', '.join(widths)}),\n"
        f"  table.header(repeat: true,\n{head}  ),\n{rest}))]"
    )
    return f"#page(flipped: true)[\n{out}\n]" if sum(item.widths) > WIDE else out


def box(item: Item) -> str:
    """Return a box (专栏) in its frame."""
    assert item.line is not None
    lines = [f"#centred(heavy({content(item.line)}))"]
    lines += [f"#body({content(inner.line)})" for inner in item.inner if inner.line is not None]
    return "#frame[\n" + "\n".join(lines) + "\n]"


def source(items: list[Item], title: str, author: str) -> str:
    """Return the typst source of a document."""
    head = HEAD.format(title=quoted(title), author=quoted(author), serif=quoted(SERIF), sans=quoted(SANS))
    writers = {"table": table, "box": box}
    return head + "\n\n".join(writers.get(item.kind, paragraph)(item) for item in items) + "\n"


def write_pdf(items: list[Item], path: Path, title: str, author: str) -> None:
    """Write the blocks of a document as a PDF.

    Raises:
        RuntimeError: a font is not installed.
    """
    import typst

    if not fonts_there():
        raise RuntimeError(f"fonts not installed: {SERIF}, {SANS}")
    path.write_bytes(typst.compile(source(items, title, author).encode(), pdf_tags=False))
