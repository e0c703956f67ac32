"""Shares against their totals (占比): :class:`ShareOfTotal`, :class:`ShareAboveHundred`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from luoshi.base.findings import Finding, Severity
from luoshi.base.quantities import Quantity
from luoshi.model.indicator_names import is_same_indicator
from luoshi.model.plan import Figure, Observation, Target
from luoshi.review.arithmetic.distant_wholes import DistantShare, distant_shares
from luoshi.review.arithmetic.share_bases import Share, find_shares
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import plain
from luoshi.review.rule import Rule

_SHARE = re.compile(
    r"(?:占(?P<of>(?:(?!占)[^，,。；;\d]){0,24}?)(?:总数|总量|总人数|比例|比重|比)?的?(?:约|为|达|达到)?|(?:占比|比例|比重)(?:约|为|达|达到)*)\s?$"
)
_MOST_SHARES = 80
_HEADS = {"人": "人", "名": "人", "位": "人", "人次": "人次"}
_MAY_EXCEED = re.compile(
    r"毛|增|完成率|达成率|执行率|覆盖率.{0,4}倍|负债|利用率|使用|师生比|生师比|报到率|提高|高于|超额|拨付|负荷|到位"
    r"|满园|满座|核定|达到标准|配备|入住|饱和|超编|容量|在岗|计划"
)
_IS_SHARE = re.compile(r"率|占比|比例|比重|覆盖|优良|达标|合格|普及|参与|占")
_CROSSING = re.compile(
    r"女|男|党员|职称|学历|本科|研究生|岁|骨干|户籍|以上|寄宿|留守|随迁|残疾|困难|[县区镇乡]占|市本级|优良|达标|持证"
)
_REST = re.compile(r"(?:其余|其他|剩余)(?:的|部分)?(?:占|为)?\s?(\d+(?:\.\d+)?)%")
_SHARE_OF_REST = re.compile(r"占\s?(\d+(?:\.\d+)?)%")
_PUPILS = re.compile(
    r"(?P<stage>义务教育|学前教育|高中阶段|普通高中|小学|初中|中职|职业教育|幼儿园)(?:阶段)?.{0,6}(?:学生|在校生|在园幼儿|幼儿|在校)"
)


class ShareOfTotal(Rule):
    """人数（校数）和它所占的百分数，推不出文中写的总数。

    “某类若干人，占全部的百分之几”：按人数和占比推出的总数，应与同一句里的总数一致，
    同一句里有几个数可能是总数、其中一个对得上的不报；与别处写的同一总数相差一成以上时作警告
    （年份可能不同，请核对）；总数写在别的句子里、名称相同的，算出的占比同写出的只差一个数字或两位颠倒时作警告。
    """

    code = "V108"
    name = "占比推算"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each share that does not fit."""
        totals = _totals(material.figures)
        for statement in material.statements:
            if not 1 <= statement.half_width.count("%") <= _MOST_SHARES or not re.search(r"占|比例", statement.text):
                continue
            text = statement.half_width
            quantities = [q for q in statement.quantities() if q.value2 is None]
            for one in find_shares(text, quantities):
                yield self._within(statement, text, one)
            for position, share in enumerate(quantities):
                told = _SHARE.search(text[max(0, share.head - 34) : share.head])
                if share.unit == "%" and share.op == "=" and told and position:
                    yield from self._elsewhere(statement, quantities[position - 1], share, told, totals)
        yield from (self._distant(one) for one in distant_shares(material))

    def _distant(self, one: DistantShare) -> Finding:
        """现有寄宿生若干人，占义务教育在校生的百分之几, the whole in another sentence."""
        written = one.sentence.half_width[one.part.start : one.part.tail]
        of = f"别处写的“{one.of}”{plain(one.whole)}"
        message = f"{written}占{of}的{plain(one.right, 2)}%，文中写的是{plain(one.share.value)}%"
        spans = [one.sentence.span(q.start, q.tail) for q in (one.share, one.part)]
        return self.found(message, [*spans, one.told], "核对分项、总数和占比，改正有错的一个", Severity.WARNING)

    def _within(self, statement: Sentence, text: str, one: Share) -> Finding:
        """全市学校120所，其中甲类80所，占75%."""
        written, of = (text[q.start : q.tail] for q in (one.part, one.whole))
        message = f"{written}占{of}的{plain(one.right, 2)}%，文中写的是{plain(one.share.value)}%"
        if one.rest:
            total = one.rest[1].value + one.share.value
            message += f"；两部分占比{plain(one.rest[1].value)}%+{plain(one.share.value)}%＝{plain(total)}%，不是100%"
        spans = [statement.span(q.start, q.tail) for q in (one.share, one.part, one.whole, *one.rest)]
        severity = Severity.ERROR if one.is_sure else Severity.WARNING
        return self.found(message, spans, "核对分项、总数和占比，改正有错的一个", severity)

    def _elsewhere(
        self, statement: Sentence, part: Quantity, share: Quantity, told: re.Match[str],
        totals: dict[str, list[Figure]],
    ) -> Iterator[Finding]:  # fmt: skip
        text = statement.half_width
        gap = text[part.tail : share.head]
        of = told["of"] or ""
        stage = _PUPILS.search(of)
        if stage is None or part.unit not in _HEADS or len(gap) > 60 or not share.value or part.op != "=":
            return
        if re.search(r"农村|乡村|城区|城镇|县城|公办|民办|市区|乡镇", of[: stage.start()]):
            return  # of some of the pupils
        if re.search("[；;。]", gap) and re.search(r"其中|包括", text[max(0, part.head - 200) : part.head]):
            return  # 寄宿生…人，其中小学…人、高中…人；占…: the share is of them all
        implied = part.value / share.value * 100
        for figure in totals.get(_stage(stage["stage"]), ()):
            stated = figure.value * (10**4 if figure.unit == "万人" else 1)
            if stated and abs(implied - stated) > stated / 10 and statement.span().start != figure.span.start:
                year = f"{figure.year}年" if figure.year else ""
                message = (
                    f"{plain(part.value)}{part.unit}占{plain(share.value)}%，推得总数{plain(part.value)}÷"
                    f"{plain(share.value)}%＝{plain(implied, 0)}{part.unit}；别处写的{year}{figure.indicator}"
                    f"是{plain(figure.value)}{figure.unit}，相差{plain(abs(implied - stated) / stated * 100, 0)}%"
                )
                spans = [
                    statement.span(part.start, part.tail),
                    statement.span(max(0, share.head - 18), share.tail),
                    figure.value_span,
                ]
                yield self.found(message, spans, "核对人数、占比和总数的口径与年份", Severity.WARNING)
                return


