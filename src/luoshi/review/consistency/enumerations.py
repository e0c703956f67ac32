"""A number of things and the list of them (数目与列举): :class:`Enumerations`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import parse_mixed
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule

_NOUN = "行动|工程|计划|任务|体系|机制|平台|基地|模式|举措|环节|维度|领域|支柱|品牌|项目|课程|方面|板块|抓手|改革|攻坚"
_TOLD = re.compile(
    rf"[“\"]?(?P<n>[一二两三四五六七八九十]{{1,3}}|\d{{1,2}})\s?(?:大|项|个)(?P<what>[\u4e00-\u9fff]{{0,6}}?(?:{_NOUN}))[”\"]?\s?"
    r"(?:[（(：:]|，即|——)(?P<list>[^。；;）)（(]{4,160})"
)
_BEFORE = re.compile(
    rf"[“\"](?P<list>[^“”\"、，。；;]{{2,12}}(?:、[^“”\"、，。；;]{{2,12}})+)[”\"]\s?"
    rf"(?P<n>[一二两三四五六七八九十]{{1,3}}|\d{{1,2}})\s?(?:大|项|个|类|种)?(?P<what>[\u4e00-\u9fff]{{0,6}}?(?:{_NOUN}))"
)
_QUOTED = re.compile(
    rf"(?P<list>(?:[“\"][^“”\"，。；;]{{2,14}}[”\"][、和与]?){{2,12}})\s?"
    rf"(?P<n>[一二两三四五六七八九十]{{1,3}}|\d{{1,2}})\s?(?:大|项|个|类|种)(?P<what>[\u4e00-\u9fff]{{0,6}}?(?:{_NOUN}))"
)
_AND = re.compile(r"(?<=[\u4e00-\u9fff”])[和与及](?=[\u4e00-\u9fff“])")
_VAGUE = re.compile(r"等|其他|之一|若干|以及各|为重点|为主")


class Enumerations(Rule):
    """说了“几大”“几项”，紧接着（或紧挨在前面的引号里）列出的却不是这个数：“五大行动”只列了四项。

    列举里有“等”的、分项里还有停顿而数不清的，不报；列在前面的，只看引号里的。
    """

    code = "V214"
    name = "数目与列举"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each list that is shorter or longer than its number."""
        for statement in material.statements:
            if "、" in statement.text or "”“" in statement.text:
                yield from self._in(statement)
                yield from self._ahead(statement)

    def _ahead(self, statement: Sentence) -> Iterator[Finding]:
        """Yield lists in quotation marks that stand before their number: “甲、乙、丙、丁”五大行动."""
        if "”" not in statement.text:
            return
        for pattern in (_BEFORE, _QUOTED):
            for match in pattern.finditer(statement.text):
                told = match["list"]
                items = re.findall(r"[“\"]([^“”\"]+)[”\"]", told) if pattern is _QUOTED else told.split("、")
                number = parse_mixed(match["n"])
                joined = "" if pattern is _QUOTED else items[-1]
                possible = {len(items), len(items) + len(_AND.findall(joined))}
                if number is None or _VAGUE.search(told) or int(number) in possible or match["what"].startswith("年"):
                    continue
                # “甲、乙”“丙、丁”两大工程: names that hold a list themselves
                if abs(len(items) - int(number)) > 2 or (pattern is _QUOTED and "、" in "".join(items)):
                    continue
                start = match.start("list")
                counted = statement.text[match.start("n") : match.end("what")]
                yield self.found(
                    f"说是“{counted}”，列出的是{len(items)}项：{'、'.join(items)[:60]}",
                    [
                        statement.span(match.start("n"), match.end("what")),
                        statement.span(start, start + min(len(told), 70)),
                    ],
                    "补齐漏列的，或改正数目",
                )

    def _in(self, statement: Sentence) -> Iterator[Finding]:
        for match in _TOLD.finditer(statement.text):
            number = parse_mixed(match["n"])
            told = match["list"]
            # What follows the last comma may be another clause: 实施……、……，全面提升质量.
            items = [item for item in re.split(r"[，,](?=[^、]*$)", told)[0].split("、") if item.strip()]
            if number is None or len(items) < 2 or _VAGUE.search(told) or re.search(r"[，,]", "".join(items)):
                continue
            possible = {len(items), len(items) + len(_AND.findall(items[-1]))}
            if int(number) in possible or abs(len(items) - int(number)) > 2:
                continue
            start, end = match.start("list"), match.start("list") + min(len(told), 70)
            counted = statement.text[match.start("n") : match.end("what")]
            message = f"说是“{counted}”，列出的是{len(items)}项：{'、'.join(items)[:60]}"
            yield self.found(
                message,
                [statement.span(match.start("n"), match.end("what")), statement.span(start, end)],
                "补齐漏列的，或改正数目",
            )
