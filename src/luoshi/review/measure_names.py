"""What a figure measures, in one wording (指标的通用名称): names without remarks, keys that differ in words alone.

Entries: :func:`measured_name`, :func:`of_pupils` and :func:`one_keys`. Not here: the figures that have these names
(:mod:`luoshi.review.measures`), names that share most of their words (:mod:`luoshi.review.things`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from luoshi.model.indicator_names import are_two_indicators, canonical

Key = tuple[str, str, str]
"""Indicator, scope with area, and unit."""
REMARKS = re.compile(r"[（(\[][^（()）\]]*[）)\]]")
"""Remarks in a name."""
WHOLE_REGION = re.compile(r"全[市县区州旗]")
_NO_NAME = re.compile(r"[，。；;：:！？!?\n]|\d\.\d|.{32}")
"""What a name never holds: a sentence was taken for it."""
_BARE = re.compile(r"[毛净]?入[学园]率|(?!近视|肥胖|辍学|文盲|流失|失学|龋齿|普惠)[\u4e00-\u9fff]{2}率|占比|平均年限")
"""Names that say nothing without the head they stand under."""
_SHARE_OF = re.compile(
    r"^(?P<of>.+?)(?<![初高])中[，,]?(?:具有|取得|获得|拥有|持有|有)?(?P<what>.{2,}?)的?(?:所?占|占比|比例)$"
)
"""小学专任教师中具有本科以上学历的占 is what a table calls 小学专任教师本科以上学历比例."""
_EDGE, _MOST_INSERTED = 3, 5
_TELLS_RATE = re.compile(
    r"[农城乡镇县市区省国校级新老特职专大小]|公办|民办|初中|高中|学前|普惠|示范|骨干|毛|净|双|近视|肥胖|女|男|教师|学生|毕业|优|达标|以上|学历|网络|课后|机构|设施|幼儿|入|在"
)
_FULL_SHARE = re.compile(r"(?P<part>.{3,}?)占(?P<whole>.{2,}?)(?:总数|总量|总体)?占比")
_STANDARD = re.compile(
    r"(.{4,}?(?:标准|经费|补助|补贴|津贴|奖补|资助))(?:自20\d\d年.{0,8}?起|从20\d\d年.{0,8}?起)?(?:统一)?"
    r"(?:达到|提高到|提高至|不低于|为|按)?(?:每[生人班月学].{0,4})?(?:不低于|不少于|达到|为)?$"
)
"""公用经费标准自2023年秋季学期起达到每生每年: the words behind the name of a standard are none of it."""
_COUNT = re.compile(r"(?<=在校生)人?数$|(?<=在园幼儿)人?数$|(?<=在园)人数$|(?<=专任教师)人?数$")
_STAGE = re.compile(r"(?:九年)?义务教育|小学|初中|高中|普通高中|中职|中职学校|学前教育|特殊教育")


def measured_name(indicator: str) -> str:
    """Return an indicator in one wording without its remarks; empty for a sentence and for a bare 入学率."""
    plain = _SHARE_OF.sub(r"\g<of>\g<what>占比", REMARKS.sub("", indicator))
    standard = _STANDARD.match(plain)
    plain = standard[1] if standard else plain
    name = "" if _NO_NAME.search(indicator) else _COUNT.sub("", canonical(plain))
    name = re.sub(r"^(?:养老(?:服务)?)?机构(?=.{4,}占比$)", "", name)
    return "" if _BARE.fullmatch(name) else name


def of_pupils(name: str, unit: str, before: str) -> str:
    """Return the name of a number of pupils in full: 在校学生62万人，其中义务教育阶段38万人."""
    if unit in ("人", "万人", "名") and _STAGE.fullmatch(name) and re.search(r"在校(?:学生|生)", before):
        name += "在校生"
    return re.sub(r"^九年(?:制)?(?=义务教育)", "", name)


def one_keys(rates: Set[Key], scopes: Iterable[str | None]) -> dict[Key, Key]:
    """Return the key under which each rate stands with those that mean the same.

    Rates of 全市 are put to those that name no scope, where all the ``scopes`` of a text speak of one region alone.
    """
    wholes = {scope for scope in scopes if scope and WHOLE_REGION.fullmatch(scope)}
    shared = _share_keys(rates)
    found = {}
    for rate in rates:
        name, scope, unit = shared.get(rate, rate)
        if len(wholes) == 1 and scope.split(" ")[0] in wholes:
            scope = " " + scope.split(" ", 1)[1]
        found[rate] = (_wording(name), scope, unit)
    return found


def _wording(name: str) -> str:
    """Return the name of a rate without 总体, 占 alone as 占比; teachers of 普通高中 are those of 高中."""
    name = re.sub(r"总体|整体", "", name)
    name = f"{name}比" if name.endswith("占") else name
    return name.replace("普通高中", "高中") if "教师" in name else name


def _share_keys(rates: Set[Key]) -> dict[Key, Key]:
    """Return under which key a share told in full stands: 护理型床位占机构床位总数占比 is 机构护理型床位占比."""
    short: dict[Key, list[str]] = {}
    for name, scope, unit in sorted(rates):
        if name.endswith("占比") and "占" not in name[:-2]:
            short.setdefault((name[-4:-2], scope, unit), []).append(name)
    found = {}
    for name, scope, unit in rates:
        told = _FULL_SHARE.fullmatch(name)
        for other in short.get((told["part"][-2:], scope, unit), ()) if told else ():
            rest = other[:-2].removesuffix(told["part"]) if told else other
            if told and rest != other[:-2] and rest in told["whole"]:
                found[name, scope, unit] = (other, scope, unit)
                break
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    for name, scope, unit in sorted(rates - set(found), key=lambda key: (len(key[0]), key)):
        group = alike.setdefault((name[:_EDGE], name[-_EDGE:], scope, unit), [])
        shorter = next((other for other in group if _is_within(other, name)), None)
        if shorter is not None:
            found[name, scope, unit] = (shorter, scope, unit)
        group.append(name)
    return found


def _is_within(shorter: str, longer: str) -> bool:
    """Tell whether the longer name of a rate has but one word more inside: 重点人群(家庭医生)签约率."""
    more = len(longer) - len(shorter)
    head = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if not 2 <= more <= _MOST_INSERTED or longer[head + more :] != shorter[head:] or len(shorter) < _EDGE + 3:
        return False
    word = longer[head : head + more]
    return not re.search(_TELLS_RATE, word) and not are_two_indicators(shorter, longer)
