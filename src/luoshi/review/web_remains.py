"""What a web page leaves around a document that was copied from it (网页残留): :func:`web_remains`.

Lines are looked at as they stand in the text, for readers leave such lines out of the blocks; the first and the last
ones, for a page stands around its text. A line counts if it is furniture from one end to the other: the way to the
page, or buttons, counters and labels side by side. What also papers have (来源：…, 主办：…) is shown with the others
and says nothing alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.model.document import Document, Span

_ARROW = r"(?:>{1,2}|＞|»|›|→|->|&gt;|--+)"
_SITE = r"(?:首页|主页|政务公开|政府信息公开|信息公开|公开目录)"
_WAY = re.compile(
    rf"(?:您|你)?(?:当前|现在)?(?:所在)?的?位置(?:是)?\s?[:：]\s?(?:\S.*{_ARROW}|.{{0,20}}首页).*"
    rf"|[^。；，]{{0,14}}{_SITE}\s?{_ARROW}.*|[^。；，]{{2,14}}{_ARROW}\s?{_SITE}.*"
)
_BUTTON = (
    r"(?:我要)?(?:打印(?:本页|本文|文章|正文)?|关闭(?:窗口|本页|页面)?|收藏(?:本页|本文)?|分享(?:到|至)?|返回(?:顶部|首页|列表)?"
    r"|下载(?:本文|附件|文件|文字版|图片版)*|朗读|播报|纠错|无障碍(?:浏览|阅读)?|繁体|简体|大|中|小|默认|视力保护色?|保护视力色?|A[+-]|微信|微博|QQ空间)"
)
_PIECE = re.compile(
    rf"(?P<sure>[【\[［]\s?{_BUTTON}\s?[】\]］]?|[【\[［]?字[体号](?:大小)?\s?[:：]?\s?(?=[大中小默【\[\s]|$)[【\[（(]?"
    r"|(?:浏览|点击|阅读|访问)(?:(?:次数|量|数)\s?[:：]\s?\d*|\s?[:：]\s?\d+)\s?次?|打印本页|关闭窗口|返回顶部|分享到\s?[:：]?"
    r"|扫一扫\S{0,20}|[上下]一[篇条]\s?[:：].*|(?:版权所有|网站标识码|网站地图|Copyright).*|.{0,6}公网安备.*|.{0,3}ICP备.*)"
    rf"|(?P<button>[（(]?\s?{_BUTTON}\s?[】\]］)）]?(?:\s?[:：])?)|(?P<weak>(?:(?:发布|更新)?(?:时间|日期)\s?[:：]\s?)?20\d\d[-年./]\d{{1,2}}[-月./]\d{{1,2}}日?"
    r"(?:\s\d{1,2}:\d\d(?::\d\d)?)?|(?:信息|文章|稿件)?(?:来源|作者)\s?[:：]\s?\S{0,30}|(?:责任)?编辑\s?[:：]\s?\S{0,12}"
    r"|(?:主办|承办|技术支持)(?:单位)?\s?[:：]\s?\S{2,30}|相关(?:链接|文档|解读|阅读|新闻|附件)\s?[:：]?|[|｜]|[】\]］）)])",
    re.IGNORECASE,
)
_DATE = re.compile(r"20\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?")
"""A date alone is that of the signature."""
_BLANK = " \t\u3000\xa0"
_EDGE, _LONGEST, _WIDTH = 25, 90, 60


def web_remains(document: Document) -> list[Span]:
    """Return the lines that a page has left; none where no line is surely of one, or the file is itself a page."""
    if document.format == "html":
        return []
    lines = list(_lines(document.text))
    edge = lines if len(lines) <= 2 * _EDGE else lines[:_EDGE] + lines[-_EDGE:]
    seen = [(_is_furniture(line), line, at) for line, at in edge]
    if not any(sure for sure, _, _ in seen):
        return []
    ranked = [one for one in seen if one[0]] + [one for one in seen if one[0] is False]
    return [Span(at, at + min(len(line), _WIDTH)) for _, line, at in ranked]


def _is_furniture(line: str) -> bool | None:
    """Return True for a line of a page, False for one that papers have as well, None for any other."""
    if len(line) > _LONGEST or _DATE.fullmatch(line):
        return None
    if _WAY.fullmatch(line):
        return True
    at, sure, buttons = 0, False, 0
    while at < len(line):
        piece = _PIECE.match(line, at)
        if piece is None or piece.end() == at:
            return None
        sure |= piece["sure"] is not None
        buttons += len(piece["button"] or "") > 1  # 大 中 小 alone may be the head of a table
        at = piece.end()
        while at < len(line) and line[at] in _BLANK:
            at += 1
    return sure or buttons > 1


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield the lines without blanks at their ends, each with its place."""
    for match in re.finditer(r"[^\r\n]+", text):
        line = match[0].strip(_BLANK)
        if line:
            yield line, match.start() + match[0].index(line)
