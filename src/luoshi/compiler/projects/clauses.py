"""The projects that one clause of running text names: verbs, their list of objects, the shared tail (分句).

Entry: :func:`items_in_clause`. A clause names projects where a verb of building (新建, 建设), of founding (打造, 成立)
or of carrying on (加快, 推进, 完成) governs a list of named things; where such a thing is moved (将甲校整体搬迁到…);
where it is finished or begun (甲校、乙园竣工投用); or where it stands with its work (甲校改扩建项目).
Text in, offsets out. Not here: what is a name (``names``), the sentence around the clause (``prose``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from luoshi.compiler.projects.facts import NATURE, nature_of
from luoshi.compiler.projects.names import (
    Item,
    ends_like_item,
    has_own_mark,
    head_noun,
    is_clause,
    is_counted,
    is_named,
    is_one_system,
    may_end_item,
    parse_item,
    split_items,
)

Found = tuple[Item, str | None]
"""A project and its nature of construction (建设性质)."""

_BUILT = rf"(?:规划{NATURE}|{NATURE}|规划建设|建设完成|建成并交付使用|建成|建设好|建设(?![路街镇乡村大]))"
_BUILD = rf"(?:{_BUILT}|兴建|筹建|修建|开工建设|选址建设)"
_FOUND = r"(?:打造|搭建|开发|成立|组建|设立|建立)"
_PUSH = (
    r"(?:加快推进|积极推进|大力推进|有序推进|扎实推进|持续推进|继续推进|全力推进|稳步推进|重点推进|统筹推进|加快推动|推进|推动|加快建设"
    r"|加快|加速|实施|启动|完成|力争完成|全面完成|做好|抓好|支持|谋划|确保|开工|抓紧|实现)"
)
_TRIGGER = re.compile(rf"(?P<build>{_BUILD})|(?P<found>{_FOUND})(?!成)|(?P<push>{_PUSH})")
_WEAK_PUSH = ("确保", "实现")
_ADVERBIAL = re.compile(
    r"(?:[年月底前末起间季要将并应拟再争点极力划时续筹快进资产内旁处里路镇乡区县市府局会团司]|统一|分步|共同|合作|同步|高标准|高质量)$"
)
_TAIL = re.compile(
    rf"(?P<of>的)?(?P<works>(?:(?:规划|选址|设计|报建|征地|{NATURE}|建设|扩容)[、和及]?)*)"
    r"(?P<list>等)?(?:重点|重大|基建|系列)?(?P<noun>项目|工程)?(?P<more>建设)?(?:工作|任务|步伐|进度|等)*"
    r"(?:并投入使用|并交付使用|落地|顺利|开工|竣工)?$"
)
_ETC = re.compile(
    r"(?:(?<![中高初同平优对相均何])等|(?=\d+[所个]))(?P<after>(?:\d+|[一二三四五六七八九十几]+|多|一批)?[余多]?[所个]?"
    r"(?:市直|市属|县直|重点|重大|基建|教育|民生|公办|城区|在建|新建|续建)*"
    rf"(?:学校|中小学校?|幼儿园|高中|项目|工程|院校|校舍)*的?(?:规划|建设|{NATURE}|、)*(?:工作|任务|项目|工程|步伐|进度)?)$"
)
_OF_WORKS = re.compile(rf"的(?:规划|选址|设计|报建|征地|{NATURE}|建设|[、和及])+$")
_ETC_WORKS = re.compile(rf"{NATURE}|建设|规划|项目|工程")
_MOVED = re.compile(r"将(?P<name>[^，。；将]{2,24}?)(?P<works>整体搬迁|整体迁建|迁建|搬迁)(?:到|至|入)")
_FINANCED = re.compile(
    r"^\s*(?:20\d\d\s*年[底前末起内]*)?\s*(?:依托|利用|借助|通过|结合|用好)?\s*"
    r"(?P<name>(?P<body>[一-鿿]{4,16}?\s*(?:PPP|EPC|BOT|专项债券?|[世亚]行贷款))\s*(?:建设)?项目)"
)
"""A project named by how it is financed or contracted, leaned on (依托) rather than built in its clause."""
_TREATED = re.compile(
    rf"^(?:计划|拟|将)?对(?P<names>[^，。；]{{3,60}}?)(?:进行|实施|予以)(?:整体|全面)?(?P<works>{NATURE})"
)
_FINISHED = re.compile(
    r"(?:于|在)?(?:(?:20\d\d年|今年|明年|\d{1,2}月)[^，。；、]{0,8}?)?(?:如期|按期|按时|全面|全部|顺利|年内|正式|相继)*"
    r"(?:建成|竣工|完工|投入使用|投用|启用|开工|封顶|交付|主体|开园)[^，。；、]{0,10}$"
)
_WORKED_ON = re.compile(
    r"[扩迁改新重续拆配]建|搬迁|改造|扩容|加固|维修|修缮|项目|工程|建成|[竣完开]工|投用|使用|启用|封顶|交付|主体|开园"
)
_PAST = re.compile(
    r"已经?(?:建成|完成|实施|启动|投入|新建|建设|开工)|(?:建成|完成|新建|扩建|改建|建设|启动)了|基础上$|^在已"
)
_STANDING = re.compile(
    r"机制|制度|体系|联盟|共同体|品牌|队伍|格局|课程|专业|学科|工作室|委员会|领导小组|集群|氛围|通道|标准$|样板|高地"
)
_PLURAL = re.compile(
    r"一批|若干|各(?:县|校|级|类|地|乡)|每个|每所|多个|多元|多样|多层次|高水平|特色鲜明|区域性|集团|部分|中小学校?(?:幼儿园)?$"
)
_COUNTED_WORKS = re.compile(
    rf"(?P<works>{NATURE})(?P<body>[^，。；、\d]{{4,20}}?)(?P<more>建设)?\s*\d+(?:[—–~～\-至]\d+)?\s*所$"
)
_LOCATED = re.compile(r"城区|县城|市区|主城区|中心城区|镇区")
_CLAUSE_MARK = re.compile(r"[，,：:（(“《）)”》]")
_LEADING_WORDS = re.compile(
    r"^\s*(?:(?:到|在|于)?(?:20\d\d年|今年|明年|年内|\d{1,2}月)(?:\d{1,2}月)?[^，。；、]{0,3}?[底前末季]*)?"
    r"(?:其中|全面|力争|重点|计划|拟|要|确保|实现|推动|继续)*"
)


@dataclass(frozen=True, slots=True)
class _Verb:
    """The verbs that govern a list: the class of the last one, its word, and the nature they name."""

    kind: str
    word: str
    nature: str | None


def items_in_clause(clause: str) -> list[Found]:
    """Return the projects that ``clause`` names, with offsets into it; none for what is past."""
    found = _relocated(clause) or _treated(clause) or _governed(clause) or _subjects(clause) or _financed(clause)
    return [] if found and _PAST.search(clause) else found


def _relocated(clause: str) -> list[Found]:
    moved = _MOVED.search(clause) if "将" in clause else None
    if not moved or not is_named(moved["name"]):
        return []
    return [(Item(moved.start("name"), moved.end("works"), "", moved["works"], "", moved["name"]), "迁建")]


def _treated(clause: str) -> list[Found]:
    treated = _TREATED.match(clause) if "对" in clause else None
    if not treated:
        return []
    items = _named_in(treated["names"], treated.start("names"))
    return [(item, nature_of(treated["works"])) for item in items]


def _financed(clause: str) -> list[Found]:
    found = _FINANCED.match(clause) if "项目" in clause else None
    if not found or _PLURAL.search(found["body"]) or is_counted(found["body"]) or is_clause(found["body"]):
        return []
    return [(Item(found.start("name"), found.end("name"), "", "", "项目", found["body"]), None)]


def _governed(clause: str) -> list[Found]:
    if not may_end_item(clause.rstrip()):
        return []
    governed = _governing(clause)
    if governed is None:
        return []
    verb, at = governed
    return [(_moved(item, at), nature) for item, nature in _objects(clause[at:], verb)]


def counted_works(clause: str) -> Found | None:
    """Return a counted kind of works with its place (改建城区小型园3—5所): a project only beside named ones."""
    found = _COUNTED_WORKS.search(clause)
    if not found or head_noun(found["body"]) != "school" or is_clause(found["body"]):
        return None
    if not _LOCATED.match(found["body"]) and not has_own_mark(found["body"]):
        return None
    end = found.end("more") if found["more"] else found.end("body")
    return Item(found.start("body"), end, found["works"], "", "", found["body"]), nature_of(found["works"])


def _moved(item: Item, by: int) -> Item:
    return replace(item, start=item.start + by, end=item.end + by)


def _is_verb(clause: str, found: re.Match[str]) -> bool:
    """建设 is a verb at the head of a clause or after an adverbial, else a noun (学校建设); 继续建 is 继续 + 建."""
    before = clause[: found.start()].rstrip()
    if found[0].startswith("续建") and before.endswith("继"):
        return False
    return not found[0].startswith("建设") or not before or bool(_ADVERBIAL.search(before))


def _governing(clause: str) -> tuple[_Verb, int] | None:
    """Return the first run of verbs in the clause and where its object begins."""
    found = next((f for f in _TRIGGER.finditer(clause) if _is_verb(clause, f)), None)
    if not found:
        return None
    kind, nature, at, word = "", None, found.start(), ""
    while found and found.start() == at:
        kind = found.lastgroup or ""
        nature = nature_of(found[0]) or nature
        word, at = found[0], found.end()
        found = _TRIGGER.match(clause, at)
    return _Verb(kind, word, nature), at


def _without_etc(rest: str) -> tuple[str, bool, bool]:
    """Cut 等…项目建设 off a list: the list, whether it was cut, whether what follows speaks of works."""
    found = _ETC.search(rest)
    if not found or not ends_like_item(rest[: found.start()]) or _OF_WORKS.search(rest[: found.start()]):
        return rest, False, False
    if not found[0].startswith("等") and "、" not in rest[: found.start()]:
        return rest, False, False  # 完全中学1所 is a count, 甲、乙、丙3所学校 a list
    return rest[: found.start()], True, bool(_ETC_WORKS.search(found["after"]))


def _objects(rest: str, verb: _Verb) -> list[Found]:
    """Return the named items of the object ``rest``; none if it names no project."""
    rest, open_list, carried = _without_etc(rest)
    tail = _TAIL.search(rest)
    shared_from = tail.start() if tail else len(rest)
    spans = split_items(rest[:shared_from])
    if not spans or _PLURAL.match(rest) or (len(spans) > 1 and not ends_like_item(rest[:shared_from])):
        return []
    works = tail["works"] if tail else ""
    keep = len(spans) == 1 or any(re.search(rf"{NATURE}(?:项目|工程)?$", rest[a:b]) for a, b in spans[:-1])
    if open_list:
        spans[-1] = (spans[-1][0], len(rest))
    elif keep and tail and not tail["of"]:
        spans[-1] = (spans[-1][0], tail.end("noun") if tail["noun"] and not tail["list"] else tail.end("works"))
    shared = bool(tail and (works or tail["noun"] or tail["more"]))
    found: list[Found] = []
    running = verb.nature
    for k, (a, b) in enumerate(spans):
        item = parse_item(rest[a:b], a)
        if item is None:
            continue
        running = nature_of(item.front) or running
        own = bool(item.works or item.suffix) or carried or (shared and (not keep or k == len(spans) - 1))
        if _is_project(item, verb, own, works):
            found.append((item, nature_of(item.works) or nature_of(rest[a:b]) or nature_of(works) or running))
    return found


def _subjects(clause: str) -> list[Found]:
    """Return projects without a governing verb: finished (甲校竣工投用), or named with their work (甲校改建项目)."""
    if not _WORKED_ON.search(clause):
        return []
    lead = _LEADING_WORDS.match(clause)
    at = lead.end() if lead else 0
    finished = _FINISHED.search(clause, at)
    end = finished.start() if finished else len(clause)
    body, open_list, _ = _without_etc(clause[at:end].rstrip())
    if len(body) > 80:
        return []
    found: list[Found] = []
    for a, b in split_items(body):
        item = parse_item(body[a:b], a + at)
        if item is None or not _stands_alone(item, bool(finished) or open_list):
            return []
        found.append((item, nature_of(item.works) or nature_of(item.front) or nature_of(body[a:b])))
    return found


def _named_in(text: str, offset: int) -> list[Item]:
    """Return the named schools and buildings of a bare list."""
    items = [parse_item(text[a:b], a + offset) for a, b in split_items(_without_etc(text)[0])]
    return [item for item in items if item is not None and _stands_alone(item, True)]


def is_entry(title: str) -> bool:
    """Whether a run-in heading is nothing but the name of one school or building."""
    return len(_named_in(title, 0)) == 1 and len(split_items(title)) == 1


def _stands_alone(item: Item, carried: bool) -> bool:
    body, kind = item.body, head_noun(item.body)
    if re.fullmatch(r"[一二三四五\d]+期(?:工程)?", body):
        return False
    if not is_named(body) or _STANDING.search(body) or _PLURAL.search(body) or re.search(r"[、和及的]", body):
        return False
    if kind not in ("school", "building") and not (kind == "base" and has_own_mark(body)):
        return False
    return carried or bool(nature_of(item.works)) or (item.suffix.startswith(("项目", "工程")) and has_own_mark(body))


def _is_project(item: Item, verb: _Verb, carried: bool, works: str) -> bool:
    """Whether verb and phrase together name a project."""
    body, kind = item.body, head_noun(item.body)
    if _PLURAL.search(body) or _STANDING.search(body) or is_counted(body) or is_clause(body) or "、" in body:
        return False
    if kind in ("system", "base") and verb.kind in ("found", "build"):
        lasting = verb.word in ("建立", "搭建") and body.endswith("平台")
        return has_own_mark(body) if kind == "base" or lasting else is_one_system(body)
    if not is_named(body) or (kind == "school" and re.search(r"[和及的]", body)):
        return False
    if verb.kind == "push" and kind == "system" and carried and body.startswith(("“", '"')):
        return verb.word not in _WEAK_PUSH
    if verb.kind == "push":
        return carried and verb.word not in _WEAK_PUSH and _is_pushed(item, verb, works)
    return verb.kind == "build" and kind in ("school", "building")


def _is_pushed(item: Item, verb: _Verb, works: str) -> bool:
    """Whether 推进/完成…建设 speaks of building: by a word of construction, else only of a school or building."""
    kind = head_noun(item.body)
    if nature_of(item.works + item.front + works + (verb.nature or "")) or "规划" in works:
        return kind != "" or has_own_mark(item.body)
    if kind == "" and "期" in item.suffix:
        return has_own_mark(item.body)
    return kind in ("school", "building") or (kind == "base" and has_own_mark(item.body) and verb.word != "抓好")


def clauses_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses between commas and colons; those in brackets and quotes do not part."""
    depth, since = 0, start
    for mark in _CLAUSE_MARK.finditer(text, start, end):
        depth += (mark[0] in "（(“《") - (mark[0] in "）)”》")
        if depth <= 0 and mark[0] in "，,：:":
            yield since, mark.start()
            since = mark.end()
    yield since, end
