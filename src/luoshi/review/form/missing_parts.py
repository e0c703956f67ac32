"""What a document or a date lacks (要素缺失): a year's 年, the blanks of number and date: :class:`MissingParts`.

Not here: targets without year, tasks without unit (structure).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.form.gathering import gathered
from luoshi.review.material import Material, Piece
from luoshi.review.rule import Rule

_BARE = (
    # 到2025底, 2020以来; 从2022起, while 2020起 alone may count cases
    re.compile(r"(?<![\d.\-—–~～至到/〔（(\[])(?:从|自|到|至|于|在)?(?P<year>20[0-4]\d)(?=底|末(?!位)|以来)"),
    re.compile(r"(?:从|自)(?P<year>20[0-4]\d)(?=起(?![步点跑飞航伏降诉]))"),
    # 到2025，全市…
    re.compile(r"(?:^|[，。；：\s])(?:到|至|截至)(?P<year>20[0-4]\d)(?=[，,])"),
)
_PARTS = (("doc_no", "文号"), ("issued", "成文日期"), ("issuer", "发文机关"))


_GAP = r"[\s\u3000_＿×Xx*〇○]*"
_OPEN_NUMBER = re.compile(rf"[\u4e00-\u9fff]\s?[〔\[［（(【](?:19|20)\d\d[〕\]］）)】]\s?第?{_GAP}号(?!召)")
_OPEN_DATE = re.compile(
    rf"(?:^|(?<=[\s\u3000]))20\d\d\s?年(?:{_GAP}月{_GAP}日|\s?\d{{1,2}}\s?月{_GAP}日)(?=[\s\u3000]*(?:印发|发布)?[\s\u3000]*$)",
    re.MULTILINE,
)
_FIELD = re.compile(r"(?:[：:]|日期|时间|签字|签名|盖章|填表)[\s\u3000]*$")
_AROUND = 4
_TITLE = re.compile(r"关于[^。；]{2,60}的通知$")
_CLOSING = re.compile(r"(?:^|[。；])(?P<last>[^。；]*(?:贯彻|执行|落实|实施|遵照|知照)[^。；]*。?)\s*$")
_LETTER = re.compile(r"现将《[^》]{4,50}》\s?(?:正式)?(?:印发|下发|转发)给你们")
_DATE_ALONE = re.compile(r"(?:^|\s)(?:20\d\d|二[〇○零Oo0]..)\s?年\s?\S{1,3}\s?月\s?\S{1,3}\s?日\s*$", re.MULTILINE)
_ORGAN = re.compile(r"(?:政府|办公室|办公厅|办|厅|局|委员会|委|部|院|校|园|会|中心|组|大学|盖章[）)]?)\s*$")
_LONGEST_TAIL = 40
_SIGNED_WITHIN = 12
"""Pieces behind the letter in which its signature is looked for."""


class MissingParts(Rule):
    """年份后面漏了“年”字，文号、日期里有空没有填，或者文件缺文号、成文日期、发文机关。

    查出：漏了“年”字的年份（从2022起；到2025，；2023底），给警告。
    文号的序号空着（〔2021〕　号），成文日期、印发日期的月或日空着（2021年　月　日），合成一条，给警告。
    正式文件通篇没有文号、成文日期、发文机关的，只提示一条；印发通知（现将……印发给你们）连成文日期和文号都没有的，或者只有
    成文日期、没有发文机关署名的，给警告。
    放过：征求意见稿、草案一类还没有编号的稿子；表格和“填表日期：”后面留给人填的空；件数、面积一类不是年份的数；从2022起步。
    """

    code = "V507"
    name = "要素缺失"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each bare year, one for the blanks, and one for what the document lacks."""
        pieces = [piece for piece in material.pieces if "20" in piece.text]
        yield from gathered(bare for piece in pieces for bare in self._bare_years(piece))
        facts = material.plan.document
        if facts.status not in (None, "正式"):
            return
        numbers, dates = _blanks(material)
        if numbers or dates:
            what = [word for word, found in (("文号的序号", numbers), ("日期的月、日", dates)) if found]
            told = "、".join(dict.fromkeys(f"“{quote}”" for quote, _ in (*numbers, *dates)))
            spans = [span for _, span in (*numbers, *dates)]
            yield self.found(f"{'和'.join(what)}空着没有填：{told}", spans, "正式印发时填上")
        lacking = [
            word
            for key, word in _PARTS
            if not getattr(facts, key) and not (numbers and key == "doc_no") and not (dates and key == "issued")
        ]
        unsigned = _unsigned(material)
        if unsigned:
            yield self.found("通知末尾只有成文日期，没有发文机关署名", unsigned, "在成文日期上面补上发文机关署名")
        issued = _letter(material) if {"文号", "成文日期"} <= {*lacking} else []
        if issued:
            message = f"通知说“印发给你们”，却没有落款（{'、'.join(lacking)}）"
            yield self.found(message, issued, "补上落款、成文日期和文号")
        elif lacking:
            yield self.found(f"文件没有写明{'、'.join(lacking)}", (), "正式印发时补齐", Severity.INFO)

    def _bare_years(self, piece: Piece) -> Iterator[Finding]:
        seen: set[Span] = set()
        for match in (match for pattern in _BARE for match in pattern.finditer(piece.text)):
            end = min(len(piece.text), match.end("year") + 2)
            span = piece.span(max(0, match.start("year") - 1), end)
            if span not in seen:
                seen.add(span)
                around = piece.text[max(0, match.start("year") - 1) : end].strip("，。；： \n")
                message = f"“{around}”中{match['year']}后面漏了“年”字"
                yield self.found(message, [span], f"改为“{match['year']}年”")


