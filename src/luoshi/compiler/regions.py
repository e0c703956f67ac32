"""The region (行政区) that a document is for, and its level (层级).

Entry: :func:`find_region`, :func:`level_of`. Rests on the suffixes of administrative units (省, 市, 县, 区, 旗…), read
from the left of a title or an issuer's name as far as they go: 丙省乙市甲县 is 甲县. No list of places is kept but
the four municipalities under the State Council, which are provinces in rank.
"""

from __future__ import annotations

import re

# 州 is part of many names: 广州市, 青州县.
_SUFFIX = r"(?:省|特别行政区|自治区|自治州|自治县|自治旗|地区|林区|新区|市|州(?![市县区])|盟|县|区|旗)"
# What may follow a suffix only inside another word: 市场, 县域, 区间, 市级…
_INSIDE = r"(?!域|级|直(?!辖)|属|管|场|民|别|间|分|划|位|长|容|政(?!府)|镇)"
_UNIT = re.compile(rf"(?P<name>[一-鿿]{{1,8}}?{_SUFFIX}){_INSIDE}")
_GENERIC = re.compile(
    r"^(?:全|我|本|各|城|市|中心城|主城|学|园|校|社|山|片|库|牧|农|郊|辖|地|景|老|新|边远地|民族地|贫困地"
    r"|脱贫地|革命老)(?:省|市|县|区|州|旗|地区)$"
    r"|城市$|中小学|超大|都市|农村|^(?:发展|推进|加快|建设|学校|教育)"
)
_LEAD_IN = re.compile(
    r"^(?:中共|中国共产党|关于|加快|推进|促进|加强|进一步|深入|全面|印发|做好|深化|推动|实施|落实|规范"
    r"|完善|建立|健全|开展|提升|优化|支持|构建|建设|切实|扎实|大力|统筹|改善|扩大|《|“)+"
)
_MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")
_NATIONAL = re.compile(r"^(?:国务院|中共中央|中华人民共和国|教育部|全国|国家)")
_BELOW_CITY = re.compile(r"各县|县（市|县\(市|县市区|县区|区县|市本级|各区")
_TOWNS = re.compile(r"各乡镇|各镇|乡镇人民政府|镇（街道）|镇街|乡镇（街道）")
_COUNTY_WORDS = re.compile(r"全县|我县|县域内|县教育局|县政府|县委")


def find_region(text: str) -> str | None:
    """Return the last administrative unit at the head of ``text`` (a title, an issuer), or None.

    Example:
        >>> find_region("江北省临江市东山县“十四五”教育事业发展规划")
        '东山县'
    """
    plain = re.sub(r"\s+", "", text)
    lead = _LEAD_IN.match(plain)
    at = lead.end() if lead else 0
    region = None
    while (unit := _UNIT.match(plain, at)) and not _GENERIC.search(unit["name"]):
        region, at = unit["name"], unit.end()
    return region


def level_of(region: str | None, issuer: str | None, text: str) -> str | None:
    """Return 国家, 省, 市 or 县: by the region's suffix, and for a 市 by what the text says lies below it."""
    if region is None:
        return "国家" if issuer and _NATIONAL.match(issuer) else None
    if region.endswith(("省", "自治区", "特别行政区")) or region in _MUNICIPALITIES:
        return "省"
    if region.endswith(("州", "盟", "地区")):
        return "市"
    if not region.endswith("市"):
        return "县"
    if _BELOW_CITY.search(text):
        return "市"
    return "县" if _TOWNS.search(text) or len(_COUNTY_WORDS.findall(text)) >= 2 else "市"
