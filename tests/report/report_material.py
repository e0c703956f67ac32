"""Material for tests of written reports: drawn pictures without drawing, a long report. Entry: :func:`drawn`."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

from tests.evaluation.small_report import small_report

from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.prose import Named, prose
from luoshi.model.evaluation.report import Block, EvaluationReport, Heading, Paragraph, Picture, Row, Table


def png(red: int = 200, width: int = 60, height: int = 30) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes((red, 210, 230)) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def drawn(report: EvaluationReport) -> dict[str, ChartPicture]:
    """Return a picture for every chart of a report, each of another colour."""
    keys = [one.key for one in report.all_blocks() if isinstance(one, Picture)]
    return {key: ChartPicture("<svg/>", png(at * 7 % 256), 640, 320) for at, key in enumerate(keys)}


def long_report(chapters: int = 12) -> EvaluationReport:
    """Return a report of many chapters, each with the blocks of the small one."""
    small = small_report(rows=14)
    blocks: list[Block] = []
    for number in range(1, chapters + 1):
        for block in small.blocks:
            key = f"{number}/{block.key}"
            match block:
                case Heading(level=1):
                    blocks.append(Heading(key, 1, prose("第{n}章总体情况", n=Named(str(number), "序号"))))
                case Paragraph(is_note=False):
                    blocks.append(Paragraph(key, block.words * (1 + number % 5)))
                case _:
                    blocks.append(replace(block, key=key))
    wide = small.annexes[0]
    table = next(one for one in wide.blocks if isinstance(one, Table))
    tall = replace(
        wide,
        key="a2",
        is_wide=False,
        title=prose("目标完成情况一览表"),
        blocks=(replace(table, key="a2/t", rows=tuple(Row(f"{at}", table.rows[at % 3].cells) for at in range(60))),),
    )
    last = replace(tall, key="a3", blocks=(replace(tall.blocks[0], key="a3/t"),))
    return replace(small, blocks=tuple(blocks), annexes=(wide, tall, last))
