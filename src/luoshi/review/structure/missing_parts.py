"""Parts a document speaks of and does not hold (所指缺失): :class:`MissingParts`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import likeness
from luoshi.model.document import BlockKind, Span
from luoshi.readers.labels import LabelKind, chinese_value, parse_label
from luoshi.review.material import Material, Piece
from luoshi.review.rule import Rule

_CN = "一二三四五六七八九十"
_NUMBER = rf"(\d{{1,2}}|[{_CN}]{{1,3}})"
_NOT_NUMBER = rf"(?![\d{_CN}.．年月日个项类])"
# What stands at the start of its own line under these words is a part itself.
_PART_HEAD = re.compile(
    rf"\s*[#*【\[（(]*\s*(专\s*栏|附\s*件|附\s*表|附\s*图|附\s*录|附|表|图)\s*{_NUMBER}(?=[^\d{_CN}]|$)"
)
_LOOSE_HEAD = re.compile(rf"(专\s*栏)\s*{_NUMBER}")
_REFERENCE = re.compile(
    rf"(?P<word>专栏|附[件表图录]|[表图](?<=[见如（(][表图]))\s*(?P<number>\d{{1,2}}|[{_CN}]{{1,3}}){_NOT_NUMBER}"
)
_LEAD = re.compile(r"(?:详见|参见|见|如|按照?|依据|列入|填写|（|\()\s*$")
_OPENING = ("（", "(")
_BARE_ANNEX = re.compile(r"^[#* 　\t【\[]*附[ 　]*[件表][ 　]*[:：】\]]?[ 　]*$", re.MULTILINE)
_ANY_ANNEX = re.compile(r"^[#* 　\t【\[（(]*附[ 　]*[件表录图]", re.MULTILINE)
_UNNUMBERED = re.compile(rf"(?:详见|参见|见)(?P<word>附[件表录图])(?!\s*[\d{_CN}“《])")
_SECTION = re.compile(
    rf"(?:详见|参见|见|本(?:规划|方案|计划|意见|办法|纲要|通知|细则))\s*(?:本(?:规划|方案|计划|意见|办法|纲要|通知))?的?第\s*{_NUMBER}\s*(章|节|部分|条)"
)
_FOREIGN = re.compile(r"[》法例]\s*(?:中|的|里|所附)?的?[（(]?$|(?:原|该|其|上述|文件)的?$")
_OTHERS_PLAN = re.compile(r"》[^，。；]{0,20}$|(?:国家|省|市|州|上级)(?:级)?(?:规划|方案|计划|纲要)(?:中|的|里)?$")
_SENT = re.compile(r"[^，。；]{0,6}(?:由[^，。；]{1,10}(?:下发|印发|提供)|另行|另发)")
"""Behind a reference: the part is sent by others."""
_OTHER_PAPER = re.compile(r"(?:原|该|其|上述|文件)的?[（(]?$")
_ANNEX_WORDS = ("附件", "附表", "附图", "附录", "附")
_MARKS = re.compile(r"[\s《》“”\"'‘’（）()〈〉:：;；。，,、.．*#]+")
_LIST_HEAD = re.compile(r"附\s*件?\s*[:：]")
_ITEM = re.compile(r"(?:^|[\s；;。:：])(\d{1,2})[.．、]\s*(?=[^\d\s])")
_FILE = re.compile(
    r"\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|jpg)\b|[（(](?:略|此略)[）)]|另发|另附|另行|单独印|涉密", re.IGNORECASE
)
_TITLES = (BlockKind.TITLE, BlockKind.CAPTION, BlockKind.HEADING)
_BEFORE = 12
_ALIKE = 0.85
_MOST_ITEMS = 30
_MOST = 20


@dataclass(frozen=True, slots=True)
class _Listed:
    """An annex named in the list at the end of a document."""

    number: int
    title: str
    span: Span


class MissingParts(Rule):
    """文中提到的（见附件3、见专栏5、见第六章）或者附件目录列出的附件、专栏、附表、表、图、章节，全文没有。

    说“见附件”“见附件2”，文末没有附件目录，全文也没有附件的，作警告；附件目录列了、一个也不在文中的，可能是另附的文件，
    只作提示，只有一部分在文中的，作警告。全文没有一张编号的表、图却说“见表3”的，只作提示。
    别的文件的附件（《……》附件2）、法律的条款、目录里注明略去或者另发的附件，不报。
    """

    code = "V401"
    name = "所指缺失"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield the missing annexes of the list first, then what references lack."""
        listed = list(_listed(material))
        yield from self._annexes(material, listed)
        yield from self._references(material, listed)
        yield from self._unnumbered(material, listed)
        yield from self._sections(material)

    def _annexes(self, material: Material, listed: list[_Listed]) -> Iterator[Finding]:
        if not listed:
            return
        here = _Parts(material, after=listed[-1].span.end)
        missing = [one for one in listed if not _FILE.search(one.title) and not here.has_annex(one.number, one.title)]
        if not missing:
            return
        names = "、".join(f"附件{one.number or ''} {one.title[:40]}" for one in missing[:4])
        more = "等" if len(missing) > 4 else ""
        some = len(missing) < len(listed)
        told = "文中只有其余的" if some else "文中没有附件正文"
        yield self.found(
            f"附件目录列了{len(listed)}个附件，{told}，缺{names}{more}",
            [one.span for one in missing[:_MOST]],
            "补上缺的附件，或从目录中删去；另附文件的，核对是否齐全",
            Severity.WARNING if some else Severity.INFO,
        )

    def _references(self, material: Material, listed: list[_Listed]) -> Iterator[Finding]:
        parts = _Parts(material)
        numbers = {one.number for one in listed}
        lacking: dict[tuple[str, int], list[Span]] = {}
        pointed: set[tuple[str, int]] = set()
        for piece in material.pieces:
            if piece.block.kind in (BlockKind.TITLE, BlockKind.BOX, BlockKind.CAPTION):
                continue
            for match in _REFERENCE.finditer(piece.text):
                word, number = match["word"], _value(match["number"])
                before = piece.text[max(0, match.start() - _BEFORE) : match.start()]
                lead = _LEAD.search(before)
                points = lead is not None and lead[0].strip().endswith("见")
                foreign = _OTHER_PAPER if points else _FOREIGN
                if _is_head(piece, match.start()) or foreign.search(before[: lead.start()] if lead else before):
                    continue
                if _OTHERS_PLAN.search(piece.text[max(0, match.start() - 30) : match.start()]) and not points:
                    continue
                if _SENT.search(piece.text[match.end() : match.end() + 30]):
                    continue
                if not lead and word != "专栏":
                    continue
                if not parts.has(word, number) and not (word in _ANNEX_WORDS and number in numbers):
                    lacking.setdefault((word, number), []).append(piece.span(match.start(), match.end()))
                    if points or (lead and lead[0].strip() in _OPENING):
                        pointed.add((word, number))
        for (word, number), spans in lacking.items():
            annex = word in _ANNEX_WORDS
            others = sorted(parts.numbers(word) | (numbers - {0} if annex else set()))
            alone = annex and not others and (0 in numbers or bool(_BARE_ANNEX.search(material.document.text)))
            if alone and number == 1:
                continue
            sure = bool(others) or word == "专栏" or (annex and (word, number) in pointed and not alone)
            severity = Severity.WARNING if sure else Severity.INFO
            if others:
                told = f"全文只有{'、'.join(f'{word}{n}' for n in others[:8])}"
            elif alone:
                told = "全文只有一个附件，没有编号"
            else:
                told = f"全文没有{word}{'，也没有附件目录' if annex else number}"
            yield self.found(
                f"文中提到“{word}{number}”，{told}", spans[:_MOST], f"补上{word}{number}，或改正所指的编号", severity
            )

    def _unnumbered(self, material: Material, listed: list[_Listed]) -> Iterator[Finding]:
        """Yield 见附件 of a document that has no annex at all, neither a list of them."""
        if listed or _ANY_ANNEX.search(material.document.text):
            return
        spans: dict[str, list[Span]] = {}
        for piece in material.pieces:
            for match in _UNNUMBERED.finditer(piece.text):
                before = piece.text[max(0, match.start() - 30) : match.start()]
                sent = _SENT.search(piece.text[match.end() : match.end() + 30])
                if not (_OTHERS_PLAN.search(before) or _OTHER_PAPER.search(before) or sent):
                    spans.setdefault(match["word"], []).append(piece.span(*match.span()))
        for word, places in spans.items():
            yield self.found(f"文中说“见{word}”，全文没有{word}", places[:_MOST], f"补上{word}，或删去所指")

    def _sections(self, material: Material) -> Iterator[Finding]:
        have: set[tuple[LabelKind, int]] = set()
        for block in material.document.blocks:
            label = parse_label(f"{block.label}、") or parse_label(block.label)
            if label is not None:
                have.add((label.kind, label.value))
        kinds = {
            "章": (LabelKind.CHAPTER, LabelKind.CHINESE),
            "部分": (LabelKind.PART, LabelKind.CHINESE, LabelKind.CHAPTER),
            "节": (LabelKind.PART_SECTION, LabelKind.CHINESE_BRACKET),
            "条": (LabelKind.NUMBER, LabelKind.CHINESE, LabelKind.NUMBER_BRACKET),
        }
        for piece in material.pieces:
            if "第" not in piece.text:
                continue
            for match in _SECTION.finditer(piece.text):
                number = _value(match[1])
                if "》" in match[0] or any((kind, number) in have for kind in kinds[match[2]]):
                    continue
                yield self.found(
                    f"文中提到“第{match[1]}{match[2]}”，全文没有这一{match[2]}",
                    [piece.span(match.start(), match.end())],
                    "补上这一部分，或改正所指的编号",
                )


