"""Years of projects and of the plan (年份): :class:`OutsidePeriod`, :class:`OutlastsEnd`.

Not here: ends before starts (:mod:`luoshi.review.consistency.backward_times`),
time limits of tasks (:mod:`luoshi.review.consistency.time_limits`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import parse_numeral
from luoshi.model.document import Span
from luoshi.review.consistency.milestones import earlier_deadlines, early_rows, late_rows, later_years
from luoshi.review.material import Material, Piece, Sentence
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule

_BEYOND = re.compile(r"跨期|跨“?十|续建|结转|远景|展望|“?十[五六]五”?(?:期间|时期|规划)|分期实施|远期|储备|前期|续")
_NUMBER = r"\d{1,3}|[一二两三四五六七八九十]{1,3}"
_SPAN_OF_TIME = re.compile(
    r"(?:(?P<ahead>(?:计划|在|用)?(?:未来|今后|再用|后续))\s?"
    rf"|(?:用|分|历时|需时?|约需)(?=\s?(?:{_NUMBER})\s?个?[年月](?:的?时间|内)?(?:建成|完成|建设|实施|竣工|完工))"
    r"|(?:建设工期|总工期|工期|建设周期|建设期|施工期)(?:约|为|预计|：|:|共)?\s?)"
    rf"(?P<n>{_NUMBER})\s?个?(?P<unit>年|月)"
)
_DONE_IN = re.compile(
    r"(?P<y>20\d\d)\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?:[年月]?底|秋季|春季|上半年|下半年|暑期)?(?:前|之前)?"
    r"[^，。；;、\d]{0,8}?(?:建成|竣工|完工|交付|建设完成|全面完成|投入使用)"
)
_WORK_IN = re.compile(
    r"(?<![\d—\-–~～])(?P<a>20\d\d)\s?年?\s?(?:[—–~～]{1,2}|-{1,2}|至|到)\s?(?P<b>20\d\d)\s?年[，,]?\s?"
    r"(?:(?:分期|分批|继续|陆续|同步|计划)?(?:建设|建成|新建|改造|扩建|实施|施工|完成|推进|装修|购置)|[一二三四]期)"
)
"""A stage of the work itself: 2023—2025年建设初中部. What runs on after it (招生、运营) is not meant."""
_YEARS = re.compile(r"(?<!\d)(?P<a>20\d\d)\s?年?\s?(?:[—–~～\-]{1,2}|至|到)\s?(?P<b>20\d\d)(?!\d)")
_TITLE = re.compile(r"《[^《》]*》")
_FAR = (2030, 2035, 2040, 2049, 2050)
"""Years to which plans look ahead beyond their own end."""


class OutsidePeriod(Rule):
    """项目或目标的年份落在规划期之外：竣工晚于规划期末年，或者在规划期开始之前就已竣工；目标、任务的时限写到规划期以后的某一年；
    任务的时限写在规划期（计划年度）开始之前，或者任务表里写在文件印发之前。

    规划期写在文件名称或正文里才查。预测人口和学位的年份、上级要求的年份、已经办完的事，不报。开工早于规划期的续建项目，写明跨期、续建、远期、储备、分期实施的项目，
    展望2030、2035年一类远景年份的目标，不报。
    """

    code = "V206"
    name = "年份越出规划期"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each project."""
        period = material.plan.document.period
        if period is None:
            return
        yield from self._deadlines(material, period)
        for finding_at, year, spans in late_rows(material, period[1], _FAR):
            yield self.found(
                f"“{finding_at}”的完成时限写{year}年，晚于规划期末年{period[1]}年",
                [*spans, *_stated(material)],
                "核对时限的年份",
            )
        for task, limit, places in early_rows(material, period[0], _issued(material)):
            yield self.found(
                f"“{task}”的完成时限写{limit}，早于本文件印发或规划期首年{period[0]}年",
                [*places, *_stated(material)],
                "核对时限的年份",
            )
        if period[0] == period[1]:
            return
        for row in material.project_rows:
            project = row.project
            if project.end is None or _is_beyond(row) or (row.table is None and not _has_own_years(row)):
                continue
            if project.end > period[1]:
                how, fix = f"晚于规划期末年{period[1]}年", "核对竣工年份；确属跨期的，分期列出本规划期内的内容和投资"
            elif project.end < period[0]:
                how, fix = f"早于规划期首年{period[0]}年", "核对竣工年份；已竣工的项目不列入本规划"
            else:
                continue
            spans = row.year_spans(project.end)
            if spans:
                yield self.found(f"项目“{project.name}”{project.end}年竣工，{how}", row.with_years(spans[0]), fix)
        told: list[Span] = []
        for finding in self._targets(material, period[1]):
            told += (Span(*span) for span in finding.spans)
            yield finding
        for year, at, clause in later_years(material, period[1], _FAR):
            if not any(at.start < span.end and span.start < at.end for span in told):
                yield self.found(
                    f"时限写{year}年，晚于规划期末年{period[1]}年", [at, clause, *_stated(material)], "核对年份"
                )

    def _deadlines(self, material: Material, period: tuple[int, int]) -> Iterator[Finding]:
        """Yield what a plan for later years wants done before them."""
        for year, at, _ in earlier_deadlines(material, period[0]):
            when = f"{period[0]}年" if period[0] == period[1] else f"{period[0]}—{period[1]}年"
            yield self.found(
                f"时限写{year}年，而本文件安排的是{when}的工作，时限早于计划年度",
                [at, *_stated(material)],
                "核对时限的年份；已经完成的工作改为现状的写法",
            )

    def _targets(self, material: Material, last: int) -> Iterator[Finding]:
        for one in material.measures.all:
            year = one.figure.year
            if not one.is_target or one.in_project or year is None or year <= last or year in _FAR:
                continue
            # The year has to stand in the words before the value; what stands in the head of a column is a plan's own.
            before = material.document.text[max(0, one.figure.value_span.start - 60) : one.figure.value_span.start]
            at = before.rfind(f"{year}年")
            if at < 0 or re.search(r"[。；;\n]", before[at:]) or _BEYOND.search(before):
                continue
            start = one.figure.value_span.start - len(before) + at
            yield self.found(
                f"目标“{one.figure.indicator}”写到{year}年，晚于规划期末年{last}年",
                [Span(start, start + 5), one.span],
                "核对目标年份",
            )


