"""Titles that have got into running text (标题混入正文): :class:`TitlesInText`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Block, BlockKind, Span
from luoshi.readers.labels import LabelKind, chinese_value, parse_label
from luoshi.review.material import Material
from luoshi.review.rule import Rule
from luoshi.review.structure.title_lines import title_lines

_INLINE = re.compile(
    r"(?<=[。；])\s*(?:([一二三四五六七八九十]{1,3})、|[（(]([一二三四五六七八九十]{1,3})[）)])([^。；，]{2,30})"
)
_TITLES = (BlockKind.TITLE, BlockKind.CAPTION, BlockKind.BOX)
_SPEAKS_OF = frozenset(
    '绕合台草达写了有到把经从后前如见述制编施实行据照成布发对过为是入进和与及在以于该本将由订《“‘（(、，。；：:,;"\n 　'
)
_GOES_ON = frozenset(
    '任目指重规涉内起为由自共对以主总落执出作全编文的明提确要中期实是将所已等和与及、，。；：》”’）),;:"\n 　（('
)
_ACTS = frozenset("聚坚围着紧突强经获于为从在分包涵根按把正顺圆进使深先首印公旨立面针覆充规设安部推促引描")
_MENTIONS = ("部分", "一节", "一章", "所列", "所述", "中的", "等")
_PAGE = re.compile(r"\s*(?:[-—–]\s*\d{1,3}\s*[-—–]|\d{1,3})\s*")
_CHINESE = re.compile(r"[一-鿿]")
_SHORTEST = 8
_SHORTEST_NUMBERED = 6
_FULL_TITLE = 12
_LONGEST_LINE = 55
_LONG_HEADING = 12
_STOPS = frozenset("。；！？")
_ADVERB = 5
_KEY = 4
_NAMES_A_PAPER = re.compile(r"(?:规划|方案|计划|意见|通知|办法|纲要|要点|细则|表|清单|名单)(?:[（(][^（）()]*[）)])?$")


class TitlesInText(Rule):
    """文件、表格或章节的标题混进了正文：页眉的标题把一句话切断，标题（有的连同“（四）”这样的编号）插在一句话中间，
    “二、……”这样的标题没有另起一行，接在上一段后面；第一个标题之后，文件标题又单独成行（页眉、图片留下的）。

    只找本文件自己的标题。加书名号、引号的，“实施……规划”“……规划提出”这样提到标题的，不报；
    文内“（一）……（二）……”的列举，不报；不带编号的章节标题正好成了句中一个词组的，只作提示。
    """

    code = "V408"
    name = "标题混入正文"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield headings in running text, then titles inside sentences, between their halves, on their own."""
        yield from self._headings(material)
        yield from self._inside(material)
        between = list(self._between(material))
        yield from between
        told = {start for finding in between for start, _ in finding.spans}
        lines = [span for span in title_lines(material.document) if span.start not in told]
        if lines:
            title = material.document.quote(lines[0])
            count = f"，共{len(lines)}处" if len(lines) > 1 else ""
            yield self.found(f"文件标题在正文里又单独成行：“{title[:30]}”{count}（像是页眉、图片的）", lines, "删去")

    def _headings(self, material: Material) -> Iterator[Finding]:
        known: dict[LabelKind, list[tuple[int, int]]] = defaultdict(list)
        for block in material.document.blocks:
            label = parse_label(f"{block.label}、") or parse_label(block.label) if block.label else None
            if label is not None and label.kind in (LabelKind.CHINESE, LabelKind.CHINESE_BRACKET):
                known[label.kind].append((block.passage.whole.start, label.value))
        for piece in material.pieces:
            if not piece.is_prose:
                continue
            for match in _INLINE.finditer(piece.text):
                kind = LabelKind.CHINESE if match[1] else LabelKind.CHINESE_BRACKET
                value = chinese_value(match[1] or match[2])
                span = piece.span(match.end() - len(match[0].lstrip()), match.end())
                at = bisect_left(known[kind], (span.start, 0))
                before = known[kind][at - 1][1] if at else 0
                after = known[kind][at][1] if at < len(known[kind]) else 0
                if before == value - 1 and after == value + 1 and before:
                    yield self.found(
                        f"标题“{match[0].strip()[:30]}”没有另起一行，混在上一段里", [span], "另起一段，改成标题"
                    )

    def _inside(self, material: Material) -> Iterator[Finding]:
        titles: dict[str, list[Block]] = defaultdict(list)
        for title in {b.text: b for b in material.document.blocks if _is_title(b)}.values():
            titles[title.text[:_KEY]].append(title)
        if not titles:
            return
        first, second = (re.escape("".join(sorted({key[at] for key in titles}))) for at in (0, 1))
        begins = re.compile(f"[{first}](?=[{second}])")
        for piece in material.pieces:
            text = piece.text
            if not piece.is_prose or len(text) <= _SHORTEST * 2:
                continue
            for begin in begins.finditer(text):
                start = begin.start()
                found = titles.get(text[start : start + _KEY], ())
                block = next((b for b in found if text.startswith(b.text, start)), None)
                if block is None:
                    continue
                end = start + len(block.text)
                own = bool(block.kind in _TITLES and _NAMES_A_PAPER.search(block.text))
                numbered = _start_with_label(block, text, start)
                if numbered is not None and _is_between_words(text, numbered, end):
                    start, own = numbered, True
                elif not _is_out_of_place(block, text, start, end, own):
                    continue
                yield self.found(
                    f"标题“{text[start:end][:30]}”插在一句话中间：“{_around(text, start, end)}”",
                    [piece.span(start, end)],
                    "删去混进来的标题，把句子接好",
                    Severity.WARNING if own else Severity.INFO,
                )

    def _between(self, material: Material) -> Iterator[Finding]:
        """Look for a title on its own line between the halves of a sentence: the running head of a page."""
        if material.document.format == "pdf":
            return
        yield from self._left_out(material)
        blocks = [b for b in material.document.blocks if b.table is not None or b.text.strip()]
        lines: dict[str, int] = defaultdict(int)
        for block in blocks:
            if len(block.text) <= _LONGEST_LINE:
                lines[_PAGE.sub("", block.text)] += 1
        for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
            if len(block.text) > _LONGEST_LINE:
                continue
            text = _PAGE.sub("", block.text)
            if block.label or not _SHORTEST <= len(text) <= 45 or lines[text] < 2:
                continue
            cut = _is_running(before) and before.text[-1] not in "。！？；：”）)》.;:" and len(before.text) > 20
            goes_on = _is_running(after) and not after.label and after.text[-1:] in "。；，！？"
            if cut and goes_on:
                yield self.found(
                    f"标题“{text[:30]}”插在一句话的两半之间（像是页眉）",
                    [block.passage.span(0, len(block.text))],
                    "删去混进来的标题，把前后两段接起来",
                )

    def _left_out(self, material: Material) -> Iterator[Finding]:
        """Look for lines that the reader has left out between the halves of a sentence."""
        text = material.document.text
        for block in material.document.blocks:
            runs = block.passage.runs
            if not _is_running(block) or len(runs) < 2:
                continue
            for left, right in pairwise(runs):
                start = left.start + left.length
                for line in re.finditer(r"[^\n]+", text[start : right.start]):
                    if not _SHORTEST <= len(line[0].strip()) <= 45 or not _CHINESE.search(line[0]):
                        continue
                    low = start + line.start() + len(line[0]) - len(line[0].lstrip())
                    title = line[0].strip()
                    yield self.found(
                        f"标题“{title[:30]}”插在一句话的两半之间（像是页眉）",
                        [Span(low, low + len(title))],
                        "删去混进来的标题，把前后两段接起来",
                    )


