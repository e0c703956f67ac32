"""Totals in sentences against the table that they speak of (文表合计): :class:`TotalsInText`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import HALF_WIDTH
from luoshi.base.quantities import Quantity, find_in_half_width
from luoshi.compiler.table_heads import Column, Role, TableKind, close
from luoshi.model.document import BlockKind
from luoshi.review.arithmetic.indicator_counts import indicator_counts
from luoshi.review.arithmetic.project_counts import amounts_in, counted, counts_in
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import MONEY, plain, step, summed
from luoshi.review.numeric_tables import NumericTable
from luoshi.review.row_structure import Number, RowKind
from luoshi.review.rule import Rule

_LABEL = re.compile(r"(?:附件|附表|专栏|表|附)\s?[\d一二三四五六七八九十]{1,3}(?:[—-]\d)?")
_POINTS = re.compile(r"见下表|如下表|下表|见表|项目表|（见附|详见|见附")
_MONEY = re.compile(r"(?:总投资|投资总额|投资|总投入|资金|概算|估算)[^\d，。；]{0,10}$")
_COUNT = re.compile(r"(?:项目|工程|任务|事项)[\u4e00-\u9fff]{0,4}$")
_COUNTED = re.compile(r"^(?:重大|重点|建设|工程|教育|新建|学校)*(?:项目|工程|任务|事项)")
_WHOLE = re.compile(r"共|总|合计|规划|安排|计划|实施|全年|五年|期间|累计")
_SOME = re.compile(r"(?:其中|重点|主要|部分)[^，。；]{0,12}(?:见|如下|列|下表)|含(?:往年|上年)?结转")
_SUM_COLUMN = re.compile(r"合计|小计|总计|共计")
_OF_PLAN = re.compile(
    r"(?:重点|重大)(?:教育|建设|学校|基建|投资|工程)*(?:项目|工程)(?:共|共计|总数|合计|共有)?$"
    r"|(?:安排|实施|规划|推进)(?:教育|学校)*(?:建设)?项目$"
)
_OF_PLAN_BEHIND = re.compile(r"^(?:教育|学校)*(?:重点|重大|建设)(?:教育|建设|学校|基建|投资|工程)*(?:项目|工程)")
_OF_ALL = re.compile(
    r"规划期|期间|时期|期内|共(?!同|享|建|性|有)|[三五]年|20\d\d年?[—–~～\-至]{1,2}20\d\d年|总计|集中力量|安排|规划"
)
_OF_SOME = re.compile(
    r"其中|每年|当年|年度|今年|首批|储备|已|完成|争取|上级|省级|中央|市级|国家|纳入|列入|十[一二三]五"
)
_FEWEST = 4
_NEAR = 4


class _Tables:
    """The tables of a document, found by what a sentence says of them."""

    def __init__(self, material: Material) -> None:
        self._by_label: dict[str, list[NumericTable]] = defaultdict(list)
        self._captions: dict[str, list[NumericTable]] = defaultdict(list)
        self._by_number = {table.number: table for table in material.numeric_tables}
        for table in material.numeric_tables:
            for label in _labels(material, table):
                (self._by_label if _LABEL.fullmatch(label) else self._captions)[label].append(table)

    def spoken_of(self, sentence: Sentence) -> list[NumericTable]:
        """Return the tables that a sentence names; if it names none, those right below it."""
        text = close(sentence.text)
        labels = _LABEL.findall(text)
        named = [table for label in dict.fromkeys(labels) for table in self._by_label.get(label, ())]
        if not named and "表" in text:
            named = [table for caption, tables in self._captions.items() if caption in text for table in tables]
        if named or labels:
            return named
        here = sentence.piece
        below = [self._by_number[n] for n in range(here.number + 1, here.number + 1 + _NEAR) if n in self._by_number]
        return [t for t in below if t.block.section == here.block.section and (here.is_prose or _POINTS.search(text))]


class TotalsInText(Rule):
    """正文里说的项目数、总投资，和所指表格的合计不一致。

    句子提到表格（见附件1、专栏4、下表）或紧挨在表格前面，说了项目总数、总投资或与表中某个“合计”列同名的总数，
    而表里的合计、逐行之和都不是这个数。约数相差在百分之五以内的不报。全文只有一张带序号的项目表时，
    规划期内共安排重点项目多少个、其中新建多少个、学前教育多少个（多少万元），也和表里的行数、小计核对。
    共设多少项指标、其中约束性和预期性各多少项，相加对不上或和指标表的行数不合的，也报。
    """

    code = "V102"
    name = "文表合计"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each total that its table does not give."""
        yield from self._of_items(material)
        for wrong in indicator_counts(material):
            yield self.found(wrong.message, wrong.spans, "核对指标的项数，改正正文或表格", Severity.WARNING)
        if not material.numeric_tables:
            return
        tables = _Tables(material)
        only = _only_projects(material)
        for statement in material.sentences:
            if statement.piece.cell is None and re.search(r"\d", statement.half_width):
                spoken_of = tables.spoken_of(statement)
                for table in spoken_of:
                    yield from self._compare(statement, table)
                if only is not None and all(t.head.kind is not TableKind.PROJECT for t in spoken_of):
                    yield from self._of_only(material, statement, only)

    def _of_only(self, material: Material, statement: Sentence, table: NumericTable) -> Iterator[Finding]:
        """规划期内实施重点项目15个, and the one table of projects of the document, whatever it is called."""
        text = statement.half_width
        for quantity in statement.quantities():
            after = text[quantity.tail : quantity.tail + 10]
            told = _OF_PLAN.search(text[max(0, quantity.head - 14) : quantity.head]) or _OF_PLAN_BEHIND.match(after)
            if quantity.unit not in ("个", "项") or quantity.value2 is not None or told is None:
                continue
            before = re.split(r"[；;]", text[: quantity.head])[-1]
            if _OF_ALL.search(before) and not _OF_SOME.search(before):
                if not _is_of_one_year(material, before):
                    yield from self._count(statement, quantity, table)
                    money = (q for q in statement.quantities() if q.start > quantity.end and q.unit in MONEY)
                    for one in money:
                        if one.value2 is None and _MONEY.search(text[max(0, one.head - 24) : one.head]):
                            yield from self._money(statement, one, table)
                            break
                return

    def _of_items(self, material: Material) -> Iterator[Finding]:
        """项目7个，总投资3.72亿元, and below it seven numbered projects, each with its investment."""
        for sentence in material.sentences:
            count, money = _projects_and_money(sentence)
            if count is None or money is None or sentence.piece.cell is not None:
                continue
            sizes = [size for size in _investments(material, sentence.piece.number) if size is not None]
            if len(sizes) != count.value or len(sizes) < 3 or any(not size.exact for size in sizes):
                continue
            added = sum((size.value for size in sizes), Decimal(0)) / MONEY[money.unit]
            if (
                not added
                or _is_same(money, sentence, added)
                or not Decimal("0.75") < money.value / added < Decimal("1.34")
            ):
                continue
            shown = summed(size.value / MONEY[money.unit] for size in sizes)
            message = (
                f"正文写的总投资是{plain(money.value)}{money.unit}，下面{len(sizes)}个项目的投资{shown}{money.unit}，"
                f"相差{plain(abs(added - money.value))}{money.unit}"
            )
            spans = [_with_words(sentence, money)]
            right = material.said_elsewhere(added, money.unit, "资金投资", sentence.span())
            if right is not None:
                message += f"；另一处写的是{plain(right.value)}{money.unit}"
                spans.append(right.value_span)
            yield self.found(message, [*spans, *(s.span for s in sizes)], "核对各项目的投资和总数，改正有错的一个")

    def _compare(self, statement: Sentence, table: NumericTable) -> Iterator[Finding]:
        text = statement.half_width
        for quantity in statement.quantities():
            before, after = text[max(0, quantity.head - 24) : quantity.head], text[quantity.tail : quantity.tail + 10]
            if quantity.value2 is not None or not _WHOLE.search(text[: quantity.head]):
                continue
            counted_noun = _COUNTED.match(after)
            if _SOME.search(text[quantity.tail + (counted_noun.end() if counted_noun else 0) :]):
                continue  # 共20个，其中重点项目见下表
            if quantity.unit in MONEY and _MONEY.search(before):
                yield from self._money(statement, quantity, table)
            elif quantity.unit in ("个", "项") and (_COUNT.search(before) or _COUNTED.match(after)):
                yield from self._count(statement, quantity, table)
            elif quantity.unit not in MONEY:
                yield from self._named(statement, text, quantity, table)

    def _money(self, statement: Sentence, quantity: Quantity, table: NumericTable) -> Iterator[Finding]:
        columns = [c for c in table.columns if c.role is Role.INVESTMENT and c.unit in MONEY]
        if len(columns) == 1:
            scale = MONEY[columns[0].unit] / MONEY[quantity.unit]
            yield from self._held_against(statement, quantity, table, columns[0], scale)
            for wrong in amounts_in(statement, quantity, table, columns[0]):
                yield self.found(
                    f"正文写的是“{wrong.told}”，表中这一类小计{plain(wrong.right)}{columns[0].unit}",
                    [statement.piece.span(wrong.start, wrong.end), *wrong.spans],
                    "核对各类项目的投资，改正正文或表格",
                    Severity.WARNING,
                )

    def _named(self, statement: Sentence, text: str, quantity: Quantity, table: NumericTable) -> Iterator[Finding]:
        """全年新建学校48所, and a column 新建（所）with a total."""
        words = re.split(r"[，。；:：]", text[: quantity.head])[-1]
        fitting = [c for c in table.columns if c.unit in (quantity.unit, "")]
        named = [c for c in fitting if len(_name(c)) >= 2 and _name(c) in words[-len(_name(c)) - 8 :]]
        if len(named) >= 2:  # 新建、改扩建学校48所: their sum has a column of its own
            named = [c for c in fitting if _SUM_COLUMN.search(c.text)]
        if named:
            yield from self._held_against(statement, quantity, table, named[0], Decimal(1))

    def _held_against(
        self, statement: Sentence, quantity: Quantity, table: NumericTable, column: Column, scale: Decimal
    ) -> Iterator[Finding]:
        items = [n for row in table.items() if (n := row.numbers.get(column.index)) is not None]
        total = next((n for row in table.rows if row.kind is RowKind.TOTAL
                      and (n := row.numbers.get(column.index)) is not None), None)  # fmt: skip
        added = sum((n.value for n in items), Decimal(0)) * scale
        sums = [added, *([] if total is None else [total.value * scale])]
        if len(items) < 3 or any(_is_same(quantity, statement, value) for value in sums):
            return
        nearest = min(sums, key=lambda value: abs(value - quantity.value))
        if not nearest or not Decimal("0.75") < quantity.value / nearest < Decimal("1.34"):
            return  # it speaks of something else
        stated = (
            f"表中合计{plain(total.value)}{column.unit}"
            if total
            else f"表中各行相加{plain(added / scale)}{column.unit}"
        )
        message = f"正文写的是{statement.text[quantity.start : quantity.tail]}，{stated}"
        if scale != 1:
            message += f"（{plain(sums[-1], 4)}{quantity.unit}）"
        difference = plain(abs(sums[-1] - quantity.value), 4)
        message += f"，相差{difference}{quantity.unit}"
        spans = [_with_words(statement, quantity), *_places(total, items)]
        yield self.found(message, spans, "以核实后的表格为准，改正正文或表格的合计")

    def _count(self, statement: Sentence, quantity: Quantity, table: NumericTable) -> Iterator[Finding]:
        rows = [row for row in table.items() if row.label]
        if table.head.kind is not TableKind.PROJECT or len(rows) < 3 or quantity.op != "=":
            return
        listed = counted(table)
        serials = _serials(table)
        counts = {len(rows), serials} - {0}
        near = Decimal("0.6") < quantity.value / (serials or len(rows)) < Decimal("1.6")
        if int(quantity.value) not in counts and near:
            said = statement.text[quantity.start : quantity.tail]
            message = f"正文写的是{said}项目，表中列了{serials or len(rows)}个"
            spans = [_with_words(statement, quantity), *(r.label_span for r in (rows[0], rows[-1]) if r.label_span)]
            spans += [*_said_counts(table), *_last_row(table, rows[-1].index)]
            yield self.found(message, spans, "核对项目个数，改正正文或补齐表格", Severity.WARNING)
        for wrong in counts_in(statement, quantity, listed) if listed is not None and near else ():
            yield self.found(
                f"正文写的是“{wrong.told}”，表中这一类的项目有{wrong.right}个",
                [statement.piece.span(wrong.start, wrong.end), *wrong.spans],
                "核对各类项目的个数，改正正文或表格",
                Severity.WARNING,
            )


