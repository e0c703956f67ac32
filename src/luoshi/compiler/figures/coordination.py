"""Figures that share a clause: 分别, and changes from one level to another (并列与分别).

Entry: :func:`spread_names`, :func:`spread_ops`, :func:`each_of`. `A、B的某比例分别达到x和y` gives A的某比例 x,
B的某比例 y; `某指标由x提高到y` names both figures alike.
Not here: figures that stand alone (:mod:`luoshi.compiler.figures.naming`).
"""

from __future__ import annotations

import re

from luoshi.base.quantities import Quantity
from luoshi.compiler.figures.clauses import Reading
from luoshi.compiler.figures.naming import Names, name_figure
from luoshi.compiler.figures.phrases import STAGE, strip_name

_RISE = re.compile(
    r"(?:分别|依次)(?:[比较同]\s?\d{4}\s?年|比上年|比上学年)?(增长|增加|提高|提升|下降|减少|降低|上升)了?(?!到|至)"
)
_MOST = 12  # figures that one 分别 governs
_SEPARATORS = re.compile(r"、|和|与|及|以及")
_BETWEEN = re.compile(r"^[\s、，和与及以]*(?:以上|以下|左右|以内)?[\s、，和与及以]*$")
_MEASURE_TAIL = re.compile(
    r"(?:毛入[园学]率|净入学率|入[园学]率|巩固率|覆盖率|达标率|合格率|完成率|普及率|就业率|[\u4e00-\u9fff]?率|[\u4e00-\u9fff]{0,4}(?:占比|比例|比重)|在[校园][\u4e00-\u9fff]{0,4}数?|人数|年限|规模|面积|数量|经费[\u4e00-\u9fff]{0,2}|[基准]*定额|基数|标准|班额)$"
)
_CHANGE = re.compile(
    r"^[^，。；\d]{0,3}(?:提高|增加|增长|上升|提升|扩大|下降|降低|减少|降|升|调整|缩小|压缩)(?:到|至|为)?(?:\d{4}年的?)?[^，。；\d]{0,3}$"
)


def spread_names(phrases: Names) -> dict[int, str]:
    """Return names for the quantities that share a subject with others, by index."""
    names: dict[int, str] = {}
    reading = phrases.reading
    text = reading.text
    if "分别" in text or "依次" in text:
        for match in re.finditer(r"分别|依次", text):
            names.update(_respectively(phrases, match.start(), match.end()))
    for index, q in enumerate(reading.quantities[:-1]):
        subject = _change_subject(reading, index, q)
        if subject:
            names.setdefault(index, subject)
            names.setdefault(index + 1, subject)
    return names


def spread_years(reading: Reading) -> dict[int, int]:
    """Return years by index where years and figures are listed alike (2022年、2023年分别新增300个、400个)."""
    found: dict[int, int] = {}
    for match in re.finditer(r"分别|依次", reading.text):
        years = [y for y in reading.years_in(reading.clause(match.start())[0], match.start()) if y.first == y.year]
        listed = reading.text[years[0].start : match.start()] if len(years) > 1 else ""
        if not listed or not re.fullmatch(r"(?:20\d\d\s?年?[、和及]?)+[^，。；\d]{0,8}", listed):
            continue
        group = _run(reading, match.end())
        if len(group) == len(years):
            found.update(zip(group, (y.year for y in years), strict=True))
    return found


def spread_ops(reading: Reading) -> dict[int, str]:
    """Return comparators by index for figures that stand bare in a list whose last one has it (分别达50%、80%以上)."""
    ops: dict[int, str] = {}
    for match in re.finditer(r"分别|依次|均|都", reading.text):
        group = _run(reading, match.end())
        if len(group) < 2 or len(group) > _MOST:
            continue
        first, last = reading.quantities[group[0]], reading.quantities[group[-1]]
        op = last.op if last.op in (">=", "<=", "~") else first.op if first.head < first.start else "="
        ops.update((i, op) for i in group if op in (">=", "<=", "~") and reading.quantities[i].op == "=")
    return ops


