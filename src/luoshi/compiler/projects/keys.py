"""When two wordings name one project (项目名称): :class:`NameKey`, and :class:`NameIndex` to find the like among many.

Not here: which of two mentions is kept (``projects``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.compiler.projects.facts import NATURE

_KEY_NOISE = re.compile(r"[\s，。、；：:;,（）()“”\"《》〔〕·\-—]|第(?=[一二三四五六七八九十百])")
_KEY_REGION = re.compile(r"^([\u4e00-\u9fff]{2,3}?[省市县区])?(?:[市县区](?=[^区县]))?")
_KEY_TAIL = re.compile(rf"(?:{NATURE}|建设|工程|项目|工作|任务|规划|的)+$")
_ALIKE = 0.8
"""Dice overlap of character pairs from which two names of six characters and more are one."""
_CORE = 5
"""Shortest core that names a project by itself inside a longer one."""
_LONG_CORE = 8
_DIGITS = re.compile(r"[一二三四五六七八九十\d]")


@dataclass(frozen=True, slots=True)
class NameKey:
    """The core of a project's name, for comparing two wordings of it (临江市第三中学迁建项目 -> 临江市, 三中).

    ``pairs`` (character pairs) and ``digits`` (numerals in order) are kept because every name is compared with many.
    """

    region: str
    core: str
    pairs: frozenset[str]
    digits: tuple[str, ...]

    @staticmethod
    def of(name: str) -> NameKey:
        """Return the key of ``name``: verbs of construction, 项目/工程 and the region in front are taken off."""
        core = re.sub(rf"^(?:{NATURE}|建设|完成|拟|规划)+", "", _KEY_NOISE.sub("", name))
        trimmed = _KEY_TAIL.sub("", core)
        core = trimmed if len(trimmed) >= 2 else core
        head = _KEY_REGION.match(core)
        region = (head[1] or "") if head else ""
        rest = core[head.end() :] if head else core
        core = re.sub(r"([一二三四五六七八九十])中学", r"\1中", rest if len(rest) >= 2 else core)
        return NameKey(region, core, _pairs(core), tuple(_DIGITS.findall(core)))

    def same(self, other: NameKey) -> bool:
        """Whether both name one project: equal cores, one the end or beginning of the other, or nearly alike."""
        if self.region and other.region and self.region != other.region:
            return False
        short, long = (self.core, other.core) if len(self.core) <= len(other.core) else (other.core, self.core)
        if short == long:
            return True
        if len(short) >= _CORE and (long.startswith(short) or long.endswith(short)):
            return True
        if len(short) >= _LONG_CORE and short in long:
            return True
        if len(short) < 6 or self.digits != other.digits:
            return False
        return 2 * len(self.pairs & other.pairs) >= _ALIKE * (len(self.pairs) + len(other.pairs))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset((text,))


class NameIndex:
    """Finds, among the names added, the first that names the same project, without comparing with each."""

    def __init__(self) -> None:
        self._keys: list[NameKey] = []
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        self._by_start: dict[str, list[int]] = defaultdict(list)

    def add(self, key: NameKey) -> None:
        """Add a name; the first has number 0."""
        number = len(self._keys)
        self._keys.append(key)
        self._by_start[key.core[:_CORE]].append(number)
        for pair in key.pairs:
            self._by_pair[pair].append(number)

    def find(self, key: NameKey) -> int | None:
        """Return the number of the first name added that is the same project; None if there is none."""
        return min((i for i in set(self._candidates(key)) if self._keys[i].same(key)), default=None)

    def _candidates(self, key: NameKey) -> Iterator[int]:
        """Names that share one of the rarer pairs, or whose beginning stands in this one.

        Alike names share two thirds of their pairs, so one of the rarest third (and one more) must be among them.
        """
        rarest = sorted(key.pairs, key=lambda pair: (len(self._by_pair.get(pair, ())), pair))
        for pair in rarest[: len(rarest) // 3 + 1]:
            yield from self._by_pair.get(pair, ())
        for start in range(max(1, len(key.core) - _CORE + 1)):
            yield from self._by_start.get(key.core[start : start + _CORE], ())
