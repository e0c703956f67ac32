"""The numbers of a report held against the figures of the package (核验报告里的数).

Entry: :func:`check_facts`. A fact's id says what it is of: ``t-51db27b3/actual/2024`` is a target's value of a year,
``t-51db27b3/990101/2024`` that of a county; what is 相减 is worked out from the facts that it names.
Not here: values and targets (:mod:`luoshi.portal.verifying_values`, :mod:`luoshi.portal.verifying_targets`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from luoshi.portal import package_format as form
from luoshi.portal.package_reading import Package
from luoshi.portal.tally import Tally
from luoshi.portal.verifying_targets import PublishedTarget
from luoshi.portal.verifying_values import Values
from luoshi.progress.targets.judging import tidy
from luoshi.progress.targets.showing import shown_point

_KIND = "报告里的数"
_NONE = object()


def check_facts(package: Package, tally: Tally, values: Values, targets: Mapping[str, PublishedTarget]) -> None:
    """Recompute the facts that can be told by their ids or their parts; the others are listed."""
    known: dict[str, Decimal | None] = {}
    for one in package.facts:
        value = one["value"]
        known[str(one["id"])] = Decimal(str(value)) if value is not None else None
    if len(known) != len(package.facts):
        package.wrong("G113", "同一个数写了两次", form.FACTS)
    for one in package.facts:
        id_, of = str(one["id"]), one["of"]
        assert isinstance(of, list)
        where = f"{form.FACTS} {id_}"
        found = _told(id_, values, targets)
        if found is _NONE and one["source"] == "相减" and len(of) == 2:
            parts = [known.get(str(part)) for part in of]
            found = tidy(abs(parts[0] - parts[1])) if parts[0] is not None and parts[1] is not None else None
        if found is _NONE:
            tally.cannot(_KIND, f"来源是“{one['source']}”，没有公布够重算的数；只核对文件的校验码", where)
        else:
            tally.compare(_KIND, "G140", where, known[id_], found)


def _told(id_: str, values: Values, targets: Mapping[str, PublishedTarget]) -> object:
    """Return the figure of the package that a fact is; :data:`_NONE` when its id names none."""
    name, _, rest = id_.partition("/")
    one = targets.get(name)
    if one is None:
        return _NONE
    what, _, when = rest.partition("/")
    if rest == "value":
        return one.target.source.value
    if rest == "goal":
        return one.target.value
    if rest == "baseline":
        return one.target.baseline.value if one.target.baseline is not None else None
    if not when.isascii() or not when.isdigit() or len(when) != 4:
        return _NONE
    at = int(when)
    if what == "planned":
        point = one.path[at][0] if at in one.path else None
        return shown_point(point, one.target) if point is not None else _NONE
    if what == "actual" and at == one.target.source.year:
        return one.target.source.value
    place = one.place if what == "actual" else what
    found = values.values.get((one.target.binding.indicator, at, place))
    if found is not None:
        return tidy(found.value * one.target.binding.scale) if found.value is not None else None
    return one.path[at][1] if what == "actual" and at in one.path else _NONE
