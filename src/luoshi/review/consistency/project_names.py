"""What a project of a table is called in prose (项目的简称): :func:`called`.

某某市第一中学东校区 is called 某某一中东校区, 一中东校区 too. Not here: which project a sentence is about
(:mod:`luoshi.review.consistency.project_facts`).
"""

from __future__ import annotations

import re

from luoshi.review.consistency.natures import core_of, names_of

_SUFFIX = re.compile(r"(?:新建|迁建|搬迁|扩建|改扩建|改建|建设)?(?:项目|工程)?(?:[（(][^（()）]*[）)])?$")
_PART = re.compile(r"[期部]|校区|分校")
_REGION = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,3})[市县区州](?=[\u4e00-\u9fff]{3})")
_NUMBERED = re.compile(r"第(?P<n>[一二三四五六七八九十]{1,3})(?P<kind>[中小])学")
_OWN = re.compile(r"^[市县区省](?=第|[\u4e00-\u9fff]{4})")
_SHORTEST = 4


def called(name: str) -> list[str]:
    """Return what to look for where a project is told of: what its names have in common, and its short names."""
    bare = _SUFFIX.sub("", name)
    core = core_of(name)
    if core is None and not _PART.search(bare):
        return []
    found = dict.fromkeys(names_of(core) if core is not None else [bare])
    region = _REGION.match(bare)
    if region is not None or _NUMBERED.search(bare):
        rest = bare[region.end() :] if region is not None else bare
        short = _NUMBERED.sub(r"\g<n>\g<kind>", rest)
        longer = [f"{region['name']}{some}" for some in (rest, short)] if region is not None else []
        alone = [some for some in (rest, short) if _PART.search(some)]
        found |= dict.fromkeys(some for some in (*longer, *alone) if len(some) >= _SHORTEST)
    found |= dict.fromkeys(name[1:] for name in list(found) if _OWN.match(name))
    return list(found)
