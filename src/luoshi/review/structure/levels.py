"""Headings whose level or mark differs from that of their siblings (层级): :class:`Levels`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Block, BlockKind, Span
from luoshi.readers.labels import LabelKind, parse_label
from luoshi.review.material import Material
from luoshi.review.rule import Rule
from luoshi.review.structure.block_numbers import find_strays, like, shown

_MARKED = re.compile(r"^(#{1,6})[ \t]+\**[ \t]*(\S[^\n]*)", re.MULTILINE)
_HEADINGS = (LabelKind.PART, LabelKind.CHAPTER, LabelKind.PART_SECTION, LabelKind.CHINESE, LabelKind.CHINESE_BRACKET)
_MOST = 20
_WIDTH = 40
_FEWEST = 4


class Levels(Rule):
    """并列的编号里有一个是别的级别的写法：1. 2.（三）4.，（一）（二）3.（四）；同一种编号的标题级别不一样：
    有的“（一）”与“一、”同级，有的低一级；“一、”下面别处都先分（一），只有一处直接分1.；同级标题只有一个没有
    （或有）句号。后两种只作提示。

    级别只看编号和文本里标题前的井号（#），不看Word的标题样式；编号本来有自己的前一个、后一个的，不算混级；
    只有一种编号、没有上下级的，不报。
    """

    code = "V403"
    name = "层级错乱"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield numbers of another level first, then levels in the mark-up and the numbering, then closing marks."""
        yield from self._strays(material)
        yield from self._marked(material)
        yield from self._numbered(material)
        yield from self._closed(material)

    def _strays(self, material: Material) -> Iterator[Finding]:
        """Look for 1. 2. （三） 4. and （一）（二）3.（四）."""
        for stray in find_strays(material).values():
            written, before, after = shown(stray.one.label), shown(stray.before.label), shown(stray.after.label)
            wanted = like(stray.before.label, stray.label.value)
            yield self.found(
                f"编号“{before}”“{written}”“{after}”并列，“{written}”与前后不是同一级的写法，应为{wanted}",
                [stray.one.span, stray.before.span, stray.after.span],
                f"把“{written}”改为{wanted}",
            )

    def _marked(self, material: Material) -> Iterator[Finding]:
        if material.document.format not in ("txt", "md"):
            return
        levels: dict[LabelKind, list[tuple[int, Span, str]]] = defaultdict(list)
        for match in _MARKED.finditer(material.document.text):
            label = parse_label(match[2])
            if label is not None and label.kind in _HEADINGS:
                end = min(match.end(), match.start(2) + _WIDTH)
                levels[label.kind].append((len(match[1]), Span(match.start(), end), label.text))
        mixed = {kind: found for kind, found in levels.items() if len({level for level, _, _ in found}) > 1}
        if not mixed:
            return
        spans: list[Span] = []
        told: list[str] = []
        for found in mixed.values():
            counts = Counter(level for level, _, _ in found)
            usual = max(counts, key=lambda level: (counts[level], -level))
            odd = [(level, span, text) for level, span, text in found if level != usual]
            spans = [*(span for _, span, _ in odd), *spans]
            spans += [next(span for level, span, _ in found if level == usual)]
            same = "、".join(text for level, _, text in found if level == usual)
            told.append(f"“{same}”为{usual}级，" + "，".join(f"“{text}”为{level}级" for level, _, text in odd))
        inverted = _is_inverted(levels)
        yield self.found(
            f"同一种编号的标题级别不一：{'；'.join(told)[:160]}",
            sorted(spans)[:_MOST],
            "把同一种编号的标题改成同一级",
            Severity.WARNING if inverted else Severity.INFO,
        )

    def _numbered(self, material: Material) -> Iterator[Finding]:
        """Look for 一、 with 1. right below it, where the other 一、 have （一） in between."""
        document = material.document
        inner: dict[int, list[Block]] = defaultdict(list)
        for block in document.blocks:
            if block.level and block.label and block.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM):
                section = document.sections[block.section]
                inner[section.parent].append(block)
        tops = [s for s in document.sections if s.level == 1 and s.label and inner.get(s.index)]
        tops = [s for s in tops if not s.label.startswith("附")]
        first = {s.index: _kind(inner[s.index][0]) for s in tops}
        with_brackets = [s for s in tops if first[s.index] is LabelKind.CHINESE_BRACKET]
        without = [s for s in tops if first[s.index] in (LabelKind.NUMBER, LabelKind.NUMBER_BRACKET)]
        if len(with_brackets) < 2 or not without or len(without) > len(with_brackets):
            return
        spans = [_start(inner[s.index][0]) for s in without]
        names = "、".join(f"“{s.label}、{s.title[:12]}”" for s in without[:4])
        yield self.found(
            f"{names}下面直接用“1.”，其余{len(with_brackets)}个部分都先用“（一）”",
            spans[:_MOST],
            "层次序号一般依次为一、（一）1.（1）；本来只有两层的，可以不改",
            Severity.INFO,
        )

    def _closed(self, material: Material) -> Iterator[Finding]:
        """Look for the one heading among its siblings that lacks the full stop, or has one."""
        groups: dict[tuple[int, LabelKind], list[Block]] = defaultdict(list)
        for block in material.document.blocks:
            kind = _kind(block)
            if kind is not None and _is_one_line(block):
                groups[material.document.sections[block.section].parent, kind].append(block)
        for blocks in groups.values():
            stopped = [b for b in blocks if b.text.rstrip().endswith("。")]
            open_ = [b for b in blocks if not b.text.rstrip().endswith(("。", "：", "；", "？", "！"))]
            odd = min(stopped, open_, key=len)
            if len(blocks) < _FEWEST or len(odd) != 1 or len(stopped) + len(open_) < len(blocks):
                continue
            block = odd[0]
            word = "没有句号，其余同级标题都有" if block in open_ else "有句号，其余同级标题都没有"
            yield self.found(
                f"标题“{block.text[:24]}”末尾{word}",
                [block.passage.span(max(0, len(block.text) - _WIDTH), len(block.text))],
                "与同级标题一致",
                Severity.INFO,
            )


def _is_inverted(levels: dict[LabelKind, list[tuple[int, Span, str]]]) -> bool:
    """Tell whether a heading stands as high as one of the kind above it."""
    kinds = sorted(levels)
    return any(
        min(level for level, _, _ in levels[lower]) <= max(level for level, _, _ in levels[higher])
        for higher, lower in pairwise(kinds)
    )


def _is_one_line(block: Block) -> bool:
    """Tell whether a block is a heading, or an item of one short sentence, which reads like one."""
    if block.kind is BlockKind.LIST_ITEM:
        return len(block.text) <= _WIDTH and "。" not in block.text[:-1] and not block.title_end
    return block.kind is BlockKind.HEADING and bool(block.text)


def _kind(block: Block) -> LabelKind | None:
    label = parse_label(f"{block.label}、") or parse_label(block.label) if block.label else None
    return label.kind if label is not None else None


def _start(block: Block) -> Span:
    return block.passage.span(0, min(_WIDTH, block.title_end or len(block.text)))