class OutlastsEnd(Rule):
    """项目内容的时间超过竣工年份：表列某年竣工，而内容说“未来三年”还要建设、工期若干月、某年至某年分期建设，或者更晚才建成。

    从开工年份起算，工期不满一年的零头不计。
    """

    code = "V208"
    name = "内容超过竣工年份"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each project."""
        for row in material.project_rows:
            end = row.project.end
            if row.table is None or end is None:
                continue
            for part in row.cells:
                told = self._told(part, row.project.start, end)
                if told is not None:
                    span, why = told
                    yield self.found(
                        f"项目“{row.project.name}”表列{end}年竣工，而内容写“{why[0]}”，{why[1]}",
                        row.with_years(span),
                        "核对竣工年份与建设内容，统一起止时间",
                    )
                    break

    def _told(self, part: Piece | Sentence, start: int | None, end: int) -> tuple[Span, tuple[str, str]] | None:
        for match in _SPAN_OF_TIME.finditer(part.text):
            number = parse_numeral(match["n"]) if not match["n"].isdigit() else int(match["n"])
            if start is None or not number:
                continue
            years = math.floor(int(number) / 12) if match["unit"] == "月" else int(number)
            if years >= 1 and start + years - 1 > end:
                why = f"从{start}年起算要到{start + years - (0 if match['ahead'] else 1)}年"
                return part.span(*match.span()), (match[0], why)
        for match in _DONE_IN.finditer(part.text):
            if int(match["y"]) > end:
                return part.span(*match.span()), (match[0], f"晚于{end}年")
        for match in _WORK_IN.finditer(_TITLE.sub(lambda m: "　" * len(m[0]), part.text)):
            if int(match["b"]) > end and int(match["a"]) <= int(match["b"]):
                return part.span(*match.span()), (match[0], f"要到{match['b']}年，晚于{end}年")
        return None


def _has_own_years(row: ProjectRow) -> bool:
    """Tell whether a project of a list in prose states from when to when it is built: 4.甲校：改扩建，2024—2027年."""
    project, line = row.project, row.sentence
    if line is None or project.start is None or not project.name:
        return False
    return f"{project.name}：" in line.text.replace(":", "：") and any(
        {match["a"], match["b"]} == {str(project.start), str(project.end)} for match in _YEARS.finditer(line.text)
    )


def _issued(material: Material) -> tuple[int, int] | None:
    """Return year and month of the day on which the document was issued."""
    match = re.match(r"(20\d\d)-(\d\d)", material.plan.document.issued or "")
    return (int(match[1]), int(match[2])) if match else None


def _is_beyond(row: ProjectRow) -> bool:
    return any(_BEYOND.search(part.text) for part in row.parts)


def _stated(material: Material) -> list[Span]:
    """Return where the title states the years of the plan."""
    title = material.plan.document.title or ""
    at = material.document.text.find(title) if re.search(r"20\d\d|十[一二三四五六七]五", title) else -1
    return [Span(at, at + min(len(title), 60))] if at >= 0 else []
