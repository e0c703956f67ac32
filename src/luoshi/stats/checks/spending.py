"""The rule that spending must not fall (两个只增不减), with the effect of the number of pupils told apart."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.stats.checks.expressions import EXACT
from luoshi.stats.checks.frame import Frame
from luoshi.stats.checks.rule import CheckRule, Given, PlaceJoin, Scan
from luoshi.stats.columns import literal


@dataclass(frozen=True, slots=True)
class Watched:
    """The measures of a table that must not fall."""

    table: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SpendingRule(CheckRule):
    """A measure of spending does not fall from one year to the next; one finding an area, year, stage and field.

    Where spending and pupils of the stage are known, the words tell how much of the fall the number of pupils accounts
    for: change = (spending now − spending before) ÷ pupils now + spending before × (1 ÷ pupils now − 1 ÷ pupils
    before).
    """

    watched: tuple[Watched, ...]

    @classmethod
    def read(cls, given: Given) -> SpendingRule:
        """Return the rule in YAML: ``watched: [{table, fields}]``."""
        watched = []
        for part in given.parts("watched"):
            table = part.table()
            fields = part.texts("fields")
            for name in fields:
                if name not in table.by_name or not table.by_name[name].is_number:
                    raise ValueError(f"{table.title}没有 {name} 这个数字字段")
            watched.append(Watched(table.name, fields))
            part.finish()
        if not watched:
            raise ValueError("缺少 watched")
        return cls(**vars(given.head()), watched=tuple(watched))

    def scan(self, frame: Frame) -> Scan:
        """Return the query: each table joined once with its year before."""
        sql = " UNION ALL BY NAME ".join(self._fell(frame, one) for one in self.watched)
        tables = tuple(one.table for one in self.watched)
        places = tuple(PlaceJoin(name, tuple(field.name for field in frame.extra_keys(name))) for name in tables)
        return Scan(sql, places, tables, "")

    def _fell(self, frame: Frame, one: Watched) -> str:
        table, rows = frame.table(one.table), frame.rows(one.table)
        keys = [field.name for field in frame.extra_keys(one.table)]
        joined = " AND ".join(f"w.{name} = c.{name}" for name in ("area_code", *keys))
        told = ", ".join(
            f"{{'field': '{name}', 'title': {literal(table.by_name[name].title)},"
            f" 'unit': {literal(table.by_name[name].unit)},"
            f" 'before': CAST(w.{name} AS {EXACT}), 'after': CAST(c.{name} AS {EXACT})}}"
            for name in one.fields
        )
        return f"""
            SELECT '{one.table}' AS tbl, [tbl] AS told_in, owner, period, item
                   {"".join(f", {name} AS k_{name}" for name in keys)},
                   fell.field AS field, fell.before AS before, fell.after AS after,
                   [fell.title, fell.unit, effect] AS detail, '' AS severity
            FROM (SELECT c.area_code AS owner, c.year AS period, {frame.item(one.table, "c")} AS item
                         {"".join(f", c.{name}" for name in keys)},
                         unnest([{told}]) AS fell, {self._effect(one.table)} AS effect
                  FROM {rows} c JOIN {rows} w ON w.year = c.year - 1 AND {joined})
            WHERE fell.after < fell.before AND {frame.in_scope([one.table])}"""

    @staticmethod
    def _effect(table: str) -> str:
        """Return SQL of the words on pupils; empty where the table has none."""
        if table != "finance_levels":
            return "''"
        spent = "round((c.budget_spending - w.budget_spending) * 10000.0 / c.pupils, 2)"
        counted = "round(w.budget_spending * 10000.0 / c.pupils - w.budget_spending * 10000.0 / w.pupils, 2)"
        return f"""CASE WHEN c.pupils > 0 AND w.pupils > 0 AND c.budget_spending + w.budget_spending IS NOT NULL THEN
            printf('；学生数由 %d 人变为 %d 人，使生均%s %s 元，支出变动使生均%s %s 元', w.pupils, c.pupils,
                   CASE WHEN {counted} < 0 THEN '减少' ELSE '增加' END, format('{{:.2f}}', abs({counted})),
                   CASE WHEN {spent} < 0 THEN '减少' ELSE '增加' END, format('{{:.2f}}', abs({spent}))) ELSE '' END"""
