"""What a document says of itself (文件信息): title, number, issuer, region, level, kind, period, date, status, sources.

Entry: :func:`find_facts`. Read from the front matter (everything before the first numbered section of the body), the
signature, the lines that a web page puts above a document (发文机关、成文日期) and, for ``based_on``, the whole text.
A fact that the document does not state is null. Names in 《》 are read by :mod:`luoshi.compiler.citations`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.base.dates import find_dates, five_year_plan
from luoshi.base.numerals import parse_numeral
from luoshi.compiler.citations import cited_documents
from luoshi.compiler.regions import find_region, level_of
from luoshi.model.document import BlockKind, Cell, Document
from luoshi.model.plan import DocumentFacts

_KIND_WORDS = (
    "行动计划", "行动方案", "实施方案", "工作方案", "实施意见", "指导意见", "工作意见", "工作要点", "工作计划",
    "提升计划", "发展规划", "规划纲要", "实施细则", "实施办法", "管理办法", "任务分解方案", "任务分解表",
    "责任分工方案", "责任清单", "任务清单", "规划", "方案", "意见", "要点", "计划", "办法",
    "若干措施", "措施", "细则", "清单", "分解表", "安排", "纲要", "规定", "通知", "报告", "决定",
)  # fmt: skip
_SAME_KIND = {"发展规划": "规划", "规划纲要": "规划", "要点": "工作要点"}
_KIND = re.compile(f"({'|'.join(_KIND_WORDS)})$")
_DRAFT = re.compile(r"征求意见稿|送审稿|讨论稿|审议稿|修订稿|草案|初稿")
_DRAFTS_OPEN = re.compile(r"公开征求意见|征求意见的(?:公告|通知)")
_NOTICE = re.compile(
    r"(?:关于)?(?:印发|转发|发布|公布|下达|批转)[《〈]?(?P<name>.+?)[》〉]?的(?:通知|公告|决定)(?:$|[^，。])"
)
_ORGAN_LINE = re.compile(
    r"^[一-鿿、\s]{2,40}?(?:政府|办公室|局|委员会|委|厅|部|领导小组|管委会|办|学校|学院|中心|党组|党委)$"
)
_DOC_NO = re.compile(
    r"(?<![一-鿿])[一-鿿]{1,12}\s*[〔［\[【﹝（(〈]\s*(?:19|20)\d{2}\s*年?\s*[〕］\]】﹞）)〉]\s*第?\s*\d{1,4}\s*号"
)
_DOC_NO_LABEL = re.compile(r"(?:发\s*文\s*字\s*号|文\s*件?\s*编?\s*号|文\s*号|公文字号)\s*[：:]?\s*")
_ISSUER_LABEL = re.compile(
    r"(?:发\s*文\s*机\s*关|制\s*发\s*机\s*关|发\s*布\s*机\s*构|发\s*文\s*单\s*位|制\s*定\s*机\s*关|信\s*息\s*来\s*"
    r"源|来\s*源)\s*[：:]?\s*"
    r"(?P<name>[一-鿿]{2,30}?(?:政府办公室|办公室|政府|局|委员会|厅|部|委|管委会))(?=\s|$|[，。；])"
)
_TITLE_LABEL = re.compile(r"^(?:标\s*题|名\s*称|文\s*件\s*名\s*称)\s*[：:]?\s*")
_DATE_LABEL = re.compile(
    r"(?:成\s*文\s*日\s*期|印\s*发\s*日\s*期|发\s*文\s*日\s*期|签\s*发\s*日\s*期|生\s*成\s*日\s*期|制\s*发\s*日\s*"
    r"期)\s*[：:]?\s*"
)
_CHINESE_DATE = re.compile(
    r"(?P<y>[二][〇○零0O][〇○零一二三四五六七八九]{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>"
    r"[一二三四五六七八九十]{1,3})日"
)
_PERIOD = re.compile(r"((?:19|20)\d{2})\s*年?\s*(?:[-－—–~～]{1,2}|至|到)\s*((?:19|20)\d{2})\s*年?")
_FIVE = re.compile(
    r"[“\"”]?(?<![一-鿿])([一二三四五六七八九十]{1,3})五[”\"“]?|第([一二三四五六七八九十]{1,3})个五年规划"
)
_STATED_PERIOD = re.compile(r"(?:规划期限?|实施期限?|规划期间|计划期限?|实施时间)(?:为|是|[：:])?\s*$")
_NO_TITLE = re.compile(r"[。；：:，]|^附件?\s*\d*$|各位")
_HEAD = re.compile(r"^(?P<who>[一-鿿]{4,30}?(?:政府|办公室|局|委员会|委|厅|部|领导小组))(?:关于|印发|转发)")
_IN_TITLE = re.compile(
    r"^(?P<who>[一-鿿]{2,20}?(?:教育体育局|教育局|教体局|教育厅|政府|委员会|教育部))(?:20\d\d|“|关于)"
)
_ONE_YEAR = re.compile(r"(20\d{2})\s*年?(?:度)?")


@dataclass(frozen=True, slots=True)
class _Front:
    """The lines before the first numbered section, blanks at their ends taken off, and those of the end."""

    lines: tuple[str, ...]
    titles: tuple[str, ...]
    tail: tuple[str, ...]


def find_facts(doc: Document) -> DocumentFacts:
    """Return what ``doc`` says of itself; what it does not say is None."""
    front = _front(doc)
    title = _title(front)
    issuer = _issuer(front, title)
    region = find_region(title or "") or find_region(issuer or "")
    kind = _kind(title)
    return DocumentFacts(
        title=title,
        doc_no=_doc_no(front),
        issuer=issuer,
        region=region,
        level=level_of(region, issuer, doc.text),
        kind=kind,
        period=_period(title, kind, doc.text),
        issued=_issued(front),
        status=_status(title, front),
        based_on=cited_documents(doc, title),
    )


def _front(doc: Document) -> _Front:
    """Collect the lines of the front matter and of the end, tables left out."""
    lines: list[str] = []
    titles: list[str] = []
    for block in doc.blocks:
        if block.label and block.level and block.kind is not BlockKind.TITLE:
            break
        if block.kind is BlockKind.TABLE and block.table is not None:
            lines.extend(_row_line(block.table.row(r)) for r in range(min(12, block.table.n_rows)))
            continue
        parts = [p.strip() for p in block.text.split("\n") if p.strip()]
        lines.extend(parts)
        if block.kind is BlockKind.TITLE:
            titles.extend(parts)
    tail = [p.strip() for b in doc.blocks[-12:] if b.table is None for p in b.text.split("\n") if p.strip()]
    return _Front(tuple(lines[:120]), tuple(titles), tuple(tail))


def _row_line(cells: Sequence[Cell]) -> str:
    return "  ".join(c.text for c in cells)


def _close_up(text: str) -> str:
    """Take out the blanks between Chinese characters: titles broken over lines are one phrase."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text.strip())


