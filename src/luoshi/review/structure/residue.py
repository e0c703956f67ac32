"""Residue of conversions in the text (转换残留): :class:`Residue`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule
from luoshi.review.web_remains import web_remains

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("书签", re.compile(r"\[bookmark:[^\]\n]{0,60}\]", re.IGNORECASE)),
    (
        "域代码",
        re.compile(
            r"错误[!！]\s?未(?:找到|定义)\S{1,6}|Error! (?:Reference|Bookmark)[^。\n]{0,30}|PAGEREF _Toc\d+"
            r"|HYPERLINK \\?[\"“][^\"”\n]{0,60}|TOC \\[a-z]|\bEMBED [A-Z]\w+"
        ),
    ),
    (
        "网页转义符",
        re.compile(
            r"&(?:nbsp|quot|amp|lt|gt|ldquo|rdquo|lsquo|rsquo|middot|mdash|hellip|#\d{2,5}|#x[0-9a-fA-F]{2,5});?"
        ),
    ),
    (
        "网页标记",
        re.compile(
            r"</?(?:p|br|div|span|td|tr|th|table|tbody|b|u|i|strong|em|font|img|sub|sup|li|ul|ol)(?:\s[^<>\n]{0,80})?/?>",
            re.IGNORECASE,
        ),
    ),
    ("无法显示的字符", re.compile("[\ue000-\uf8ff\ufffd]+|锟斤拷")),
    ("问号代替的字", re.compile(r"(?<=[一-鿿])\?{2,}(?=[一-鿿])|[？]{4,}")),
    ("方框代替的字", re.compile(r"(?<=[一-鿿])□{2,}(?=[一-鿿])")),
)
_NO_SYMBOL_FONT = re.compile("[\ue000-\uf01f\uf100-\uf8ff\ufffd]+|锟斤拷")  # Wingdings are shown in F020-F0FF
_BOLD = re.compile(r"\*\*[^*\n]{1,60}\*\*|\*\*")
_MARKDOWN_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_TAGS_ARE_MARKUP = ("md",)
_MOST = 20
_WIDTH = 60


class Residue(Rule):
    """从别的格式转换、粘贴时留下的代码：书签（[bookmark: …]）、失效的交叉引用和域代码（错误！未找到引用源）、
    网页转义符和标记（&nbsp;、<p>）、无法显示的字符、代替汉字的一串问号或方框；连同正文一起复制下来的网页栏目路径、
    按钮（【打印】、字体：大 中 小）、浏览次数、上一篇下一篇和页脚，合成一条提示（文件本身是网页的不报）。

    Markdown 文件里的标记，以及写成 Markdown 的文本文件里的加粗号，是它自己的写法，不报；
    整张表用网页标记写的，只作提示。
    """

    code = "V410"
    name = "转换残留"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each kind of residue."""
        document = material.document
        symbols = document.format in ("docx", "pdf")
        for kind, pattern in _KINDS:
            if symbols and kind == "无法显示的字符":
                pattern = _NO_SYMBOL_FONT
            if kind != "网页标记" or document.format not in _TAGS_ARE_MARKUP:
                is_table = kind == "网页标记" and "<td" in document.text
                yield from self._of_kind(document.text, kind, pattern, is_table)
        is_markdown = document.format == "md" or len(_MARKDOWN_HEADING.findall(document.text)) >= 2
        if not is_markdown:
            yield from self._of_kind(document.text, "加粗号", _BOLD)
        page = web_remains(document)
        if page:
            first = document.quote(page[0])
            count = f"，共{len(page)}行" if len(page) > 1 else ""
            message = f"文中留有网页上的栏目、按钮一类文字“{first[:30]}”{count}"
            yield self.found(message, page[:_MOST], "印发、归档的文本应删去", Severity.INFO)

    def _of_kind(self, text: str, kind: str, pattern: re.Pattern[str], whole_tables: bool = False) -> Iterator[Finding]:
        found = list(pattern.finditer(text))
        if not found:
            return
        first_of_line = {text.rfind("\n", 0, m.start()): m for m in reversed(found)}
        spans = sorted(Span(m.start(), min(m.end(), m.start() + _WIDTH)) for m in first_of_line.values())
        shown = found[0][0][:_WIDTH]
        code = f"“{shown}”" if shown.isprintable() else f"U+{ord(shown[0]):04X}"
        count = f"，共{len(found)}处" if len(found) > 1 else ""
        yield self.found(
            f"文中留有转换产生的{kind}{code}{count}",
            spans[:_MOST],
            "对照原件，删去或改成原来的字",
            Severity.INFO if whole_tables else None,
        )
