"""Single characters written twice (叠字): :func:`doubled_characters`.

Two equal characters side by side are most often the end of one word and the beginning of the next (加大大型活动) or a
word said twice (大大提高). Three things tell a slip from those: the character is the end of a verb and begins no word
with what follows (推进进教育改革, :data:`_ENDS`); it is a particle or a measure word, which nobody doubles; the
document itself has the same expression without it.
Not here: words of two and more characters (:mod:`luoshi.review.form.doubled_words`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLAUSE_END = r"(?=[，。；：、！？”’）》〉\n]|$)"
_HAN = r"[\u4e00-\u9fff]"
_ALL_HAN = re.compile(rf"{_HAN}+$")

_ONCE = "设展革度量率系障升务划施训策构织质育制项"
"""Characters that no word doubles: at the end of a clause a second one is too much."""

_ENDS: dict[str, tuple[str, str]] = {
    "大": (
        "[扩加做壮增放]",
        "学(?!校(?![园区长友企际内外级门本史训报车医务舍]))|[中小型力班气]|规模|数据|健康|众|专|额|宗|件|赛|会|病|思政|德育|课|户|田|棚|江|湾|桥|"
        "道|街|厅|院|家|师|局|事|项|量|批|文|旅|农|湖|运|连|陆|豆|米|理|邱|别|同|庆|化|安全|教育|宣传|科学|平台|监督|城|市|国|洋|洲|党|"
        "水|棚|牲|熊|熟|企|股|客|商|单|片|面|多|部|幅|范围|循环|生态|食物|模型|创|走|调|排|检|培",
    ),
    "进": ("[推促改引]", "[一城程步修校课入度村展出口企社家军农乡机宿食班站厂厨货而来去场园德]"),
    "强": ("[加增做]", "[化校县国省市区弱项师制度镇基身大农军降力势调手劲企]"),
    "设": ("[建]", "[施备计区立置在有项市定岗点想法限]"),
    "实": ("[落充]", "[施验践训习事处名行体时效际绩现干物景力地]"),
    "施": ("[实]", "[工教策行政展肥药]"),
    "展": ("[开发拓]", "[示览演播望现馆会区销品出品厅]"),
    "立": ("[建设确]", "[体德足项法志功交案信即规]"),
    "升": ("[提]", "[学级旗华本国降格至到入位]"),
    "持": ("[坚支保]", "[续证之股有久平不]"),
    "范": ("[规示]", "[围例本畴]"),
    "障": ("[保]", "[碍]"),
    "养": ("[培]", "[成老护育殖生]"),
    "织": ("[组]", "[密牢造就]"),
    "筹": ("[统]", "[建集措资备划办款]"),
    "善": ("[完改]", "[于治政待意举用作良后]"),
    "索": ("[探]", "[取道引]"),
    "造": ("[打营改]", "[就价福血林型成诣纸船假]"),
    "励": ("[鼓激奖]", "[志精]"),
    "构": ("[优重]", "[建成筑思想件]"),
    "彻": ("[贯]", "[底查夜]"),
    "绕": ("[围]", "[城开过行道]"),
    "固": ("[巩]", "[定化本体有原始]"),
}
"""A character, what stands before it in verbs of plans, and what it begins a word with."""


def _written_twice() -> Iterator[str]:
    """Yield patterns that match the first of two equal characters where the second is too much."""
    of_a_bid = "".join(
        f"(?<!{kind}标)" for kind in ("采购", "合同", "交易", "转让", "租赁", "出让", "拍卖", "服务", "工程")
    )
    yield rf"(?<![目有似])(?<!矢之){of_a_bid}的的(?![确士])"
    yield r"(?<![为除终未不])了了(?![解结却断然不])"
    yield r"(?<![存现正实内旨潜所外自好贵重])在在(?![校园籍编岗职线读册建座场任乎乡外内])"
    yield r"(?<![温饱缓总谦平共祥柔暖中调])和和(?![美谐平气睦解顺田县林龙政布硕静])"
    yield r"(?<![参给赠授予付])与与(?![会日众世])"
    yield r"(?<![结应面针点校核成绝相反派一配比水作敌查])对对(?![口应照比接手话联外待付方称策岸决调立换生])"
    yield r"各各(?=[类级地县市校])"
    yield r"(?<![上中少大主名健干闯悍老])将将(?![军要士来乐领])"
    yield r"(?<=\d)年年(?=[，。；、到至起）])"
    yield r"(?<=\d)万万(?=[人元名平亩册件个])"
    yield r"(?<=\d)个个(?![性体人案别])"
    yield r"(?<=\d)所所(?![属在有需设长])"
    yield r"(?<=\d)名名(?![师校誉优单家额牌医班园教])|(?<=\d)名名(?=优秀)"
    for character in _ONCE:
        yield rf"{character}{character}{_CLAUSE_END}"
    for character, (before, words) in _ENDS.items():
        yield rf"(?<={before}){character}{character}(?=[\u4e00-\u9fff“])(?!{words})"


def _by_character() -> dict[str, re.Pattern[str]]:
    ways: dict[str, list[str]] = {}
    for pattern in _written_twice():
        mark = next(c for c in re.sub(r"\(\?<.*?\)", "", pattern) if "\u4e00" <= c <= "\u9fff")
        ways.setdefault(mark, []).append(pattern)
    return {mark: re.compile("|".join(patterns)) for mark, patterns in ways.items()}


_TOO_MUCH = _by_character()
_TWICE = re.compile(r"([\u4e00-\u9fff])(?=\1)")
_NUMERAL = "[一二两三四五六七八九十]"
_SLOGAN = re.compile(
    rf"[“‘「](?:{_NUMERAL}{_HAN}){{0,6}}{_NUMERAL}(?P<once>{_HAN})(?P=once)(?:{_NUMERAL}{_HAN}){{0,6}}[”’」]"
)
"""A slogan that gives each numeral one character, and one of them two: 一体两翼翼, 三全两高高一新."""
_SHORT = 5
_NAMES = set(
    "年月日期季周级校学园局会市县区镇村省州乡厅委院处科室班组站队所部团馆场司社厂店国家党军生师员人工长项段点个一二三四五六七八九十"
    "想看试走听说问谈讲聊练改写读做算比查"
)
"""Characters that stand for a longer name before the next word, so that both forms are right (委员会会议, 委员会议),
and verbs that are said twice (看看)."""


def doubled_characters(text: str, written: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and what belongs there for single characters of ``text`` that are written twice.

    ``written`` is the whole document, in which the same expression may stand without the second one.
    """
    for match in _TWICE.finditer(text):
        at, mark = match.start(), match[1]
        way = _TOO_MUCH.get(mark)
        if (way is not None and way.match(text, at)) or _is_once_elsewhere(text, at, written):
            yield at, at + 2, mark
    for match in _SLOGAN.finditer(text):
        at = match.start("once")
        if match.end() - match.start() > _SHORT:
            yield at, at + 2, match["once"]


def _is_once_elsewhere(text: str, at: int, written: str) -> bool:
    """Whether the document has the words around ``text[at]`` with one character in place of two."""
    if text[at] in _NAMES or text[at - 1 : at] == text[at] or text[at + 2 : at + 3] == text[at]:
        return False
    before, behind = text[max(0, at - 2) : at], text[at + 1 : at + 4]
    return (
        len(before) == 2
        and len(behind) == 3
        and _ALL_HAN.match(before + behind) is not None
        and (before + behind in written)
    )
