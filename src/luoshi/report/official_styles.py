"""The parts of an official paper beside its text (公文版式): styles, page, page numbers, fonts, settings.

Entries: :func:`packed`, :func:`page_form`, :func:`official_styles`. The measures are those of GB/T 9704-2012: A4, 22
lines of 28 characters, 三号仿宋. The fonts are named, not shipped; each has a stand-in that every Chinese Word or WPS
has.
Not here: the text (:mod:`luoshi.report.official_word`, :mod:`luoshi.report.report_word`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.readers.docx_trace import Trace
from luoshi.report.word_package import WordFile
from luoshi.report.word_styles import MAIN, NAMESPACE

LINE = 579
"""Height of a line in twentieths of a point: 22 of them make the height of the text."""
CHARACTER = 320
"""Width of a character of 三号 in twentieths of a point."""
TEXT_WIDTH = 8844
"""Width of the text (版心) in twentieths of a point: 156 mm."""
WIDE_WIDTH = 12756
"""Width of the text of a page that is printed across (横排): 225 mm."""
WIDE_HEIGHT = 8844
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TITLE, _FANG, _HEI, _KAI, _SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
_STAND_INS = {_TITLE: "华文中宋", _FANG: "仿宋", _HEI: "SimHei", _KAI: "楷体", _SONG: "SimSun"}
_NARROWER = -5
"""Space between characters in twentieths of a point: 28 of them make the width of the text."""
_NO_GAPS = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
"""No space between Chinese and digits: 2024年11月5日 is one word."""
_FOOTERS = {"default": "footer1", "even": "footer2"}
_PORTRAIT = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1417" w:gutter="0"/>'
)
_ACROSS = (
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1588" w:right="1984" w:bottom="1474" w:left="2098" w:header="851" w:footer="907" w:gutter="0"/>'
)
"""The page turned to the left: what was its left edge, where it is bound, is its top."""


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style; ``size`` in half points, ``line`` in twentieths of a point, 0 for one as high as it needs."""

    name: str
    title: str
    font: str = _FANG
    size: int = 32
    align: str = "both"
    indent: bool = False
    line: int = LINE
    before: int = 0
    outline: int = 0
    colour: str = ""
    tab: int = 0
    """Where a dotted tab ends, in twentieths of a point; 0 for none."""
    left: int = 0
    """Characters of 三号 by which all lines are set in."""


_STYLES = (
    _Style("Title", "Title", _TITLE, 44, "center"),
    _Style("Letterhead", "发文机关标志", _TITLE, 72, "center", line=0, before=1200, colour="FF0000"),
    _Style("Number", "发文字号", align="center"),
    _Style("FormNumber", "编号", align="right"),
    _Style("To", "主送机关"),
    _Style("Heading1", "heading 1", _HEI, indent=True, outline=1),
    _Style("Heading2", "heading 2", _KAI, indent=True, outline=2),
    _Style("Heading3", "heading 3", indent=True, outline=3),
    _Style("Heading4", "heading 4", indent=True, outline=4),
    _Style("Plain", "顶格"),
    _Style("Sign", "署名日期", align="right"),
    _Style("Caption", "caption", _HEI, 28, "center"),
    _Style("Cell", "表格文字", size=24, align="left", line=360),
    _Style("CellCentre", "表格居中", size=24, align="center", line=360),
    _Style("CellHead", "表头", _HEI, 24, "center", line=360),
    _Style("CellRight", "表格数字", size=24, align="right", line=360),
    _Style("SmallCell", "表格小字", size=21, align="left", line=320),
    _Style("SmallCentre", "表格小字居中", size=21, align="center", line=320),
    _Style("SmallRight", "表格小字数字", size=21, align="right", line=320),
    _Style("SmallHead", "表头小字", _HEI, 21, "center", line=320),
    _Style("Gap", "表后", size=12, line=240),
    _Style("Note", "注", size=24, line=360, before=60),
    _Style("Picture", "图", align="center", line=0, before=120),
    _Style("PictureCaption", "图题", _HEI, 28, "center"),
    _Style("AnnexMark", "附件标志", _HEI),
    _Style("AnnexTitle", "附件标题", _TITLE, 44, "center", outline=1),
    _Style("ContentsTitle", "目录标题", _HEI, align="center"),
    _Style("TOC1", "toc 1", align="left", tab=TEXT_WIDTH),
    _Style("TOC2", "toc 2", align="left", tab=TEXT_WIDTH, left=1),
    _Style("Copies", "版记", size=28, align="left"),
    _Style("Footer", "footer", _SONG, 28, line=0),
)
_WITH_NEXT = ("Caption", "Picture", "AnnexMark", "ContentsTitle")


def packed(name: str, body: str, images: Sequence[bytes] = ()) -> bytes:
    """Return a Word file, always the same bytes for the same arguments.

    Args:
        name: for messages.
        body: what stands in ``w:body``, the form of the last page included.
        images: PNG pictures; the body means them by :func:`image_id`.
    """
    file = WordFile(name, MAIN, _parts(images), Trace())
    root = f'<w:document xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"><w:body>{body}</w:body></w:document>'
    file.parts[MAIN] = (_HEAD + root).encode()
    return file.pack()


