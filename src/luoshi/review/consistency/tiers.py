"""How many levels a network has (层级数): :class:`Tiers`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_KIND = r"服务网络|网络|服务体系|办学体系|体系|联动|工作机制|机制|平台"
_TIERS = re.compile(
    rf"(?P<before>[\u4e00-\u9fff“”]{{0,12}})(?P<n>[二两三四五六])级[”\"]?(?P<middle>[\u4e00-\u9fff“”]{{0,8}}?)(?P<kind>{_KIND})"
)
_SUBJECT = (
    r"社区教育|老年教育|终身教育|终身学习|心理健康|家庭教育|教研|教师发展|教师培训|教师研训|资助|电教|体育竞赛|联赛|督导|资源共享"
    r"|控辍保学|安全管理|应急|语言文字|特殊教育|劳动教育|研学|科普|职业教育|名师工作室|家校社"
)
_HEAD = re.compile(_SUBJECT)
_ALIKE = (("网络", "体系", "平台"), ("联动", "机制"))


@dataclass(frozen=True)
class _Told:
    number: str
    words: str
    span: Span


class Tiers(Rule):
    """同一网络、体系或机制的层级数前后不一：社区教育一处说“四级网络”，一处说“五级办学体系”。

    两处说的要是同一件事（社区教育、教研、心理健康服务、家庭教育指导等）、同一类说法（网络、体系一类，联动、机制一类）才报；
    写明“由三级扩为四级”的，不报。
    """

    code = "V215"
    name = "层级数不一"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each network that has two numbers of levels."""
        known: dict[tuple[str, int], _Told] = {}
        told: set[tuple[str, int]] = set()
        for sentence in material.sentences:
            if "级" not in sentence.text:
                continue
            for match in _TIERS.finditer(sentence.text):
                near = match["before"][-8:], match["middle"] + match["kind"]
                heads = _HEAD.findall(near[1]) or _HEAD.findall(near[0])
                if len(set(heads)) != 1 or re.search(r"由|从|原", match["before"][-4:]):
                    continue
                group = next((n for n, words in enumerate(_ALIKE) if match["kind"].endswith(words)), None)
                if group is None:
                    continue
                key = (heads[0], group)
                one = _Told("二" if match["n"] == "两" else match["n"], match[0], sentence.span(*match.span()))
                before = known.setdefault(key, one)
                if before.number != one.number and key not in told:
                    told.add(key)
                    yield self.found(
                        f"{heads[0]}的层级前后不一：一处为{before.number}级{_of(before)}，另一处为{one.number}级{_of(one)}",
                        [before.span, one.span],
                        "核对后统一层级，或写明各是哪几级",
                    )


def _of(one: _Told) -> str:
    found = re.search(_KIND, one.words)
    return found[0] if found else ""
