"""What a bureau makes public (公开范围): packaged YAML under which nothing of the ledger is, a workspace's over it.

Entry: :func:`load_publication_rules`. A workspace writes ``rules/publication/*.yaml`` in the same format.
Not here: how it is carried out (``luoshi.portal``), letting a freeze be published (:mod:`luoshi.api.freezes`).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from luoshi.model.evaluation.publication import SMALLEST_GROUP, PublicationRules, TilePlace
from luoshi.rules.reading import BUILT_IN, Entry, rule_files

CODE = "G030"
_CHOICES = {"公开": "公开", "不公开": "不公开"}
_KEYS = (
    *("tasks", "projects", "money", "public", "private", "held_targets"),
    *("smallest", "map_number", "tiles"),
)
_MOST_TILES = 40


def load_publication_rules(own: Path | None = None) -> PublicationRules:
    """Return the rules in force.

    Args:
        own: the workspace's folder ``rules``; None for the packaged ones alone.

    Raises:
        LuoshiError: G030 when a file cannot be read or says what cannot be.
    """
    rules = PublicationRules()
    for file in rule_files("publication", own, CODE):
        whole = Entry(file.content, file.where, CODE)
        whole.known("publication")
        part = whole.part("publication")
        if part is not None:
            named = Entry(part.given, file.where, CODE, "publication")
            rules = _over(rules, named)
            if file.origin != BUILT_IN:
                rules = replace(rules, origin=file.origin)
    return rules


def _over(rules: PublicationRules, part: Entry) -> PublicationRules:
    """Return rules with what an entry says in their place; lists are added."""
    part.known(*_KEYS)
    public = rules.public | frozenset(part.texts("public"))
    private = rules.private | frozenset(part.texts("private"))
    if both := sorted(public & private):
        raise part.fail(f"{'、'.join(both)} 又写在 public，又写在 private", "留一处")
    smallest = part.whole("smallest")
    if smallest is not None and smallest < SMALLEST_GROUP:
        raise part.fail(f"smallest 不能小于 {SMALLEST_GROUP}", "人数更少的一组人会被认出来")
    return replace(
        rules,
        tasks=_is_public(part, "tasks", rules.tasks),
        projects=_is_public(part, "projects", rules.projects),
        money=_is_public(part, "money", rules.money),
        public=public,
        private=private,
        held_targets=(*rules.held_targets, *_held(part)),
        smallest=rules.smallest if smallest is None else smallest,
        map_number=part.text("map_number", rules.map_number),
        tiles=_tiles(part) or rules.tiles,
    )


def _is_public(part: Entry, key: str, usual: bool) -> bool:
    return part.choice(key, _CHOICES, "公开" if usual else "不公开") == "公开"


def _held(part: Entry) -> tuple[tuple[str, str], ...]:
    found = []
    for one in part.parts("held_targets"):
        one.known("id", "reason")
        found.append((one.text("id"), one.text("reason")))
    return tuple(found)


def _tiles(part: Entry) -> tuple[TilePlace, ...]:
    found: list[TilePlace] = []
    for one in part.parts("tiles"):
        one.known("name", "column", "row")
        column, row = one.whole("column"), one.whole("row")
        if column is None or row is None or not (0 <= column < _MOST_TILES and 0 <= row < _MOST_TILES):
            raise one.fail(f"column、row 应是 0 到 {_MOST_TILES - 1} 的整数")
        taken = next((other.name for other in found if (other.column, other.row) == (column, row)), "")
        if taken:
            raise one.fail(f"和“{taken}”占了同一个位置")
        found.append(TilePlace(one.text("name"), column, row))
    return tuple(found)