def _only_projects(material: Material) -> NumericTable | None:
    """Return the table of projects of a document that has one alone, numbered from 1; else None."""
    projects = [t for t in material.numeric_tables if t.head.kind is TableKind.PROJECT and len(t.items()) >= _FEWEST]
    found = [t for t in projects if t.head.column(Role.SERIAL) is not None]
    return found[0] if len(found) == 1 and counted(found[0]) is not None else None


def _is_of_one_year(material: Material, text: str) -> bool:
    """Tell whether a text speaks of one year of a plan for several."""
    period = material.plan.document.period
    years = set(re.findall(r"20\d\d", text))
    return len(years) == 1 and period is not None and period[0] != period[1] and not re.search(r"[到至]20\d\d", text)


def _said_counts(table: NumericTable) -> Sequence[tuple[int, int]]:
    """Return where the row of the total says how many projects there are: 23个项目."""
    totals = {row.index for row in table.rows if row.kind is RowKind.TOTAL}
    cells = [c for c in table.block.table.cells if c.row in totals] if table.block.table else []
    return [c.passage.whole for c in cells if re.fullmatch(r"共?\d{1,3}[个项](?:项目|工程)?", close(c.text))]


def _last_row(table: NumericTable, index: int) -> Sequence[tuple[int, int]]:
    """Return the cells with words of a row: by them people see where the list ends."""
    cells = [c for c in table.block.table.cells if c.row == index] if table.block.table else []
    return [c.passage.span(0, min(len(c.text), 60)) for c in cells if len(c.text) > 1][1:4]


