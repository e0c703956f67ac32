"""People's work on an item put into the item as it was compiled anew (沿用).

Entry: :class:`TakeOver`. Not here: which item is which, and numbers (``reissue``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from luoshi.model.corrections import LINKS, ROLE, Original
from luoshi.model.document import Span
from luoshi.model.indicator_names import canonical
from luoshi.model.plan import Figure, Item, Norm, Observation, Remark, Target
from luoshi.model.wording import LABELS, item_text, key_text
from luoshi.model.wording import LISTS as LIST_NAMES

_ROLES: dict[str, type[Figure]] = {"targets": Target, "norms": Norm, "observations": Observation}


class TakeOver:
    """Takes over notes, bindings, corrections and added items; collects what a person should look at.

    Args:
        text: the text of the new document.
        before: the items of the old plan as they were compiled, by number.
        now: the items of the new plan as they were compiled, by their numbers in the result.
    """

    def __init__(self, text: str, before: Mapping[str, Original], now: Mapping[str, Original]) -> None:
        self.kept = 0
        self.remarks: list[Remark] = []
        self._text = text
        self._before = before
        self._now = now

    def take_over(self, name: str, item: Item, home: str, old: Item) -> tuple[str, Item]:
        """Return the list and the item that comes of ``item``, compiled into ``name``, and the person's ``old``.

        Args:
            name: the list that ``item`` was compiled into.
            item: as compiled from the new text, under the old number.
            home: the list in which ``old`` stands.
            old: as the person left it.
        """
        was = self._before[old.id]
        kept: dict[str, Any] = {"note": old.note}
        if isinstance(old, Figure) and isinstance(item, Figure):
            kept["bound_to"] = old.bound_to
            self._check_name(old, item)
        values: dict[str, Any] = {}
        for key in old.corrected:
            if key == ROLE:
                continue
            wanted, compiled, before = getattr(old, key), getattr(item, key), getattr(was.item, key)
            if key in LINKS:
                added = tuple(n for n in wanted if n not in before)
                values[key] = (*(n for n in compiled if n in wanted or n not in before), *added)
                continue
            values[key] = wanted
            if compiled not in (wanted, before):
                self._disagree(item, LABELS[key], key_text(key, wanted), key_text(key, compiled))
        target = home if ROLE in old.corrected and isinstance(item, Figure) else name
        if ROLE in old.corrected and name not in (home, was.list_name):
            self._disagree(item, LABELS[ROLE], LIST_NAMES[home], LIST_NAMES[name])
        return self._whole(name, target, item, kept, values)

    def find_again(self, item: Item) -> Item:
        """Return an item that a person added with its place in the new text."""
        self.kept += 1
        start = self._nearest(item)
        if start is None:
            if item.quote:
                message = f"人工加入的“{item_text(item)}”在新文里找不到原来的依据，仍保留"
                fix = "请确认它是否还成立，改正 span 和 quote，或删去这一项"
                self._remark("C004", message, item, fix)
            return item
        twin = next((o.item for o in self._now.values() if self._is_twin(o.item, item, start)), None)
        if twin is not None:
            message = f"人工加入的“{item_text(item)}”现在能从新文读出（{twin.id}）"
            self._remark("C006", message, item, "请留下一项，删去另一项")
        moved = start - item.span.start
        update: dict[str, Any] = {"span": Span(start, start + (item.span.end - item.span.start)), "at": None}
        if isinstance(item, Figure):
            update["value_span"] = Span(item.value_span.start + moved, item.value_span.end + moved)
        return item.model_copy(update=update)

    def _nearest(self, item: Item) -> int | None:
        """Return where the quote of an added item stands in the new text, nearest to where it should by its
        neighbours; None if it does not stand there."""
        if not item.quote:
            return None
        above = max(
            (o for o in self._before.values() if o.item.span.start <= item.span.start and o.item.id in self._now),
            key=lambda o: o.item.span.start,
            default=None,
        )
        shift = self._now[above.item.id].item.span.start - above.item.span.start if above else 0
        expected = item.span.start + shift
        pattern = r"\s*".join(map(re.escape, re.sub(r"\s+", "", item.quote)))
        starts = [match.start() for match in re.finditer(pattern, self._text)]
        return min(starts, key=lambda start: abs(start - expected), default=None)

    def _is_twin(self, compiled: Item, item: Item, start: int) -> bool:
        if isinstance(item, Figure) != isinstance(compiled, Figure):
            return False
        inside = start <= compiled.span.start < start + max(1, len(item.quote))
        return inside and (not isinstance(item, Figure) or getattr(compiled, "value", None) == item.value)

    def _check_name(self, old: Figure, item: Figure) -> None:
        """Tell when a figure that people worked on goes by another name now."""
        was = self._before[old.id].item
        named = isinstance(was, Figure) and canonical(was.indicator) != canonical(item.indicator)
        if named and (old.bound_to or old.corrected):
            message = f"指标由“{was.indicator}”改成了“{item.indicator}”，沿用了绑定和更正"  # type: ignore[attr-defined]
            self._remark("C007", message, item, "请确认还是同一项指标")

    def _whole(
        self, name: str, target: str, item: Item, kept: Mapping[str, Any], values: Mapping[str, Any]
    ) -> tuple[str, Item]:
        """Return the item put together, or without the corrections if they and the new text make no sense together."""
        model = _ROLES.get(target, type(item))
        compiled = {key: getattr(item, key) for key in type(item).model_fields}
        try:
            after = model.model_validate({**compiled, **kept, **values})
        except ValueError:
            message = f"“{item_text(item)}”的人工更正和新文合不到一起，没有沿用"
            self._remark("C003", message, item, "请对照原文重新更正")
            return name, item.model_copy(update=dict(kept))
        self.kept += bool(values) or name != target
        return target, after

    def _disagree(self, item: Item, label: str, wanted: str, compiled: str) -> None:
        message = f"“{item_text(item)}”的{label}人工更正为“{wanted}”，新文改成了“{compiled}”，保留了更正"
        self._remark("C002", message, item, "请对照新文决定用哪一个，在规划文件里改")

    def _remark(self, code: str, message: str, item: Item, fix: str) -> None:
        where = " ".join(str(part) for part in (item.id, item.at or item.section) if part)
        self.remarks.append(
            Remark(
                code=code,
                severity="warning",
                message=message,
                where=where,
                quote=item.quote,
                fix=fix,
                spans=(item.span,) if item.id in self._now else (),
            )
        )
