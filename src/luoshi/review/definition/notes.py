"""What notes and footnotes say of indicators (指标注释): how a share is counted, and what part is left out.

Entry: :func:`definitions`, :func:`left_out`. A note reads 甲率指（为）乙占丙的比例, or 甲率为不含某县的数据.
Not here: what the rules make of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.model.document import Span
from luoshi.model.indicator_names import canonical
from luoshi.review.material import Material

_DEFINED = re.compile(
    r"(?:^|[；;。：:\s①-⑩])(?:注[：:]|\d[.．、])?\s?(?P<name>[\u4e00-\u9fff“”]{4,24}?)[，,]?(?:是指|系指|指的是|指|[即为])"
    r"(?P<what>[^；;。，：:]{2,40}占(?P<of>[^；;。，]{2,24}?)的?(?:比例|比重|百分比))"
)
_OMITTED = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”]{4,24}?)(?:为|是|数据|均)?(?P<how>不含|不包括|未包括|不包含)(?P<what>[\u4e00-\u9fff（）、]{2,16}?)"
    r"(?:的?(?:数据|数|学校|学生))?(?=[；;。，、\n]|$)"
)


@dataclass(frozen=True)
class Definition:
    """What an indicator is: its name in one wording and as written, what it is a share of, and where that stands."""

    name: str
    shown: str
    of: str
    span: Span


@dataclass(frozen=True)
class Omission:
    """An indicator told without a part of the region: ``what`` is left out."""

    name: str
    shown: str
    what: str
    span: Span


def definitions(material: Material) -> Iterator[Definition]:
    """Yield the shares that the text defines."""
    for sentence in material.sentences:
        text = sentence.text
        if "占" not in text or "比" not in text or re.search(r"\d%|\d％", text):
            continue
        for match in _DEFINED.finditer(text):
            span = sentence.span(match.start("name"), min(match.end(), match.start("name") + 78))
            yield Definition(canonical(match["name"]), match["name"], match["of"], span)


def left_out(material: Material) -> Iterator[Omission]:
    """Yield the indicators of which a note says that a part of the region is not in them."""
    for sentence in material.sentences:
        text = sentence.text
        if not re.search(r"不含|不包括|未包括|不包含", text) or re.search(r"\d", re.sub(r"^注?\s?\d[.．、]", "", text)):
            continue
        for match in _OMITTED.finditer(text):
            if re.search(r"[县区市旗州]$", match["what"]):
                name = re.sub(r"^(?:注[：:]|其中)", "", match["name"])
                yield Omission(canonical(name), name, match["what"], sentence.span(*match.span()))