def _investments(material: Material, number: int) -> list[Number | None]:
    """Return the investment, in 元, of each numbered item right below block ``number``; None for one without."""
    blocks = material.document.blocks
    found: list[Number | None] = []
    level = 0
    for at in range(number + 1, len(blocks)):
        block = blocks[at]
        if block.table is not None or (block.level and level and block.level < level):
            break
        if block.level and (not level or block.level == level):
            level = block.level
            found.append(None)
        if found and found[-1] is None:
            found[-1] = _investment(material, at)
    return found


def _investment(material: Material, number: int) -> Number | None:
    passage = material.document.blocks[number].passage
    text = passage.text.translate(HALF_WIDTH)
    for quantity in find_in_half_width(text):
        if quantity.unit in ("万元", "亿元") and _MONEY.search(text[max(0, quantity.head - 14) : quantity.head]):
            span = passage.span(quantity.start, quantity.tail)
            written = text[quantity.start : quantity.end]
            return Number(quantity.value * MONEY[quantity.unit], written, span, quantity.op == "=")
    return None


def _projects_and_money(sentence: Sentence) -> tuple[Quantity | None, Quantity | None]:
    """Return the number of projects and their whole investment, if a sentence tells both."""
    text = sentence.half_width
    if not re.search(r"项目|工程", text):
        return None, None
    count = money = None
    for quantity in sentence.quantities():
        before, after = text[max(0, quantity.head - 14) : quantity.head], text[quantity.tail : quantity.tail + 8]
        if quantity.op != "=" or quantity.value2 is not None:
            continue
        if count is None and quantity.unit in ("个", "项") and (_COUNT.search(before) or _COUNTED.match(after)):
            count = quantity
        elif count is not None and money is None and quantity.unit in ("万元", "亿元") and _MONEY.search(before):
            money = quantity
    return count, money


