"""Checking a plan file that was edited by hand (规划文件检查): what does not fit, what contradicts, what changed.

Entry: :func:`check_plan`. Everything is collected, each with its line; nothing is put right here.
Not here: whether what the plan says is right (the review), and how corrections are told
(:mod:`luoshi.model.corrections`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.corrections import ADDED, LISTS, ROLE, dropped, marked, original_facts
from luoshi.model.document import Document
from luoshi.model.plan import Figure, Item, Plan, Problem, Project, Task
from luoshi.model.wording import LABELS, item_text
from luoshi.workspace.plan_errors import Lines, load_content, tell_faults

_PREFIXES = {"targets": "t", "norms": "n", "observations": "o", "projects": "p", "tasks": "k", "problems": "q"}
_YEARS = range(1900, 2101)
_SHARE = re.compile(r"(?:覆盖率|入园率|巩固率|占比|比例|比重|达标率|合格率|优良率|普及率|配备率)$")
"""Shares of a whole; rates of enrolment in school may be above 100 (毛入学率)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan file as it was checked: the plan, marked with its corrections, or None if it does not fit; findings."""

    plan: Plan | None
    findings: tuple[Finding, ...]


def check_plan(text: str, where: str, document: Document | None = None) -> Checked:
    """Return the plan in ``text`` and everything that is wrong with it or was changed in it by hand.

    Args:
        text: the plan file.
        where: its name for messages.
        document: the document it was compiled from, to read the quotes again; None if it is not at hand.
    """
    try:
        content = load_content(text, where)
    except LuoshiError as error:
        return Checked(None, (Finding(error.code, Severity.ERROR, error.message, error.where, fix=error.hint),))
    lines = Lines(text)
    try:
        plan = marked(Plan.model_validate(content))
    except ValidationError as error:
        fix = "各键的含义见 docs/计划文件.md"
        return Checked(
            None,
            tuple(
                Finding("P003", Severity.ERROR, f"{fault.path}：{fault.reason}", f"{where} 第 {fault.line} 行", fix=fix)
                for fault in tell_faults(error, lines)
            ),
        )
    except ValueError as error:
        fix = "请用版本控制恢复 compiled，或重新编译"
        line = lines.of(("compiled",))
        return Checked(None, (Finding("P003", Severity.ERROR, str(error), f"{where} 第 {line} 行", fix=fix),))
    places = {(name, n): item for name in LISTS for n, item in enumerate(getattr(plan, name))}
    is_other = document is not None and bool(plan.source.sha256) and plan.source.sha256 != document.sha256
    source = document.text if document is not None and not is_other else None
    told = sorted(
        (*_numbers(places), *_references(plan, places), *_contents(places, source), *_edits(places)),
        key=lambda note: (lines.of(note.path), note.code),
    )
    findings = [note.finding(f"{where} 第 {lines.of(note.path)} 行") for note in told]
    if document is not None and is_other:
        message = f"{document.name} 不是编译这份规划的那份文件（内容不同），没有核对位置"
        fix = "请给出编译时的原文；原文改过时用 luoshi compile --previous 重新编译"
        findings.insert(0, Finding("P009", Severity.WARNING, message, where, fix=fix))
    if places and not plan.compiled:
        message = "规划文件里没有 compiled，认不出人工更正"
        fix = "请用版本控制恢复，或重新编译原文再改"
        findings.insert(0, Finding("P012", Severity.ERROR, message, where, fix=fix))
    if facts := [k for k in type(plan.document).model_fields if _fact(plan, k) != getattr(plan.document, k)]:
        line = lines.of(("document", facts[0]))
        message = f"人工更正了文件信息：{'、'.join(facts)}"
        findings.append(Finding("P010", Severity.INFO, message, f"{where} 第 {line} 行"))
    findings += _switches(plan, lines, where)
    if gone := dropped(plan):
        message = f"人工删去了 {len(gone)} 项：{'、'.join(gone[:8])}{'……' if len(gone) > 8 else ''}"
        findings.append(Finding("P010", Severity.INFO, message, where, fix="再次编译时不会回来；要恢复时重新编译"))
    return Checked(plan, tuple(findings))


def _switches(plan: Plan, lines: Lines, where: str) -> Iterator[Finding]:
    """Yield what the plan switches off in the review, and what of it cannot be switched off."""
    from luoshi.review.engine import check_switches

    for key, reason in plan.review_off.items():
        line = f"{where} 第 {lines.of(('review_off', key))} 行"
        try:
            check_switches({key: reason})
        except LuoshiError as error:
            yield Finding(error.code, Severity.ERROR, error.message, line, fix=error.hint)
            continue
        what = "免报审校意见" if "-" in key else "停用审校规则"
        yield Finding("P010", Severity.INFO, f"人工{what} {key}：{reason}", line)


def _fact(plan: Plan, key: str) -> object:
    return getattr(original_facts(plan), key)


_Path = tuple[str | int, ...]
_Places = dict[tuple[str, int], Item]


@dataclass(frozen=True, slots=True)
class _Note:
    path: _Path
    code: str
    severity: Severity
    message: str
    quote: str = ""
    fix: str = ""

    def finding(self, where: str) -> Finding:
        return Finding(self.code, self.severity, self.message, where, self.quote, self.fix)


def _numbers(places: _Places) -> Iterator[_Note]:
    seen: set[str] = set()
    for path, item in places.items():
        if item.id in seen:
            message = f"编号 {item.id} 用了两次：{item_text(item)}"
            yield _Note((*path, "id"), "P007", Severity.ERROR, message, fix="给新加的一项另取一个没有用过的编号")
        seen.add(item.id)
        if not item.id.strip():
            yield _Note((*path, "id"), "P007", Severity.ERROR, "编号是空的", fix="取一个没有用过的编号，如 t-new1")


def _references(plan: Plan, places: _Places) -> Iterator[_Note]:
    known = {item.id for item in places.values()} | set(dropped(plan))
    keys: tuple[tuple[type[Item], str], ...] = ((Project, "figures"), (Task, "figures"), (Problem, "tasks"))
    for path, item in places.items():
        for model, key in keys:
            if isinstance(item, model):
                yield from _unknown((*path, key), getattr(item, key), known)
    for n, unit in enumerate(plan.units):
        yield from _unknown(("units", n, "tasks"), unit.tasks, known)


def _unknown(path: _Path, numbers: Iterable[str], known: set[str]) -> Iterator[_Note]:
    for number in numbers:
        if number not in known:
            message = f"提到的编号 {number} 没有对应的条目"
            yield _Note(path, "P008", Severity.WARNING, message, fix="改成现有的编号，或删去")


def _contents(places: _Places, document: str | None) -> Iterator[_Note]:
    for path, item in places.items():
        if isinstance(item, Figure):
            yield from _figure(path, item)
        if isinstance(item, (Project, Task)):
            for key in ("start", "end", "deadline"):
                yield from _year((*path, key), getattr(item, key, None))
        if isinstance(item, Project) and item.start and item.end and item.end < item.start:
            message = f"竣工年份 {item.end} 早于开工年份 {item.start}"
            yield _Note((*path, "end"), "P009", Severity.WARNING, message, fix="请对照原文改正")
        if document is not None and document[item.span.start : item.span.end][: len(item.quote)] != item.quote:
            message = f"span 处的原文不是 quote：{item_text(item)}"
            yield _Note((*path, "span"), "P009", Severity.WARNING, message, item.quote, "请改正 span，或重新编译")


def _figure(path: _Path, item: Figure) -> Iterator[_Note]:
    yield from _year((*path, "year"), item.year)
    outside = item.value_span.start < item.span.start or item.value_span.end > item.span.end
    if item.quote and outside and ADDED not in item.corrected:
        message = f"value_span 不在 span 之内：{item_text(item)}"
        yield _Note((*path, "value_span"), "P009", Severity.WARNING, message, item.quote, "请改正位置")
    most = 100 if _SHARE.search(item.indicator) else 1000
    if item.unit == "%" and not 0 <= item.value <= most:
        message = f"百分数 {item.value} 不合常理：{item_text(item)}"
        yield _Note((*path, "value"), "P009", Severity.WARNING, message, item.quote, "百分数按 0—100 写")


def _year(path: _Path, year: int | None) -> Iterator[_Note]:
    if year is not None and year not in _YEARS:
        yield _Note(path, "P009", Severity.WARNING, f"年份 {year} 不合常理", fix="年份是四位的公历年")


def _edits(places: _Places) -> Iterator[_Note]:
    for path, item in places.items():
        if ADDED in item.corrected:
            message = f"人工加入：{item_text(item)}（{item.id}）"
            yield _Note(path, "P010", Severity.INFO, message, item.quote)
        elif item.corrected:
            what = "、".join(LABELS.get(key, key) for key in item.corrected)
            key = next((k for k in item.corrected if k != ROLE), "id")
            message = f"人工更正了{what}：{item_text(item)}（{item.id}）"
            yield _Note((*path, key), "P010", Severity.INFO, message, item.quote)
        if item.id and item.id[0] != _PREFIXES[path[0]] and ROLE not in item.corrected and ADDED not in item.corrected:
            message = f"编号 {item.id} 的开头不是这一类的 {_PREFIXES[path[0]]}"
            yield _Note((*path, "id"), "P007", Severity.WARNING, message, fix="编号不要改动；请恢复原来的编号")
