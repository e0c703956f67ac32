"""Reports in the office's own Word template (套用本局模板).

Entry: :func:`fill_template`. In Word an office writes ``{{ 标题 }}``, ``{{ 正文 }}``, ``{{ 章.总体情况 }}``,
``{{ 数("ledger/tasks/红") }}``… where they belong. Blocks take the place of the paragraph of their placeholder:
headings in the template's own headings, text in the form of the placeholder. The same template and report give the
same bytes.
Not here: what may be written (:mod:`luoshi.report.template_names`), styles (:mod:`luoshi.report.template_styles`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NoReturn
from xml.sax.saxutils import escape

from luoshi.base.errors import LuoshiError
from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.report import EvaluationReport
from luoshi.readers.docx_trace import Trace
from luoshi.readers.safe_xml import Package, PartError, parse_xml
from luoshi.report.official_elements import on_new_page, text_run
from luoshi.report.official_styles import RELATIONS, TEXT_WIDTH
from luoshi.report.report_blocks import Pen
from luoshi.report.report_marks import fact_stem, origin_mark
from luoshi.report.template_braces import refuse_unfilled
from luoshi.report.template_names import OPEN, Placed, context_of, environment, marked_pieces
from luoshi.report.template_styles import Styles
from luoshi.report.word_package import WordFile
from luoshi.report.word_styles import MAIN, NAMESPACE

if TYPE_CHECKING:
    from lxml import etree

_W = f"{{{NAMESPACE}}}"
_KEPT = ("Heading1", "Heading2", "Heading3", "Heading4", "Caption", "Picture")
_LONGEST_QUOTE = 60
_CELL_SIDES = 216
_PAGE = ("pgSz", "pgMar")
_NAME = "模板.docx"


def fill_template(template: bytes, report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> bytes:
    """Return the office's template with a report in it.

    Raises:
        LuoshiError: R0xx or E210, the template is no usable Word file; E211 to E216, a placeholder in it is wrong;
            E217, it has none, or some are written with full-width braces.
        KeyError: when a picture was not drawn.
    """
    _refuse_unsafe(template)
    placed = Placed()
    filled = _rendered(template, context_of(report, placed))
    root = filled.docx.element
    pen = _pen(filled, report, pictures)
    _put_blocks(root, Styles(filled.docx.part._styles_part.element), placed, pen)
    _put_numbers(root, placed, pen)
    _name_origin(root, report, pen)
    buffer = io.BytesIO()
    filled.save(buffer)
    return _repacked(buffer.getvalue(), placed, report)


def _refuse_unsafe(template: bytes) -> None:
    """Refuse what no reader of ours would take in, bombs, DTDs, broken parts, and what has nothing to fill."""
    package = Package(_NAME, template)
    lines: list[str] = []
    try:
        for part in package.packing():
            data = package.read(part, may_be_dense=True)
            if part.lower().endswith((".xml", ".rels")):
                root = parse_xml(_NAME, data)
                if part.startswith("word/"):
                    lines += [_text(one) for one in root.iter(f"{_W}p")]
    except PartError as error:
        raise _unusable() from error
    if MAIN in package.packing():
        refuse_unfilled(lines)


def _unusable() -> LuoshiError:
    return LuoshiError("E210", "模板不是能用的 Word 文件", hint="在 Word 或 WPS 里另存为 .docx（不带宏）再试")


def _rendered(template: bytes, context: dict[str, Any]) -> Any:
    """Return the template with the placeholders amid its texts filled in."""
    import docxtpl  # type: ignore[import-untyped]
    from jinja2 import TemplateError
    from lxml import etree

    class Template(docxtpl.DocxTemplate):  # type: ignore[misc]
        def render_properties(self, context: dict[str, Any], jinja_env: object = None) -> None:
            """Leave the properties alone: reading them would add the time of day where there are none."""

    try:
        filled = Template(io.BytesIO(template))
        filled.init_docx()
    except (ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise _unusable() from error
    try:
        filled.render(context, environment(tuple(context)), autoescape=True)
    except TemplateError as error:
        _refuse(error)
    except etree.XMLSyntaxError as error:
        hint = "条件的开头和结尾要各占一段，写成 {%p if 附件名称 %} 和 {%p endif %}"
        raise LuoshiError("E216", "模板里的占位符拆散了段落或表格", hint=hint) from error
    return filled


def _refuse(error: Any) -> NoReturn:
    """Tell of a placeholder that Jinja cannot read, with the paragraph in which it stands."""
    lines = (getattr(error, "source", None) or "").splitlines()
    number = getattr(error, "lineno", None) or 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    quote = re.sub(r"<[^>]*>", "", line).strip()[:_LONGEST_QUOTE]
    raise LuoshiError(
        "E210",
        f"模板里的占位符写得不对：{quote}" if quote else "模板里的占位符写得不对",
        hint='大括号成对，括号和引号用半角，如 {{ 标题 }}、{{ 数("编号") }}、{% if 附件名称 %}…{% endif %}',
    ) from error


def _pen(filled: Any, report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> Pen:
    root = filled.docx.element

    def image(png: bytes) -> str:
        key, _ = filled.docx.part.get_or_add_image(io.BytesIO(png))
        return str(key)

    pen = Pen(report.facts, pictures, image)
    pen.marks.last = _highest(one.get(f"{_W}id") for one in root.iter(f"{_W}bookmarkStart"))
    pen.drawn = _highest(one.get("id") for one in root.iter("{*}docPr"))
    return pen


def _highest(numbers: Iterator[str | None]) -> int:
    return max((int(one) for one in numbers if one and one.isdecimal()), default=0)


# Blocks in place of a paragraph


def _put_blocks(root: etree._Element, styles: Styles, placed: Placed, pen: Pen) -> None:
    for line in [one for one in root.iter(f"{_W}p") if OPEN in _text(one)]:
        text = _text(line)
        pieces = marked_pieces(text)
        asked = [placed.blocks[number] for kind, number in pieces if number >= 0 and kind == "B"]
        if not asked:
            continue
        if any(number < 0 and words.strip() for words, number in pieces) or len(pieces) > 1:
            hint = "把它放在单独的一段里，前后不写别的"
            raise LuoshiError("E216", f"模板里的“{asked[0].name}”要单独占一段", hint=hint)
        pen.width = _width(line)
        written = ""
        for group in asked[0].groups:
            inside = "".join(pen.blocks(group))
            written += on_new_page(inside) if asked[0].is_paged else inside
        _replace(line, written, styles)


def _replace(line: etree._Element, written: str, styles: Styles) -> None:
    """Put elements in place of a paragraph; text takes its form, all else a style."""
    from lxml import etree

    spaces = f'xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"'
    elements = list(etree.fromstring(f"<w:x {spaces}>{written}</w:x>".encode()))
    form = line.find(f"{_W}pPr")
    run = next((one for one in line.iter(f"{_W}r") if OPEN in _text(one)), None)
    letters = None if run is None else run.find(f"{_W}rPr")
    section = None if form is None else form.find(f"{_W}sectPr")
    for element in elements:
        for inner in element.iter(f"{_W}p"):
            _dress(inner, form, letters, styles)
        line.addprevious(element)
    if section is None and elements:
        _parent(line).remove(line)
        return
    for child in [one for one in line if one.tag != f"{_W}pPr"]:
        line.remove(child)


def _dress(inner: etree._Element, form: etree._Element | None, letters: etree._Element | None, styles: Styles) -> None:
    own = inner[0]
    style = own.find(f"{_W}pStyle")
    if style is not None:
        ours = style.get(f"{_W}val", "")
        style.set(f"{_W}val", styles.id_of(ours))
        if ours in _KEPT and own.find(f"{_W}keepNext") is None:
            style.addnext(own.makeelement(f"{_W}keepNext"))
        return
    if form is not None:
        taken = deepcopy(form)
        for left in ("sectPr", "pageBreakBefore"):
            for one in taken.findall(f"{_W}{left}"):
                taken.remove(one)
        inner.replace(own, taken)
    if letters is not None:
        for run in inner.iter(f"{_W}r"):
            old = run.find(f"{_W}rPr")
            if old is not None:
                run.remove(old)
            run.insert(0, deepcopy(letters))


def _width(line: etree._Element) -> int:
    """Return the width of the cell or of the page's text in which a paragraph stands."""
    cell = next(line.iterancestors(f"{_W}tc"), None)
    told = None if cell is None else cell.find(f"{_W}tcPr/{_W}tcW")
    if told is not None and told.get(f"{_W}type") == "dxa":
        return max(int(told.get(f"{_W}w", "0")) - _CELL_SIDES, _CELL_SIDES)
    section = _section(line)
    size, margins = (None if section is None else section.find(f"{_W}{one}") for one in _PAGE)
    if size is None or margins is None:
        return TEXT_WIDTH
    sides = sum(int(margins.get(f"{_W}{one}", "0")) for one in ("left", "right"))
    return int(size.get(f"{_W}w", "0")) - sides