def _name(column: Column) -> str:
    """Return what a column counts, as a sentence would say it."""
    return re.sub(r"[（(].*?[)）]|合计|小计|总数|项目", "", close(column.text))


def _with_words(statement: Sentence, quantity: Quantity) -> tuple[int, int]:
    lead = re.search(r"[\u4e00-\u9fff]+$", statement.half_width[max(0, quantity.head - 10) : quantity.head])
    return statement.span(quantity.head - (len(lead[0]) if lead else 0), quantity.tail)


def _places(total: Number | None, items: Sequence[Number]) -> list[tuple[int, int]]:
    return [total.span] if total else [items[0].span, items[-1].span]


def _is_same(quantity: Quantity, statement: Sentence, value: Decimal) -> bool:
    written = statement.half_width[quantity.start : quantity.end]
    if quantity.unit in ("万元", "亿元"):
        written = written.rstrip("万亿")
    slack = step(written) / 2
    if quantity.op != "=":
        slack = max(slack, value / 20)
    return abs(value - quantity.value) <= slack or (quantity.op in (">", ">=") and value >= quantity.value)


def _labels(material: Material, table: NumericTable) -> tuple[str, ...]:
    """Return the labels (附件1, 专栏4, 表2) and the title under which a table stands."""
    found: list[str] = []
    blocks = material.document.blocks
    for block in reversed(blocks[max(0, table.number - 5) : table.number]):
        if block.table is not None or (found and _LABEL.match(found[0])):
            break
        if (
            block.kind in (BlockKind.CAPTION, BlockKind.BOX, BlockKind.TITLE, BlockKind.HEADING)
            or len(block.text) <= 30
        ):
            label = _LABEL.match(close(block.label + block.text))
            if label:
                found.append(label[0])
            elif block.kind is BlockKind.CAPTION and len(block.text) >= 6:
                found.append(close(block.text))
    return tuple(found)


def _serials(table: NumericTable) -> int:
    """Return the highest serial number in the table's 序号 column; 0 if there is none."""
    column = table.head.column(Role.SERIAL)
    grid = table.block.table.grid() if table.block.table else []
    found = [int(close(c.text)) for row in grid if column and (c := row[column.index]) and close(c.text).isdecimal()]
    return max(found, default=0)
