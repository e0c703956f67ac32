"""What an office may write into the placeholders of its template (占位符).

Entries: :func:`context_of`, :class:`Placed` (what was asked for), :func:`environment` (Jinja, shut in). A template
comes from users: only our names, texts, conditions and calls of our functions are let through; no loops, no
arithmetic, no filters.
Not here: putting blocks in place (:mod:`luoshi.report.office_template`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.prose import Named, plain
from luoshi.model.evaluation.report import Block, EvaluationReport, Heading, Picture, Table

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

OPEN, CLOSE = "\ue000", "\ue001"
"""What stands around the number of something that is put in place later; for private use in Unicode."""

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百\d]+）|\d+[.．、])\s*")
_CHAPTERS = "章"
_CALLS = ("数", "表", "图")
_MOST_TOLD = 20
_REFUSED = {
    "For": "循环（for）",
    "Assign": "赋值（set）",
    "AssignBlock": "赋值（set）",
    "Filter": "过滤器（|）",
    "FilterBlock": "过滤器（filter）",
    "Macro": "宏（macro）",
    "Include": "引入（include）",
    "Import": "引入（import）",
    "Extends": "引入（extends）",
}
_LET_THROUGH = ("Template", "Output", "TemplateData", "Const", "If", "Not", "And", "Or", "Compare", "Operand")


@dataclass(frozen=True, slots=True)
class Asked:
    """Blocks that a placeholder asked for: as it is written in the template, groups of blocks.

    ``is_paged``: every group begins a page.
    """

    name: str
    groups: tuple[tuple[Block, ...], ...]
    is_paged: bool = False


@dataclass(slots=True)
class Placed:
    """What the placeholders asked for: blocks in place of a paragraph, numbers of facts amid a text."""

    blocks: list[Asked] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def ask(self, asked: Asked) -> str:
        """Take blocks down; return what stands for them meanwhile."""
        self.blocks.append(asked)
        return f"{OPEN}B{len(self.blocks) - 1}{CLOSE}"

    def number(self, fact: str) -> str:
        """Take a fact down; return what stands for it meanwhile."""
        self.numbers.append(fact)
        return f"{OPEN}F{len(self.numbers) - 1}{CLOSE}"


class _Later:
    """Blocks that are taken down when the template writes them."""

    def __init__(self, asked: Asked, placed: Placed) -> None:
        self._asked, self._placed = asked, placed

    def __str__(self) -> str:
        return self._placed.ask(self._asked)

    def __bool__(self) -> bool:
        return any(self._asked.groups)


class _Chapters:
    """The chapters by their headings: ``章.总体情况`` or ``章["一、总体情况"]``, the heading itself left out."""

    def __init__(self, report: EvaluationReport, placed: Placed) -> None:
        self._chapters = _chapters(report)
        self._placed = placed

    def __getitem__(self, name: str) -> _Later:
        blocks = self._chapters.get(name) or self._chapters.get(_NUMBERING.sub("", name))
        if blocks is None:
            hint = f"这份报告的章有：{_all(self._chapters)}"
            raise LuoshiError("E212", f"模板里的“章.{name}”在报告里没有", hint=hint)
        return _Later(Asked(f"章.{name}", (blocks,)), self._placed)


def context_of(report: EvaluationReport, placed: Placed) -> dict[str, Any]:
    """Return the placeholders of a report by name; what is written is taken down in ``placed``."""
    book, on = report.facts, report.on
    titles = [plain(one.title, book).replace("\n", "") for one in report.annexes]
    names = [f"{number}. {title}" for number, title in enumerate(titles, 1)] if len(titles) > 1 else titles
    annexes = tuple(_annex(report, number) for number in range(len(report.annexes)))
    return {
        "标题": plain(report.title, book),
        "日期": f"{on.year}年{on.month}月{on.day}日",
        "单位": report.issuer,
        "地区": report.area,
        "定稿": report.freeze,
        "校验码": report.digest,
        "附件名称": "\n".join(names),
        "正文": _Later(Asked("正文", (report.blocks,)), placed),
        "附件": _Later(Asked("附件", annexes, is_paged=True), placed),
        _CHAPTERS: _Chapters(report, placed),
        "数": partial(_number, report, placed),
        "表": partial(_block, report, placed, Table, "表"),
        "图": partial(_block, report, placed, Picture, "图"),
    }


def _number(report: EvaluationReport, placed: Placed, fact: str) -> str:
    if fact not in report.facts:
        hint = "事实编号要与定稿里的一字不差，写在引号里"
        raise LuoshiError("E213", f"模板里的“数({fact})”：定稿里没有这个事实编号", hint=hint)
    return placed.number(fact)


def _block(
    report: EvaluationReport, placed: Placed, kind: type[Table] | type[Picture], name: str, words: str
) -> _Later:
    """Return a table or picture by its key or caption."""
    captions = {plain(one.caption, report.facts): one for one in report.all_blocks() if isinstance(one, kind)}
    found = next((one for caption, one in captions.items() if words in (caption, one.key)), None)
    if found is None:
        hint = f"写题目全文，这份报告的{name}有：{_listed(captions)}"
        raise LuoshiError("E214", f"模板里的“{name}({words})”在报告里没有", hint=hint)
    return _Later(Asked(f"{name}({words})", ((found,),)), placed)


def _listed(names: Sequence[str] | dict[str, Any]) -> str:
    return _all(list(names)[:_MOST_TOLD]) + (f"等{len(names)}个" if len(names) > _MOST_TOLD else "")


def _all(names: Iterable[str]) -> str:
    return "、".join(names) or "（没有）"


def _chapters(report: EvaluationReport) -> dict[str, tuple[Block, ...]]:
    """Return words of a heading without its number -> what stands under it, headings below it included."""
    found: dict[str, tuple[Block, ...]] = {}
    for at, block in enumerate(report.blocks):
        if isinstance(block, Heading):
            end = (
                number
                for number, other in enumerate(report.blocks)
                if number > at and isinstance(other, Heading) and other.level <= block.level
            )
            name = _NUMBERING.sub("", plain(block.words, report.facts).strip())
            found.setdefault(name, report.blocks[at + 1 : next(end, len(report.blocks))])
    return found


def _annex(report: EvaluationReport, number: int) -> tuple[Block, ...]:
    annex = report.annexes[number]
    counted = str(number + 1) if len(report.annexes) > 1 else ""
    title = Heading(annex.key, 1, (Named(f"附件{counted}　", "序号"), *annex.title))
    return (title, *annex.blocks)


# Jinja, shut in


def environment(names: Sequence[str]) -> SandboxedEnvironment:
    """Return a Jinja environment that lets only placeholders of these names through.

    Its parsing raises LuoshiError: E211 an unknown name, E215 something that a template may not hold.
    """
    from jinja2.sandbox import SandboxedEnvironment

    class ShutIn(SandboxedEnvironment):
        def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
            tree = super()._parse(source, name, filename)
            _check(tree, frozenset(names))
            return tree

    shut: SandboxedEnvironment = ShutIn(autoescape=True)
    shut.globals.clear()
    shut.filters.clear()
    shut.tests.clear()
    return shut


def _check(node: nodes.Node, names: frozenset[str]) -> None:
    from jinja2 import nodes as known

    if isinstance(node, known.Name):
        if node.name not in names:
            hint = f"可以用的有：{'、'.join(sorted(names))}"
            raise LuoshiError("E211", f"模板里的占位符“{node.name}”不认识", hint=hint)
    elif not _is_let_through(node):
        what = _REFUSED.get(type(node).__name__, "这种写法")
        hint = "只能用占位符、数()、表()、图() 和 if 条件"
        raise LuoshiError("E215", f"模板里不能用{what}", where=f"第{node.lineno}段附近", hint=hint)
    for child in node.iter_child_nodes():
        _check(child, names)


def _is_let_through(node: nodes.Node) -> bool:
    from jinja2 import nodes as known

    match node:
        case known.Getattr() | known.Getitem():
            return isinstance(node.node, known.Name) and node.node.name == _CHAPTERS
        case known.Call():
            callee, plain_call = node.node, not (node.kwargs or node.dyn_args or node.dyn_kwargs)
            is_ours = isinstance(callee, known.Name) and callee.name in _CALLS
            return is_ours and plain_call and len(node.args) == 1 and isinstance(node.args[0], known.Const)
        case _:
            return type(node).__name__ in _LET_THROUGH


def marked_pieces(text: str) -> list[tuple[str, int]]:
    """Return a text as its pieces: (words, -1), ("B", number of blocks) or ("F", number of a fact)."""
    pieces = []
    for at, piece in enumerate(re.split(f"{OPEN}([BF]\\d+){CLOSE}", text)):
        if at % 2:
            pieces.append((piece[0], int(piece[1:])))
        elif piece:
            pieces.append((piece, -1))
    return pieces
