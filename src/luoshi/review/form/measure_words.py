"""Measure words (量词): :class:`MeasureWords`. Not here: units that differ between a figure and its indicator."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_DOING = (
    r"(?:新增|新建|增加|建设|建成|建立|创建|创成|培育|培养|打造|立项|获批|获评|认定|遴选|评选|评定|申报|组建|支持|争创|确保|力争"
    r"|完成|开发|设立|布局|推出|选树|达到|达|有|为|约|和|、|以上|不少于|不低于|至少|超过)"
)
_LACKING = re.compile(
    rf"{_DOING}\s?(?P<what>(?P<number>\d{{1,3}}(?:\s?[—–\-~～至]\s?\d{{1,3}})?)\s?(?:国家级|省部级|省级|市级|县级|区级|校级))"
    r"(?P<name>[\u4e00-\u9fff]{2,14})"
)
_SLOGAN = re.compile(r"[“‘《][^”’》\n]{0,60}[”’》]")
_COUNTED = re.compile(
    r"\d\s?(?P<measure>[个所])(?P<noun>[\u4e00-\u9fff]{0,4}?(?:幼儿园|小学|初中|高中|中学|学校|高校|职业院校|大学|学院))"
    r"(?![\u4e00-\u9fff]{0,4}(?:专业|班|项目|基地|集团|联盟|团队|社团|中心|试点区))"
)
_HABIT = 3


class MeasureWords(Rule):
    """数字和名词之间漏了量词（立项6—8省级重点课题），或者同一种学校有的用“个”有的用“所”。

    漏量词的给警告；量词不一合成一条提示。引号里的简称（“1中心3基地”）、编号（表3、附件2、任务3）和年份不报。
    """

    code = "V505"
    name = "量词不一"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each missing word, and one for words that differ."""
        used: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for sentence in material.sentences:
            text = sentence.half_width
            if not any(character.isdigit() for character in text):
                continue
            slogans = [match.span() for match in _SLOGAN.finditer(text)]
            for match in _LACKING.finditer(text):
                at = match.start("what")
                if not any(start <= at < end for start, end in slogans):
                    yield self.found(
                        f"“{match['what']}{match['name']}”的数字后面漏了量词",
                        [sentence.span(at, match.end())],
                        f"“{match['number']}”后面补上“个”“门”“所”一类的量词",
                    )
            for match in _COUNTED.finditer(text):
                used[match["noun"]][match["measure"]].append(sentence.span(match.start(), match.end()))
        yield from self._differing(used)

    def _differing(self, used: dict[str, dict[str, list[Span]]]) -> Iterator[Finding]:
        odd = {
            noun: words
            for noun, words in used.items()
            if words["所"] and words["个"] and sum(map(len, words.values())) >= _HABIT
        }
        if odd:
            told = "；".join(
                f"{noun}用“所”{len(words['所'])}处、用“个”{len(words['个'])}处" for noun, words in odd.items()
            )
            spans = sorted(span for words in odd.values() for span in words["个"])
            yield self.found(f"量词不一：{told}", spans, "学校、幼儿园统一用“所”", Severity.INFO)
