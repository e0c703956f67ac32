"""Which indicator measures a target (绑定): by its name silently, by likeness only as a question.

Entries: :class:`Binder`, :func:`wording`, :func:`each_of`. What a person wrote into ``bound_to`` wins. A name
that a definition lists under ``unlike`` is never taken for it, nor one that differs by a word that tells (净, 毛, 新增,
民办, 小学), nor one whose unit measures something else.
Not here: how the answers are kept (``luoshi.workspace``), values (:mod:`luoshi.progress.targets.sources`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from luoshi.base.texts import are_apart, likeness, normal
from luoshi.base.unit_scales import adds_up, scale_between
from luoshi.model.indicator_names import are_counted_otherwise, canonical
from luoshi.model.indicators import Indicator
from luoshi.model.monitoring import UNBOUND, Binding, BindingState, Candidate, Scopes
from luoshi.model.plan import Figure

_ALIKE = 0.6
_MOST = 3
_BRACKETS = re.compile(r"[（(\[【][^（()）\]】]*[）)\]】]")
_LIMITS = re.compile(
    r"[（(\[【][^（()）\]】]*(?:不?含|不?包括|仅|限|除|扣|本级|口径|其中|户籍|常住|计算|\d+人)[^（()）\]】]*[）)\]】]"
)
"""Brackets that change what is counted: （不含省直管县）."""
_AREA = r"(?:全|我)(?:省|市|县|区|州|域)|(?:市|县|区)域(?:范围)?内?"
_AROUND = re.compile(rf"^(?:{_AREA})|(?:{_AREA})$")
_YEARS = re.compile(r"^(?:到)?(?:20\d\d年底?|十[一二三四五六]五(?:期末|末|期间)?)(?:前|末)?")
_PLACED = re.compile(r"^(?:市域|县域|全省|全国|市本级|县本级|市辖区|中心城区|市中心城区|主城区)")
"""Words for a place at the head of a name that the scope of the figure may not tell."""
_EACH = re.compile(
    r"^(?:全[省市县区州])?(?:各|每一?个?|所有)(?:(?:省|市|县|区|州|旗|地|乡镇|镇|街道)(?![级域属])[、（）()]?)+(?:均|都)?(?:的)?"
    r"|^(?:各|每一?所?|所有)学?校(?:均|都)?"
)
"""Words that ask a figure of each area or school: 各县…, which the one figure of the whole does not tell."""
_COUNT = re.compile(r"(?:总人数|人数|总规模|规模|总数|数量|数)$")
_CHANGE = re.compile(
    r"新增|新建|改?扩建|改建|迁建|建成|增加|净增|减少|下降|降低|压减|压缩|撤并|撤销|创建|创成|培训|招聘|引进|补充|培养|遴选|评选"
    r"|认定|改造|更新|移交|转为|保留|每年|年均|逐年|累计|增长|增速|增幅|缺口|差距|峰值|投资|达标|合格|完成|专职|兼职"
)
"""Words that make a flow, an act or a difference of a level: 新增学位 is no 学位."""
_PARTED = re.compile(
    r"小学|初中|义务教育|学前|普通高中|普高|高中|中职|中等职业|高职|高等|特殊教育|超大|三类|城区|县城|镇区|寄宿|留守|三年|六年|九年"
    r"|音乐|体育|美术|心理|英语|骨干|双师|高级|编制|省级|市级|县级|国家级|本市|对口|升学|就业|小班|校长|园长|班主任"
)
"""Words that part two indicators called alike; where one lacks them nothing is proposed."""
_SYNONYMS = (
    (r"学前|幼儿园?|(?<=[办惠范])园|[入在]园|师幼", "学前"),
    ("普通高中", "普高"),
    ("中等职业", "中职"),
    ("学前三年", "学前"),
    ("九年制?义务教育", "义务教育"),
)


class Binder:
    """Binds figures to the indicators there are."""

    def __init__(self, indicators: Sequence[Indicator], scopes: Scopes) -> None:
        self._indicators = {one.id: one for one in indicators}
        self._scopes = scopes
        self._by_plain: dict[str, set[str]] = defaultdict(set)
        self._by_canonical: dict[str, set[str]] = defaultdict(set)
        self._unlike: dict[str, set[str]] = defaultdict(set)
        for one in indicators:
            for name in (one.name, *one.aliases):
                self._by_plain[_plain(name)].add(one.id)
                self._by_canonical[wording(name)].add(one.id)
            for name in one.unlike:
                self._unlike[wording(name)].add(one.id)

    def indicator(self, name: str) -> Indicator | None:
        """Return the indicator of an id, a name or an alias, as people write them into ``bound_to``."""
        if name in self._indicators:
            return self._indicators[name]
        found = self._by_plain.get(_plain(name), set())
        return self._indicators[next(iter(found))] if len(found) == 1 else None

    def bind(self, figure: Figure) -> Binding:
        """Return what a figure is bound to, what is to be asked, or why there is nothing."""
        if figure.bound_to:
            return self._by_hand(figure, figure.bound_to)
        scope = self._scope(figure)
        place = self._place(scope)
        if place is None:
            why = f"范围是“{scope}”，没有这个范围的统计数"
            return Binding(state=BindingState.NONE, why=why)
        bare = self._without_area(figure.indicator)
        each = each_of(bare)
        name = self._without_area(bare.removeprefix(each).removeprefix(place))
        exact = self._named(name, figure)
        if len(exact) == 1 and not each and not _LIMITS.search(figure.indicator):
            (found, how), *_ = exact.items()
            return self._bound(found, BindingState.BY_NAME, figure, place, how)
        asked = [Candidate(id=one, name=self._indicators[one].name, likeness=1.0) for one in exact]
        asked = asked or self._alike(name, figure)
        if not asked:
            return Binding(state=BindingState.NONE, place=place, why=self._why_not(name, figure))
        named = "、".join(f"“{one.name}”" for one in asked)
        limits = _LIMITS.search(figure.indicator)
        doubt = f"，规划里注明{limits[0]}" if limits and exact else ""
        doubt += f"，规划要的是“{each}”，指标按{place or self._scopes.whole}合起来算" if each else ""
        question = f"“{figure.indicator}”是不是指标{named}{'' if len(asked) == 1 else '中的一个'}{doubt}？"
        return Binding(
            state=BindingState.ASKED, place=place, why="名称相近，要人确认", question=question, candidates=tuple(asked)
        )

    def _by_hand(self, figure: Figure, written: str) -> Binding:
        if written == UNBOUND:
            return Binding(state=BindingState.REFUSED, why="人工写明不绑定")
        found = self.indicator(written)
        if found is None:
            return Binding(
                state=BindingState.ASKED,
                why=f"绑定的“{written}”不是现有的指标",
                question=f"“{figure.indicator}”绑定的“{written}”不是现有的指标，应绑定哪一个？",
                candidates=tuple(self._alike(written, figure)),
            )
        if scale_between(found.unit, figure.unit) is None:
            return Binding(
                state=BindingState.ASKED,
                why=_units_differ(figure, found),
                question=f"“{figure.indicator}”绑定了“{found.name}”，但{_units_differ(figure, found)}，应绑定哪一个？",
            )
        scope = self._scope(figure)
        place = self._place(scope)
        why = "" if place is not None else f"范围“{scope}”不能单独计算，用的是{self._scopes.whole}的数"
        return self._bound(found.id, BindingState.BY_HAND, figure, place or "", why or "人工绑定")

    def _bound(self, found: str, state: BindingState, figure: Figure, place: str, why: str) -> Binding:
        indicator = self._indicators[found]
        scale = scale_between(indicator.unit, figure.unit)
        assert scale is not None, "a candidate's unit was compared"
        return Binding(state=state, indicator=found, name=indicator.name, place=place, scale=scale, why=why)

    def _scope(self, figure: Figure) -> str | None:
        """Return the scope of a figure, else the place that its name begins with: 市本级, a county."""
        if figure.scope and figure.scope not in self._scopes.words:
            return figure.scope
        placed = _PLACED.match(figure.indicator)
        if placed:
            return placed[0]
        named = [area for area in self._scopes.areas if figure.indicator.startswith(area)]
        return max(named, key=len, default=figure.scope)

    def _place(self, scope: str | None) -> str | None:
        """Return the area or set that a scope names, empty for the plan's whole; None when there is no such."""
        if not scope or scope in self._scopes.words:
            return ""
        return scope if scope in self._scopes.areas else None

    def _without_area(self, name: str) -> str:
        """Return a name without the words for the whole at its beginning or end: 全市, 临江市, 市域内."""
        for word in sorted(self._scopes.words, key=len, reverse=True):
            name = name.removeprefix(word) if len(name) > len(word) + 3 else name
        return name

    def _named(self, name: str, figure: Figure) -> Mapping[str, str]:
        """Return the indicators that bear the name, with how it is the same."""
        plain, worded = _plain(name), wording(name)
        found = dict.fromkeys(sorted(self._by_plain.get(plain, ())), "名称相同")
        if not found:
            found = {
                one: "写法不同，是同一个名称"
                for one in sorted(self._by_canonical.get(worded, ()))
                if any(_tells_the_same(name, other) for other in self._names(one) if wording(other) == worded)
            }
        unlike = self._unlike.get(worded, set())
        return {one: how for one, how in found.items() if one not in unlike and self._fits(one, figure)}

    def _alike(self, name: str, figure: Figure) -> list[Candidate]:
        worded = wording(name)
        unlike = self._unlike.get(worded, set())
        found = [
            Candidate(id=one.id, name=one.name, likeness=round(near, 2))
            for one in self._indicators.values()
            if one.id not in unlike and self._fits(one.id, figure) and not self._counts_others(one, name, figure)
            if (near := max(_nearness(name, other) for other in self._names(one.id))) >= _ALIKE
        ]
        return sorted(found, key=lambda one: (-one.likeness, one.id))[:_MOST]

    def _fits(self, found: str, figure: Figure) -> bool:
        return scale_between(self._indicators[found].unit, figure.unit) is not None

    def _counts_others(self, indicator: Indicator, name: str, figure: Figure) -> bool:
        """Tell whether two names of counts end on different nouns: 学科基地 are no 学校."""
        noun = wording(name)[-2:]
        return adds_up(figure.unit) and all(wording(other)[-2:] != noun for other in self._names(indicator.id))

    def _why_not(self, name: str, figure: Figure) -> str:
        worded = wording(name)
        if worded in self._unlike:
            other = self._indicators[min(self._unlike[worded])]
            return f"没有这个指标；它不是“{other.name}”"
        for one in sorted(self._by_canonical.get(worded, ())):
            if not self._fits(one, figure):
                return _units_differ(figure, self._indicators[one])
        return "没有这个指标"

    def _names(self, found: str) -> tuple[str, ...]:
        one = self._indicators[found]
        return (one.name, *one.aliases)


def _units_differ(figure: Figure, indicator: Indicator) -> str:
    return f"单位对不上：规划是“{figure.unit or '没有单位'}”，指标“{indicator.name}”是“{indicator.unit or '没有单位'}”"


@lru_cache(maxsize=8192)
def each_of(name: str) -> str:
    """Return the words at the head of a name that ask the figure of each area or school: 各县; empty without."""
    found = _EACH.match(name)
    return found[0] if found else ""


@lru_cache(maxsize=8192)
def _bare(name: str) -> str:
    """Return a name in one width, without remarks in brackets, years before it and words for the whole around it."""
    text = _YEARS.sub("", normal(_BRACKETS.sub("", name) or name))
    return _AROUND.sub("", text) or text


@lru_cache(maxsize=8192)
def _plain(name: str) -> str:
    """Return a bare name with one word for a share."""
    text = re.sub(r"比例|比率|比重|占比率", "占比", _bare(name))
    return text.replace("幼儿园", "园").replace("占占比", "占比")


@lru_cache(maxsize=8192)
def wording(name: str) -> str:
    """Return a name in the one wording in which two are compared; what only says that a number follows is left out."""
    text = canonical(_bare(name)) or name
    return _COUNT.sub("", text) or text


@lru_cache(maxsize=8192)
def _parted(name: str) -> frozenset[str]:
    text = normal(name)
    for written, meant in _SYNONYMS:
        text = re.sub(written, meant, text)
    return frozenset(_PARTED.findall(text))


@lru_cache(maxsize=8192)
def _change(name: str) -> frozenset[str]:
    return frozenset(_CHANGE.findall(_bare(name)))


@lru_cache(maxsize=8192)
def _numbers(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+(?:\.\d+)?", _bare(name)))


def _tells_the_same(one: str, other: str) -> bool:
    """Tell whether two names that read alike lack no word that would part them."""
    return _change(one) == _change(other) and _numbers(one) == _numbers(other)


def _nearness(one: str, other: str) -> float:
    """Return how alike two names are, 0-1; 0 when a word parts them for certain."""
    first, second = wording(one), wording(other)
    if are_apart(first, second) or are_counted_otherwise(first, second):
        return 0.0
    if not _tells_the_same(one, other) or _parted(one) != _parted(other):
        return 0.0
    return likeness(first, second)