def _title(front: _Front) -> str | None:
    """Return the title of the document itself: that of the issued text, not of the notice that issues it."""
    wrapped = _wrapped_title(front)
    own = _own_title(front, wrapped)
    if wrapped and own and _likely_same(wrapped, own):
        return own
    return wrapped or own


def _wrapped_title(front: _Front) -> str | None:
    for size in range(1, 5):
        for i in range(len(front.lines)):
            group = front.lines[i : i + size]
            if len(group) < size or any(len(g) > 60 for g in group):
                continue
            found = _NOTICE.search(_close_up("".join(group)) + "\n")
            if found and re.search("关于|印发|转发", group[0]):
                return found["name"].strip("《》")
    return None


def _own_title(front: _Front, wrapped: str | None) -> str | None:
    """Return the title lines joined: the reader's, else short lines at the top up to one that ends like a title."""
    groups = _groups(front.titles or front.lines)
    if wrapped:
        return next((g for g in groups if _likely_same(wrapped, g)), None)
    ending = [g for g in groups if _kind(g)]
    if ending:
        return ending[0]
    return _close_up(front.titles[0]) if front.titles else None


def _groups(lines: tuple[str, ...]) -> list[str]:
    """Join each line with those before it until it ends like a title."""
    found: list[str] = []
    pending: list[str] = []
    for line in lines[:60]:
        if len(line) > 60 or _NO_TITLE.search(line) or _DOC_NO.search(line) or find_dates(line):
            pending = []
            continue
        pending.append(line.strip("# 　《》"))
        if _kind(pending[-1]):
            if not _kind_word_alone(pending[-1]) and len(pending[-1]) > 12:
                found.append(_close_up(pending[-1]))
            found.append(_close_up("".join(pending[-3:])))
            pending = []
    return sorted(found, key=lambda t: "的通知" in t)


def _kind_word_alone(line: str) -> bool:
    return len(re.sub(r"[（(].*", "", line)) <= 8


def _likely_same(a: str, b: str) -> bool:
    strip = re.compile(r"[\W_]|征求意见稿|送审稿|草案|试行")
    return strip.sub("", a) == strip.sub("", b)


