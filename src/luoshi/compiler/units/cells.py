"""The units in a cell of a table (单元格里的责任单位): 牵头：市教育局；配合：市财政局, 市教育局牵头，各县市区配合.

Entry: :func:`read_units`. Not here: units in running text (:mod:`luoshi.compiler.units.statements`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from luoshi.compiler.units.lists import DUTY, Role, UnitMention, read_list, role_of

_LABEL = re.compile(
    r"(?:(?P<open>[（(【\[])|(?<![\w]))(?P<what>(?:共同|具体|主要|市级|县级|市直)?"
    r"(?:责任|牵头|主办|主责|配合|协办|协同|参与|参加|协助|落实))"
    r"(?:责任)?(?:单位|部门|科室|处室|股室)?(?(open)[】\]）)]\s*[：:]?(?=[\s\w])|\s*[：:])"
)
_NUMBERING = re.compile(r"(?:^|(?<=[\s；;、，,]))(?:\d{1,2}[.、．)）](?!\d)|[①-⑳]|[（(]\d{1,2}[)）])")
_IDLE = re.compile(rf"{DUTY}|等|以及|会同|联合|由|及|和|与|各自|单位|部门")
_NONE = re.compile(r"\s*(?:无|/|\\|[-—－]+)\s*")
_WORDS = re.compile(r"[一-鿿A-Za-z0-9]+")


class CellUnits(NamedTuple):
    """The units of a cell: those that lead, those that support, and the words that were not understood as any."""

    lead: tuple[str, ...]
    support: tuple[str, ...]
    rest: str


def read_units(text: str, role: Role = "unit") -> CellUnits:
    """Return the units in a cell; ``role`` is what its column says they are.

    In a column that says no more than 责任单位, units without a part of their own support where others lead, and lead
    where none does.

    Example:
        >>> read_units("市教育局牵头，市财政局、各县市区配合")
        CellUnits(lead=('市教育局',), support=('市财政局', '各县市区'), rest='')
    """
    if _NONE.fullmatch(text):
        return CellUnits((), (), "")
    text = _NUMBERING.sub(lambda match: "；" + " " * (len(match[0]) - 1), text)
    mentions: list[UnitMention] = []
    left = list(text)
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels] + [len(text)]
    mentions += read_list(text, 0, ends[0], role)
    for label, end in zip(labels, ends[1:], strict=True):
        said = role_of(label["what"])
        mentions += read_list(text, label.end(), end, said if said != "unit" else role)
        left[label.start() : label.end()] = " " * (label.end() - label.start())
    for one in mentions:
        left[one.start : one.end] = " " * (one.end - one.start)
    rest = " ".join(_WORDS.findall(_IDLE.sub(" ", "".join(left))))
    lead = [_bare(one.name) for one in mentions if one.role == "lead"]
    plain = [_bare(one.name) for one in mentions if one.role == "unit"]
    support = [_bare(one.name) for one in mentions if one.role == "support"]
    if lead:
        support = plain + support
    else:
        lead = plain
    leads = tuple(dict.fromkeys(lead))
    return CellUnits(leads, tuple(name for name in dict.fromkeys(support) if name not in leads), rest)


def _bare(name: str) -> str:
    """Return a name without brackets around the whole of it."""
    bare = re.fullmatch(r"[（(]([^（）()]+)[）)]", name)
    return bare[1] if bare else name
