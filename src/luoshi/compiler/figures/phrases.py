"""Closed classes of words around figures, and how phrases are stripped of them (虚词与轻动词).

Entry: :func:`strip_name`, :func:`strip_light`, :func:`first_noun`, :func:`head_noun`. Words of plan Chinese in
general: time phrases, adverbs, comparators, verbs that carry no meaning of their own (建设, 完成).
Not here: names of anything.
"""

from __future__ import annotations

import re

_YEARLIKE = (
    r"(?:到|至|截至|截止|从|自|在|比|较|相比|力争)?(?:\d{4}\s?(?:[—\-~－至到]{1,2}\s?\d{4})?\s?年(?:\d{1,2}月)?(?:底|末|初|春季|秋季|学年)?(?:前|之前|以前|以来|开始|起|间)?"
    r"|“?[一二三四五六七八九十]+五”?(?:期间|时期|末|期末|以来)?|近[一二三四五六七八九十\d]+年|[一二三四五六七八九十\d]+年内|(?:每学?年|今年|去年|目前|现在|届时|其间|期间|今后|未来))"
)
_LEADS = re.compile(
    rf"^(?:{_YEARLIKE}|[\s、，:.]|其中|主?要?(?:建设)?(?:内容)?(?:包括|包含|含|有)|如|即|并且|并|且|而|和|及|以及|同时|另外|此外|还|也|均|都|全部|总共|共计|一共|合计|累计|共|已经|已|将|要(?!求|素|点)|应(?!用)|必须|须|需|拟|再|先后"
    r"|逐步|努力|力争|争取|确保|保证|保障(?=[^机体])|促使|使得|使|让|推动|实现|做到|达到|仅|约|大约|近(?![视期])|至少|原则上|全面|基本(?!公共|均衡|标准|普及)|到(?!位|校|岗|园)|至|在(?![校园编读学岗职建线册读])|对(?![口外接标])|为(?!主)|按照|按|根据|经(?![费济])"
    r"|通过|预计|计划(?!生育)|分别|因地制宜|积极|坚持|保持|维持|落实(?!率)|切实|加快|认真|着力"
    r"|全市(?:域)?|全县|全区|全省|全州|全旗|我市|我县|我区|本市(?!就业)|本县|本区)+"
)
_TRAILS = re.compile(
    r"(?:[\s、:]|分别|均|都|各|约|大约|近|仅|超过|超出|超|高于|低于|不低于|不少于|不超过|不高于|至少|最少|保持在|保持|稳定在|维持在|控制在|控制|提高到|提高至|提升到|提升至|增加到|增加至|增长到|增长至"
    r"|扩大到|上升到|上升至|下降到|降低到|降到|降至|减少到|达到了?|达到|达|突破|为|是|有|共有|共计|共|总计|合计|累计|已|已经|到|至|在|即|的|了|由|从|将|力争|争取|基本|达成|须|应|可|原则上"
    r"|每(?:两|双)?[天日周月年]|平均|一年|一)+$"
)
_LATE = re.compile(r"(?:(?:到|至|在|于|截至)?\d{4}\s?年(?:底|末)?(?:前|之前)?|(?<=[率比例重])下)$")
_LIGHT_WORDS = (
    r"加快|大力|着力|重点|积极|继续|持续|稳步|支持|鼓励|引导|推进|推动|打造|建设(?!用)|建成|完成|形成|实现|办好|举办|开展|具有|给予|严格执行"
    r"|拥有|建有|设有|有(?!效)|了|努力|试点|联合|全面|进一步|择优|立项|设(?![施备计置立])"
)
LIGHT = re.compile(rf"^(?:{_LIGHT_WORDS})+")
"""Verbs and adverbs that a name can do without."""
_VERBS = (
    "新改扩建 新建 改建 扩建 改扩建 迁建 重建 新增 增加 增设 增长 减少 新设 撤并 撤销 合并 整合 保留 建成 "
    "建设 创建 培训 培养 培育 招聘 引进 遴选 认定 评选 完成 实施 投入 使用 登记 取缔 排查 资助 受理 发放 "
    "覆盖 受益 入住 参与 惠及 推荐 选树 安置 消除 化解 规划 补充 共有 共 有 含 为 达到 达"
).split()
VERB_ONLY = re.compile(rf"^(?:其中)?(?:{'|'.join(_VERBS)})+$")
"""A verb alone (新建, 整合): it needs the noun of the figure before."""
BARE_NOUN = re.compile(
    r"(?:在[校园编](?:学生|幼儿|教师|生)?|教职工|专任教师|毕业生|学生|教师|企业|学校|校舍|贷款|建筑面积|用地面积)(?:总?人?数|总量|规模)?|人数|[一二三]期|[近远]期"
    r"|[毛净]?入[学园]率|巩固率|覆盖率|达标率|合格率|普及率|就业率|升学率|完成率|参与率|比例|占比"
)
"""Nouns that need their topic (高中教育 before 在校学生); matched whole."""
MEASURE = re.compile(
    r"^(?:新增|新建|增加|增设|改建|扩建|总|规划|可|能|预计|办学|共?实施|建筑|占地|用地|投入|投资|资金|项目|受益|入住|受理|募集|资助|学位|床位|规模|班级|容纳|提供|生均|概算|累计|参与|建成|藏书|最终|每|权重|缺口|建档率|持证率)"
)
"""Measures that name nothing without the topic of their sentence."""
STAGE = re.compile(
    r"学前教育|学前|幼儿园|义务教育|小学|初中|普通高中|高中阶段|高中|中职|高职|本科|特殊教育|职业教育|小班|中班|大班|市辖区|城区|县城|农村|镇区|乡村"
)
"""Stages of education and kinds of place that lists run through (小学650元、初中850元)."""
AREA = re.compile(r"市辖区|市本级|中心城区|城区|县城|农村|镇区|乡村")
"""The kinds of place among them."""
GROWTH = re.compile(
    r"^(?:[比较同]?(?:比)?(?:上年|去年|上学年|往年|同期|规划|年均)?(?:净|共)?)?(?:增加|增长|提高|下降|减少|降低|上升|提升|缩小)了?$"
    r"|^(?:[远仅略]?[低高]于|超过|落后于?|高出)(?:全[国省市县区]|上级|同类|周边)?[\u4e00-\u9fff]{0,6}?平均(?:水平|值|数)?$"
)
"""A change alone: it needs the name of the figure that changes."""
_ADVERBS = re.compile(
    r"相继|已经?|均(?![衡等值])|全部|得到|陆续|正式|先后|分别|同时|率先|用于|进行|并(?!购)|且|以(?=[促推提])|(?<![建评定项列成转作入选])为(?!主|中心)"
)
_NOUN_END = re.compile(r"[校园所院馆楼室心地台寓堂场生师人员目科业程群奖队组站点区县县级市乡镇村店企家]$")


