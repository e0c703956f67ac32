"""Codes (代码) of the readers: what is refused with a :class:`LuoshiError`, and what is reported as a :class:`Finding`.

Entry: :class:`Refusal` and :func:`refuse`; :class:`Notice` and :func:`notice`. Every code of area R stands here once,
with its sentence and what to do. Not here: how files are recognised (``formats``).
"""

from __future__ import annotations

from enum import Enum

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity


class Refusal(Enum):
    """Why a file is not read: code, sentence, what to do."""

    EMPTY = ("R001", "文件是空的", "请检查文件是否保存完整，重新导出后再试")
    NOT_FOUND = ("R002", "找不到文件或无法打开", "请检查路径和文件权限")
    TOO_LARGE = ("R003", "文件太大", "请只保留规划正文，删去图片等内容，或分成几个文件")
    SCAN = ("R010", "这是扫描的 PDF，只有图片，没有文字", "请先做文字识别（OCR），校对后保存为 DOCX 或 TXT")
    OLD_OFFICE = (
        "R011",
        "这是旧版 Office/WPS 文件（DOC、WPS、XLS、ET 等），不能直接读取",
        "请用 WPS 或 Word 打开后另存为 DOCX",
    )
    ENCRYPTED = ("R012", "文件已加密", "请用密码打开后取消密码，另存为 DOCX 再试")
    OFD = ("R013", "这是 OFD 版式文件，暂不能直接读取", "请用阅读软件转换为 DOCX，或把文字复制到 TXT 文件")
    RTF = ("R014", "这是 RTF 文件，不能直接读取", "请用 WPS 或 Word 打开后另存为 DOCX")
    IMAGE = ("R015", "这是图片，不含文字", "请先做文字识别（OCR），校对后保存为 DOCX 或 TXT")
    SPREADSHEET = ("R016", "这是电子表格，不是规划文本", "规划文本请用 DOCX、TXT、MD 或 HTML；表格可复制到文档中")
    PRESENTATION = ("R017", "这是演示文稿，不是规划文本", "请把文字复制到 DOCX 或 TXT 文件")
    NOT_WORD = ("R018", "这是压缩包，其中没有 Word 文档内容", "ODT 文件请另存为 DOCX；压缩包请解压后选用其中的文件")
    BROKEN = ("R020", "文件已损坏，无法打开", "请用 WPS 或 Word 打开修复后另存，或重新取得文件")
    BINARY = ("R021", "文件内容不是文字", "请确认文件类型，扩展名可能被改过")
    ENCODING = ("R022", "无法识别文字编码", "请用记事本另存为 UTF-8 编码的文本文件")
    BOMB = ("R023", "压缩内容展开后异常庞大，已停止读取", "文件可能被恶意构造，请重新取得文件")
    DTD = ("R024", "文件含有不允许的文档类型声明（DTD），已停止读取", "文件可能被恶意构造，请用 Word 或 WPS 重新保存")
    DEEP = ("R025", "文件结构嵌套过深，已停止读取", "请用 Word 或 WPS 打开后另存，或把文字复制到 TXT 文件")


class Notice(Enum):
    """What a reader reports while it goes on: code, severity, sentence, what to do."""

    PART = ("R101", Severity.WARNING, "文档的一部分未能读取，其余照常", "请核对这一部分，必要时用 Word 重新保存")
    TABLE = ("R102", Severity.WARNING, "有表格未能完整读取", "请核对这张表")
    REPLACED = ("R103", Severity.WARNING, "文件中有无法解码的字节，已用“�”代替", "请核对这些位置的文字")
    NO_TEXT = ("R104", Severity.WARNING, "文件中没有可读的文字", "请确认文件内容；扫描件请先做文字识别")
    PAGES = ("R105", Severity.WARNING, "有的页打不开，其余照常", "请核对这几页，或重新导出 PDF")
    SCANNED = (
        "R106",
        Severity.WARNING,
        "有的页是扫描的图片，没有文字，未能读取",
        "请对这几页做文字识别，或改用有文字的版本",
    )
    RECOGNISED = (
        "R107",
        Severity.WARNING,
        "有的页是扫描件，文字由机器识别，可能有误",
        "请对照原件核对这几页的数字和文字",
    )
    GARBLED = (
        "R108",
        Severity.WARNING,
        "有的页所用字体没有文字编码，读出的文字不可靠",
        "请改用原来的 DOCX，或重新导出 PDF",
    )
    CUT = ("R109", Severity.WARNING, "有的页内容异常繁多，没有读完", "请核对这几页，或改用原来的 DOCX")


def refuse(why: Refusal, where: str, detail: str = "") -> LuoshiError:
    """Return the error for a file that is not read; ``detail`` is added to its sentence."""
    code, message, hint = why.value
    return LuoshiError(code, f"{message}（{detail}）" if detail else message, where=where, hint=hint)


def notice(what: Notice, where: str, detail: str = "") -> Finding:
    """Return the finding for something that was left out or doubtful."""
    code, severity, message, fix = what.value
    return Finding(code, severity, f"{message}（{detail}）" if detail else message, where=where, fix=fix)
