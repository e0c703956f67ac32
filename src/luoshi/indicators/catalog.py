"""The definitions in force (指标目录): a workspace's own are proven to be computable before anything is computed.

Entries: :func:`read_catalog`, :class:`Catalog`.
Not here: the rule files (:mod:`luoshi.rules.indicators`), the subset of SQL (:mod:`luoshi.indicators.expressions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from luoshi.base.errors import LuoshiError
from luoshi.indicators.expressions import ExpressionError, Measure, compared_words, read_aggregate
from luoshi.indicators.relations import Relation, relations
from luoshi.model.indicators import Aggregate, Indicator
from luoshi.model.tables import Definitions, FieldType
from luoshi.rules.reading import BUILT_IN

GROUP = "group"
"""The split by groups of pupils (群体): other columns of ``pupils`` instead of other rows."""

SPLITS = {
    "ownership": "举办性质",
    "locality": "城乡",
    "stage": "学段",
    "grade": "年级",
    "institution_kind": "办学类型",
    GROUP: "群体",
}
"""By what indicators can be split: column -> Chinese name."""


@dataclass(frozen=True)
class Catalog:
    """The indicators that there are, and the relations they add up over."""

    indicators: Mapping[str, Indicator]
    relations: Mapping[str, Relation]
    measures: Mapping[Aggregate, Measure]
    orders: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Column by which values are split -> its words with their places in the code list."""

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        return {name: one.id for one in self.indicators.values() for name in (one.id, one.name, *one.aliases)}

    def find(self, name: str) -> Indicator:
        """Return the indicator of an id, a name or an alias.

        Raises:
            LuoshiError: I002 when there is none.
        """
        if name in self._by_name:
            return self.indicators[self._by_name[name]]
        near = [one.name for one in self.indicators.values() if name and (name in one.name or one.name in name)]
        hint = f"是不是：{'、'.join(near[:6])}" if near else "luoshi indicators --list 列出全部指标"
        raise LuoshiError("I002", f"没有“{name}”这个指标", hint=hint)

    def of_group(self, aggregate: Aggregate, column: str) -> Measure:
        """Return the measure of an aggregate over pupils for a part of them, told by its column."""
        columns = self.relations[aggregate.relation].columns
        return read_aggregate(aggregate.sql, columns, {"pupils": column})


class _Measures(dict[Aggregate, Measure]):
    """The measures of aggregates, each read when first asked for: reading hundreds takes half a second."""

    def __init__(self, known: Mapping[str, Relation]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, aggregate: Aggregate) -> Measure:
        """Read an aggregate of a definition that is known to be right."""
        try:
            measure = self[aggregate] = read_aggregate(aggregate.sql, self._known[aggregate.relation].columns)
        except ExpressionError as error:  # a workspace's own tables may lack what a packaged definition needs
            raise LuoshiError("I001", f"统计式“{aggregate.sql}”算不出：{error}", where="内置指标") from error
        return measure


def read_catalog(indicators: Sequence[Indicator], definitions: Definitions, *, prove_all: bool = False) -> Catalog:
    """Return the catalog of definitions.

    Args:
        indicators: the definitions in force.
        definitions: the tables there are.
        prove_all: prove the packaged ones too, as the tests do, not only a workspace's own.

    Raises:
        LuoshiError: I001 when a definition names a relation, a column or SQL that there is not.
    """
    known = relations(definitions)
    measures = _Measures(known)
    for indicator in indicators:
        if indicator.origin == BUILT_IN and not prove_all:
            continue
        for aggregate in indicator.aggregates:
            measures[aggregate] = _measure(indicator, aggregate, known)
            _check_words(indicator, aggregate, known, definitions)
        _check_splits(indicator, known)
    fields = {field.name: field for table in definitions.tables.values() for field in table.fields}
    orders = {
        split: {word: place for place, word in enumerate(definitions.codes[fields[split].codes].words)}
        for split in SPLITS
        if split in fields
    }
    return Catalog({one.id: one for one in indicators}, known, measures, orders)


def _check_words(
    indicator: Indicator, aggregate: Aggregate, known: Mapping[str, Relation], definitions: Definitions
) -> None:
    """Refuse a word that no row can ever hold: 大学 for a stage would count nothing, and seem a nought."""
    fields = {
        field.name: field
        for base in reversed(known[aggregate.relation].bases)
        for field in definitions.tables[base].fields
        if field.type is FieldType.CODE
    }
    for column, word in compared_words(aggregate.sql):
        if column in fields and word not in definitions.codes[fields[column].codes].words:
            words = "、".join(definitions.codes[fields[column].codes].words)
            raise _wrong(indicator, f"{fields[column].title}没有“{word}”", f"有的是：{words}")


def _measure(indicator: Indicator, aggregate: Aggregate, known: Mapping[str, Relation]) -> Measure:
    relation = known.get(aggregate.relation)
    if relation is None:
        raise _wrong(indicator, f"没有“{aggregate.relation}”这张统计表", f"有的是：{'、'.join(known)}")
    try:
        return read_aggregate(aggregate.sql, relation.columns)
    except ExpressionError as error:
        columns = "、".join(f"{name}（{title}）" for name, title in relation.columns.items())
        raise _wrong(indicator, str(error), f"“{relation.name}”有的列：{columns}") from error


def _check_splits(indicator: Indicator, known: Mapping[str, Relation]) -> None:
    for split in indicator.splits:
        if split not in SPLITS:
            raise _wrong(indicator, f"不能按“{split}”分", f"可以写的有：{'、'.join(SPLITS)}")
        for aggregate in indicator.aggregates:
            if split == GROUP:
                fits = aggregate.relation == "pupils" and "sum(pupils)" in aggregate.sql
            else:
                fits = split in known[aggregate.relation].columns
            if not fits:
                raise _wrong(indicator, f"“{aggregate.relation}”里没有{SPLITS[split]}，不能按它分")


def _wrong(indicator: Indicator, message: str, hint: str = "") -> LuoshiError:
    where = "内置指标" if indicator.origin == BUILT_IN else indicator.origin
    return LuoshiError("I001", f"指标“{indicator.name}”：{message}", where=where, hint=hint)
