"""What each paragraph is (块的种类): title, heading, list item, box, caption or body text.

Entry: :func:`classify`. Headings are told from numbered items by their siblings: a short sentence on a line of its own
is a heading if text follows it, and if it does so for most items of the same row.
Not here: the section tree (``structure``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luoshi.model.document import BlockKind, Passage, Place, Table
from luoshi.readers.labels import Label, LabelKind, parse_label, parse_number
from luoshi.readers.raw import RawBlock, RawParagraph, RawTable, concat
from luoshi.readers.titles import is_date, is_document_number, is_issuer, is_note, is_title_text, normal

_SENTENCE_END = re.compile("[。！？；]")
_RUN_IN = re.compile(r"[。！？](?=[^”’』」）)\s]|[\s])|[。！？][”’』」]|(?<=[一-鿿”）])[：:](?=\S)|[　]{1,2}(?=\S)")
_MAY_BE_CAPTION = (BlockKind.PARAGRAPH, BlockKind.TITLE, BlockKind.HEADING)
_PLAIN_HEADINGS = {"前言", "引言", "序言", "序", "绪论", "结语", "结束语", "后记", "导言"}
_FIGURE = re.compile(r"[0-9０-９]\s*(?:[%％万亿个所名人元]|以上|左右)")
_UNIT_LINE = re.compile(r"[（(]?(?:计量)?单\s*位\s*[:：].{1,20}$")
_DASH = re.compile(r"(?:——|[●■◆▪○◇□▲★•])\s*(?=[^\s—●■◆▪○◇□▲★•])")
_MAX_RUN_IN = 50
_MAX_COLON_RUN_IN = 16
_MAX_HEADING = 60
_MAX_SENTENCE_HEADING = 50
_FRONT_BODY = 12


@dataclass(slots=True)
class Draft:
    """A block on its way: the kind may still change while its neighbours are looked at."""

    kind: BlockKind
    passage: Passage
    label: Label | None = None
    place: Place | None = None
    table: Table | None = None
    title_end: int = 0
    style_level: int = 0
    gap: int = 0
    frame: int = 0
    is_notice: bool = False
    """An annex is only announced here (附件：…), it does not begin."""
    undecided: bool = field(default=False)
    """A numbered short sentence: heading or item."""


def first_sentence(text: str) -> str:
    """Return the first sentence of ``text`` without its end mark, at most 60 characters."""
    match = _SENTENCE_END.search(text)
    return (text[: match.start()] if match else text)[:60]


def classify(blocks: list[RawBlock]) -> list[Draft]:
    """Return a draft for every raw block, its kind decided."""
    drafts: list[Draft] = []
    front = _Front()
    for block in blocks:
        if isinstance(block, RawTable):
            passage = Passage.of("", block.start)
            drafts.append(Draft(BlockKind.TABLE, passage, place=block.place, table=block.table, frame=block.frame))
            continue
        for draft in _drafts(block):
            draft.frame = block.frame
            front.look(draft, drafts)
            drafts.append(draft)
    _captions(drafts)
    _decide_headings(drafts)
    _style_levels(drafts)
    return drafts


def _drafts(block: RawParagraph) -> list[Draft]:
    if block.number:
        label = parse_number(block.number)
        return [_item(block, None, block.passage) if label is None else _labelled(block, label, block.passage)]
    text = block.text
    label = parse_label(text)
    if label is None or (block.dash and label.kind < LabelKind.NUMBER):
        return [_plain(block)]
    if label.kind is LabelKind.ANNEX:
        return _annex(block, label)
    return [_labelled(block, label, block.passage.slice(label.end, len(text)))]


def _plain(block: RawParagraph) -> Draft:
    if block.dash:
        return _item(block, None, block.passage)
    if match := _DASH.match(block.text):
        return _item(block, None, block.passage.slice(match.end(), len(block.text)))
    draft = Draft(BlockKind.PARAGRAPH, block.passage, place=block.place, title_end=block.bold_end, gap=block.gap)
    if draft.title_end:
        draft.title_end = _without_stop(block.text, block.bold_end)
    draft.style_level = block.style_level
    if block.is_title:
        draft.kind = BlockKind.TITLE
    elif normal(block.text) in _PLAIN_HEADINGS or (block.style_level and _may_head(block.text)):
        draft.kind = BlockKind.HEADING
    else:
        draft.style_level = 0
    return draft


def _may_head(text: str) -> bool:
    return len(text) <= _MAX_HEADING and _SENTENCE_END.search(text, 0, max(0, len(text) - 1)) is None


def _annex(block: RawParagraph, label: Label) -> list[Draft]:
    """An annex that begins (附件1, 附件1：标题) or is announced (附件：1.…； 附件：《…》)."""
    rest = block.passage.slice(label.end, len(block.text))
    title = Draft(BlockKind.TITLE, rest, label, block.place, gap=block.gap)
    title.is_notice = bool(rest.text) and not label.value
    inner = parse_label(rest.text)
    if inner is not None and inner.kind is LabelKind.NUMBER:
        title.passage = rest.slice(0, 0)
        item = Draft(BlockKind.LIST_ITEM, rest.slice(inner.end, len(rest.text)), inner, block.place)
        return [title, item]
    return [title]


def _item(block: RawParagraph, label: Label | None, passage: Passage) -> Draft:
    draft = Draft(BlockKind.LIST_ITEM, passage, label, block.place, style_level=block.style_level, gap=block.gap)
    bold_end = block.bold_end - (len(block.text) - len(passage.text))
    draft.title_end = _without_stop(passage.text, bold_end) if bold_end > 0 else _run_in(passage.text)
    return draft


def _without_stop(text: str, end: int) -> int:
    """Return ``end`` moved before the marks that close a run-in title."""
    return len(text[:end].rstrip("。：:．. \u3000"))


def _run_in(text: str) -> int:
    """Return the length of the run-in title of ``text``; 0 if it has none."""
    match = _RUN_IN.search(text, 2, _MAX_RUN_IN + 2)
    if match is None or (";" in text[: match.start()] or "；" in text[: match.start()]):
        return 0
    colon = match[0] in ":："
    if (colon and match.start() > _MAX_COLON_RUN_IN) or not text[match.end() :].strip():
        return 0
    end = match.end() if match[0][-1] in "”’』」" else match.start()
    return end


def _labelled(block: RawParagraph, label: Label, passage: Passage) -> Draft:
    text = passage.text
    if label.kind is LabelKind.BOX:
        return Draft(BlockKind.BOX, passage, label, block.place, gap=block.gap)
    draft = _item(block, label, passage)
    single = bool(text) and _SENTENCE_END.search(text, 0, len(text) - 1) is None
    if not single or text[-1] in "；;，," or (draft.title_end and len(text) > draft.title_end + 1):
        return draft
    draft.title_end = 0
    upper = label.kind <= LabelKind.CHINESE or (label.kind is LabelKind.CHINESE_BRACKET and text[-1] != "。")
    if block.style_level or (upper and len(text) <= _MAX_HEADING):
        draft.kind = BlockKind.HEADING
    else:
        draft.undecided = _FIGURE.search(text) is None and len(text) <= (
            _MAX_SENTENCE_HEADING if text[-1] == "。" else _MAX_HEADING
        )
    return draft


class _Front:
    """Watches where titles may stand: at the beginning, after the date of a notice, after the mark of an annex."""

    def __init__(self) -> None:
        self.here = True

    def look(self, draft: Draft, before: list[Draft]) -> None:
        """Make ``draft`` a title if it is one, taking in the lines above that belong to it."""
        text = draft.passage.text
        if draft.label is not None:
            self.here = draft.label.kind is LabelKind.ANNEX
        elif draft.kind is BlockKind.TITLE:
            return
        elif is_date(text) or is_note(text):
            self.here = True
        elif self.here and draft.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            self._title(draft, before)

    def _title(self, draft: Draft, before: list[Draft]) -> None:
        text = draft.passage.text
        if is_title_text(text) and text[-1] not in "：:":
            draft.kind = BlockKind.TITLE
            _take_lines_above(draft, before)
        elif draft.kind is BlockKind.HEADING and draft.style_level == 1 and not before:
            draft.kind = BlockKind.TITLE
        elif _SENTENCE_END.search(text) and len(text) > _FRONT_BODY:
            self.here = False


def _take_lines_above(draft: Draft, before: list[Draft]) -> None:
    parts = [draft.passage]
    gap = draft.gap
    while before and len(parts) < 4:
        above = before[-1]
        text = above.passage.text
        short = len(normal(parts[0].text)) <= 12 or parts[0].text.startswith("关于")
        if above.kind is not BlockKind.PARAGRAPH or gap > (1 if short else 0) or not _is_title_part(text):
            break
        if len(parts) > 1 and gap > 0:
            break
        before.pop()
        parts.insert(0, above.passage)
        gap = above.gap
        draft.place = above.place
    draft.passage = concat(parts)


def _is_title_part(text: str) -> bool:
    if len(text) > 40 or re.search("^标\\s*题|[，。；：:！？>＞【】]|  |\\d{4}-\\d", text):
        return False
    return not (is_date(text) or is_document_number(text) or is_note(text) or is_title_text(text)) or is_issuer(text)


def _captions(drafts: list[Draft]) -> None:
    """Make the short line before a table its caption, and 单位：… between the two as well."""
    for index, draft in enumerate(drafts):
        if draft.kind is not BlockKind.TABLE:
            continue
        at = index - 1
        if at >= 0 and _UNIT_LINE.match(drafts[at].passage.text):
            drafts[at].kind = BlockKind.CAPTION
            at -= 1
        if at < 0 or drafts[at].label is not None:
            continue
        above = drafts[at]
        text = above.passage.text
        if above.kind in _MAY_BE_CAPTION and 0 < len(text) <= _MAX_HEADING and text[-1] not in "。；！？，：:":
            above.kind = above.kind if is_date(text) else BlockKind.CAPTION
            above.style_level = 0


def _decide_headings(drafts: list[Draft]) -> None:
    """Turn numbered short sentences into headings where most of their row are followed by text of their own."""
    rows: dict[tuple[int, int], list[int]] = {}
    closed: list[list[int]] = []
    for index, draft in enumerate(drafts):
        if draft.label is None:
            continue
        kind = draft.label.kind
        for key in [key for key in rows if key[0] > kind or (key[0] == kind and key[1] > draft.label.depth)]:
            closed.append(rows.pop(key))
        if kind is LabelKind.BOX:
            continue
        if draft.undecided:
            rows.setdefault((kind, draft.label.depth), []).append(index)
    for row in [*closed, *rows.values()]:
        followed = {i for i in row if _is_followed(drafts, i)}
        if 2 * len(followed) <= len(row):
            continue
        for index in row:
            if index in followed or drafts[index].passage.text[-1] != "。":
                drafts[index].kind = BlockKind.HEADING


def _is_followed(drafts: list[Draft], index: int) -> bool:
    """Tell whether text of its own, a table or items of a lower row follow the numbered sentence at ``index``."""
    if index + 1 >= len(drafts):
        return False
    own, after = drafts[index], drafts[index + 1]
    if after.label is not None:
        return own.label is not None and own.label.kind < after.label.kind < LabelKind.BOX
    if after.kind is BlockKind.TABLE:
        return own.passage.text[-1] != "。"
    if after.kind is BlockKind.LIST_ITEM:
        return True
    text = after.passage.text
    return after.kind is BlockKind.PARAGRAPH and len(text) > 12 and text[-1] in "。；：:”）)"


def _style_levels(drafts: list[Draft]) -> None:
    """Count heading styles from 1 where the only one of the first level is the title of the document."""
    title = any(d.kind is BlockKind.TITLE and d.style_level == 1 for d in drafts)
    plain = [d for d in drafts if d.kind is BlockKind.HEADING and d.label is None]
    if title and plain and not any(d.style_level == 1 for d in plain):
        for draft in plain:
            draft.style_level = max(1, draft.style_level - 1)