def _respectively(phrases: Names, at: int, after: int) -> dict[int, str]:
    reading = phrases.reading
    group = _run(reading, after)
    if len(group) < 2:
        return {}
    subjects = _subjects(reading, at, len(group)) or _earlier_subjects(phrases, at, group)
    if not subjects:
        return {}
    rise = _RISE.match(reading.text, at)
    return {
        i: name if not rise or name.endswith(rise[1]) else name + rise[1]
        for i, name in zip(group, subjects, strict=True)
    }


def _run(reading: Reading, after: int) -> list[int]:
    """Return the indexes of the quantities listed right after ``after``."""
    group: list[int] = []
    end = after
    for index in range(reading.index_at(after), len(reading.quantities)):
        q = reading.quantities[index]
        gap = reading.text[end : q.head]
        if not group:
            if len(gap) > 14 or re.search(r"[。；]", gap):
                break
        elif not _BETWEEN.match(gap):
            break
        group.append(index)
        end = q.tail
        if len(group) > _MOST:
            break
    return group


def _subjects(reading: Reading, at: int, count: int) -> list[str] | None:
    """Return ``count`` names from the coordination that ends at ``at``: first in its clause, else in those before."""
    low, _ = reading.sentence(at)
    clauses = re.split(r"[，；:]", reading.text[low:at])
    for clause in reversed(clauses):
        bare = re.sub(r"\([^)]*\)", "", clause)
        if re.search(r"比\d{4}年|^\s*$", bare):
            continue
        items = [strip_name(item) for item in _SEPARATORS.split(bare)]
        items = [item for item in items if item]
        if len(items) == count:
            return _share_tail(items)
    return None


def _earlier_subjects(phrases: Names, at: int, group: list[int]) -> list[str] | None:
    """Return the names of the figures just before, when as many stand in the sentence: …x和y，比上年分别增长a和b."""
    reading = phrases.reading
    low, _ = reading.sentence(at)
    start, _ = reading.clause(at)
    before = list(range(reading.index_at(low), reading.index_at(start)))[-len(group) :]
    if len(before) != len(group):
        return None
    change = _RISE.match(reading.text, at)
    return [name_figure(phrases, i).text + (change[1] if change else "") for i in before]


def _share_tail(items: list[str]) -> list[str]:
    """Give every item the measure that only the last one writes (公办园、民办园在园幼儿占比)."""
    last = items[-1]
    done = []
    for item in items[:-1]:
        if _MEASURE_TAIL.search(item):
            done.append(item)
            continue
        tail = _after_stage(last) if STAGE.fullmatch(item) else ""
        for size in (4, 3, 2):
            at = last.rfind(item[-size:]) if len(item) >= size and not tail else -1
            if at >= 0:
                tail = last[at + size :]
                break
        if not tail and (match := _MEASURE_TAIL.search(last)):
            tail = match.group()
        done.append(item + tail)
    return [*done, last]


def _after_stage(name: str) -> str:
    """Return what follows the stage of education that opens ``name`` (初中生均公用经费 -> 生均公用经费)."""
    match = STAGE.match(name)
    return name[match.end() :] if match else ""


def _change_subject(reading: Reading, index: int, q: Quantity) -> str:
    """Return the subject of 某指标由x提高到y when quantity ``index`` is x."""
    following = reading.quantities[index + 1]
    if not _CHANGE.match(reading.text[q.tail : following.head]):
        return ""
    start, _ = reading.clause(q.start)
    if index:
        start = max(start, reading.quantities[index - 1].tail)
    match = re.search(r"^(.*?)(?:由|从)[^，。；]*$", reading.text[start : q.head])
    return strip_name(re.sub(r"\([^)]*\)", "", match[1])) if match else ""


def each_of(reading: Reading, q: Quantity) -> list[str]:
    """Return the items that one figure holds for alike: 甲和乙各1所 gives 甲, 乙; empty without 各."""
    start, _ = reading.clause(q.start)
    before = reading.text[start : q.head].rstrip()
    if not before.endswith("各"):
        return []
    listed = re.sub(
        r"^.*?(?:建设|建成|建立|配备|配置|新建|改建|扩建|设立|创建|评选|建)",
        "",
        strip_name(re.split(r"[，。；:]", before[:-1])[-1]),
    )
    items = [item.strip() for item in _SEPARATORS.split(listed) if len(item.strip()) >= 2]
    return items if len(items) >= 2 else []