def image_id(number: int) -> str:
    """Return the id by which the text means a picture, numbered from 1."""
    return f"rIdImage{number}"


def _parts(images: Sequence[bytes]) -> dict[str, bytes]:
    """Return the parts by name, in the order in which they are packed; the text is empty yet."""
    near = {
        "rId1": ("styles", "styles.xml"),
        "rId2": ("fontTable", "fontTable.xml"),
        "rId3": ("settings", "settings.xml"),
    }
    near |= {_footer_id(kind): ("footer", f"{name}.xml") for kind, name in _FOOTERS.items()}
    media = {image_id(number): f"media/image{number}.png" for number in range(1, len(images) + 1)}
    near |= {key: ("image", name) for key, name in media.items()}
    parts = {
        "[Content_Types].xml": _types(has_images=bool(images)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", MAIN)}),
        MAIN: "",
        "word/_rels/document.xml.rels": _relations(near),
        "word/styles.xml": _styles(),
        "word/fontTable.xml": _fonts(),
        "word/settings.xml": _settings(),
        **{f"word/{name}.xml": _footer(kind) for kind, name in _FOOTERS.items()},
    }
    told = {name: (_HEAD + text).encode() for name, text in parts.items()}
    return told | {f"word/{name}": image for name, image in zip(media.values(), images, strict=True)}


def page_form(*, is_wide: bool = False, is_numbered: bool = True) -> str:
    """Return the properties of pages: A4, margins 37, 35, 28 and 26 mm, lines on a grid, page numbers."""
    footers = "".join(f'<w:footerReference w:type="{kind}" r:id="{_footer_id(kind)}"/>' for kind in _FOOTERS)
    return (
        f"<w:sectPr>{footers if is_numbered else ''}{_ACROSS if is_wide else _PORTRAIT}"
        f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
    )


def _footer_id(kind: str) -> str:
    return {"default": "rId4", "even": "rId5"}[kind]


def _types(*, has_images: bool) -> str:
    kinds = {"document": "document.main", "styles": "styles", "fontTable": "fontTable", "settings": "settings"}
    kinds |= dict.fromkeys(_FOOTERS.values(), "footer")
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD_TYPE}{kind}+xml"/>' for part, kind in kinds.items()
    )
    png = '<Default Extension="png" ContentType="image/png"/>' if has_images else ""
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{png}{overrides}</Types>'
    )


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _styles() -> str:
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_font(_FANG)}<w:spacing w:val="{_NARROWER}"/><w:kern w:val="0"/>'
        f'{_size(32)}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/>{_NO_GAPS}'
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
        f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return f'<w:styles xmlns:w="{NAMESPACE}">{defaults}{normal}{"".join(official_styles().values())}</w:styles>'


def official_styles() -> dict[str, str]:
    """Return id of a style -> its element; all are based on ``Normal``."""
    return {style.name: _style(style) for style in _STYLES}


def _style(style: _Style) -> str:
    custom = "" if style.title.isascii() else ' w:customStyle="1"'
    chars, twips = (200, 2 * CHARACTER) if style.indent else (0, 0)
    keep = "<w:keepNext/>" if style.outline or style.name in _WITH_NEXT else ""
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{style.tab}"/></w:tabs>' if style.tab else ""
    left = f'w:leftChars="{style.left * 100}" w:left="{style.left * CHARACTER}" ' if style.left else ""
    outline = f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    line = f'w:line="{style.line}" w:lineRule="exact"' if style.line == LINE else ""
    line = line or (f'w:line="{style.line}" w:lineRule="atLeast"' if style.line else 'w:line="240" w:lineRule="auto"')
    off_grid = '<w:snapToGrid w:val="0"/>' if style.line != LINE or style.size > 32 else ""
    colour = f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.name}"><w:name w:val="{style.title}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{keep}{tab}{off_grid}<w:spacing w:before="{style.before}" {line}/>'
        f'<w:ind {left}w:firstLineChars="{chars}" w:firstLine="{twips}"/><w:jc w:val="{style.align}"/>{outline}</w:pPr>'
        f"<w:rPr>{_font(style.font)}{colour}{_size(style.size)}</w:rPr></w:style>"
    )


def _font(font: str) -> str:
    return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'


def _size(size: int) -> str:
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _footer(kind: str) -> str:
    """Return the page number: odd pages right, even ones left, a character from the edge."""
    side = "left" if kind == "even" else "right"
    runs = "".join(
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{inside}</w:r>'
        for inside in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    return (
        f'<w:ftr xmlns:w="{NAMESPACE}"><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>{runs}</w:p></w:ftr>'
    )


def _fonts() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _STAND_INS.items()
    )
    return f'<w:fonts xmlns:w="{NAMESPACE}">{fonts}</w:fonts>'


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{NAMESPACE}"><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )
