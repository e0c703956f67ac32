"""The parts of a new Word file beside its text (版式): styles, fonts and what stand-ins they have, settings.

Entry: :func:`fixed_parts`. The styles are those of an official text, with fonts that every Chinese Word or WPS has.
Not here: the text (:mod:`luoshi.report.clean_word`).
"""

from __future__ import annotations

from dataclasses import dataclass

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "word/document.xml"
TEXT_WIDTH = 8844
"""Width of the text in twentieths of a point: A4 without its margins."""
CELL, SMALL = 210, 160
"""Sizes of the type in tables, in twentieths of a point."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_SONG, _FANG, _HEI, _KAI = "宋体", "仿宋", "黑体", "楷体"
_STAND_INS = {_SONG: "SimSun", _FANG: "仿宋_GB2312", _HEI: "SimHei", _KAI: "楷体_GB2312"}
_HEADINGS = 6


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style; ``size`` in half points, ``outline`` the level in the navigation pane from 1, 0 for none."""

    name: str
    title: str
    font: str
    size: int
    bold: bool = False
    align: str = "both"
    indent: bool = False
    line: int = 360
    before: int = 0
    outline: int = 0


_STYLES = (
    _Style("Title", "Title", _SONG, 44, bold=True, align="center", before=240),
    _Style("Heading1", "heading 1", _HEI, 32, indent=True, before=160, outline=1),
    _Style("Heading2", "heading 2", _HEI, 30, indent=True, before=120, outline=2),
    _Style("Heading3", "heading 3", _HEI, 28, indent=True, before=80, outline=3),
    *(_Style(f"Heading{n}", f"heading {n}", _HEI, 28, indent=True, outline=n) for n in range(4, _HEADINGS + 1)),
    _Style("Item", "条目", _FANG, 28, indent=True),
    _Style("Box", "专栏", _HEI, 28, align="center", before=120),
    _Style("Caption", "caption", _HEI, 24, align="center", line=300, before=120),
    _Style("Cell", "表格文字", _SONG, CELL // 10, align="left", line=260),
    _Style("SmallCell", "表格小字", _SONG, SMALL // 10, align="left", line=220),
    _Style("Gap", "表后", _SONG, 12, line=240),
)


def heading_style(level: int) -> str:
    """Return the style of a heading of ``level``, 1 the highest."""
    return f"Heading{min(max(1, level), _HEADINGS)}"


def fixed_parts() -> dict[str, bytes]:
    """Return the parts of a new Word file by name, in the order in which they are packed; its text is empty yet."""
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations({"officeDocument": MAIN}),
        MAIN: "",
        "word/_rels/document.xml.rels": _relations({n: f"{n}.xml" for n in ("styles", "fontTable", "settings")}),
        "word/styles.xml": _styles(),
        "word/fontTable.xml": _fonts(),
        "word/settings.xml": _settings(),
    }
    return {name: (_HEAD + text).encode() for name, text in parts.items()}


def _types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "fontTable": "fontTable", "settings": "settings"}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD_TYPE}{kind}+xml"/>' for part, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: dict[str, str]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _styles() -> str:
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_font(_FANG)}{_size(28)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:spacing w:line="360" w:lineRule="auto"/><w:ind w:firstLineChars="200" w:firstLine="560"/>'
        '<w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return f'<w:styles xmlns:w="{NAMESPACE}">{defaults}{normal}{"".join(map(_style, _STYLES))}</w:styles>'


def _style(style: _Style) -> str:
    custom = "" if style.title.isascii() else ' w:customStyle="1"'
    indent = f'w:firstLineChars="200" w:firstLine="{style.size * 20}"' if style.indent else _NO_INDENT
    keep = "<w:keepNext/>" if style.outline or style.name in ("Box", "Caption") else ""
    outline = f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.name}"><w:name w:val="{style.title}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{keep}<w:spacing w:before="{style.before}" w:line="{style.line}" w:lineRule="auto"/>'
        f'<w:ind {indent}/><w:jc w:val="{style.align}"/>{outline}</w:pPr>'
        f"<w:rPr>{_font(style.font)}{'<w:b/>' if style.bold else ''}{_size(style.size)}</w:rPr></w:style>"
    )


_NO_INDENT = 'w:firstLineChars="0" w:firstLine="0"'


def _font(font: str) -> str:
    return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'


def _size(size: int) -> str:
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _fonts() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _STAND_INS.items()
    )
    return f'<w:fonts xmlns:w="{NAMESPACE}">{fonts}</w:fonts>'


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{NAMESPACE}"><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )
