"""New building here, relocation there (建设性质): :class:`TwoNatures`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.consistency.said_natures import CLASSES, NATURES, SaidNature, plain_name, said_natures
from luoshi.review.material import Material, Piece
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule

_REGION = re.compile(r"^[\u4e00-\u9fff]{2,4}?[市县区州](?=[\u4e00-\u9fff]{3})")
_SUFFIX = re.compile(r"(?:整体)?(?:新建|迁建|搬迁|扩建|改扩建|改建|建设)?(?:项目|工程)?(?:[（(][^（()）]*[）)])?$")
_COMMON = re.compile(r"^第?[一二三四五六七八九十]?(?:中学|小学|幼儿园|学校|高中|初中|校园|校区|学院)$")
_REST = r"(?:中学|小学|学校|学|校)?"
_ENDS = r"(?=项目|工程|任务|工作|进度|进程|步伐|建设|等|[，。；、：）)和及与]|$)"
"""What may follow: 十七中新建体育馆 is about a gymnasium."""
_VERB = re.compile(r"推进|加快|实施|启动|完成|支持|抓好|做好|继续|开展|确保|全部|包括|以及|包含|涉及|建设")
_NATURE = re.compile(NATURES)
_OTHER_NUMBER = re.compile(r"[一二三四五六七八九十]$")
"""第二 before 高级中学: another school than 高级中学."""
_GRAM, _AROUND, _MOST = 3, 28, 6
_PART = re.compile(r"[期部]$|校区|分校")
_TAIL = r"(?:建设)?(?:项目|工程)?(?:[（(][^（()]*[）)])?$"
_NAMED_OTHERWISE = re.compile(rf"(?P<nature>迁建|改扩建|扩建|改建){_TAIL}")
_INSTITUTION = r"(?:中学|小学|学校|幼儿园|高中|初中|学院|职中|职教中心)"
_NAMED_NEW = re.compile(rf"^(?:新建.{{2,}}{_INSTITUTION}{_TAIL}|.{{2,}}{_INSTITUTION}(?:整体)?新建{_TAIL})")
_COUNTED = re.compile(
    rf"(?P<both>(?:{NATURES})[、和及与])?(?<![改扩])(?P<nature>{NATURES})(?P<what>(?!、|和|及|与|或|{NATURES})[\u4e00-\u9fff“”]{{4,24}}?)"
    r"(?P<count>\d+\s?(?:所|个|间|座|栋|块|处|套|片))"
)


class TwoNatures(Rule):
    """同一项目的建设性质前后不一：项目表里是新建，正文里是迁建。

    正文要写出项目（学校）名称，紧挨着写性质，才和表里的建设性质比；或者正文和表里写的是同样的对象、同样的数量
    （新建某某幼儿园38所、改扩建某某幼儿园38所），而表里的项目名称含有这个对象。
    同一所学校、校区，两处句子里一处列为新建（迁建），一处列为改扩建（迁建）的，也报；名单里的每一个名称都看
    （改扩建甲区、乙区教师发展中心），过去新建、迁建而现在扩建的，别处的同名学校，不报。
    项目名称以扩建、改扩建、迁建结尾而建设性质填新建的，名称是新建某学校而填扩建的，也报；学校扩建中新建一栋楼的，不报。
    改建、扩建、改扩建、改造看作一类；一处两种性质都有的，名称里分期、分校区、分学部的，表里内容另有说明的，不报。
    """

    code = "V211"
    name = "建设性质不一"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each project."""
        index: dict[str, list[_Asked]] = {}
        for row in material.project_rows:
            told, core = _nature_of(row), core_of(row.project.name)
            if told is not None and core is not None:
                for name in names_of(core):
                    index.setdefault(name[:_GRAM], []).append(_Asked(row, name, *told))
        tables = {row.table for row in material.project_rows if row.has_own_cell}
        done: set[str] = set()
        found = [*self._named(material, done), *self._counted(material, done)]
        for piece in material.pieces:
            if index and (piece.cell is None or piece.number not in tables):
                for word in _NATURE.finditer(piece.text):
                    found += self._around(piece, word, index, done)
        said = said_natures(material)
        found += self._in_rows(material, said, done)
        yield from found
        shown = [span for finding in found for span in finding.spans]
        for finding in self._in_prose(said):
            if not all(any(a < high and low < b for a, b in shown) for low, high in finding.spans):
                yield finding

    def _in_rows(self, material: Material, said: dict[str, list[SaidNature]], done: set[str]) -> Iterator[Finding]:
        """Yield rows whose nature is another than the one a sentence tells of the school, alone or in a list."""
        for row in material.project_rows:
            told, name = _nature_of(row), _SUFFIX.sub("", row.project.name)
            plain = plain_name(name)
            if told is None or plain is None or row.project.id in done or _PART.search(name):
                continue
            cell = SaidNature(name, *plain, told[0], False, False, -1, told[1])
            one = next((one for one in said.get(plain[0], ()) if one.contradicts(cell)), None)
            if one is not None:
                done.add(row.project.id)
                yield self.found(
                    f"项目“{name}”的建设性质不一：表中为“{cell.nature}”，正文写“{one.nature}”",
                    [one.span, cell.span, row.name_span, *row.content_spans],
                    "核对后统一建设性质",
                )

    def _named(self, material: Material, done: set[str]) -> Iterator[Finding]:
        """Yield rows whose name ends in another nature than the one in the cell for it."""
        for row in material.project_rows:
            name = row.project.name
            natures = {CLASSES[word] for word in _NATURE.findall(name)}
            cell = next((c for c in row.cells if c.text.strip() in CLASSES), None)
            if row.table is None or cell is None or len(natures) != 1 or row.project.id in done:
                continue
            nature = cell.text.strip()
            shape = _NAMED_NEW if natures == {"新建"} else _NAMED_OTHERWISE
            match = shape.search(name)
            if match is None or CLASSES[nature] in natures:
                continue
            done.add(row.project.id)
            word = match.groupdict().get("nature") or "新建"
            yield self.found(
                f"项目“{name}”的建设性质不一：名称写“{word}”，建设性质一栏为“{nature}”",
                [row.name_span, cell.passage.whole],
                "核对后统一项目名称和建设性质",
            )

    def _in_prose(self, said: dict[str, list[SaidNature]]) -> Iterator[Finding]:
        """Yield schools of which two sentences say two natures."""
        for places in said.values():
            pairs = ((one, other) for one, other in combinations(places[:_MOST], 2) if one.contradicts(other))
            pair = next(pairs, None)
            if pair is not None:
                first, second = (f"“{one.nature}”" for one in pair)
                message = (
                    f"“{max((o.shown for o in pair), key=len)}”的建设性质前后不一：一处为{first}，另一处为{second}"
                )
                yield self.found(message, [one.span for one in pair], "核对后统一建设性质")

    def _counted(self, material: Material, done: set[str]) -> Iterator[Finding]:
        """Yield rows whose content builds anew what prose of the same number extends, or the other way round."""
        said: dict[tuple[str, str], list[tuple[str, Span]]] = {}
        for piece in material.pieces:
            if piece.cell is None:
                for match in _COUNTED.finditer(piece.text):
                    key = match["what"], match["count"]
                    natures = [*_NATURE.findall(match["both"] or ""), match["nature"]]
                    said.setdefault(key, []).extend((nature, piece.span(*match.span())) for nature in natures)
        if not said:
            return
        for row in material.project_rows:
            if row.table is None or row.project.id in done:
                continue
            for cell in row.cells:
                for match in _COUNTED.finditer(cell.text):
                    places = said.get((match["what"], match["count"]), [])
                    others = {CLASSES[nature] for nature, _ in places}
                    if (
                        match["both"]
                        or match["what"] not in row.project.name
                        or len(others) != 1
                        or CLASSES[match["nature"]] in others
                    ):
                        continue
                    done.add(row.project.id)
                    nature, span = places[0]
                    yield self.found(
                        f"“{match['what']}”（{match['count']}）的建设性质不一：正文为“{nature}”，表中为“{match['nature']}”",
                        [span, cell.span(*match.span())],
                        "核对后统一建设性质",
                    )

    def _around(
        self, piece: Piece, word: re.Match[str], index: dict[str, list[_Asked]], done: set[str]
    ) -> Iterator[Finding]:
        low = max(0, word.start() - _AROUND)
        window = piece.text[low : word.end() + _AROUND]
        for at in range(len(window) - _GRAM + 1):
            for asked in index.get(window[at : at + _GRAM], ()):
                match = asked.pattern.search(window)
                said = match and (match["a"] or match["b"])
                if not match or not said or CLASSES[said] == CLASSES[asked.nature] or asked.row.project.id in done:
                    continue
                elsewhere = asked.is_of_another_place(match["between"] or "")
                is_cut = match.end() == len(window) and low + len(window) < len(piece.text)
                if is_cut or elsewhere or asked.is_of_another_place(window[: match.start()]):
                    continue
                done.add(asked.row.project.id)
                yield self.found(
                    f"项目“{asked.row.project.name}”的建设性质不一：表中为“{asked.nature}”，正文写“{match[0]}”",
                    [
                        piece.span(low + match.start(), low + match.end()),
                        asked.place,
                        asked.row.name_span,
                        *asked.row.content_spans,
                    ],
                    "核对后统一建设性质",
                )