def _kind(title: str | None) -> str | None:
    """Return the kind of document (文种) that a title ends with."""
    bare = re.sub(r"(?:[（(][^（）()]*[）)]|[》\s])+$", "", title or "")
    found = _KIND.search(bare)
    return _SAME_KIND.get(found[1], found[1]) if found else None


def _doc_no(front: _Front) -> str | None:
    """Return the document's own number: alone on its line, behind its label; never one cited in brackets."""
    for line in (*front.lines, *front.tail):
        for found in _DOC_NO.finditer(line):
            before, after = line[: found.start()].rstrip(), line[found.end() :].strip()
            alone = not before and not after
            if alone or _DOC_NO_LABEL.search(before[-8:]) or (not before and len(line) < 60 and "》" not in line):
                return re.sub(r"\s+", "", found.group())
    return None


def _issuer(front: _Front, title: str | None) -> str | None:
    """Return who issued it: the signature above a date, the head of the notice, a label, the title."""
    for lines in (front.lines, front.tail):
        for i, line in enumerate(lines):
            if i and _dates(line) and len(line) < 20 and _is_organ(lines[i - 1]):
                return re.sub(r"\s+", "、", lines[i - 1].strip())
            signed = re.match(r"^(?P<who>[一-鿿]{4,30})\s+(?=[12二])", line)
            if signed and _dates(line[signed.end() :]) and len(line) < 60 and _is_organ(signed["who"]):
                return signed["who"]
    for i, line in enumerate(front.lines):
        both = _TITLE_LABEL.sub("", _close_up(line + (front.lines[i + 1] if i + 1 < len(front.lines) else "")))
        head = _HEAD.match(both)
        if head and len(line) < 60:
            return head["who"]
    for line in front.lines:
        label = _ISSUER_LABEL.search(line)
        if label:
            return label["name"]
    named = _IN_TITLE.match(title or "")
    return named["who"] if named else None


def _is_organ(line: str) -> bool:
    return bool(_ORGAN_LINE.match(line.strip())) and len(line.strip()) >= 4 and "各" not in line


def _dates(line: str) -> list[str]:
    """Return the dates written in a line, in digits or Chinese numerals."""
    found = [date for _, _, date in find_dates(line)]
    for match in _CHINESE_DATE.finditer(line):
        year = "".join(str("〇一二三四五六七八九".find(c)) if c in "一二三四五六七八九" else "0" for c in match["y"])
        month, day = parse_numeral(match["m"]), parse_numeral(match["d"])
        if month and day and month <= 12 and day <= 31:
            found.append(f"{year}-{month:02d}-{day:02d}")
    return found


def _issued(front: _Front) -> str | None:
    """Return the date of the document: its label, the signature, the line …印发, a date in brackets below the title."""
    for line in front.lines:
        label = _DATE_LABEL.search(line)
        if label and (dates := _dates(line[label.end() :])):
            return dates[0]
    for line in (*front.lines, *front.tail):
        alone = re.sub(r"[\d\s年月日（）()./\-—〇○零一二三四五六七八九十]|印发", "", line)
        if (not alone or _is_organ(alone)) and len(line) < 60 and (dates := _dates(line)):
            return dates[0]
    return None


def _status(title: str | None, front: _Front) -> str | None:
    """Return 征求意见稿, 草案… where title or the lines about it say so, else 正式; None for a text without title."""
    if not title and not front.lines:
        return None
    draft = _DRAFT.search(title or "")
    if draft:
        return draft.group()
    for line in front.lines:
        if len(line) <= 40 and (found := re.search(rf"[（(【]\s*({_DRAFT.pattern})\s*[）)】]", line)):
            return found[1]
        if len(line) <= 60 and _DRAFTS_OPEN.search(line):
            return "征求意见稿"
    return "正式"


def _period(title: str | None, kind: str | None, text: str) -> tuple[int, int] | None:
    """Return the years that the plan covers, as title or text state them."""
    name = title or ""
    if found := _PERIOD.search(name):
        return int(found[1]), int(found[2])
    for found in _FIVE.finditer(name):
        number = parse_numeral(found[1] or found[2])
        if number and 6 <= number <= 30:
            return five_year_plan(number)
    years = _ONE_YEAR.findall(name)
    if kind != "规划" and years:
        return int(years[-1]), int(years[-1])
    for found in _PERIOD.finditer(text):
        if _STATED_PERIOD.search(text[max(0, found.start() - 8) : found.start()]):
            return int(found[1]), int(found[2])
    return None
