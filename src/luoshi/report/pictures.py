"""Charts of a report as pictures (图片): SVG for pages and PDF, PNG for Word.

Entry: :func:`pictures_of`. All pictures of a report are made in one run of typst. Not here: how charts are drawn
(:mod:`luoshi.charts`).
"""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.base.errors import LuoshiError
from luoshi.charts.drawing import draw
from luoshi.charts.svg import size_of
from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import EvaluationReport, Picture
from luoshi.report.fonts import SANS, missing_glyphs
from luoshi.report.typesetting import Job, set_pictures

WIDTH_MM = 150
"""How wide the pictures are printed."""
DOTS_PER_INCH = 200


def pictures_of(report: EvaluationReport) -> dict[str, ChartPicture]:
    """Return the charts of a report: key of the block -> picture.

    Raises:
        LuoshiError: E100 without fonts, E101 when they lack a character, E102 when they cannot be drawn.
    """
    blocks = [one for one in report.all_blocks() if isinstance(one, Picture)]
    return drawn(blocks, report.facts)


def drawn(blocks: Iterable[Picture], book: FactBook) -> dict[str, ChartPicture]:
    """Return charts: key of the block -> picture; raises as :func:`pictures_of`."""
    svgs = {one.key: svg_of(one, book) for one in blocks}
    for key, svg in svgs.items():
        if missing := missing_glyphs(svg):
            raise glyphs_missing(missing, f"图 {key}")
    if not svgs:
        return {}
    job = Job("pictures.typ", {"width": WIDTH_MM, "font": SANS, "charts": list(svgs.values())})
    pngs = set_pictures(job, DOTS_PER_INCH)
    return {key: ChartPicture(svg, png, *size_of(svg)) for (key, svg), png in zip(svgs.items(), pngs, strict=True)}


def svg_of(block: Picture, book: FactBook) -> str:
    """Return the chart of a block as SVG, with its caption as title and its words for those who do not see it."""
    return draw(block.chart, book, plain(block.caption, book), plain(block.alt, book))


def glyphs_missing(missing: str, where: str) -> LuoshiError:
    """Return the error that says which characters no font has."""
    told = "、".join(f"{one}（U+{ord(one):04X}）" for one in missing)
    hint = "把这些字改成字体里有的写法，如人名用字可注音或用组字描述；Word 和网页用电脑自己的字体，不受影响"
    return LuoshiError("E101", f"随带的字体里没有这些字：{told}", where=where, hint=hint)
