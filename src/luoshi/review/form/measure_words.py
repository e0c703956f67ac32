"""Measure words (量词): :class:`MeasureWords`. Not here: units that differ between a figure and its indicator."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import HALF_WIDTH
from luoshi.model.document import Span
from luoshi.review.form.gathering import gathered
from luoshi.review.material import Material, Sentence
from luoshi.review.measures import Measure
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
_SCHOOLS = r"(?:学校|幼儿园|小学|初中|高中|中学|特色校|示范校|高校|院校)"
_OF_SCHOOLS = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{2,18}}{_SCHOOLS})(?P<number>\d+)\s?(?P<measure>[个所])(?![\u4e00-\u9fff]*[班间])"
    rf"|(?P<number2>\d+)\s?(?P<measure2>[个所])(?P<name2>[\u4e00-\u9fff]{{2,18}}?{_SCHOOLS})(?![\u4e00-\u9fff])"
)
_TAIL = 6
"""So many characters at the end of a name of schools, and the same number, are the same schools."""
_HABIT = 3
_NOUN = (
    r"(?:工作室|学校|幼儿园|小学|初中|高中|中学|示范[校园区县]|实验[校区]|试点[校区]|试验区|基地|中心|集团|园区|平台|实验室|团队|社团|场馆"
    r"|教学点|联盟|共同体|课程|学科|专业|名师|校长|教师|教材|案例|品牌|驿站|工作站|食堂|宿舍楼?|教学楼|运动场|教室)"
)
_MAKING = (
    r"(?:新增|新建|改扩建|改建|扩建|迁建|建设|建成|建立|创建|创成|培育|培养|打造|认定|遴选|评选|评定|组建|设立|布局"
    r"|命名|成立|配备|开发|选树)"
)
_BARE = re.compile(
    rf"(?P<what>{_MAKING}[\u4e00-\u9fff]{{0,14}}?(?P<noun>{_NOUN})(?P<number>[1-9]\d{{0,3}}))(?=[，,。；、]|$)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MEASURED = re.compile(r"\d\s?(?:多|余)?万?(?:个|所|名|家|门|间|座|处|套|项|支|人|幢|栋|条|场|批|件|部)")
_WORD = r"(?:个|所|名|家|门|间|座|处|套|项|支|人|\.|%)"
_DIGIT = re.compile(r"\d")
_SHORTEST = 4
_MOST_APART = 3
"""How many times the one figure may be the other: schools and places at them (个) are further apart."""
_WORDS = frozenset("个家所处项支座门")
"""Measure words of which one thing has one."""
_TIMES = re.compile(
    r"每年[^，。；\d]{0,14}(?P<times>(?P<each>\d[\d,]*(?:\.\d+)?万?)人次)[，,；]?(?P<years>[三四五六十])年(?:累计|合计|共|总计)"
    r"[^，。；\d增招引补]{0,10}(?P<all>\d[\d,]*(?:\.\d+)?万?)人(?![次员均口以才])"
)
_YEARS = dict(zip("三四五六十", (3, 4, 5, 6, 10), strict=True))


class MeasureWords(Rule):
    """数字和名词之间漏了量词，或者同一样东西用了不同的量词。

    查出：数字后面直接跟名词的（立项6—8省级重点课题），给警告。
    名词后面的数字没有量词的（创建绿色学校20），同一段里别的数都有量词的给警告，否则提示。
    同一指标一处用“个”、一处用“家”的，数也相同的给警告，数不同的提示；学校的名称和数相同，
    一处用“个”一处用“所”的，给警告。
    每年按“人次”算、几年累计却写成“人”的，给警告；同一种学校有的用“个”有的用“所”，合成一条提示。
    放过：引号里的简称（“1中心3基地”），编号（表3、附件2、任务3），年份，表格里没有量词的数。
    """

    code = "V505"
    name = "量词不一"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each missing word, and one for words that differ."""
        used: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        lacking: list[Finding] = []
        for sentence in material.sentences:
            text = sentence.half_width
            if not _DIGIT.search(text):
                continue
            lacking += self._lacking(sentence, text)
            for match in _COUNTED.finditer(text):
                used[match["noun"]][match["measure"]].append(sentence.span(match.start(), match.end()))
            if "人次" in text:
                yield from self._times(sentence, text)
        yield from gathered(lacking)
        yield from self._of_one_number(material)
        yield from self._differing(used)
        yield from self._of_one_indicator(material)

    def _lacking(self, sentence: Sentence, text: str) -> Iterator[Finding]:
        slogans = [match.span() for match in _SLOGAN.finditer(text)]
        for match in _LACKING.finditer(text):
            at = match.start("what")
            if not any(start <= at < end for start, end in slogans):
                yield self.found(
                    f"“{match['what']}{match['name']}”的数字后面漏了量词",
                    [sentence.span(at, match.end())],
                    f"“{match['number']}”后面补上“个”“门”“所”一类的量词",
                )
        if sentence.piece.cell is not None:
            return
        for match in _BARE.finditer(text):
            number, noun = match["number"], match["noun"]
            is_label = _YEAR.fullmatch(number) or re.search(rf"{noun}(?!{number}\D)\d{{1,4}}(?!\d|{_WORD})", text)
            if is_label or any(start <= match.start("noun") < end for start, end in slogans):
                continue
            others = sentence.piece.text.translate(HALF_WIDTH)
            yield self.found(
                f"“{match['what']}”的数字后面漏了量词",
                [sentence.span(*match.span("what"))],
                f"“{number}”后面补上“个”“所”“名”一类的量词",
                Severity.WARNING if _MEASURED.search(others) else Severity.INFO,
            )

    def _times(self, sentence: Sentence, text: str) -> Iterator[Finding]:
        for match in _TIMES.finditer(text):
            each, years, total = _value(match["each"]), _YEARS[match["years"]], _value(match["all"])
            if each * years == total:
                sum_of = f"{match['each']}人次×{years}年＝{match['all']}人次"
                yield self.found(
                    f"每年按“人次”算，累计写成“{match['all']}人”：{sum_of}",
                    [sentence.span(match.start("all"), match.end()), sentence.span(match.start(), match.end("times"))],
                    f"改为“{match['all']}人次”",
                )

    def _of_one_indicator(self, material: Material) -> Iterator[Finding]:
        groups: dict[str, list[Measure]] = defaultdict(list)
        for one in material.measures.all:
            if one.figure.unit in _WORDS and len(one.name) >= _SHORTEST:
                groups[one.name].append(one)
        for name, group in groups.items():
            first = group[0]
            other = next((one for one in group if one.figure.unit != first.figure.unit), None)
            if other is None or _may_differ(first, other):
                continue
            yield self.found(
                f"“{name}”的量词不一：一处用“{first.figure.unit}”（{first.shown}），一处用“{other.figure.unit}”（{other.shown}）",
                [first.span, other.span],
                "统一成一个量词",
                Severity.WARNING if first.value == other.value else Severity.INFO,
            )

    def _of_one_number(self, material: Material) -> Iterator[Finding]:
        """Yield schools of one name and number that are counted by 个 at one place and by 所 at another."""
        said: dict[tuple[str, str], dict[str, Span]] = defaultdict(dict)
        for sentence in material.sentences:
            for match in _OF_SCHOOLS.finditer(sentence.half_width):
                name, number = match["name"] or match["name2"], match["number"] or match["number2"]
                if len(name) >= _TAIL and number != "1":
                    place = sentence.span(match.start(), match.end())
                    said[name[-_TAIL:], number].setdefault(match["measure"] or match["measure2"], place)
        for (name, number), places in said.items():
            if len(places) > 1:
                yield self.found(
                    f"“{name}”的量词不一：一处写{number}个，另一处写{number}所",
                    [places["个"], places["所"]],
                    "学校统一用“所”",
                )

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


def _may_differ(one: Measure, other: Measure) -> bool:
    """Whether two words may be right: a unit that only the head of a table names, or another thing after all."""
    if any(m.figure.unit not in m.raw for m in (one, other)):
        return True
    low, high = sorted((one.value, other.value))
    return low != high and (high > _MOST_APART * low or one.is_apart(other))


def _value(text: str) -> Decimal:
    bare = text.replace(",", "")
    return Decimal(bare[:-1]) * 10_000 if bare.endswith("万") else Decimal(bare)
