"""Half-width punctuation among Chinese characters (半角标点): :class:`HalfWidthMarks`.

Marks and full marks are counted mark by mark: what a text uses throughout is its habit, what it uses now and then is a
slip. Not here: brackets that are half of the one width and half of the other (:mod:`luoshi.review.form.pairs`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.material import Material, Piece
from luoshi.review.rule import Rule

_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（"}
_CHINESE = r"\u4e00-\u9fff）”’」』》〉】〕。，、；：！？"
_BESIDE = re.compile(
    rf"(?<=[{_CHINESE}])[ ]?[,;:!?](?!//)|[,;!?](?=[ ]?[\u4e00-\u9fff“《（])|:(?=[\u4e00-\u9fff“《（])"
)
_ROUND = re.compile(r"\(([^()（）\n]{0,200})\)")
_LABEL = re.compile(r"[一二三四五六七八九十\d\s]{1,6}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z ]*$")
_OF_A_PAGE = re.compile(
    r"(?:时间|日期|来源|作者|字号|字体|编辑|审核|校对|主办|承办|网址|网站|邮箱|电话|传真|邮编|编号|索引号|责任编辑|次数|浏览量|阅读量|点击量|位置|[Uu][Rr][Ll])\s?$"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z\d]{1,12})$")
"""What a web page left in the text: the semicolon of &quot; is no punctuation."""
_HABIT, _FEW = 0.6, 3
_BLANK = re.compile(r"(?<=[\u4e00-\u9fff”）])[，、；] {1,2}(?=[\u4e00-\u9fff])")
_MOST_BLANKS, _COMMAS_FOR_A_BLANK = 3, 10
"""A blank behind a full-width comma is a slip where there are few of them among many commas."""


@dataclass
class _Used:
    """How a mark is used: the half-width places, and how many stand in full width."""

    places: list[Span] = field(default_factory=list)
    full: int = 0

    @property
    def is_habit(self) -> bool:
        """Whether the text writes this mark in half width as a rule."""
        return len(self.places) > _HABIT * (len(self.places) + self.full)


class HalfWidthMarks(Rule):
    """中文里的逗号、分号、冒号、问号、感叹号、括号应当用全角。

    查出：汉字旁边的半角标点，括着汉字的半角括号；正文各处合成一条，给警告，通篇都用半角的也只报这一条。
    全角逗号、顿号、分号后面多出空格的，全文三处以内给警告。表格里的半角标点只提示。
    放过：比例（1:1）、钟点（8:00）、千分位（1,000）、网址、英文、（1）一类序号，网页符号代码里的分号，网页带来的“来源:”“时间:”。
    """

    code = "V503"
    name = "半角标点"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield at most one warning on prose, one on blanks, and one remark on tables."""
        text = material.document.text
        prose: dict[str, _Used] = defaultdict(_Used)
        cells: list[Span] = []
        for mark, full in _FULL.items():
            prose[mark].full = text.count(full)
        for piece in material.pieces:
            for mark, span in _marks(piece):
                if piece.cell is None:
                    prose[mark].places.append(span)
                else:
                    cells.append(span)
        used = {mark: one for mark, one in prose.items() if one.places}
        if used:
            yield self._slips(used)
        yield from self._blanks(material)
        if cells:
            message = f"表格里用了半角标点，共{len(cells)}处"
            yield self.found(message, cells, "正式印发前宜统一改为全角", Severity.INFO)

    def _slips(self, used: dict[str, _Used]) -> Finding:
        """Return the one warning: slips first, for they are few, then what is the text's habit."""
        habits = [mark for mark, one in used.items() if one.is_habit]
        places = [span for mark, one in used.items() if mark not in habits for span in one.places]
        places = sorted(places) + sorted(span for mark in habits for span in used[mark].places)
        names = "、".join(f"{mark}{len(one.places)}处" for mark, one in sorted(used.items()))
        rest = ("，像是通篇的习惯" if len(places) > _FEW else "") if habits else "，其余地方用全角"
        return self.found(f"中文里用了半角标点，共{len(places)}处（{_named(names)}）{rest}", places, "改为全角")

    def _blanks(self, material: Material) -> Iterator[Finding]:
        pieces = [piece for piece in material.pieces if piece.is_prose and " " in piece.text]
        found = [_around(piece, *match.span()) for piece in pieces for match in _BLANK.finditer(piece.text)]
        commas = sum(material.document.text.count(mark) for mark in "，、；")
        if 0 < len(found) <= _MOST_BLANKS and commas >= _COMMAS_FOR_A_BLANK * len(found):
            yield self.found(f"全角标点后面多出空格，共{len(found)}处", found, "删去空格")


def _named(names: str) -> str:
    return names.replace("(", "半角括号")


def _marks(piece: Piece) -> Iterator[tuple[str, Span]]:
    text = piece.text
    if not _HAN.search(text):
        return
    for match in _BESIDE.finditer(text):
        at = match.end() - 1
        if not _is_right(text, at):
            yield text[at], _around(piece, at, at + 1)
    for match in _ROUND.finditer(text):
        if _HAN.search(match[1]) and not _LABEL.fullmatch(match[1]):
            yield "(", _around(piece, match.start(), match.end())


def _is_right(text: str, at: int) -> bool:
    """Whether the half-width mark at ``at`` may stand: labels of web pages, English, a number's own mark."""
    before, behind = text[max(0, at - 16) : at].rstrip(), text[at + 1 : at + 2]
    if text[at] == ":" and (_OF_A_PAGE.search(before[-6:]) or (before[-1:].isdigit() and behind.isdigit())):
        return True
    if text[at] == ";" and _ENTITY.search(before):
        return True
    return bool(_ENGLISH.search(before[-12:])) and bool(re.match(r"\s?[A-Za-z]", text[at + 1 : at + 3]))


def _around(piece: Piece, start: int, end: int) -> Span:
    """Return the span of a mark with a few characters before it, so that it is found; of a long pair its start."""
    return piece.span(max(0, start - 4), min(end, start + 40))
