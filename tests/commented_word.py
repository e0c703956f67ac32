"""Word files with comments as other code than ours sees them, and reviews made by hand."""

from __future__ import annotations

import io
import random
import zipfile
from copy import deepcopy

from lxml import etree

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Document, Span
from luoshi.model.plan import Plan
from luoshi.model.review import Review, Reviewed, Spot
from luoshi.readers import read_bytes
from luoshi.report.review_word import write_review_word
from luoshi.review.material import Material

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

# Made by hand


def spot(document: Document, span: Span, where: str = "第1段") -> Spot:
    return Spot(span, document.quote(span), where)


def reviewed(
    number: int,
    *spots: Spot,
    message: str = "",
    fix: str = "核对。",
    code: str = "V101",
    severity: Severity = Severity.ERROR,
) -> Reviewed:
    finding = Finding(code, severity, message or f"第{number}条。", fix=fix, spans=tuple(s.span for s in spots))
    return Reviewed(f"{code}-{number:06d}", "表内合计", finding, spots)


def review_of(document: Document, *findings: Reviewed) -> Review:
    return Review(document.name, document.name, document.sha256, len(document.text), findings, (), ())


def written(data: bytes, *quotes: str, name: str = "规划.docx") -> bytes:
    """Return ``data`` with a comment at the first place of each of ``quotes``."""
    document = read_bytes(name, data)
    spans = [Span(at, at + len(quote)) for quote in quotes for at in [document.text.index(quote)]]
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    return write_review_word(data, document, review_of(document, *found))


# Seen by other code than that which wrote it


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {info.filename: package.read(info) for info in package.infolist()}


def main(data: bytes) -> etree._Element:
    return etree.fromstring(parts(data)["word/document.xml"])


def name_of(element: etree._Element) -> str:
    return etree.QName(element).localname


def number_of(element: etree._Element) -> int:
    return int(element.get(f"{{{etree.QName(element).namespace}}}id"))


def said(data: bytes) -> dict[int, list[str]]:
    """Return the lines of each comment by its number."""
    root = etree.fromstring(parts(data)["word/comments.xml"])
    return {
        number_of(comment): ["".join(t.text for t in p.iter("{*}t")) for p in comment.iter("{*}p")] for comment in root
    }


def marked(data: bytes) -> dict[int, str]:
    """Return the text between the marks of each comment by its number."""
    open_now: set[int] = set()
    found: dict[int, str] = {}
    for element in main(data).iter("{*}*"):
        name = name_of(element)
        if name == "commentRangeStart":
            open_now.add(number_of(element))
            found[number_of(element)] = ""
        elif name == "commentRangeEnd":
            open_now.remove(number_of(element))
        elif name_of(element.getparent()) == "r" if element.getparent() is not None else False:
            for number in open_now:
                found[number] += element.text or "" if name == "t" else _CHARACTERS.get(name, "")
    assert open_now == set()
    return found


def by_message(data: bytes) -> dict[str, str]:
    """Return the text between the marks by the second line of the comment, its message."""
    texts = marked(data)
    return {lines[1]: texts[number] for number, lines in said(data).items() if len(lines) > 1}


def check_order(data: bytes) -> None:
    """Check what Word wants: elements in their order, numbers once, a sign behind the end of each range."""
    root = main(data)
    for kind in ("p", "r", "tc", "tr"):
        for element in root.iter(W + kind):
            places = [at for at, inner in enumerate(element) if name_of(inner) == f"{kind}Pr"]
            assert places in ([], [0])
            if kind == "tc":
                assert name_of(element[-1]) == "p"
    numbers = {
        kind: [number_of(element) for element in root.iter(f"{{*}}{kind}")]
        for kind in ("commentRangeStart", "commentRangeEnd", "commentReference")
    }
    told = list(said(data))
    assert len(told) == len(set(told))
    assert {kind: sorted(found) for kind, found in numbers.items()} == dict.fromkeys(numbers, sorted(told))
    order = {element: at for at, element in enumerate(root.iter("{*}*"))}
    ends = {number_of(element): order[element] for element in root.iter("{*}commentRangeEnd")}
    for element in root.iter("{*}commentReference"):
        assert order[element] > ends[number_of(element)]
    assert [r for r in root.iter(W + "r") if len(r) == 0 or [name_of(c) for c in r] == ["rPr"]] == []


def without_comments(root: etree._Element, keep: frozenset[int] = frozenset()) -> bytes:
    """Return the text with each character in a run of its own, comments but those to ``keep`` taken out."""
    root = deepcopy(root)
    for element in list(root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")):
        if number_of(element) not in keep:
            gone = element.getparent() if name_of(element) == "commentReference" else element
            gone.getparent().remove(gone)
    for run in list(root.iter(W + "r")):
        for element in list(run):
            if name_of(element) == "rPr":
                continue
            for letter in (element.text or "") if name_of(element) == "t" else " ":
                single = etree.SubElement(run.getparent(), run.tag, dict(run.attrib))
                run.addprevious(single)
                single.extend(deepcopy(inner) for inner in run if name_of(inner) == "rPr")
                if name_of(element) == "t":
                    etree.SubElement(single, element.tag).text = letter
                else:
                    single.append(element)
        run.getparent().remove(run)
    return etree.tostring(root, method="c14n")


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def random_spans(document: Document, plan: Plan, seed: int, count: int) -> list[Span]:
    """Return ranges of characters, each within a block or a cell."""
    chance = random.Random(seed)
    pieces = Material(document, plan).pieces
    spans = []
    for piece in chance.choices(pieces, k=count):
        start = chance.randrange(len(piece.text))
        spans.append(piece.span(start, min(len(piece.text), start + chance.randint(1, 30))))
    return spans