def _unsigned(material: Material) -> list[Span]:
    """Return the date right behind a letter of issue and the letter's words, where no body's name stands between."""
    for number, piece in enumerate(material.pieces):
        match = _LETTER.search(piece.text) if piece.cell is None else None
        if match is None or piece.text.rstrip()[-1:] not in "。.":
            continue
        for below in material.pieces[number + 1 : number + 1 + _SIGNED_WITHIN]:
            date = _DATE_ALONE.search(below.text)
            if below.cell is not None or _ORGAN.search(below.text[: date.start()] if date else below.text):
                return []
            if date and date.start() == 0:
                words = piece.span(match.start(), min(match.end(), match.start() + 70))
                return [below.span(*date.span()), words]
            if date:
                return []
        return []
    return []


def _letter(material: Material) -> list[Span]:
    """Return where a letter of issue says 现将……印发给你们, its title, and the lines behind which a signature belongs.

    Those are the letter's last sentence and the document's last line. Empty where no letter is, or where a date stands
    behind it.
    """
    for number, piece in enumerate(material.pieces):
        match = _LETTER.search(piece.text) if piece.cell is None else None
        if match is None:
            continue
        after = material.pieces[number + 1 : number + 1 + _SIGNED_WITHIN]
        if any(_DATE_ALONE.search(below.text) for below in after):
            return []
        spans = [piece.span(match.start(), min(match.end(), match.start() + 70))]
        titles = [above for above in material.pieces[:number] if _TITLE.search(above.text.strip())]
        spans += [_tail(above) for above in titles[-1:]]
        closing = _CLOSING.search(piece.text[match.end() :])
        if closing is not None:
            spans.append(piece.span(match.end() + closing.start("last"), match.end() + closing.end("last")))
        return [*spans, _tail(material.pieces[-1])]
    return []


def _tail(piece: Piece) -> Span:
    """Return the last words of a piece, at most what a finding shows."""
    end = len(piece.text.rstrip())
    return piece.span(max(0, end - _LONGEST_TAIL), end)


def _blanks(material: Material) -> tuple[list[tuple[str, Span]], list[tuple[str, Span]]]:
    """Return the document numbers and the dates that are not filled in, each with its words."""
    numbers: list[tuple[str, Span]] = []
    dates: list[tuple[str, Span]] = []
    for piece in material.pieces:
        text = piece.text
        if piece.cell is not None or "20" not in text:
            continue
        for match in _OPEN_NUMBER.finditer(text):
            start = max(0, match.start() - _AROUND)
            numbers.append((_plain(text[start : match.end()]), piece.span(start, match.end())))
        for match in _OPEN_DATE.finditer(text):
            if not _FIELD.search(text[max(0, match.start() - 8) : match.start()]):
                dates.append((_plain(match[0]), piece.span(*match.span())))
    return numbers, dates


def _plain(text: str) -> str:
    return re.sub(r"[\s\u3000]+", "　", text.strip())