class _Parts:
    """What parts a document holds: by word and number, and the lines that may be their titles."""

    def __init__(self, material: Material, after: int = 0) -> None:
        self._have: dict[str, set[int]] = {}
        self._titles: set[str] = set()
        self._own: list[str] = []
        at = 0
        for line in material.document.text.splitlines(keepends=True):
            if at >= after:
                self._add(line)
            at += len(line)
        for piece in material.pieces:
            if piece.passage.whole.start >= after and piece.block.kind in _TITLES:
                self._own.append(_MARKS.sub("", piece.text))
        for block in material.document.blocks:
            if block.label and block.passage.whole.start >= after:
                self._add(f"{block.label} ")

    def _add(self, line: str) -> None:
        bare = line.strip()
        if not bare:
            return
        if len(bare) <= 80:
            self._titles.add(_MARKS.sub("", bare))
        for match in filter(None, (_PART_HEAD.match(bare), _LOOSE_HEAD.match(bare))):
            if len(bare) <= 90 and not bare.endswith("。"):
                self._have.setdefault(re.sub(r"\s", "", match[1]), set()).add(_value(match[2]))

    def numbers(self, word: str) -> set[int]:
        """Return the numbers of the parts called ``word``; all annexes are of one kind."""
        words = _ANNEX_WORDS if word in _ANNEX_WORDS else (word,)
        return {number for one in words for number in self._have.get(one, ())}

    def has(self, word: str, number: int) -> bool:
        """Tell whether there is such a part."""
        return number in self.numbers(word)

    def has_annex(self, number: int, title: str) -> bool:
        """Tell whether an annex of the list is in the document, by its number or by its title."""
        if number and self.has("附件", number):
            return True
        bare = _MARKS.sub("", title)
        if any(len(one) >= 4 and (bare.endswith(one) or one.endswith(bare)) for one in (*self._titles, *self._own)):
            return True
        return any(likeness(bare, one) >= _ALIKE for one in self._own)


