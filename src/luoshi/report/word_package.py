"""A Word file as its parts (文件包): taken in safely, given out always the same way.

Entries: :func:`open_word` for the original that people gave, :class:`WordFile` and its :meth:`WordFile.pack`.
Entries of the zip have no date, so that the same parts give the same bytes.
Not here: what stands in the parts (:mod:`luoshi.report.word_comments`, :mod:`luoshi.report.clean_word`).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.readers.docx import main_part, read_docx
from luoshi.readers.docx_trace import Trace
from luoshi.readers.safe_xml import Package, PartError, parse_xml

if TYPE_CHECKING:
    from lxml import etree

_NO_DATE = (1980, 1, 1, 0, 0, 0)
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CONTENT_TYPES = "[Content_Types].xml"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."


@dataclass(slots=True)
class WordFile:
    """A Word file that is being written.

    Attributes:
        name: file name, for messages.
        main: name of the main part.
        parts: bytes of all parts by name, in their order.
        trace: from which elements of the main part the text was read; ``trace.root`` is written back.
        packing: how each part is packed; deflated where nothing is said.
    """

    name: str
    main: str
    parts: dict[str, bytes]
    trace: Trace
    packing: dict[str, int] = field(default_factory=dict)

    @property
    def root(self) -> etree._Element:
        """The root of the main part."""
        if self.trace.root is None:
            raise ValueError("the trace of a Word file has no root")
        return self.trace.root

    def related(self, kind: str) -> str:
        """Return the name of the part to which the main part has a relation of ``kind`` (comments); "" if none."""
        for relation in self._relations():
            if relation.get("Type", "") in (f"{_STRICT}/{kind}", f"{_TRANSITIONAL}/{kind}"):
                target = relation.get("Target", "")
                name = target.lstrip("/") if target.startswith("/") else _joined(self._folder, target)
                if name in self.parts:
                    return name
        return ""

    def add(self, kind: str, data: bytes) -> str:
        """Add a part that the main part has a relation of ``kind`` to; return its name, one that was free."""
        number = 1
        while (name := f"{self._folder}{kind}{number if number > 1 else ''}.xml") in self.parts:
            number += 1
        self.parts[name] = data
        self._relate(kind, name)
        types = parse_xml(self.name, self.parts[_CONTENT_TYPES])
        part = f"/{name}"
        for stale in [one for one in types if one.get("PartName", "").lower() == part.lower()]:
            types.remove(stale)
        told = {"PartName": part, "ContentType": f"{_WORD_TYPE}{kind}+xml"}
        types.append(types.makeelement(f"{{{_TYPES}}}Override", told))
        self.parts[_CONTENT_TYPES] = serialised(types)
        return name

    def pack(self) -> bytes:
        """Return the file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            for name, data in self.parts.items():
                info = zipfile.ZipInfo(name, _NO_DATE)
                info.create_system = 0
                info.compress_type = self.packing.get(name, zipfile.ZIP_DEFLATED)
                package.writestr(info, data)
        return buffer.getvalue()

    @property
    def _folder(self) -> str:
        return self.main.rpartition("/")[0] + "/" if "/" in self.main else ""

    @property
    def _relations_part(self) -> str:
        return f"{self._folder}_rels/{self.main.rpartition('/')[2]}.rels"

    def _relations(self) -> etree._Element:
        data = self.parts.get(self._relations_part, f'<Relationships xmlns="{_RELATIONS}"/>'.encode())
        return parse_xml(self.name, data)

    def _relate(self, kind: str, name: str) -> None:
        relations = self._relations()
        used = {relation.get("Id") for relation in relations}
        number = len(used) + 1
        while f"rId{number}" in used:
            number += 1
        family = _STRICT if "purl.oclc.org" in self.root.tag else _TRANSITIONAL
        target = name.removeprefix(self._folder)
        told = {"Id": f"rId{number}", "Type": f"{family}/{kind}", "Target": target}
        relations.append(relations.makeelement(f"{{{_RELATIONS}}}Relationship", told))
        self.parts[self._relations_part] = serialised(relations)


def open_word(name: str, data: bytes) -> tuple[WordFile, str] | None:
    """Return the parts of a Word file and its text as the reader gives it; None if a part cannot be carried over.

    Raises:
        LuoshiError: R0xx, it is no package, breaks the limits, or its main part cannot be read.
    """
    trace = Trace()
    package = Package(name, data)
    text = read_docx(package, trace).text
    whole = Package(name, data)  # counts what it unpacks anew
    packing = whole.packing()
    try:
        parts = {part: whole.read(part, may_be_dense=True) for part in packing}
        file = WordFile(name, main_part(package), parts, trace, packing)
        for told in (_CONTENT_TYPES, file.related("comments")):  # those that will be written on
            if told:
                parse_xml(name, parts[told])
    except (PartError, KeyError, LuoshiError):
        return None
    return file, text


def serialised(root: etree._Element) -> bytes:
    """Return an XML part."""
    from lxml import etree

    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _joined(folder: str, target: str) -> str:
    """Return the part that ``target`` means, seen from ``folder``."""
    steps = folder.rstrip("/").split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
