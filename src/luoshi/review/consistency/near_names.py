"""One name written in two ways (名称相近): :class:`NearNames`.

Candidates come from an index by the end of the name, so the cost is that of reading the text; within one index entry
only a bounded number of different names is compared. Not here: abbreviations of bodies, projects listed twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.consistency.alike_names import alike_names
from luoshi.review.consistency.institutions import two_names
from luoshi.review.consistency.lead_groups import two_groups
from luoshi.review.consistency.name_differences import common_start, inserted, is_moved
from luoshi.review.consistency.near_titles import near_titles
from luoshi.review.consistency.telling_words import TELLING
from luoshi.review.consistency.turned_names import turned_names
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule

_BODY = re.compile(
    r"领导小组|工作专班|联席会议|指挥部|委员会|(?<!副)(?<!为)中心(?![城校学园幼小任工组地镇区])|研究院|研究所|工作站|平台|(?<!教育)系统"
    r"|数据库|资源库|基金会|联盟|试点学校|示范学校|实验学校|办公室|学院|大学|专科学校"
)
_QUOTED = re.compile(r"“([^“”\n]{3,24})”(?P<next>工程|计划|行动|项目|活动|模式|机制|体系)?")
_KIND = re.compile(r"(?:工程|计划|行动|项目|活动|模式|机制|体系)$")
_DROPPED = re.compile(r"[“”\"‘’'\s　]")
_LAST_CUT = re.compile(r"(?s).*[,，。；;：:、！？!?（）()《》【】\[\]|/]")
_TELLS_APART = re.compile(rf"{TELLING}|食品|消防|交通|网络|卫生|应急|营养|党建|信访|舆情|资助|考试|防\w")
_LISTED = re.compile(r"[、，,；+＋×—－-]|\s")
_TWO_THINGS = re.compile(r"[和与及或]")
_VERBS = re.compile(r"^(?:即|重点|率先|加快|推进|建设|新建|打造|成立|组建|建立|[的为在])+\d*[所个]?")
_MOST_NAMES, _LONGEST_INSERTION, _WINDOW = 24, 4, 26


@dataclass
class _Name:
    """A name in one wording, quotation marks and blanks taken out, with its places."""

    text: str
    spans: list[Span] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)


class NearNames(Rule):
    """同一机构、学校、系统、文件或活动，前后名称不一样。

    找：只差一两个词的机构和系统（“某某工程领导小组”与“某某工程建设领导小组”）；
    同一地区的学校、中心两个名称（某某学院与某某大学、职业学院与职业技术学院、教师发展中心与教师发展研究中心、
    心理健康服务中心与心理健康辅导中心、市教科所与市教育科学研究院）；
    本文件成立的领导小组，别处换了个名称；只差几个字、换了近义词、词序颠倒或者期限不同的文件；引号位置不同、词序颠倒的活动名称；
    工程、计划、行动、团队、平台、基地的名称里，换了意思相近的词（素养与能力、培养与培育、职业教育与职业院校）、
    换了种类（工程与计划）、多了建设、工作一类的词，或者同一个长名称换了做法（培养与补充）的，给警告；
    同一所学院、学校多写或少写“市”“省”“技术”，词序不同，校名两个字颠倒的，给警告；
    引号里差一个字、后面的名称全同的计划（“青禾”教师成长计划与“青苗”教师成长计划），名称全同的领导小组与推进小组。
    一种写法只出现一次、另一种多次的，或者文件所注文号和发文机关都在本地而文种不同的，给警告；拿不准的只提示。
    差的是序数、地名、级别、学段、公办民办等能区分不同机构的字，两者在同一句里并列或在同一张表里各占一格的，
    说到更名、升格、合并的，前后两期的规划，不报。
    """

    code = "V210"
    name = "名称相近"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each pair of names."""
        told = [*self._bodies(material), *self._quoted(material)]
        yield from told
        for message, spans, severity in alike_names(material):
            if not any(_are_in(spans[:2], finding) for finding in told):
                yield self.found(message, spans, "核对后统一名称；确属不同事项的，不必改", severity)
        for message, spans, fix, severity in near_titles(material):
            yield self.found(message, spans, fix, severity)
        for message, spans in two_groups(material):
            if any(_are_in(spans[:2], finding) for finding in told):
                continue
            yield self.found(message, spans, "核对后统一名称；确是两个机构的，不必改", Severity.WARNING)
        for message, spans in turned_names(material):
            yield self.found(message, spans, "核对后统一校名", Severity.WARNING)
        for message, spans, severity in two_names(material):
            yield self.found(message, spans, "核对后统一名称，确是两个单位的注明区别", severity)

    def _bodies(self, material: Material) -> Iterator[Finding]:
        index: dict[str, dict[str, _Name]] = {}
        for number, sentence in enumerate(material.sentences):
            for text, span in _bodies_in(sentence):
                _enter(index, text[-4:], text, span, number)
        done: set[tuple[str, str]] = set()
        for group in index.values():
            names = list(group.values())[:_MOST_NAMES]
            for one, other in combinations(names, 2):
                told = _inserted(one.text, other.text)
                if told is None:
                    continue
                shorter, longer, extra = told
                if (shorter, longer) in done or one.lines & other.lines:
                    continue
                done.add((shorter, longer))
                yield self._pair(one, other, shorter, longer, extra)

    def _quoted(self, material: Material) -> Iterator[Finding]:
        inside: dict[str, list[Span]] = {}
        outside: dict[str, list[Span]] = {}
        moved: dict[str, dict[str, _Name]] = {}
        index: dict[str, dict[str, _Name]] = {}
        for number, sentence in enumerate(material.sentences):
            if "“" not in sentence.text:
                continue
            for match in _QUOTED.finditer(sentence.text):
                name, span = match[1], sentence.span(*match.span())
                if match["next"]:
                    outside.setdefault(name + match["next"], []).append(span)
                elif _KIND.search(name):
                    inside.setdefault(name, []).append(span)
                if len(name) >= 4 and not _LISTED.search(name):
                    _enter(moved, "".join(sorted(name)), name, span, number)
                if len(name) >= 5:
                    _enter(index, name[:2] + name[-2:], name, span, number)
        yield from self._moved(moved)
        for name, spans in inside.items():
            if name in outside:
                kind = _KIND.search(name)
                cut = kind.start() if kind else len(name)
                yield self.found(
                    f"引号位置前后不一：一处作“{name}”，另一处作“{name[:cut]}”{name[cut:]}",
                    [spans[0], outside[name][0], *spans[1:8], *outside[name][1:8]],
                    "统一引号位置",
                )
        for group in index.values():
            for one, other in combinations(list(group.values())[:_MOST_NAMES], 2):
                extra = inserted(one.text, other.text, 2, 2)
                if one.lines & other.lines:
                    continue
                if extra and min(len(one.text), len(other.text)) >= 5 and not _TELLS_APART.search(extra):
                    shorter, longer = sorted((one.text, other.text), key=len)
                    yield self._pair(one, other, shorter, longer, extra)

    def _moved(self, index: dict[str, dict[str, _Name]]) -> Iterator[Finding]:
        """Yield quoted names of which one, written once, has two words in another order."""
        for group in index.values():
            for one, other in combinations(list(group.values())[:_MOST_NAMES], 2):
                odd, usual = sorted((one, other), key=lambda n: len(n.spans))
                if one.lines & other.lines or not is_moved(one.text, other.text, 4):
                    continue
                sure = len(odd.spans) == 1 and len(usual.spans) > 1
                yield self.found(
                    f"“{odd.text}”与“{usual.text}”词序不同，疑为同一名称的两种写法",
                    [odd.spans[0], *usual.spans[:4]],
                    "核对后统一写法",
                    Severity.WARNING if sure else Severity.INFO,
                )

    def _pair(self, one: _Name, other: _Name, shorter: str, longer: str, extra: str) -> Finding:
        return self.found(
            f"“{shorter}”与“{longer}”只差“{extra}”，疑为同一名称的两种写法",
            [one.spans[0], other.spans[0], *one.spans[1:4], *other.spans[1:4]],
            "核对后统一名称；确属两个不同机构或事项的，不必改",
        )


