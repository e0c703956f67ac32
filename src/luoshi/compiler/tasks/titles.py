"""Short titles (任务标题) and results (交付成果) of task items.

Entry: :func:`short_title`, :func:`find_deliverables`. A title is verbatim and at most 40 characters: the item's run-in
heading, or its first clause that says what is to be done; a time lead (2025年底前，) and a basis (按照…要求，) are
left out.
"""

from __future__ import annotations

import re

LONGEST_TITLE = 40
_SHORT_CLAUSE = 12
_TOO_SHORT = 8

_STOP = re.compile(r"[。；;！!\n]")
_TIME_LEAD = re.compile(
    r"^(?:从|自|到|至|在|于|截至|力争|争取|确保)*\s*(?:[“\"”]?十?[一二三四五六七八九]五[”\"“]?(?:期间|时期"
    r"|期末|末)|(?:19|20)\d\d\s*年?(?:[-—–至到~]+\s*(?:19|20)\d\d\s*年)?"
    r"\s*(?:全年|年?[底末初内]|上半年|下半年|[春秋]季(?:学期)?|\d{1,2}\s*月(?:\d{1,2}日)?[底份初]?|以?前"
    r"|之前|起|开始|期间|[一二三四五两\d]年[内间]|学年)*"
    r"|\d{1,2}月[^，,。；;]{0,6}|[今本]?年(?:底|末|内)前?|每(?:学期|学年|年|月|季度)|[一二三四五两]年内)[，,：:]\s*"
)
_BASIS_LEAD = re.compile(
    r"^(?:严格)?(?:按照?|依照?|依据|根据|遵循|对照|对标|围绕|结合|针对|聚焦|鉴于|为(?:了|进一步)?|通过"
    r"|依托|坚持以|以|本着|在)[^，,。；;：:]{0,40}?"
    r"(?:要求|规定|标准|原则|部署|精神|规划|方案|计划|文件|政策|目标|安排|导向|职责|分工|需要|需求|抓手"
    r"|重点|契机|载体|核心|引领|中心|主线|基础|依托|牵引|目的|突破口|任务|指导|宗旨"
    r"|方式|形式|途径|手段|思路|实际|情况|前提|基础上|前提下|根本|动力|支撑|单位|问题)(?:[上下])?[，,]\s*"
)
_ORDINAL_LEAD = re.compile(r"^(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]+[，,、])\s*")
_RESULT = re.compile(
    r"(?:(?<=[，,。；;：:、\n])|^)\s*(?P<what>(?:研究|探索|尽快|逐步|积极|加快|全面|进一步|推动)*"
    r"(?:制定出台|制定|制订|出台|印发|编制|修订|建立健全|建立完善|建立|健全|建成|组建|成立|设立|构建|搭建"
    r"|打造|开发|编写|筹建|创建)(?:并组织实施|并实施|并落实|和落实)?"
    r"(?:《[^》]{2,60}》|(?![的纳入])[^，,。；;：:、《》（）()]{1,24}?(?:机制|制度|体系|平台|方案|办法"
    r"|细则|规划|清单|台账|数据库|档案|系统|联盟|工作室|领导小组|专班|中心|基地|指南|规范|图谱|名录)))"
    r"(?=[，,。；;、]|$)"
)
_MOST_RESULTS = 6


def short_title(text: str, heading: int = 0) -> str:
    """Return the title of an item.

    Args:
        text: the item without its label.
        heading: length of its run-in heading, 0 if it has none.
    """
    if heading:
        title = text[:heading].strip().rstrip("。.：:；;，, ")
        if title and len(title) <= LONGEST_TITLE:
            return title
    sentence = _STOP.split(_without_leads(text), maxsplit=1)[0].strip()
    return _clip(_first_clauses(sentence))


def _without_leads(text: str) -> str:
    """Leave out the time and the basis at the start of an item, as long as something is left to say."""
    rest = _ORDINAL_LEAD.sub("", text.strip())
    for _ in range(3):
        lead = _TIME_LEAD.match(rest) or _BASIS_LEAD.match(rest)
        if not lead or len(_STOP.split(rest[lead.end() :], maxsplit=1)[0]) < 4:
            break
        rest = rest[lead.end() :]
    return rest


def _first_clauses(sentence: str) -> str:
    """Return the first clause; a short one with what follows, up to three times as much."""
    commas = re.finditer(r"[，,：:]", sentence[: 2 * LONGEST_TITLE])
    cuts = [m.start() for m in commas if _outside_brackets(sentence, m.start())]
    if not cuts or (cuts[0] < _TOO_SHORT and len(sentence) <= LONGEST_TITLE):
        return sentence
    end = cuts[0]
    if end < _SHORT_CLAUSE:
        limit = min(LONGEST_TITLE, 3 * end)
        end = max([end, *(c for c in [*cuts, len(sentence)] if c <= limit)])
    return sentence[:end]


def _outside_brackets(text: str, at: int) -> bool:
    head = text[:at]
    return all(head.count(opening) <= head.count(closing) for opening, closing in ("（）", "“”", "《》"))


def _clip(title: str) -> str:
    """Cut a title to 40 characters, at the last pause (、，) if there is one in its second half."""
    if len(title) <= LONGEST_TITLE:
        return title
    pause = max(title.rfind(c, LONGEST_TITLE // 2, LONGEST_TITLE) for c in "、，, ")
    return title[: pause if pause > 0 else LONGEST_TITLE].rstrip("、，, ")


def find_deliverables(text: str) -> tuple[str, ...]:
    """Return short verbatim phrases that name what is to be produced: 出台《…》, 建立…机制."""
    found = dict.fromkeys(m["what"].strip() for m in _RESULT.finditer(text))
    return tuple(p for p in found if "\n" not in p)[:_MOST_RESULTS]
