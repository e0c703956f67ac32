"""Titles (标题), and what surrounds the text without belonging to it: page numbers, web residue, tables of contents.

Entry: :func:`without_furniture`, :func:`is_title_text`, :func:`is_date`, :func:`is_own_line`, :func:`is_residue`,
:func:`is_contents_entry`.
Not here: headings with numbers (``labels``), the decision where a title stands (``structure``).
"""

from __future__ import annotations

import re
from collections import Counter

from luoshi.readers.raw import RawBlock, RawParagraph

_TITLE_END = re.compile(
    r"(?:规划|纲要|方案|计划|要点|意见|通知|办法|规定|细则|决定|通告|公告|公报|批复|请示|报告|文件|名单|清单|台账|任务书|稿|"
    r"[分任一项目明统情汇计][解务览标目细计况总划]表|工作表|责任表|"
    r"(?<=.{6})(?:分工|目标|指标|体系|安排|举措|说明|总结|函))"
    r"\s*(?:[（(][^）)]{1,14}[）)])?$"
)
_DATE = re.compile(r"(?:二[〇○零O]|(?:19|20)\d)\S{1,2}\s*年\s*\S{1,3}\s*月(?:\s*\S{1,3}\s*日)?(?:印发)?$")
_DOC_NO = re.compile(r"[〔\[［【（(]\s*(?:19|20)\d\d\s*[〕\]］】）)]\s*(?:第\s*)?\d+\s*号$")
_ISSUER = re.compile(r"(?:人民政府|政府|办公室|办公厅|委员会|教育局|教体局|教育体育局|[一-鿿]{2,}[局厅委部])$")
_NOTE = re.compile(r"[（(](?:此件|此页|本文|公开|联系|附注)[^）)]{0,60}[）)]$")
_CLOSING_LINE = re.compile(r"(?:抄\s*送|抄\s*报|主\s*送|主\s*办|承\s*办|主办单位|印\s*发)\s*[:：]")
_PAGE_NUMBER = re.compile(
    r"(?:[-—–－·]\s*\d{1,4}\s*[-—–－·]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})$"
)
_RESIDUE = re.compile(
    r"(?:首\s*页|当前位置|您(?:现在)?(?:的|所在)位置)[^。]{0,20}[>＞»›]"
    r"|(?:[【\[]?\s*(?:打印(?:本页|此页)?|关闭(?:窗口|本页|此页)?|我要纠错|收藏(?:本页)?|返回顶部|分享到?)\s*[:：]?\s*[】\]]?\s*){1,6}$"
    r"|[【\[]?\s*字\s*[体号]\s*[:：].{0,24}$|扫一扫.{0,24}$|\[bookmark:"
    r"|(?:上一篇|下一篇|相关链接|相关附件|附件下载|责任编辑)\s*[:：]"
)
_RESIDUE_STARTS = frozenset("首当您【[打关字我收返分扫上下相附责")
_LEADER = re.compile(r"(?:[.…·．。]{3,}|[.…·．]{2,}\s|\t)[\s.…·．]*[-—（(]?\s*\d{1,4}\s*[-—）)]?$")
_SENTENCE_END = re.compile("[。；！？]")
_BLANK = re.compile(r"\s+")
_CONTENTS_REACH = 400
_ENTRY = 90
"""How long the words of an entry may be; its dots are not counted."""
_HEAD_CHARACTERS = 6000
_RUNNING_TEXT = 25


def is_title_text(text: str) -> bool:
    """Tell whether ``text`` ends as titles of plans, notices, lists and tables do."""
    if not 0 < len(text) <= 90 or text[0] == "标":
        return False
    return _TITLE_END.search(text[-24:]) is not None and _SENTENCE_END.search(text) is None


def is_date(text: str) -> bool:
    """Tell whether ``text`` is nothing but a date."""
    return len(text) <= 24 and _DATE.match(text) is not None


def is_document_number(text: str) -> bool:
    """Tell whether ``text`` is a document number (文号)."""
    return len(text) <= 40 and _DOC_NO.search(text) is not None


def is_issuer(text: str) -> bool:
    """Tell whether ``text`` is nothing but the name of an office."""
    return len(text) <= 40 and _ISSUER.search(text) is not None and not re.search("[，。；：《]", text)


def is_note(text: str) -> bool:
    """Tell whether ``text`` is a note on the publication, （此件公开发布）."""
    return _NOTE.match(text) is not None


def is_closing_line(text: str) -> bool:
    """Tell whether ``text`` stands after the end of the document: 抄送：…, 主办：…."""
    return _CLOSING_LINE.match(text) is not None


def is_own_line(text: str) -> bool:
    """Tell whether ``text`` cannot be the continuation of a sentence."""
    if len(text) > 60:
        return _CLOSING_LINE.match(text) is not None
    return is_date(text) or is_document_number(text) or is_note(text) or is_closing_line(text) or is_residue(text)


def is_residue(text: str) -> bool:
    """Tell whether ``text`` is a page number or was left from a web page."""
    first = text[0]
    if first in "0123456789-—–－·第" and len(text) < 24 and _PAGE_NUMBER.match(text):
        return True
    return first in _RESIDUE_STARTS and len(text) < 120 and _RESIDUE.match(text) is not None


def is_contents_entry(text: str) -> bool:
    """Tell whether ``text`` is a line of a table of contents: words, dots or a tab, the number of a page."""
    leader = _LEADER.search(text)
    return leader is not None and leader.start() < _ENTRY


def normal(text: str) -> str:
    """Return ``text`` without blanks, for comparison."""
    return _BLANK.sub("", text)


def without_furniture(blocks: list[RawBlock]) -> list[RawBlock]:
    """Return ``blocks`` without page numbers, web residue, tables of contents and running titles."""
    kept = [
        block
        for index, block in enumerate(blocks)
        if not (isinstance(block, RawParagraph) and (is_residue(block.text) or _is_bare_page_number(blocks, index)))
    ]
    return _without_running_titles(_without_contents(kept))


def _is_bare_page_number(blocks: list[RawBlock], index: int) -> bool:
    """Tell whether a line of digits only stands between lines of running text, as page numbers do and cells do not."""
    block = blocks[index]
    if not isinstance(block, RawParagraph) or len(block.text) > 4 or not block.text.isdecimal():
        return False
    around = blocks[max(0, index - 1) : index] + blocks[index + 1 : index + 2]
    return len(around) == 2 and all(isinstance(b, RawParagraph) and len(b.text) > _RUNNING_TEXT for b in around)


def _without_contents(blocks: list[RawBlock]) -> list[RawBlock]:
    """Leave out the table of contents: from 目录 to the line before one of its entries comes again."""
    head = next((i for i, b in enumerate(blocks[:_CONTENTS_REACH]) if _is_contents_head(b)), None)
    if head is not None:
        blocks = blocks[:head] + blocks[_contents_end(blocks, head) :]
    return [b for b in blocks if not (isinstance(b, RawParagraph) and is_contents_entry(b.text))]


def _is_contents_head(block: RawBlock) -> bool:
    return isinstance(block, RawParagraph) and len(block.text) < 8 and normal(block.text) in {"目录", "目次"}


def _contents_end(blocks: list[RawBlock], head: int) -> int:
    """Return where the text begins after 目录; right after that word if the end of the entries is not certain."""
    entries: set[str] = set()
    for index in range(head + 1, min(len(blocks), head + _CONTENTS_REACH)):
        block = blocks[index]
        if not isinstance(block, RawParagraph) or len(block.text) > 90 or _SENTENCE_END.search(block.text):
            break
        text = normal(block.number + _LEADER.sub("", block.text)).rstrip("0123456789")
        if text in entries:
            return index
        entries.add(text)
    return head + 1


def _without_running_titles(blocks: list[RawBlock]) -> list[RawBlock]:
    """Leave out titles that come again amid the text, as page heads of printed web pages do."""
    texts = [normal(b.text) if isinstance(b, RawParagraph) and _may_run(b) else "" for b in blocks]
    often = {text for text, count in Counter(texts).items() if count > 1 and text}
    if not often:
        return blocks
    head = normal("".join(b.text for b in blocks[:30] if isinstance(b, RawParagraph))[:_HEAD_CHARACTERS])
    seen: set[str] = set()
    kept = []
    for index, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        again = text in seen or (index > 30 and text in head)
        if text and text in often and again and not _before_table(blocks, index):
            continue
        seen.add(text)
        kept.append(block)
    return kept


def _before_table(blocks: list[RawBlock], index: int) -> bool:
    return index + 1 < len(blocks) and not isinstance(blocks[index + 1], RawParagraph)


def _may_run(block: RawParagraph) -> bool:
    if not 8 <= len(block.text) <= 60 or block.number or block.dash:
        return False
    return is_title_text(block.text)
