"""Into what a task falls apart (任务的细分): parts counted in its text, a share for every county.

Entries: :func:`parts_of`, :func:`asks_every_county`, :func:`county_unit`, :func:`government_of`. Only what the words
say: a county is given a share when the plan gives the task to the counties, not when the city is to do something *to*
them (对各县（市、区）开展评价).
Not here: their deadlines (:mod:`luoshi.progress.tasks.part_dates`), the entries made
(:mod:`luoshi.progress.tasks.making`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_COUNTIES = r"县(?:级)?[（(]?[、，]?市?[、，]?区?[)）]?|市县区|县市|区县|县市区"
_EVERY = re.compile(
    rf"(?:各|每一?个?|所有)(?!县级?以上)(?:{_COUNTIES})|以县(?:（市、区）|市区)?为单位|(?:县级|各级)(?:人民)?政府要|逐县"
)
_DONE_TO = re.compile(
    r"(?:对|向|为|与|同|给予?|督促|指导|督导|检查|考核|评价|支持|帮助|组织|要求|引导|推动|通报|约谈|遴选)(?:和\w{2})?$"
)
_OF_COUNTY = re.compile(rf"^(?:各|有关|相关|所有)?(?:{_COUNTIES})(?:级)?(?P<rest>.*)$")
_AND_CITY = re.compile(rf"^市(?:本级|直)?[和及、]各?(?:{_COUNTIES})(?P<rest>.*)$")
_ORGANS = re.compile(r"人民政府|政府|教育局|教育体育局|教体局|教育行政部门|教育部门|党委和?政府|委教育工作领导小组|$")
_ZONE = re.compile(r"(?:开发区|经开区|高新区|示范区|园区|管理区|度假区|功能区)$")
_SENTENCE_ENDS = "。；;\n"
_CHINESE = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<![\w第])(?:第)?([{_CHINESE}])(?:是|要(?=[^\s，。]))"), _CHINESE),
    (re.compile(rf"第([{_CHINESE}])[，、：]"), _CHINESE),
    (re.compile(rf"[（(]([{_CHINESE}])[)）]"), _CHINESE),
    (re.compile(rf"([{_CIRCLED}])"), _CIRCLED),
    (re.compile(r"[（(]([1-9]|10)[)）]"), ""),
)
_SHORTEST, _LONGEST_TITLE = 4, 40
_LONGEST_HEAD, _LEAST_PARAGRAPH = 40, 40
_BOX = re.compile(r"专栏|附件|表\s*\d")


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of a task: those that it counts off, else its paragraphs with a head of their own."""
    return counted_parts(text) or headed_paragraphs(text)


def headed_paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs after the first that begin with a short sentence of their own; fewer than two are none.

    A task over several paragraphs (办好学校食堂。每所学校……) gives each of them its own head. Boxes and tables end the
    task's own text.
    """
    parts = []
    for paragraph in text.split("\n")[1:]:
        plain = paragraph.strip(" 　")
        if not plain:
            continue
        if "\t" in paragraph or _BOX.match(plain):
            break
        head = plain.find("。")
        if not _SHORTEST <= head <= _LONGEST_HEAD or len(plain) < _LEAST_PARAGRAPH:
            return ()
        parts.append(plain)
    return tuple(parts) if len(parts) > 1 else ()


def counted_parts(text: str) -> tuple[str, ...]:
    """Return the parts that a text counts off (一是…二是…；①…②…), at least two, in order; empty when it counts none."""
    for mark, digits in _MARKS:
        found = list(mark.finditer(text))
        run = _run_from_one(found, digits)
        if len(run) < 2:
            continue
        ends = [one.start() for one in run[1:]] + [_end_of_last(text, run[-1].end())]
        parts = tuple(text[one.end() : end].strip(" 　\n；;，,。") for one, end in zip(run, ends, strict=True))
        if all(len(part) >= _SHORTEST for part in parts):
            return parts
    return ()


def _run_from_one(found: Sequence[re.Match[str]], digits: str) -> list[re.Match[str]]:
    """Return the marks that count 1, 2, 3…, each the first after the one before it."""
    run: list[re.Match[str]] = []
    for one in found:
        number = digits.index(one[1]) + 1 if digits else int(one[1])
        if number == len(run) + 1:
            run.append(one)
    return run


def _end_of_last(text: str, start: int) -> int:
    """Return where the last part ends: at the end of its sentence."""
    end = text.find("。", start)
    return len(text) if end < 0 else end


def part_title(part: str) -> str:
    """Return the title of a part: its first sentence when that is short, else its first clause."""
    head = part.split("。", 1)[0]
    if len(head) <= _LONGEST_TITLE:
        return head
    return re.split(r"[。；;：:，,\n]", part, maxsplit=1)[0][:_LONGEST_TITLE] or part[:_LONGEST_TITLE]


def asks_every_county(text: str, units: Sequence[str]) -> tuple[str, str]:
    """Return the words by which a task is to be done in every county, and their sentence; both empty when it is not.

    The sentence is empty too when it is the units that say so: then the whole task is theirs.
    """
    for unit in units:
        if _OF_COUNTY.match(unit) or _AND_CITY.match(unit):
            return unit, ""
    for found in _EVERY.finditer(text):
        if not _DONE_TO.search(text[: found.start()]):
            begin = max(text.rfind(mark, 0, found.start()) for mark in _SENTENCE_ENDS) + 1
            ends = [end for mark in _SENTENCE_ENDS if (end := text.find(mark, found.end())) >= 0]
            return found[0], text[begin : min(ends, default=len(text))].strip()
    return "", ""


def government_of(county: str) -> str:
    """Return the government of a county or district; a zone (经开区、高新区) has a 管委会."""
    return f"{county}{'管委会' if _ZONE.search(county) else '人民政府'}"


def county_unit(units: Sequence[str], county: str) -> tuple[str, ...]:
    """Return the units of one county of which the plan names all (各县（市、区）人民政府 -> 青禾县人民政府)."""
    named = []
    for unit in units:
        found = _OF_COUNTY.match(unit) or _AND_CITY.match(unit)
        if not found:
            continue
        organ = _ORGANS.search(found["rest"])
        is_government = organ is not None and organ[0] in ("人民政府", "政府")
        named.append(government_of(county) if is_government else f"{county}{organ[0] if organ else ''}")
    return tuple(dict.fromkeys(named))
