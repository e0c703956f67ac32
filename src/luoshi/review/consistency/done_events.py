"""What is said to be done, and set as a goal later (已完成的事): 超大班额已全部清零, then 全面消除超大班额.

Entry: :func:`done_and_wanted`. Two clauses speak of one thing when the words of their objects are the same
(:mod:`luoshi.review.things`), whatever stands in front; what is wanted of a part only is done with the whole.
Not here: rates that stand at 100% and titles that are held (:mod:`luoshi.review.consistency.achieved`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.texts import are_apart, with_full_commas
from luoshi.model.document import Span
from luoshi.review.material import Material, Sentence
from luoshi.review.tenses import Tense
from luoshi.review.things import STAGES, is_special, words_of

_VERBS = {
    "消除": "消除 清零 归零 销号 化解 取消",
    "建成": "建成 建成投用 投入使用 启用 交付使用 竣工 完工",
    "完成": "完成 整改到位 移交到位",
    "通过": "通过",
    "配齐": "配齐 配备到位",
    "出台": "出台 印发",
    "成立": "成立 组建 挂牌",
    "开通": "开通 接入 联通",
}
_KIND = {verb: kind for kind, verbs in _VERBS.items() for verb in verbs.split()}
_VERB = "|".join(sorted(_KIND, key=len, reverse=True))
_TIME = r"(?:于|在)?(?:20\d\d\s?年)?[^，。；\d]{0,6}(?:底|末|学期|月|前)?"
_WHOLLY = r"(?:全部|全面|均|都|如期|提前|彻底|按期|一次性)"
_OBJECT = r"[^，。；：、]{2,30}"
_BEHIND = re.compile(rf"(?P<mark>(?:已经?|{_WHOLLY}){{1,3}})(?P<verb>{_VERB})(?:了)?(?P<object>{_OBJECT})")
_BEFORE = re.compile(
    rf"(?P<object>{_OBJECT}?)(?P<mark>(?:已经?|均|都)?(?:于20\d\d\s?年[^，。；\d]{{0,6}})?{_WHOLLY}?)(?P<verb>{_VERB})(?=[，。；、]|并|$)"
)
_WANTED = re.compile(rf"(?P<mark>{_WHOLLY}?)(?P<verb>{_VERB})(?P<object>{_OBJECT})")
_LEAD = re.compile(
    r"^(?:[\s　“\"]|(?:到|至|截至|于|在)?20\d\d\s?年(?:秋季?学期|春季学期)?\d{0,2}月?[底末]?(?:之?前|起)?|年底前?"
    r"|全[省市县区]|我[市县区]|力争|确保|争取|现有|所有|剩余|推动|加快|实现|的)+"
)
_STILL = re.compile(
    r"保持|巩固|继续|持续|动态|稳定|新一轮|下一|提质|升级|成果|防止|不再|反弹|分批|部分|首批|基本|逐步"
    r"|[一二三四五六七八九十\d][期轮批]"
)
_NOT = re.compile(r"尚未|未能|没有|仍未|还未|不能|将|拟|力争|争取|计划")
_SPREAD = re.compile(r"(?:全部|全面|全域)(?:推开|铺开|推行|施行|落地)|(?:实现|做到|达到)?[^，。；]{0,16}全覆盖")
_EVERYWHERE = re.compile(r"全[省市县区州]|各[县区市]|\d+个县|所有|全部(?:县|学校|中小学)")
_QUOTED = re.compile(r"“([^”，。；、]{3,12})”")
_ANY = re.compile(f"{_VERB}|推开|铺开|推行|施行|落地|全覆盖")
_SCARCE = 5
_MOST = 78


@dataclass(frozen=True)
class Event:
    """What is done or shall be: the kind of deed, the words of its object, and where it stands."""

    kind: str
    object: str
    words: frozenset[str]
    span: Span
    place: int


def done_and_wanted(material: Material) -> Iterator[tuple[Event, Event]]:
    """Yield what shall be done with where the text says that it is done."""
    done: dict[tuple[str, str], list[Event]] = {}
    wanted: list[Event] = []
    terms = _terms(material)
    for number, sentence in enumerate(material.sentences):
        if sentence.piece.cell is None or len(sentence.text) > _SCARCE:
            tense = material.tense(sentence) if _ANY.search(sentence.text) else None
            if tense is None:
                continue
            for one in (*_events(sentence, number, tense), *_spread(sentence, number, tense, terms)):
                if tense is Tense.PAST:
                    for word in one.words:
                        done.setdefault((one.kind, word), []).append(one)
                elif tense is Tense.FUTURE:
                    wanted.append(one)
    told: set[tuple[str, frozenset[str]]] = set()
    for wish in wanted:
        near = (one for word in wish.words for one in done.get((wish.kind, word), ())[:_SCARCE])
        fact = next((one for one in near if _is_done(wish, one)), None)
        if fact is not None and (wish.kind, wish.words) not in told:
            told.add((wish.kind, wish.words))
            yield wish, fact


def _is_done(wish: Event, fact: Event) -> bool:
    more = wish.words - fact.words
    return fact.words <= wish.words and more <= STAGES and not are_apart(wish.object, fact.object)


def _events(sentence: Sentence, number: int, tense: Tense) -> Iterator[Event]:
    text = with_full_commas(sentence.half_width)
    patterns = (_BEHIND, _BEFORE) if tense is Tense.PAST else (_WANTED, _BEFORE)
    for pattern in patterns:
        for match in pattern.finditer(text):
            clause = re.split(r"[，。；]", text[: match.start()])[-1] + match[0]
            if pattern is _BEFORE and not match["mark"]:
                continue
            if _STILL.search(clause) or (tense is Tense.PAST and _NOT.search(clause)):
                continue
            name = _LEAD.sub("", match["object"].strip())
            words = words_of(name)
            if not _is_clear(words, match["verb"]):
                continue
            end = min(match.end(), match.start() + _MOST)
            yield Event(_KIND[match["verb"]], name, words, sentence.span(match.start(), end), number)


def _terms(material: Material) -> frozenset[str]:
    """Return what the text sets in quotation marks where it speaks of spreading something everywhere: 县管校聘."""
    texts = (s.text for s in material.sentences if _SPREAD.search(s.text))
    return frozenset(term for text in texts for term in _QUOTED.findall(text))


def _spread(sentence: Sentence, number: int, tense: Tense, terms: frozenset[str]) -> Iterator[Event]:
    """Yield what is done, or shall be done, everywhere: 6个县（市、区）全部推开“县管校聘”."""
    text = with_full_commas(sentence.half_width)
    match = _SPREAD.search(text)
    if match is None or not _EVERYWHERE.search(text):
        return
    clause = re.split(r"[，。；]", text[: match.start()])[-1]
    told = [term for term in terms if term in text[: match.end() + _SCARCE]]
    if len(told) != 1 or _STILL.search(clause) or (tense is Tense.PAST and _NOT.search(clause)):
        return
    start = max(match.start() - len(clause), match.end() - _MOST)
    yield Event("全面推开", told[0], frozenset(told), sentence.span(start, match.end()), number)


def _is_clear(words: frozenset[str], verb: str) -> bool:
    """Tell whether the words of an object say what it is: one that only such a deed can have, or several."""
    special = [word for word in words if is_special(word)]
    if _KIND[verb] == "消除":
        return bool(special)
    return sum(map(len, special)) >= _SCARCE