def _stage(word: str) -> str:
    return {"学前教育": "幼儿园"}.get(word, word)


def _totals(figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    """Return the observed numbers of pupils by stage."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if not isinstance(figure, Observation) or figure.unit not in ("人", "万人", "名") or figure.op != "=":
            continue
        if figure.scope in ("全国", "全省"):
            continue
        for stage in ("义务教育", "幼儿园", "高中阶段", "普通高中", "小学", "初中", "中职"):
            names = (f"九年{stage}在校生", f"{stage}在园幼儿数")
            if figure.indicator in names or is_same_indicator(figure.indicator, f"{stage}在校生"):
                found[stage].append(figure)
    return found


class ShareAboveHundred(Rule):
    """占比、覆盖率、合格率一类的百分数超过100%，或同一整体的各部分占比相加超过100%；连同“其余”相加不是100%的，也报。

    毛入学率、增长率、完成率等本来可以超过100%的不报。
    """

    code = "V110"
    name = "比例超过百分之百"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each share that cannot be."""
        for figure in material.figures:
            if figure.unit == "%" and figure.value > 100 and self._is_share(figure):
                message = f"“{figure.indicator}”写的是{plain(figure.value)}%，占比一类的数不会超过100%"
                yield self.found(message, [figure.value_span], "核对原始数据，改正百分数")
        for statement in material.statements:
            yield from self._together(statement)
            yield from self._with_rest(statement)

    def _is_share(self, figure: Figure) -> bool:
        words = figure.indicator + figure.quote[:60]
        return (
            bool(_IS_SHARE.search(figure.indicator))
            and not _MAY_EXCEED.search(words)
            and (isinstance(figure, (Observation, Target)) or figure.op == "=")
        )

    def _with_rest(self, statement: Sentence) -> Iterator[Finding]:
        """甲占35%……；乙占30%……；其余25%: shares of one whole, the last of them the rest, make a hundred."""
        text = statement.half_width
        rest = _REST.search(text)
        shares = list(_SHARE_OF_REST.finditer(text, 0, rest.start())) if rest else []
        if rest is None or len(shares) < 2 or text.count("%", 0, rest.end()) != len(shares) + 1:
            return
        values = [Decimal(match[1]) for match in (*shares, rest)]
        total = sum(values, Decimal(0))
        if abs(total - 100) <= Decimal("0.05") * len(values):
            return
        added = "+".join(plain(value) for value in values)
        spans = [statement.span(max(0, match.start() - 4), match.end()) for match in (*shares, rest)]
        message = f"各部分占比连同其余{added}＝{plain(total)}%，不是100%"
        yield self.found(message, spans, "核对各部分的占比，改正有错的一个", Severity.WARNING)

    def _together(self, statement: Sentence) -> Iterator[Finding]:
        """甲占50%、乙占30%、丙占25%: several shares in a row, told alike."""
        text = statement.half_width
        if text.count("%") < 2 or "占" not in text:
            return
        run: list[Quantity] = []
        for quantity in [*(q for q in statement.quantities() if q.unit == "%" and q.value2 is None), None]:
            joins = quantity is not None and bool(re.search(r"占(?:比)?(?:为|约|达)?\s?$", text[: quantity.head][-6:]))
            apart = text[run[-1].tail : quantity.head] if run and quantity is not None else ""
            if (
                quantity is not None
                and joins
                and (not run or (len(apart) <= 14 and not re.search(r"其中|。|；", apart)))
            ):
                run.append(quantity)
                continue
            yield from self._sum(statement, run)
            run = [quantity] if quantity is not None and joins else []

    def _sum(self, statement: Sentence, run: Sequence[Quantity]) -> Iterator[Finding]:
        total = sum((q.value for q in run), Decimal(0))
        if len(run) < 3 or not 101 < total < 130 or any(q.op != "=" for q in run):
            return
        text = statement.half_width
        names = [text[max(0, run[0].head - 14) : run[0].head], *(text[a.tail : b.head] for a, b in pairwise(run))]
        if any(_CROSSING.search(name) for name in names):
            return  # 女教师、党员教师、高级职称: attributes that one person may have together; or each of its own whole
        added = "+".join(plain(q.value) for q in run)
        message = f"各部分占比{added}＝{plain(total)}%，超过100%"
        spans = [statement.span(q.start, q.tail) for q in run]
        yield self.found(message, spans, "核对各部分的占比，改正有错的一个", Severity.WARNING)
