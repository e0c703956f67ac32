"""In what two names differ, and whether they may still be of one thing (名称之差): :func:`is_one_name`.

What may differ: a word that adds nothing (建设、工作) inside, one word for its like (素养/能力, 培养/培育), the action
done to one and the same long-named thing (培养/补充), the order of two words, the kind (工程/计划). One or two of
these, while most of the name is shared. Anything else tells two things apart: a stage, a level, a subject, a number.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_LIKE: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "素养 能力 素质 水平",
        "培养 培育 培训 养成",
        "提升 提高 提质 增强 促进",
        "院校 学校 教育",
        "发展 建设 创建 推进",
        "改善 改造 改进 提升",
        "推进 推动 促进",
        "均衡 优质均衡",
        "普及 普惠",
        "评价 测评 评估",
        "监测 监控",
        "监督 监管",
        "管理 服务 治理",
        "融合 结合",
        "关爱 关怀 帮扶",
        "攻坚 攻关",
        "成长 发展",
        "队伍 梯队",
        "高校 院校",
        "数字化 信息化 智慧化",
        "创新 改革",
    )
)
_KINDS = (frozenset(("工程", "计划", "行动", "行动计划")), frozenset(("高校", "院校")), frozenset(("平台", "系统")))
"""Kinds that are written one for the other; 项目 and 活动 are also words for any of them."""
_ACTIONS = frozenset(
    "培养 培育 充实 补充 提升 提高 建设 创建 发展 支持 振兴 改善 保障 成长 引领 激励 定向 配备".split()
)
_ADDS = re.compile(
    r"校|建设|工作|教育|教学|发展|学校|中小学|管理|服务|综合|专业|质量|全面|重点|专项|课程|实践|岗位|推进"
)
_SCOPE = re.compile(
    r"(?:中小学|中小学校|学校|全[国省市县区]|城乡|教育|基础教育|新时代|学生|教师|中小学生|职业教育|义务教育|乡村|农村|区域|县域)+"
)
_WEAK = re.compile(r"校|建设|工作|教育|发展|质量|提升|提高|教师|学校|学生|全面|综合|重点|创新|管理|服务|实践|示范")
_TELLS = re.compile(r"[一二三四五六七八九十〇零\d]|[省市县区校园](?:级|直)")
_LEAST, _LONG, _OWN, _LONGEST_INSERTION = 5, 7, 3, 4


def is_one_name(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Tell whether two names, each its core and its kind, are very probably of one thing."""
    one, other = first[0], second[0]
    kinds = first[1] != second[1]
    if kinds and not any(first[1] in group and second[1] in group for group in _KINDS):
        return False
    if one == other:
        return kinds and len(one) > _LEAST and len(_WEAK.sub("", one)) >= _OWN
    if is_moved(one, other, _LEAST + 1):
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    shared = sum(block.size for block in matcher.get_matching_blocks())
    if shared < _LEAST or 2 * shared < max(len(one), len(other)) or len(_WEAK.sub("", one)) < _OWN:
        return False
    told = [_weight(one, other, code, shared) for code in codes]
    return None not in told and 1 <= sum(w for w in told if w) + kinds <= 2 and any(told)


def _weight(one: str, other: str, code: tuple[str, int, int, int, int], shared: int) -> int | None:
    """Return how much a difference counts: 0 for a wider scope in front, 1 for what may differ, None for what tells."""
    _, low, high, start, end = code
    was, now = one[low:high], other[start:end]
    if _TELLS.search(was + now):
        return None
    if not was or not now:
        word = was or now
        if not (low and start):
            return 0 if _SCOPE.fullmatch(word) else None
        whole, at = (one, low) if was else (other, start)
        # 中小学校长 against 中小学: the same word may be read at two places.
        turned = whole[at - 1 : at] + word[:-1] if word[-1:] == whole[at - 1 : at] else word
        return 1 if shared > _LEAST and (_ADDS.fullmatch(word) or _ADDS.fullmatch(turned)) else None
    before, behind = one[low - 1 : low] if low else "", one[high : high + 1]
    for a, b in ((was, now), (before + was, before + now), (was + behind, now + behind)):
        if any(a in group and b in group for group in _LIKE):
            return 1
        if shared >= _LONG and a in _ACTIONS and b in _ACTIONS:
            return 1
    return None


def common_start(one: str, other: str) -> int:
    """Return how many characters the two begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def inserted(one: str, other: str, before: int = 0, behind: int = 0) -> str:
    """Return what the longer name has more at one place inside; empty if they differ otherwise.

    At least ``before`` characters agree in front of it and ``behind`` after it.
    """
    shorter, longer = sorted((one, other), key=len)
    more = len(longer) - len(shorter)
    if not 0 < more <= _LONGEST_INSERTION:
        return ""
    head = common_start(shorter, longer)
    if head < before or shorter[head:] != longer[head + more :] or len(shorter) - head < behind:
        return ""
    return longer[head : head + more]


def is_moved(one: str, other: str, shortest: int = 8) -> bool:
    """Tell whether two words have changed places and all else agrees: 扩优提质, 提质扩优; 县管校聘, 县聘校管."""
    if len(one) != len(other) or len(one) < shortest or sorted(one) != sorted(other):
        return False
    low = next((n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), len(one))
    high = next((n for n, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=True)) if a != b), 0)
    first, second = one[low : len(one) - high], other[low : len(other) - high]
    if not 2 <= len(first) <= 8:
        return False
    ends = range(1, len(first) // 2 + 1)
    return any(first[at:] + first[:at] == second for at in range(1, len(first))) or any(
        first[-at:] + first[at:-at] + first[:at] == second for at in ends
    )