def _is_title(block: Block) -> bool:
    if block.kind is BlockKind.HEADING:
        return len(block.text) >= (_SHORTEST_NUMBERED if block.label else _LONG_HEADING)
    return block.kind in _TITLES and _SHORTEST <= len(block.text) <= 60


def _is_running(block: Block) -> bool:
    return block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and bool(block.text)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a title makes a sentence of its own; of a section it may, as in a list of what is to be done."""
    return 0 < start < end < len(text) and text[start - 1] in _STOPS and text[end] in _STOPS


def _is_inserted(text: str, start: int, end: int) -> bool:
    """Tell whether the words around a title do not speak of it: no quotation mark, no verb, no mark on either side."""
    if start == 0 or end >= len(text):
        return False
    before, after = text[start - 1], text[end]
    sentence = max(text.rfind(mark, 0, start) for mark in _STOPS)
    if start - sentence <= _ADVERB:  # 创新发展老年教育: the title is the object of one word more
        return False
    if before in _SPEAKS_OF or after in _GOES_ON:
        return False
    if _PAGE.fullmatch(text[max(0, start - 3) : start]) or _PAGE.match(text, end):
        return True
    return bool(_CHINESE.match(before) and _CHINESE.match(after))


def _is_out_of_place(block: Block, text: str, start: int, end: int, own: bool) -> bool:
    """Tell whether a title without its number has got into a sentence; ``own``: it is that of a paper or a table."""
    if block.kind is BlockKind.HEADING and len(block.text) < _LONG_HEADING:
        return False
    if _is_inserted(text, start, end):
        return True
    return own and (_stands_alone(text, start, end) or _follows_a_comma(block, text, start, end))


def _start_with_label(block: Block, text: str, start: int) -> int | None:
    """Return where the label of a heading begins right before its words: （四）建设……; None if it is not there."""
    if block.kind is not BlockKind.HEADING or not block.label:
        return None
    low = max(0, start - len(block.label) - 2)
    before = text[low:start].rstrip(" 　、.．")
    return low + len(before) - len(block.label) if before.endswith(block.label) else None


def _is_between_words(text: str, start: int, end: int) -> bool:
    """Tell whether a heading with its number stands right between two words, and is not spoken of."""
    if start == 0 or end >= len(text) or text[start - 1] in _SPEAKS_OF or text.startswith(_MENTIONS, end):
        return False
    return bool(_CHINESE.match(text[start - 1]) and _CHINESE.match(text[end]))


def _follows_a_comma(block: Block, text: str, start: int, end: int) -> bool:
    """Tell whether the full title of the document stands behind a comma and does nothing there that papers do."""
    if block.kind is not BlockKind.TITLE or len(block.text) < _FULL_TITLE or not 0 < start < end < len(text):
        return False
    return text[start - 1] in "，、" and bool(_CHINESE.match(text[end])) and text[end] not in _GOES_ON | _ACTS


def _around(text: str, start: int, end: int) -> str:
    return f"{text[max(0, start - 6) : start]}【{text[start:end][:20]}】{text[end : end + 6]}"
