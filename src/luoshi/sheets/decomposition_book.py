"""Divided targets as a workbook (目标分解工作簿): a row a county and target, years, terms, what is left.

Entries: :func:`write_decomposition_book`, :func:`share_rows`. The same division always gives the same bytes.
Not here: the division (``luoshi.progress``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.model.decomposition import CountyShare, Decomposition, Decompositions, Undivided
from luoshi.model.dividing import Held
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone

_Rows = list[list[CellValue]]

SHARES = (
    LedgerColumn("序号", 6, Look.CENTRE),
    LedgerColumn("指标", 24),
    LedgerColumn("县市区", 11),
    LedgerColumn("全市目标", 11, Look.NUMBER),
    LedgerColumn("年份", 7, Look.CENTRE),
    LedgerColumn("单位", 7, Look.CENTRE),
    LedgerColumn("基期年份", 7, Look.CENTRE),
    LedgerColumn("基期", 9, Look.NUMBER),
    LedgerColumn("应达到", 9, Look.NUMBER),
    LedgerColumn("变动", 9, Look.NUMBER),
    LedgerColumn("基期分子或数目", 12, Look.NUMBER),
    LedgerColumn("分母或权数", 12, Look.NUMBER),
    LedgerColumn("应到分子或数目", 12, Look.NUMBER),
    LedgerColumn("分子或数目增减", 12, Look.NUMBER),
    LedgerColumn("上限或下限", 9, Look.NUMBER),
    LedgerColumn("分解办法", 11, Look.CENTRE),
    LedgerColumn("受限于", 8, Look.CENTRE),
    LedgerColumn("说明（可写进公文）", 62),
    LedgerColumn("编号", 13, Look.CENTRE),
)
_YEARS = (
    LedgerColumn("指标", 28),
    LedgerColumn("县市区", 12),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("路径", 11, Look.CENTRE),
    LedgerColumn("哪个数", 11, Look.CENTRE),
)
_VALUES, _AMOUNTS = "应到", "应到分子"
_TERMS = (
    LedgerColumn("指标", 28),
    LedgerColumn("县市区", 12),
    LedgerColumn("任期", 13, Look.CENTRE),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("任期开始", 10, Look.NUMBER),
    LedgerColumn("届满应到", 10, Look.NUMBER),
    LedgerColumn("任期内变动", 10, Look.NUMBER),
    LedgerColumn("任期内分子或数目增减", 14, Look.NUMBER),
    LedgerColumn("说明（可写进公文）", 62),
    LedgerColumn("编号", 13, Look.CENTRE),
)
_LEFT = (
    LedgerColumn("序号", 6, Look.CENTRE),
    LedgerColumn("指标", 34),
    LedgerColumn("范围", 14),
    LedgerColumn("目标", 14, Look.NUMBER),
    LedgerColumn("年份", 7, Look.CENTRE),
    LedgerColumn("为什么没有分解", 60),
    LedgerColumn("怎么办", 46),
    LedgerColumn("代码", 8, Look.CENTRE),
    LedgerColumn("编号", 13, Look.CENTRE),
)
_HELD = SHARES.index(next(column for column in SHARES if column.head == "受限于"))
_VALUE_COLUMNS = tuple(SHARES.index(column) for column in SHARES if column.head in ("基期", "应达到", "变动"))
_TONES = {Held.FIXED: Tone.NOTICE, Held.CEILING: Tone.CALM, Held.CAP: Tone.CALM, Held.BASE: Tone.GONE}
_MEANINGS = (
    ("应达到", "各县市区都到这个数，全市就到目标：率在取小数时往难处取，所以按它复算可能略高于目标。"),
    ("应到分子或数目", "各县相加正好是全市要的，一个不多，一个不少。"),
    (
        "受限于",
        "固定：事先定死的数；上限：到顶了；幅度：到了每县最多能动的；基期：本来就够，保持；空的是和别的县一样变动。",
    ),
    ("同一数值", "没有达到的都补到同一个数，已经更好的保持。"),
    ("同等努力", "各县都补上自己离上限差距的同一比例；没有上限的，按基期的同一比例增减。"),
    ("按规模", "率：各县提高同样的百分点；数目：按权数（没有给的按基期数）分，取整用最大余数法。"),
    ("最小总努力", "各县变动的百分点加起来最小：规模大、难度小的先承担，到上限或幅度为止。"),
    ("余数相同时", "按县市区名称的字码先后，和表里的次序无关。"),
    ("年度路径", "各县每年的分子相加正好是全市当年的；不走回头，末年正好是目标。率都按基期的分母折算。"),
)


def share_rows(item: Decomposition) -> Iterator[tuple[CountyShare, list[CellValue]]]:
    """Give each county of a divided target with its cells from the second of :data:`SHARES` on; the whole first."""
    for one in (item.whole, *item.parts):
        cells: list[CellValue] = [
            item.indicator,
            one.name,
            item.shown,
            item.year,
            item.unit,
            item.base_year,
            one.base,
            one.value,
            one.change,
            one.base_amount,
            one.weight,
            one.amount,
            one.added,
            one.ceiling,
            str(item.method),
            "" if one.held is Held.NONE else str(one.held),
            one.sentence,
            item.id,
        ]
        yield one, cells


def write_decomposition_book(found: Decompositions) -> bytes:
    """Return divided targets as an XLSX workbook."""
    title = f"目标分解：{found.plan}"
    book = Book(title)
    book.add(_shares(found.items, title))
    book.add(_years(found.items, f"{title}　年度路径"))
    if any(item.term is not None for item in found.items):
        book.add(Ledger("任期目标", f"{title}　任期目标", _TERMS, list(_term_rows(found.items)), 2))
    book.add(Ledger("没有分解的", f"{title}　没有分解的", _LEFT, _left_rows(found.undivided), 2))
    book.add_lines("说明", _cover(found, title), title)
    return book.finish()


def _shares(items: Sequence[Decomposition], title: str) -> Ledger:
    rows: _Rows = []
    tones: dict[tuple[int, int], Tone] = {}
    decimals: dict[tuple[int, int], int] = {}
    for item in items:
        shown = _decimals(item)
        for one, cells in share_rows(item):
            decimals |= {(len(rows), column): shown for column in _VALUE_COLUMNS}
            if one is item.whole:
                tones |= {(len(rows), column): Tone.READ_ONLY for column in range(len(SHARES))}
            elif one.held in _TONES:
                tones[len(rows), _HELD] = _TONES[one.held]
            rows.append([len(rows) + 1, *cells])
    return Ledger("目标分解", title, SHARES, rows, 3, tones, decimals)


def _years(items: Sequence[Decomposition], title: str) -> Ledger:
    """Return the paths, a column a year: values, and of ratios the numerators below them."""
    years = sorted({year for item in items for year in range(item.base_year, item.year + 1)})
    columns = (
        *_YEARS,
        *(LedgerColumn(f"{year} 年", 11, Look.NUMBER) for year in years),
        LedgerColumn("编号", 13, Look.CENTRE),
    )
    rows: _Rows = []
    tones: dict[tuple[int, int], Tone] = {}
    decimals: dict[tuple[int, int], int] = {}
    for item in items:
        shown = _decimals(item)
        for one in (item.whole, *item.parts):
            values = {item.base_year: one.base, **{point.year: point.value for point in one.years}}
            amounts = {item.base_year: one.base_amount, **{point.year: point.amount for point in one.years}}
            for what, figures in ((_VALUES, values), (_AMOUNTS, amounts))[: 2 if item.is_ratio else 1]:
                at = len(rows)
                if one is item.whole:
                    tones |= {(at, column): Tone.READ_ONLY for column in range(len(columns))}
                if what == _VALUES:
                    decimals |= {(at, len(_YEARS) + number): shown for number in range(len(years))}
                head = [item.indicator, one.name, item.unit, str(item.manner), what]
                rows.append([*head, *(figures.get(year) for year in years), item.id])
    return Ledger("年度路径", title, columns, rows, 2, tones, decimals)


def _decimals(item: Decomposition) -> int:
    """Return with how many decimals the values of a target are shown: as many as any of them has."""
    values = (value for one in (item.whole, *item.parts) for value in (one.base, one.value))
    return max(max(0, -int(value.normalize().as_tuple().exponent)) for value in values)


def _term_rows(items: Sequence[Decomposition]) -> Iterator[list[CellValue]]:
    for item in items:
        if item.term is None:
            continue
        for one in item.term.shares:
            yield [
                item.indicator,
                one.name,
                f"{item.term.first}—{item.term.last}",
                item.unit,
                one.start,
                one.value,
                one.change,
                one.added,
                one.sentence,
                item.id,
            ]


def _left_rows(left: Sequence[Undivided]) -> _Rows:
    """Return what is not divided, what can be mended first: findings, then the rest in the order of the plan."""
    ordered = sorted(left, key=lambda one: not one.code)
    return [
        [number, one.indicator, one.scope, one.shown, one.year, one.reason, one.fix, one.code, one.id]
        for number, one in enumerate(ordered, 1)
    ]


def _cover(found: Decompositions, title: str) -> Iterator[tuple[str, CellValue]]:
    yield title, None
    yield "规划文件", found.source
    yield "口径", found.area_set
    yield "统计数据快照", found.snapshot or "没有"
    yield "分解了", f"{len(found.items)} 项"
    yield "没有分解", f"{len(found.undivided)} 项，理由见“没有分解的”"
    for item in found.items:
        yield f"{item.indicator} {item.shown}", None
        yield "办法", f"{item.method}：{item.method_note}"
        yield "路径", item.manner_note
        for note in (*item.notes, *((item.term.note,) if item.term is not None and item.term.note else ())):
            yield "注意", note
    if found.findings:
        yield "发现的问题", None
        for one in found.findings:
            yield one.code, one.message + (f"。处理：{one.fix}" if one.fix else "")
    yield "怎样看", None
    yield from _MEANINGS