def _value(number: str) -> int:
    return int(number) if number.isdecimal() else chinese_value(number)


def _is_head(piece: Piece, at: int) -> bool:
    return not piece.text[:at].strip(" 　【[（(") and piece.cell is None and len(piece.text) <= 60


def _listed(material: Material) -> Iterator[_Listed]:
    """Yield the annexes that the list behind 附件： names, in its order."""
    text = material.document.text
    found: list[_Listed] = []
    for head in _LIST_HEAD.finditer(text):
        line_start = text.rfind("\n", 0, head.start()) + 1
        if text[line_start : head.start()].strip(" 　#*\t"):
            continue
        found = list(_items(text, head.end()))
        if found:
            break
    yield from found


def _items(text: str, start: int) -> Iterator[_Listed]:
    """Yield the items 1. 2. 3. of a list of annexes from ``start`` on; one item on its own has the number 0."""
    at, wanted = start, 1
    for line in text[start:].splitlines(keepends=True)[:_MOST_ITEMS]:
        bare = line.strip()
        if bare:
            items = list(_ITEM.finditer(line))
            if not items:
                if wanted == 1 and 4 <= len(bare) <= 60 and at == start:
                    yield _Listed(0, bare.strip("；;。"), _trim(text, at, at + len(line)))
                return
            for item, end in zip(items, [*(m.start() for m in items[1:]), len(line)], strict=True):
                if int(item[1]) != wanted or len(line) > 200:
                    return
                title = line[item.end() : end].strip().strip("；;。")
                yield _Listed(wanted, title, _trim(text, at + item.start(1), at + end))
                wanted += 1
        at += len(line)


def _trim(text: str, start: int, end: int) -> Span:
    raw = text[start:end]
    low = start + len(raw) - len(raw.lstrip())
    return Span(low, min(low + 70, start + len(raw.rstrip())))