def _are_in(spans: list[Span], finding: Finding) -> bool:
    """Tell whether a finding shows all the places already."""
    return all(any(a < span.end and span.start < b for a, b in finding.spans) for span in spans)


def _enter(index: dict[str, dict[str, _Name]], key: str, text: str, span: Span, number: int) -> None:
    name = index.setdefault(key, {}).setdefault(text, _Name(text))
    name.spans.append(span)
    name.lines.add(number)


def _bodies_in(sentence: Sentence) -> Iterator[tuple[str, Span]]:
    """Yield the words that end with a body, to the last mark before it, and their place."""
    raw = sentence.text
    for match in _BODY.finditer(raw):
        low = max(0, match.start() - _WINDOW)
        mark = _LAST_CUT.match(raw, low, match.start())
        cut = mark.end() if mark else low
        text = _DROPPED.sub("", raw[cut : match.end()])
        if len(text) >= 8:
            yield text, sentence.span(cut, match.end())


def _inserted(one: str, other: str) -> tuple[str, str, str] | None:
    """Return the shorter and longer of two names and what only the longer has; the common words around it kept."""
    extra = _extra_inside(one, other)
    if extra is None:
        return None
    word, left, right = extra
    if left + right < 10 or (left < 4 and right < 8) or _TELLS_APART.search(word):
        return None
    if "基础" in word and right < 8:
        return None
    longer = one if _holds(one, word, right) else other
    whole = longer[-(left + len(word) + right) :]
    if _TWO_THINGS.search(whole):
        return None
    shown = _VERBS.sub("", whole[:left])
    return shown + whole[left + len(word) :], shown + whole[left:], word


def _holds(text: str, word: str, right: int) -> bool:
    return text[: len(text) - right].endswith(word)


def _extra_inside(one: str, other: str) -> tuple[str, int, int] | None:
    """Return a word that stands in one text only, with the lengths of the common text before and behind it."""
    right = common_start(one[::-1], other[::-1])
    first, second = one[: len(one) - right], other[: len(other) - right]
    if right < 4 or not first or not second:
        return None
    best: tuple[str, int, int] | None = None
    for longer, shorter in ((first, second), (second, first)):
        for size in range(2, min(_LONGEST_INSERTION, len(longer) - 1) + 1):
            left = common_start(longer[:-size][::-1], shorter[::-1])
            if left >= 3 and (best is None or left > best[1]):
                best = (longer[-size:], left, right)
    return best