def _section(line: etree._Element) -> etree._Element | None:
    """Return the form of the pages on which a paragraph stands: the next one in the document."""
    is_after = False
    for one in line.getroottree().getroot().iter(f"{_W}p", f"{_W}sectPr"):
        is_after = is_after or one is line
        if is_after and one.tag == f"{_W}sectPr":
            return one
    return None


def _text(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{_W}t"))


# Numbers amid a text


def _put_numbers(root: etree._Element, placed: Placed, pen: Pen) -> None:
    """Write the numbers that were asked for, each with its bookmark, in the letters of its placeholder."""
    for text in [one for one in root.iter(f"{_W}t") if OPEN in (one.text or "")]:
        run = _parent(text)
        before = [one for one in run.iterchildren() if one.tag != f"{_W}rPr"]
        at = before.index(text)
        for child in before[:at]:
            run.addprevious(_alike(run, child))
        for words, number in marked_pieces(text.text or ""):
            fact = placed.numbers[number] if number >= 0 else ""
            shown = pen.book[fact].text if fact else words
            for element in _elements(pen.marks.around(fact_stem(fact), text_run(shown)) if fact else text_run(shown)):
                if element.tag == f"{_W}r":
                    element = _alike(run, *element.findall(f"{_W}t"))
                run.addprevious(element)
        if before[at + 1 :]:
            run.addprevious(_alike(run, *before[at + 1 :]))
        _parent(run).remove(run)


def _alike(run: etree._Element, *children: etree._Element) -> etree._Element:
    """Return a run with the letters of another."""
    made = run.makeelement(f"{_W}r")
    letters = run.find(f"{_W}rPr")
    if letters is not None:
        made.append(deepcopy(letters))
    made.extend(children)
    return made


def _elements(written: str) -> list[etree._Element]:
    from lxml import etree

    return list(etree.fromstring(f'<w:x xmlns:w="{NAMESPACE}">{written}</w:x>'.encode()))


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    if parent is None:
        raise ValueError("an element that is the whole document")
    return parent


def _name_origin(root: etree._Element, report: EvaluationReport, pen: Pen) -> None:
    """Write at the beginning of the first paragraph which report the file is."""
    line = next(root.iter(f"{_W}p"), None)
    if line is not None:
        at = 1 if line.find(f"{_W}pPr") is not None else 0
        line[at:at] = _elements(pen.marks.around(origin_mark(report), ""))


def _repacked(data: bytes, placed: Placed, report: EvaluationReport) -> bytes:
    """Return a file without the time at which it was packed; numbers in heads and feet of pages are put in."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    mark = OPEN.encode()
    for name, part in parts.items():
        if mark in part and name.endswith(".xml"):
            told = "".join(_in_margin(words, number, placed, report) for words, number in marked_pieces(part.decode()))
            parts[name] = told.encode()
    return WordFile(_NAME, MAIN, parts, Trace()).pack()


def _in_margin(words: str, number: int, placed: Placed, report: EvaluationReport) -> str:
    if number < 0:
        return words
    if words == "B":
        hint = "页眉、页脚和脚注里只能放一行文字和数"
        raise LuoshiError("E216", f"模板里的“{placed.blocks[number].name}”不能放在页眉、页脚或脚注里", hint=hint)
    return escape(report.facts[placed.numbers[number]].text)
