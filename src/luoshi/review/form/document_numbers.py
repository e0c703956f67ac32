"""Numbers of documents (文号): :class:`DocumentNumbers`. Not here: a document that has none (V507)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule

NUMBER = re.compile(
    r"(?P<open>[〔\[［(（【{｛〈])\s?(?P<year>(?:19|20)\d\d)\s?(?P<close>[〕\]］)）】}｝〉])"
    r"\s?(?P<ordinal>第)?\s?(?P<number>\d{1,5})(?!\d)\s?(?P<mark>号)?"
)
"""Year and number of a document, however they are written: 〔2021〕8号, [2021]第08号."""
_AGENCY = re.compile(r"[\u4e00-\u9fff]{2,10}\s?$")
_ISSUED = re.compile(
    r"(?:[发函办文规综]|(?<![审验估评报鉴案证许准民提建议复测检录聘监])字|[教政财委党府](?:(?!字)[\u4e00-\u9fff]){0,2})$"
)
"""How the short name before a number ends when government or party issued the document: 临教发, 临政办字, 临教督."""
_OTHERWISE = re.compile(
    r"(?:公告|通告|公示|令|公报|提案|建议|议案|案件|法|检|仲|判|裁|鉴|标|采|标准|登记|备案|注册|纪要|简报|快报|督办|专报|国用|集用|教民|房权"
    r"|产权|使用|审|验|年度?|学期|分?[期批卷辑])$"
)
"""What is numbered in other ways: proclamations, judgements, certificates of land, minutes."""
_COUNTED = re.compile(r"\s?[期次批版辑卷条届季项个名所页回章节户件]")
"""What stands behind a number that counts something else: 纪要〔2023〕第6期."""

_MORE = re.compile(r"\s?[、,，和及至—–\-~～]\s?\d")


class DocumentNumbers(Rule):
    """文号的写法：年份用六角括号〔〕，序号不编虚位（1不编为001），不加“第”字，末尾有“号”。

    查出：年份用方括号、圆括号、方头括号的（临教发[2021]8号），加“第”的，序号以0开头的，漏“号”的；各处合成一条，给警告。
    放过：公告、令、提案、判决、标准、纪要、审计报告、土地证等另有编号办法的；书名、规划期里带括号的年份。序号空着的见V507。
    """

    code = "V506"
    name = "文号格式"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield one finding for all numbers that are not in form."""
        spans: list[Span] = []
        told: list[str] = []
        for piece in material.pieces:
            for match in NUMBER.finditer(piece.text):
                wrong = _wrong(match)
                if wrong:
                    start = max(0, match.start() - 4)
                    spans.append(piece.span(start, match.end()))
                    told.append(f"“{piece.text[start : match.end()]}”{wrong}")
        if spans:
            examples = "；".join(dict.fromkeys(told[:3]))
            yield self.found(
                f"有{len(spans)}处文号的写法不合公文格式：{examples}",
                spans,
                "写成“×发〔2021〕8号”的形式：六角括号，序号不加“第”、不编虚位",
            )


def _wrong(match: re.Match[str]) -> str:
    """Return what is wrong with a number; empty when nothing is, or when it may be no document number."""
    agency = _AGENCY.search(match.string[max(0, match.start() - 11) : match.start()])
    if agency is None or not _is_issued(agency[0].rstrip()) or _COUNTED.match(match.string, match.end()):
        return ""
    faults = []
    pair = match["open"] + match["close"]
    if pair != "〔〕":
        if not match["mark"]:
            return ""  # a year in brackets and a number behind it, as in a reference or a name
        faults.append("年份应当用六角括号〔〕")
    if match["ordinal"]:
        faults.append("不加“第”字")
    if match["number"].startswith("0"):
        faults.append("序号不编虚位")
    if not match["mark"] and not _MORE.match(match.string, match.end()):
        faults.append("漏“号”字")
    return "，".join(faults)


def _is_issued(agency: str) -> bool:
    return _ISSUED.search(agency) is not None and _OTHERWISE.search(agency) is None
