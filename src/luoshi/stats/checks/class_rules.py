"""Rules between the table of classes and that of pupils: sizes that add up (班额), grades that both forms have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.stats.checks.expressions import EXACT
from luoshi.stats.checks.frame import Frame
from luoshi.stats.checks.rule import CheckRule, Given, PlaceJoin, Scan
from luoshi.stats.columns import literal

_KEYS = ("stage", "grade")
_PLACES = (PlaceJoin("classes", _KEYS), PlaceJoin("pupils", _KEYS))
_TABLES = ("classes", "pupils")
_LIMITLESS = 100_000


def band_limits(word: str) -> tuple[int, int] | None:
    """Return the smallest and largest class of a size band (班额档次); None if the word names no numbers."""
    numbers = [int(number) for number in re.findall(r"\d+", word)]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    if len(numbers) == 1 and re.search("及?以下", word):
        return 1, numbers[0]
    if len(numbers) == 1 and re.search("及?以上", word):
        return numbers[0], _LIMITLESS
    return None


def _bands(frame: Frame) -> str:
    words = [(word, band_limits(word)) for word in frame.definitions.codes["size_band"].words]
    rows = [f"({literal(word)}, {limits[0]}, {limits[1]})" for word, limits in words if limits]
    return f"(VALUES {', '.join(rows)}) AS bands(size_band, low, high)"


@dataclass(frozen=True, kw_only=True)
class ClassesRule(CheckRule):
    """The classes of a grade hold its pupils (班额合计): exactly, or within what the size bands leave open."""

    @classmethod
    def read(cls, given: Given) -> ClassesRule:
        """Return the rule in YAML; it has no entries of its own."""
        return cls(**vars(given.head()))

    def scan(self, frame: Frame) -> Scan:
        """Return the query; a grade with a class of unknown size is not looked at."""
        sql = f"""
            WITH sized AS (
                SELECT institution_code AS owner, school_year AS period, stage, grade,
                       CAST(sum(classes * coalesce(class_size, low)) AS {EXACT}) AS least,
                       CAST(sum(classes * coalesce(class_size, high)) AS {EXACT}) AS most
                FROM {frame.rows("classes")} LEFT JOIN {_bands(frame)} USING (size_band)
                WHERE classes > 0 GROUP BY ALL HAVING bool_and(coalesce(class_size, low) IS NOT NULL)),
            counted AS (
                SELECT institution_code AS owner, school_year AS period, stage, grade,
                       CAST(sum(pupils) AS {EXACT}) AS pupils
                FROM {frame.rows("pupils")} GROUP BY ALL)
            SELECT owner, period, concat(stage, grade) AS item, stage AS k_stage, grade AS k_grade, 'classes' AS field,
                   pupils AS before, CASE WHEN pupils < least THEN least ELSE most END AS after,
                   [CASE WHEN least = most THEN '为' WHEN pupils < least THEN '至少为' ELSE '至多为' END] AS detail,
                   '' AS severity
            FROM sized JOIN counted USING (owner, period, stage, grade)
            WHERE pupils > 0 AND (pupils < least OR pupils > most)"""
        return Scan(sql, _PLACES, _TABLES, "classes")


@dataclass(frozen=True, kw_only=True)
class PresenceRule(CheckRule):
    """A grade has classes where it has pupils, and the other way round (有班无人、有人无班).

    Looked at where the school has handed in both forms; a stage with a class of several grades (``mixed``) is left out,
    its classes do not stand under the pupils' grades.
    """

    mixed: str

    @classmethod
    def read(cls, given: Given) -> PresenceRule:
        """Return the rule in YAML: ``mixed``."""
        return cls(**vars(given.head()), mixed=given.text("mixed", ""))

    def scan(self, frame: Frame) -> Scan:
        """Return the query."""
        sql = f"""
            WITH c AS (SELECT institution_code AS owner, school_year AS period, stage, grade, sum(classes) AS n
                       FROM {frame.rows("classes")} GROUP BY ALL),
            p AS (SELECT institution_code AS owner, school_year AS period, stage, grade, sum(pupils) AS n
                  FROM {frame.rows("pupils")} GROUP BY ALL),
            mixed AS (SELECT owner, period, stage FROM c WHERE grade = {literal(self.mixed)}
                      UNION SELECT owner, period, stage FROM p WHERE grade = {literal(self.mixed)})
            SELECT owner, period, concat(stage, grade) AS item, stage AS k_stage, grade AS k_grade,
                   CASE WHEN classes > 0 THEN 'classes' ELSE 'pupils' END AS field,
                   CAST(classes AS {EXACT}) AS before, CAST(pupils AS {EXACT}) AS after,
                   [CASE WHEN classes > 0 THEN '有 ' || classes || ' 个班，没有学生'
                         ELSE '有 ' || pupils || ' 名学生，没有班级' END] AS detail, '' AS severity
            FROM (SELECT owner, period, stage, grade, coalesce(c.n, 0) AS classes, coalesce(p.n, 0) AS pupils
                  FROM c FULL JOIN p USING (owner, period, stage, grade))
            SEMI JOIN c USING (owner, period) SEMI JOIN p USING (owner, period)
            ANTI JOIN mixed USING (owner, period, stage)
            WHERE (classes > 0) <> (pupils > 0)"""
        return Scan(sql, _PLACES, _TABLES, "classes")
