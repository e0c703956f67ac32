"""The name of a number from the clauses before it (数前的名称): what is peeled off, what the clause before lends it.

Entries: :func:`clauses_of`, :func:`head_of`, :func:`named`. 其中 and a bare 覆盖率 take the head before them; 初中
behind 小学专任教师本科以上学历比例达85% stands in the place of 小学; of 小学、初中…比例分别达到85%和96% each has one.
Not here: whether the number tells what is or shall be (:mod:`luoshi.review.told`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.review.things import AXES, BRACKETS, DOING, PEOPLE, RUN_BY, STAGES, TREND, words_of

_CLAUSE_END = re.compile(r"[，；：;:。！？\n\t|]|(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_NUMBER = re.compile(
    r"\d[\d.,]*\s?(?:万|亿)?\s?(?:%|‰|个?百分点|人次|平方米|课时|学时|元|[\u4e00-\u9fff])?(?:以上|左右|以内)?"
)
_BOOK = re.compile(r"《[^》]*》")
_LEAD = re.compile(
    r"^(?:[\s　]|全[省市县区州旗]域?|我[省市县区]|积极|大力|深入|扎实|分(?:年度?|学段|区域)"
    r"|[一二三四五六七八九十\d]{1,3}[.、．）)]|其中|分[^，]{2,4}看|主要目标是"
    r"|到|至|截至|截止|力争|确保|争取|努力|预计|目前|现在|当年|全年|年内|今年|年底前?|年末|规划期[内末]?|期内"
    r"|(?:19|20)\d\d\s?年?(?:\s?[—\-–~～至]{1,2}\s?(?:20)?\d\d\s?年)?(?:\d{1,2}月)?(?:秋季?学期)?[底末初]?(?:之?前|起|期间)?"
    r"|[“\"]?十[二三四五六]五[”\"]?(?:时期|期间|以来|末|期末)?|(?:未来|今后|近)?[一二三四五六两]年[间内来]?(?!级|制)|上半年|下半年"
    r"|去年|上年|现|已经|已|将|再|要|对|把|使|连同|以及|并|计划|拟|共计|合计|总计|一共|共|各|分别"
    r"|在(?!校|园|职|编|读|册|籍)|通过|逐步|稳步|进一步|继续|推动|推进|加快|加大|实现"
    r"|[“”\"])+"
)
_LINK = re.compile(
    r"(?:(?:基本|力争|逐步|稳步|分别|均|都|总体|要|将|已|再|继续|大约|现|仍|还|共|仅|只|尚)|不低于|不少于|不超过|不高于|至少|控制|稳定|保持|维持|巩固"
    r"|压减|压缩"
    r"|提高|提升|增加|扩大|发展|上升|增长|下降|降低|降|(?<![新净再扩])增|减少"
    r"|达到?|[为在到至于有共计约是占的]|总数|数量|合计|总计|共计|累计|[:：\s　“”\"])+$"
)
_TIME_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])(?:到|至|于|在)?20\d\d\s?年[底末]?(?:之?前)?$")
_YEARS = re.compile(r"(?:19|20)\d\d\s?年(?:[底末](?:之?前)?)?")
_MAKE = re.compile(
    r"^(?:建设(?!项目|工程)|打造|创建|争创|创成|推荐|设立|组建|成立|布设|建立|布局|培育|培养|遴选|评选|认定|选树|命名|选派"
    r"|入选|获批|申报|开展|举办|组织|支持|重点建设(?!项目|工程)|发展|配备|规划|安排|实施|完成|引导)+"
)
_STAND = re.compile(r"^(?:建成|建有|办好|建好|拥有|共有|现有)")
_YEARS_LEVEL = re.compile(r"(?:到)?20\d\d\s?年[底末]?(?:分别)?[^\d，]{0,6}\d[\d.]*\s?%(?:以[上内下])?")
_RATE_NAME = re.compile(rf"[^\d]{{2,20}}?(?:率|占比|比例|比重)(?:{TREND.pattern})?")
_BARE = re.compile(
    r"(?:比例|占比|比重|覆盖率|达标率|合格率|完成率|参与率|优良率|普及率|巩固率"
    r"|入学率|入园率|毛入园率|毛入学率|总数|数量|总量|(?:学生|学校|幼儿)?(?!近视|肥胖|辍学|文盲|流失|失学|龋齿|普惠)[\u4e00-\u9fff]{2}率)?"
)
_SHARE = re.compile(
    r"^(?P<part>.*?)(?<!不)占(?!地|用|比)(?P<whole>[^占]*?)(?:总数|总量|总人数|总体)?的?(?:比例|比重|占比)?$"
)
_DOING = re.compile(
    r"(?:新建、?改扩建|新改扩建|新增|增加|净增|再增|新建|改扩建|改建|扩建|改造|撤并|培训|补充|招聘"
    r"|建设|打造|创建|争创|推荐|培育|培养|遴选|评选|认定|引进|招募|招录|选聘|聘请|选派|表彰)$"
)
_SUM = re.compile(r"(?:合计|共计|总计|累计|总数|总量)(?:达到?|为)?\s?$")
_TOTAL = re.compile(r"总[数量](?:达到?|为)?\s?$")
"""新增示范高中4所，总数达到18所: what there is in all, not what is added."""
_DOING_FIRST = re.compile(r"^(?:新建|改扩建|新增|增加|培育|认定|评选|建成|创建)+")
RISEN = re.compile(
    r"(?:由|从)[^，。；]*?(?:提高|提升|增加|扩大|发展|上升|增长|下降|降低|压减|减少|增|降)(?:到|至|为)(?:20\d\d年的?)?$"
)
_NAME_BEHIND = re.compile(
    r"(?:[\s　]?(?:个|所|名|家|项|门|座|处|套|间|支|人|亩|件)?(?:以上|左右|以内)?)"
    r"(?P<name>(?![个所名家项门座处套间支亩件平])[\u4e00-\u9fff]{2,20}?)(?=[，,。；、（(]|的基础|$)"
)
_TAKES_PART = re.compile(
    r"\d[\d.,]*[万余多]*[名人位所]?(?:学生|教师|幼儿|教职工|家长|学校)?(?:参加|参与|接受|享受|加入|纳入|选择|使用)了?"
    r"(?P<what>[\u4e00-\u9fff“”\"]{2,14})$"
)
_ABOUT = re.compile(
    r"(?:进一步|持续|不断|全面|着力)?(?:提高|提升|加强|优化|推进|深化|扩大|完善|做好|规范)"
    r"(?P<what>[\u4e00-\u9fff“”]{2,10}?)(?:质量|水平|能力|工作|力度|供给|规模)"
)
_EACH = re.compile(r"分别(?!在)")
_SHORTEST_BEHIND, _TWO = 4, 2
_AXIS_WORD = re.compile(r"^(?:幼儿园|小学|初中|普通高中|高中|中职|城区|农村|乡村|城镇|公办|民办|普惠性?)")
_RISES = r"(?:提高|提升|增加|扩大|发展|上升|增长|下降|降低|压减|减少|调整|增|降|扩)(?:到|至|为)"
_FROM = re.compile(r"(?:由|从)(?:目前|现在|现有|原来|上年|去年|20\d\d\s?年)?[底末]?的?\s?$")
_TO = re.compile(rf"\s?[%\u4e00-\u9fff]{{0,2}}{_RISES}")


@dataclass(frozen=True)
class Name:
    """The name of a number.

    Attributes:
        text: as written, its head in front.
        words: its words with those of the head.
        spare: words of the head that the name may well lack elsewhere.
        whole: the words of the whole, for a share that names one.
    """

    text: str = ""
    words: frozenset[str] = frozenset()
    spare: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


def is_first_of_rise(before: str, behind: str) -> bool:
    """Tell whether a number is the level from which something rises or falls: 由11所增加到18所."""
    return _FROM.search(before) is not None and _TO.match(behind) is not None


def without_brackets(text: str) -> str:
    """Return ``text`` without remarks in brackets."""
    return BRACKETS.sub("", text)


def clauses_of(before: str) -> list[str]:
    """Return the clauses before a number, without brackets and titles of documents."""
    plain = _BOOK.sub("", without_brackets(before))
    return _CLAUSE_END.split(plain)


def head_of(clauses: list[str]) -> str:
    """Return the words of the last clause behind the last item of a list: 小学1.12万个、初中."""
    last = clauses[-1]
    risen = RISEN.search(last)
    if risen:
        return last[: risen.start()] + "达到"
    cuts = [
        m.end()
        for m in _NUMBER.finditer(re.sub(r"20\d\d", "年年年年", last))
        if last[m.end() : m.end() + 1] in ("、", "和", "及")
    ]
    return last[cuts[-1] + 1 :] if cuts else last


def peeled(head: str) -> str:
    """Return the words before a number without times, adverbs and what links them to it."""
    return _LEAD.sub("", _LINK.sub("", _TIME_BEHIND.sub("", _LINK.sub("", head.strip()))))


def _of_series(before: list[str]) -> str:
    """Return the rate whose levels are told year by year (大班额占比逐年下降，2023年降到14%，…); empty if none."""
    for number, clause in enumerate(reversed(before)):
        if _YEARS_LEVEL.fullmatch(clause) is None:
            return TREND.sub("", clause) if number and _RATE_NAME.fullmatch(clause) else ""
    return ""


def named(own: str, clauses: list[str], behind: str, *, is_rate: bool) -> Name:
    """Return the name of a number: ``own`` are the peeled words before it, ``behind`` those after its unit."""
    part, whole = share(own)
    bare = without_verbs(part)
    if (_SUM.search(clauses[-1]) and len(bare) < 2) or (not is_rate and _DOING.fullmatch(bare)):
        bare = ""
    if is_rate and "占" in clauses[-1] and not part:
        bare = ""
    if bare and not _BARE.fullmatch(bare):
        return _full(bare, clauses, whole)
    if not bare and not is_rate and not _SUM.search(clauses[-1]):
        doing = _DOING.search(clauses[-1])
        match = _NAME_BEHIND.match(behind)
        if match is None or (doing is None and len(match["name"]) < _SHORTEST_BEHIND):
            return _object(doing[0], clauses) if doing else Name()
        text = _MAKE.sub("", doing[0] if doing else "") + match["name"]
        return Name(text, words_of(text))
    series = _of_series(clauses[:-1]) if is_rate and not part else ""
    if series:
        return Name(series, words_of(series))
    above = _subject(clauses[:-1])
    if above and not is_rate and _TOTAL.search(clauses[-1]):
        return Name(_DOING_FIRST.sub("", above), words_of(above) - DOING)
    if not above and is_rate and bare:
        above = _topic(clauses[:-1])
    if not above or not is_rate:
        return Name(above, words_of(above))
    spare = frozenset(("在园", "在校生")) & words_of(above)
    if not whole and "占" in clauses[-1] and "其中" in clauses[-2]:
        whole = words_of(_subject(clauses[:-2]))
    return Name(above + bare, words_of(above) | words_of(bare), spare, whole)


def _object(verb: str, clauses: list[str]) -> Name:
    """Return what the clause before does in the same way: 引进高层次人才，五年引进35名."""
    said = re.search(rf"{verb}(?P<what>[\u4e00-\u9fff]{{3,16}})$", clauses[-2]) if len(clauses) > 1 else None
    return Name(f"{verb}{said['what']}", words_of(f"{verb}{said['what']}")) if said else Name()


def _full(bare: str, clauses: list[str], whole: frozenset[str]) -> Name:
    """Return a name with what it takes from the clauses before."""
    words = words_of(bare)
    if len(clauses) < _TWO:
        return Name(bare, words, whole=whole)
    axis = next((axis for axis in AXES[:3] if words and words <= axis), None)
    above = _subject(clauses[:-1])
    if "其中" in clauses[-1]:
        return Name(f"{above}{bare}", words | words_of(above), whole=whole)
    if axis is not None and words_of(above) & axis and words_of(above) - axis:
        return Name(f"{bare}（{above}）", (words_of(above) - axis) | words, whole=whole)
    if words <= PEOPLE:
        return Name(bare, words | _schools(clauses[:-1]), whole=whole)
    return Name(bare, words, whole=whole)


def starts_as_level(own: str) -> bool:
    """Tell whether the words before a number tell of what there is: no verb of making in front, or 建成."""
    return _STAND.match(own) is not None or _MAKE.match(own) is None


def without_verbs(name: str) -> str:
    """Return a name without the verb of making or standing in front: 打造名师工作室, 建有名师工作室."""
    return _MAKE.sub("", _STAND.sub("", name))


def one_of_each(clause: str) -> str | None:
    """Return the name to which the next number of a clause belongs: 小学、初中专任教师学历比例分别达到85%和, 初中….

    None where the names do not go by pairs; the clause itself where it has no 分别.
    """
    match = _EACH.search(clause)
    if match is None:
        return clause
    items = re.split(r"[、和与]|及(?!以上)", clause[: match.start()])
    number = len(re.findall(r"\d+(?:\.\d+)?", clause[match.end() :]))
    last = words_of(peeled(items[-1]))
    if len(items) < _TWO or number >= len(items):
        return None
    axis = next(
        (axis for axis in AXES[:3] if all(words_of(peeled(i)) <= axis for i in items[:-1]) and last & axis), None
    )
    if axis is None or not last - axis:
        return None
    if number == len(items) - 1:
        return items[-1]
    tail = _AXIS_WORD.sub("", peeled(items[-1]), count=1)
    return items[number] + tail


def _schools(clauses: list[str]) -> frozenset[str]:
    """Return of which schools the clauses before speak: 普通高校…，教职工人数…"""
    for clause in reversed(clauses):
        found = words_of(re.split(r"\d", clause)[0]) & (STAGES | RUN_BY)
        if found:
            return found
    return frozenset()


def _subject(clauses: list[str]) -> str:
    """Return of what the clause before speaks, with the whole of which it is a part."""
    for number in range(len(clauses) - 1, max(-1, len(clauses) - 3), -1):
        clause = clauses[number]
        plain = _YEARS.sub("", clause)
        match = re.search(r"\d", plain)
        own = without_verbs(peeled(plain[: match.start()] if match else ""))
        if match is not None and not own:
            own = _done_by(plain[match.start() :])
        if not own or own.startswith("占") or not words_of(own):
            continue
        if "其中" in clause and number:
            above = _subject(clauses[:number])
            return above + own if above else own
        return own
    return ""


def _topic(clauses: list[str]) -> str:
    """Return what the clause before is about, where it tells no number: 提高课后服务质量，学生参与率达到97%."""
    match = _ABOUT.fullmatch(clauses[-1].strip()) if clauses else None
    return match["what"] if match else ""


def _done_by(clause: str) -> str:
    """Return what so many people take part in: 5.4万名学生参加课后服务 tells of 课后服务."""
    match = _TAKES_PART.match(clause)
    return match["what"] if match else ""


def share(name: str) -> tuple[str, frozenset[str]]:
    """Return what a share is of, and the words of its whole if it names one other than the first word's own."""
    match = _SHARE.match(name)
    if match is None or (name.endswith("占比") and "占" not in name[:-2]):
        return name, frozenset()
    return match["part"], words_of(match["whole"])
