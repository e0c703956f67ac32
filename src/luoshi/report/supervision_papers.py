"""What stands in the papers of the steps (文书): 提醒函, 督办单, 通报, 整改情况报告, 销号审批表.

Entries: :func:`paper_for_step`, :func:`sha256_of`, :func:`full_name`. Forms (单、表、记录、意见) are tables of labels
and contents, the others letters. Which parts a paper has is said by the procedure.
Not here: how papers look (:mod:`luoshi.report.official_word`), keeping them (``luoshi.web.supervision``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from luoshi.base.work_days import WorkDays
from luoshi.model.supervision import Case, Paper, Procedure, StepRule
from luoshi.progress.oversight.supervision import paper_of
from luoshi.report.official_paper import OfficialPaper, PaperTable, Text

_FORMS = ("单", "表", "记录", "意见")
_LABELS = {"对象": "责任单位", "理由": "情况和理由", "佐证": "佐证材料"}
_TOLD_ELSEWHERE = ("事项", "对象", "理由", "文号", "期限", "佐证", "日期", "经办人")
"""Parts that a letter tells in its own words."""
_TITLE_LINE = 19
"""Characters of the title that stand in a line."""
_LONGEST_TITLE = 50
"""A longer name of a task is told in the text, not in the title."""
_STOPS = "。！？；…"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who signs a paper (署名机关), and to whom the unit reports."""

    issuer: str
    office: str


def paper_for_step(case: Case, at: int, procedure: Procedure, parties: Parties, days: WorkDays) -> OfficialPaper | None:
    """Return the paper of the step ``at`` (from 0) of a case; None when the step has none.

    Args:
        case: the case, the step included.
        at: which step.
        procedure: under which it goes.
        parties: who signs the paper, and to whom the unit reports.
        days: the work days.
    """
    rule = procedure.step(case.steps[at].step)
    paper = paper_of(case, at, procedure, days)
    if rule is None or not paper.name:
        return None
    if paper.name.endswith(_FORMS):
        return _form(case, at, procedure, paper, parties.issuer)
    return _letter(case, at, rule, paper, parties)


def sha256_of(file: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(file).hexdigest()


def full_name(unit: str, region: str) -> str:
    """Return the name of a unit as a paper gives it: 市教育局 of 临江市 is 临江市教育局."""
    if region and not unit.startswith(region) and unit[:1] == region[-1:]:
        return region + unit[1:]
    return unit


def written_day(text: str) -> str:
    """Return 2024-11-05 as 2024年11月5日; other texts as they are."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.year}年{day.month}月{day.day}日"


def _form(case: Case, at: int, procedure: Procedure, paper: Paper, issuer: str) -> OfficialPaper:
    taken = case.steps[at]
    rule = next(one for one in procedure.steps if one.name == taken.step)
    rows = [("编号", case.id)]
    for part, text in paper.parts.items():
        if part != "文号":
            rows.append((_LABELS.get(part, part), "\n".join(taken.evidence) if part == "佐证" else written_day(text)))
    if rule.closes or sum(one.paper == rule.paper for one in procedure.steps) > 1:
        rows.append(("结论", rule.name))
    rows.append(("经办人", taken.by))
    if rule.closes:
        rows.append(("领导签字", ""))
    return OfficialPaper(
        title=paper.name,
        number=taken.document,
        body=(PaperTable(tuple(rows)),),
        issuer=issuer,
        on=taken.on,
    )


def _letter(case: Case, at: int, rule: StepRule, paper: Paper, parties: Parties) -> OfficialPaper:
    taken = case.steps[at]
    from_unit = rule.is_of_unit
    return OfficialPaper(
        title=_title(case, paper.name),
        letterhead=parties.issuer if taken.document else "",
        number=taken.document,
        to=parties.office if from_unit else case.subject,
        body=tuple(_sentences(case, at, rule, paper)),
        attachments=taken.evidence,
        issuer=parties.issuer,
        on=taken.on,
    )


def _sentences(case: Case, at: int, rule: StepRule, paper: Paper) -> Iterator[Text]:
    title = _bare(case.title)
    if rule.is_of_unit:
        yield Text(f"现将“{title}”的整改情况报告如下。")
    elif "通报" in paper.name:
        yield Text(f"现将{case.subject}办理“{title}”的情况通报如下。")
    else:
        yield Text(f"你单位承担的“{title}”（督查件编号：{case.id}），有关情况函告如下。")
    for line in case.steps[at].note.splitlines():
        if line.strip():
            yield Text(_ended(line.strip()))
    for part, text in paper.parts.items():
        if part not in _TOLD_ELSEWHERE and text:
            yield Text(_ended(f"{part}：{text}"))
    if paper.parts.get("期限"):
        yield Text(f"请于{written_day(paper.parts['期限'])}前办理，并书面反馈整改情况和佐证材料。")


def _title(case: Case, paper: str) -> str:
    """Return the title of a letter; where it needs two lines, the kind of paper stands in the second."""
    title = _bare(case.title)
    if len(title) > _LONGEST_TITLE:
        return f"关于{case.id}号督查事项的{paper}"
    whole = f"关于“{title}”的{paper}"
    return whole if len(whole) <= _TITLE_LINE else f"关于“{title}”的\n{paper}"


def _bare(title: str) -> str:
    return title.strip().rstrip(_STOPS)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(tuple(_STOPS)) else f"{sentence}。"