def plain(text: str) -> str:
    """Return ``text`` without its bracketed parts."""
    return re.sub(r"\([^)]*\)", "", text)


def without_years(text: str) -> str:
    """Return ``text`` without years and time phrases."""
    return re.sub(_YEARLIKE, "", text)


def strip_name(left: str) -> str:
    """Return the noun phrase of what stands before a figure: time words, fillers, closing verbs and adverbs taken
    off."""
    left = left.strip()
    for _ in range(3):
        before = left
        left = _LATE.sub("", _TRAILS.sub("", _LEADS.sub("", left)))
        if left == before:
            break
    return left


def strip_light(phrase: str) -> str:
    """Return ``phrase`` without the light verbs that open it."""
    return LIGHT.sub("", phrase)


def first_noun(right: str, *, cut: bool) -> str:
    """Return the noun phrase that opens what stands after a figure; empty when there is none.

    Args:
        right: the text after the figure, up to punctuation or the next figure.
        cut: the next figure follows at once, so the last words may be its own.
    """
    right = re.sub(r"^的?(?:标准|要求|速度)?的?(?=[\u4e00-\u9fff])", lambda m: "的" if m.group() else "", right)
    parts = right.split("、")
    kept = parts[0]
    for i, part in enumerate(parts[1:], 1):
        if (cut and i == len(parts) - 1) or _NOUN_END.search(kept):
            break
        kept += "、" + part
    right = kept
    if cut and len(parts) == 1:
        right = re.split(r"和|及|以及|与|或", right)[0]
        right = re.sub(r"(?:新增|新建|扩建|改建|建设|建成|其中|增加|达到?|有|共|[由从比到至为])+$", "", right)
    adverb = _ADVERBS.search(right, 2)
    if adverb and adverb.start() <= 4 and re.match(r"均|全部|已经?", adverb.group()):
        right = (right[: adverb.start()] + right[adverb.end() :])[:24]  # 12个县均通过验收: the deed is what is counted
    elif adverb:
        right = right[: adverb.start()]
    right = right.strip()
    return "" if re.fullmatch(r"的|左右|以上|以下|以内|和|及|与|至|到|并|且|等", right) else right


def head_noun(phrase: str) -> str:
    """Return a phrase without everything up to its last verb (要保留学校 -> 学校); the phrase itself if nothing is
    left."""
    phrase = re.sub(r"^.*》", "", phrase)
    matches = list(re.finditer("|".join(v for v in _VERBS if len(v) > 1), phrase))
    for match in reversed(matches):
        if len(phrase) - match.end() >= 2:
            return phrase[match.end() :]
    return phrase
