"""New building here, relocation there (建设性质): :class:`TwoNatures`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.consistency.named_things import start_of_name
from luoshi.review.material import Material, Piece, Sentence
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule
from luoshi.review.tenses import Tense, tense_of

_CLASSES = {
    "新建": "新建",
    "迁建": "迁建",
    "搬迁": "迁建",
    "迁址": "迁建",
    "改扩建": "改扩建",
    "改建": "改扩建",
    "扩建": "改扩建",
    "提质改造": "改扩建",
    "改造": "改扩建",
}
_NATURES = "迁建|搬迁|迁址|新建|改扩建|扩建|改建|提质改造|改造"
_REGION = re.compile(r"^[\u4e00-\u9fff]{2,4}?[市县区州](?=[\u4e00-\u9fff]{3})")
_SUFFIX = re.compile(r"(?:整体)?(?:新建|迁建|搬迁|扩建|改扩建|改建|建设)?(?:项目|工程)?(?:[（(][^（()）]*[）)])?$")
_COMMON = re.compile(r"^第?[一二三四五六七八九十]?(?:中学|小学|幼儿园|学校|高中|初中|校园|校区|学院)$")
_REST = r"(?:中学|小学|学校|学|校)?"
_ENDS = r"(?=项目|工程|任务|工作|进度|进程|步伐|建设|等|[，。；、：）)和及与]|$)"
"""What may follow: 十七中新建体育馆 is about a gymnasium."""
_VERB = re.compile(r"推进|加快|实施|启动|完成|支持|抓好|做好|继续|开展|确保|全部|包括|以及|包含|涉及|建设")
_NATURE = re.compile(_NATURES)
_GRAM, _AROUND, _LONG_NAME = 3, 28, 5
_HOW = r"(?:实施|进行|开展|启动|予以)?(?:整体|异地|原址|就地|全面)?"
_SAID = re.compile(
    rf"(?P<kind>中学|小学|学校|幼儿园|学院|初中|高中){_HOW}(?P<nature>迁建|新建|改扩建|扩建|改建)(?=工程|项目|任务|[，。；、]|$)"
)
_SAID_BEFORE = re.compile(
    r"(?<![\u4e00-\u9fff]和)(?:整体|异地|原址)?(?<!改)(?P<nature>迁建|新建|改扩建|扩建|改建)"
    r"(?P<name>(?:(?!建|和|与|及|等)[\u4e00-\u9fff]){2,12}?(?:中学|小学|学校|幼儿园|学院|初中|高中))"
    r"(?=[，。；、]|$|和|项目|工程|(?:小学部|初中部|高中部)?(?:教学|综合|宿舍|实验)楼)"
)
_OWN_NAME = re.compile(r"[^省市县区乡镇村城民公农普优新老中]{2}(?:中学|小学)$")
_PART = re.compile(r"[期部]$|校区|分校")
_TAIL = r"(?:建设)?(?:项目|工程)?(?:[（(][^（()]*[）)])?$"
_NAMED_OTHERWISE = re.compile(rf"(?P<nature>迁建|改扩建|扩建|改建){_TAIL}")
_INSTITUTION = r"(?:中学|小学|学校|幼儿园|高中|初中|学院|职中|职教中心)"
_NAMED_NEW = re.compile(rf"^(?:新建.{{2,}}{_INSTITUTION}{_TAIL}|.{{2,}}{_INSTITUTION}(?:整体)?新建{_TAIL})")
_COUNTED = re.compile(
    rf"(?P<both>(?:{_NATURES})[、和及与])?(?<![改扩])(?P<nature>{_NATURES})(?P<what>(?!、|和|及|与|或|{_NATURES})[\u4e00-\u9fff“”]{{4,24}}?)"
    r"(?P<count>\d+\s?(?:所|个|间|座|栋|块|处|套|片))"
)


class TwoNatures(Rule):
    """同一项目的建设性质前后不一：项目表里是新建，正文里是迁建。

    正文要写出项目（学校）名称，紧挨着写性质，才和表里的建设性质比；或者正文和表里写的是同样的对象、同样的数量
    （新建某某幼儿园38所、改扩建某某幼儿园38所），而表里的项目名称含有这个对象。
    同一所学校的工程，正文一处称迁建、一处称新建的，也报。
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
        yield from self._named(material, done)
        yield from self._counted(material, done)
        yield from self._in_prose(material)
        for piece in material.pieces:
            if index and (piece.cell is None or piece.number not in tables):
                for word in _NATURE.finditer(piece.text):
                    yield from self._around(piece, word, index, done)

    def _named(self, material: Material, done: set[str]) -> Iterator[Finding]:
        """Yield rows whose name ends in another nature than the one in the cell for it."""
        for row in material.project_rows:
            name = row.project.name
            natures = {_CLASSES[word] for word in _NATURE.findall(name)}
            cell = next((c for c in row.cells if c.text.strip() in _CLASSES), None)
            if row.table is None or cell is None or len(natures) != 1 or row.project.id in done:
                continue
            nature = cell.text.strip()
            shape = _NAMED_NEW if natures == {"新建"} else _NAMED_OTHERWISE
            match = shape.search(name)
            if match is None or _CLASSES[nature] in natures:
                continue
            done.add(row.project.id)
            word = match.groupdict().get("nature") or "新建"
            yield self.found(
                f"项目“{name}”的建设性质不一：名称写“{word}”，建设性质一栏为“{nature}”",
                [row.name_span, cell.passage.whole],
                "核对后统一项目名称和建设性质",
            )

    def _in_prose(self, material: Material) -> Iterator[Finding]:
        """Yield schools whose building prose calls new at one place and a relocation at another."""
        said: dict[str, dict[str, tuple[Span, int]]] = {}
        tables = {row.table for row in material.project_rows if row.has_own_cell}
        for number, sentence in enumerate(material.sentences):
            if "建" not in sentence.text or (sentence.piece.cell is not None and sentence.piece.number in tables):
                continue
            for name, nature, start, end in _natures_said(sentence):
                if nature == "改扩建" and tense_of(material.document, sentence) is Tense.PAST:
                    continue  # extended then, moved now
                said.setdefault(name, {}).setdefault(nature, (sentence.span(start, end), number))
        for name, natures in said.items():
            other = next((n for n in ("新建", "改扩建") if n in natures), None)
            if "迁建" in natures and other is not None and natures["迁建"][1] != natures[other][1]:
                first, second = sorted(("迁建", other), key=lambda n: natures[n][1])
                message = f"“{name}”的建设性质前后不一：一处为“{first}”，另一处为“{second}”"
                yield self.found(message, [natures[first][0], natures[second][0]], "核对后统一建设性质")

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
                    others = {_CLASSES[nature] for nature, _ in places}
                    if (
                        match["both"]
                        or match["what"] not in row.project.name
                        or len(others) != 1
                        or _CLASSES[match["nature"]] in others
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
                if not match or not said or _CLASSES[said] == _CLASSES[asked.nature] or asked.row.project.id in done:
                    continue
                is_cut = match.end() == len(window) and low + len(window) < len(piece.text)
                named = window.find(asked.core, match.start(), match.end())
                # 新建云岫县…: the county may stand before the nature or between it and the name.
                before = _NATURE.sub("，", window[:named])
                if is_cut or any(asked.is_of_another_place(text) for text in (window[: match.start()], before)):
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
            rf"{core}{_REST}{_HOW}(?P<a>{_NATURES}){_ENDS}|(?P<b>{_NATURES})[^，。；、和与及]{{0,6}}{core}{_REST}{_ENDS}"
        )

    def is_of_another_place(self, before: str) -> bool:
        """Tell whether a place that the project's name does not hold stands right before the name in prose."""
        place = re.search(r"([\u4e00-\u9fff]{2})[市县区]$", before)
        if place is None or _VERB.search(place[1]):
            return False
        return place[1] not in self.row.project.name + (self.row.project.place or "")


