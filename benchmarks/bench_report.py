"""Speed of reports at growing sizes: charts as pictures, PDF, Word, Excel.

Run with ``python benchmarks/bench_report.py``. Prints the seconds of a run at each size and the largest memory of the
process so far; asserts nothing. The bar: 100 pages with 60 charts in less than 20 s, all writers together.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from luoshi.model.evaluation.charts import Bar, BarChart, Chart, Line, LineChart, Share, ShareChart, Tile, TileChart
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.prose import Figure, Named, Said, prose
from luoshi.model.evaluation.report import (
    Annex,
    Block,
    EvaluationReport,
    Heading,
    Paragraph,
    Picture,
    ReportKind,
    Row,
    Table,
)
from luoshi.report.pictures import pictures_of
from luoshi.report.report_pdf import report_pdf
from luoshi.report.report_word import report_word
from luoshi.sheets.report_book import report_workbook

_PAGES = (25, 50, 100, 200)
_CHARTS_OF_100 = 60
_COUNTIES = tuple("东湾区 南塘县 西坪县 北岭区 河口县 高新技术产业开发区 白石县 青溪县".split())
_LIGHTS = ("红", "黄", "绿", "蓝")
_YEARS = range(2015, 2026)
_SENTENCE = (
    "{year}，全市该项指标为{value}，比{before}提高{rise}，按规划的路径推进；各县市区中高于全市水平的占多数，"
    "少数县区进度落后，主要是用地手续办理较慢、资金到位不及时，需要继续加大统筹力度，按月调度，确保如期完成目标任务。"
)
_Result = TypeVar("_Result")


def synthetic_report(pages: int) -> EvaluationReport:
    """Return a report of about so many pages: chapters of a heading, paragraphs, a table and a chart."""
    facts: dict[str, Fact] = {}
    blocks: list[Block] = []
    for at in range(pages * _CHARTS_OF_100 // 100):
        facts.update({fact.id: fact for fact in _facts(at)})
        book = FactBook(facts)
        if at % 10 == 0:
            blocks.append(Heading(f"h{at}", 1, prose("{n}、方面", n=Named(str(at // 10 + 1), "序号"))))
        blocks += _chapter(at, book)
    annex = Annex("a", prose("数据来源"), (_table("a/t", pages * 4, 0),), is_wide=True)
    return EvaluationReport(
        kind=ReportKind.FINAL,
        title=prose("示例市教育事业发展规划\n总结评估报告"),
        issuer="示例市教育局",
        on=date(2026, 3, 1),
        freeze="示例",
        digest="0" * 64,
        blocks=tuple(blocks),
        facts=FactBook(facts),
        annexes=(annex,),
    )


def _facts(at: int) -> list[Fact]:
    values = [Fact(f"{at}/v/{year}", Decimal(80 + at % 7 + year - 2015) + Decimal("0.25"), "%") for year in _YEARS]
    counties = [Fact(f"{at}/c/{name}", Decimal(70 + (at * 5 + n * 7) % 29), "%") for n, name in enumerate(_COUNTIES)]
    lights = [
        Fact(f"{at}/n/{name}/{light}", Decimal((at + n + m) % 9), "项")
        for n, name in enumerate(_COUNTIES)
        for m, light in enumerate(_LIGHTS)
    ]
    return [*values, *counties, *lights, Fact(f"{at}/rise", Decimal("5.6"), "个百分点")]


def _chapter(at: int, book: FactBook) -> list[Block]:
    told = prose(
        _SENTENCE,
        year=Named("2024年", "年份"),
        value=book[f"{at}/v/2024"],
        before=Named("2020年", "年份"),
        rise=book[f"{at}/rise"],
    )
    number = Named(str(at + 1), "序号")
    return [
        Heading(f"h{at}/1", 2, prose("（{n}）目标的完成情况", n=number)),
        *(Paragraph(f"p{at}/{part}", told) for part in range(3)),
        _table(f"t{at}", len(_COUNTIES), at),
        Paragraph(f"t{at}/note", prose("注：按学年初统计。"), is_note=True),
        Picture(f"f{at}", prose("图{n} 变化", n=number), prose("图：逐年提高。"), _chart(at)),
        *(Paragraph(f"q{at}/{part}", told) for part in range(3)),
    ]


def _table(key: str, rows: int, at: int) -> Table:
    names = [_COUNTIES[row % len(_COUNTIES)] for row in range(rows)]
    cells = [
        (Named(str(row + 1), "序号"), Said(name), Figure(f"{at}/c/{name}"), Said("按计划"))
        for row, name in enumerate(names)
    ]
    return Table(
        key,
        prose("各县市区的值"),
        ("序号", "县市区", "值", "说明"),
        tuple(Row(str(row), tuple((run,) for run in each)) for row, each in enumerate(cells)),
        (1, 3, 2, 5),
        centred=(0,),
        right=(2,),
    )


def _chart(at: int) -> Chart:
    match at % 4:
        case 0:
            points = tuple((year, f"{at}/v/{year}") for year in _YEARS)
            return LineChart(
                "%", (Line("实际", points), Line("按路径应到", points[::2], is_dashed=True)), points[-1][1], "目标"
            )
        case 1:
            return BarChart("%", tuple(Bar(name, f"{at}/c/{name}") for name in _COUNTIES), f"{at}/v/2024", "全市")
        case 2:
            rows = ((name, tuple(Share(one, one, f"{at}/n/{name}/{one}") for one in _LIGHTS)) for name in _COUNTIES)
            return ShareChart("项", tuple(rows))  # type: ignore[arg-type]
        case _:
            return TileChart(
                "%", tuple(Tile(name, n % 4, n // 4, f"{at}/c/{name}") for n, name in enumerate(_COUNTIES))
            )


def timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """Return the time of a run, in seconds, and its result; a second run would find much in typst's memory."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    """Print the table."""
    heads = ("图片", "PDF", "Word", "Excel", "合计")
    print(f"{'页':>5} {'图':>4} {' '.join(f'{head} 秒'.rjust(8) for head in heads)} {'内存 MB':>8}")
    for pages in _PAGES:
        report = synthetic_report(pages)
        drawn, pictures = timed(lambda report=report: pictures_of(report))
        pdf_time, pdf = timed(lambda report=report, pictures=pictures: report_pdf(report, pictures))
        word, _ = timed(lambda report=report, pictures=pictures: report_word(report, pictures))
        book, _ = timed(lambda report=report: report_workbook(report))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        times = (drawn, pdf_time, word, book, drawn + pdf_time + word + book)
        told = " ".join(f"{one:>8.2f}" for one in times)
        print(f"{pdf.places['a/t']:>5} {len(pictures):>4} {told} {memory:>8}")


if __name__ == "__main__":
    main()