@dataclass(frozen=True)
class _Asked:
    """A project whose nature a table states, and what its name is known by in prose."""

    row: ProjectRow
    core: str
    nature: str
    place: Span

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        core = re.escape(self.core)
        return re.compile(
            rf"{core}{_REST}(?:实施|进行)?(?:整体|异地|易地|原址|就地)?(?P<a>{NATURES}){_ENDS}"
            rf"|(?P<b>{NATURES})(?P<between>[^，。；、和与及]{{0,6}}){core}{_REST}{_ENDS}"
        )

    def is_of_another_place(self, before: str) -> bool:
        """Tell whether a place that the project's name does not hold stands right before the name in prose."""
        if _OTHER_NUMBER.search(before):
            return True
        place = re.search(r"([\u4e00-\u9fff]{2})[市县区]$", before)
        if place is None or _VERB.search(place[1]):
            return False
        return place[1] not in self.row.project.name + (self.row.project.place or "")


def _nature_of(row: ProjectRow) -> tuple[str, Span] | None:
    """Return what the table says in a cell of its own, unless other words of the row say something else."""
    if row.table is None:
        return None
    cell = next((c for c in row.cells if c.text.strip() in CLASSES), None)
    if cell is None:
        return None
    nature = cell.text.strip()
    rest = "".join(c.text for c in row.cells if c is not cell)
    others = {CLASSES[word] for word in re.findall(NATURES, rest)}
    return None if others - {CLASSES[nature]} else (nature, cell.passage.whole)


def names_of(core: str) -> list[str]:
    """Return what to look for: a name of two characters (九中) only behind the words that end another name.

    With and without 第: 城西第三中, 城西三中.
    """
    if len(core) < _GRAM:
        return [f"{before}{core}" for before in "市县区第"]
    short = re.sub(r"第(?=[一二三四五六七八九十])", "", core)
    return [core] if short == core or len(short) <= _GRAM else [core, short]


def core_of(name: str) -> str | None:
    """Return what both a full and a short name hold: 某某市第十七中学 -> 第十七中, 十七中学 -> 十七中."""
    if re.search(r"[期部]|校区|分校", name):
        return None
    core = _SUFFIX.sub("", _REGION.sub("", name))
    if _COMMON.search(core) and not re.search(r"[一二三四五六七八九十]", core):
        return None
    core = re.sub(r"^第(?=[一二三四五六七八九十])", "", re.sub(r"(?<=中)学$", "", core))
    return core if len(core) >= 3 or re.fullmatch(r"[一二三四五六七八九十]中", core) else None