def _natures_said(sentence: Sentence) -> Iterator[tuple[str, str, int, int]]:
    """Yield schools with the class of the nature that a sentence says of their building, and where it says so."""
    found: list[tuple[str, str, int, int]] = []
    if sentence.piece.cell is None:
        for match in _SAID.finditer(sentence.text):
            start = start_of_name(sentence.text, match.start("nature"))
            if start is not None and start <= match.start("kind"):
                found.append((sentence.text[start : match.end("kind")], match["nature"], start, match.end()))
    found += [(m["name"], m["nature"], m.start(), m.end()) for m in _SAID_BEFORE.finditer(sentence.text)]
    for name, nature, start, end in found:
        name = _REGION.sub("", name)
        if (len(name) >= _LONG_NAME or _OWN_NAME.match(name)) and not _PART.search(name):
            yield name, _CLASSES[nature], start, end


def _nature_of(row: ProjectRow) -> tuple[str, Span] | None:
    """Return what the table says in a cell of its own, unless other words of the row say something else."""
    if row.table is None:
        return None
    cell = next((c for c in row.cells if c.text.strip() in _CLASSES), None)
    if cell is None:
        return None
    nature = cell.text.strip()
    rest = "".join(c.text for c in row.cells if c is not cell)
    others = {_CLASSES[word] for word in re.findall(_NATURES, rest)}
    return None if others - {_CLASSES[nature]} else (nature, cell.passage.whole)


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
