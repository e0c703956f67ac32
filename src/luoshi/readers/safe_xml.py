"""XML and zip packages taken in safely (安全读取): no DTD, no entities, no network, no bombs.

Entry: :class:`Package` for an office file, :func:`parse_xml` for one part. Sizes are counted while unpacking; what the
headers say is not trusted. Not here: what the parts mean (``docx``).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from luoshi.readers.limits import MAX_PART_BYTES, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES
from luoshi.readers.refusals import Refusal, refuse

if TYPE_CHECKING:
    from lxml import etree

_CHUNK = 1 << 18
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,  # seeking to where nothing is
    EOFError,  # a part cut short
    NotImplementedError,  # a way of packing that Python lacks
    RuntimeError,  # a part that wants a password
    ValueError,  # offsets and names that cannot be
    KeyError,
)
"""What ``zipfile`` raises on damaged packages; each is told to the user as a broken file or part, none is dropped."""
_DOCTYPE = "<!DOCTYPE"
_ENTITY = "<!ENTITY"


class PartError(Exception):
    """A part of a package that is missing or broken; the caller decides whether it can go on without it."""


class Package:
    """A zip package whose parts are unpacked one by one within the limits."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._size = len(data)
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {info.filename.replace("\\", "/"): info for info in self._zip.infolist()}
        except _ZIP_ERRORS as error:
            raise refuse(Refusal.BROKEN, name) from error
        if any(info.flag_bits & 0x1 for info in self._parts.values()):
            raise refuse(Refusal.ENCRYPTED, name)

    @property
    def parts(self) -> frozenset[str]:
        """The names of the parts."""
        return frozenset(self._parts)

    def packing(self) -> dict[str, int]:
        """Return the parts in the order of the file, each with how it is packed (``zipfile.ZIP_DEFLATED``…)."""
        return {name: info.compress_type for name, info in self._parts.items() if not name.endswith("/")}

    def read(self, part: str, *, may_be_dense: bool = False) -> bytes:
        """Return the bytes of ``part``.

        Args:
            part: its name.
            may_be_dense: do not refuse it for how well it is packed, as empty pictures are; the sizes hold.

        Raises:
            PartError: it is missing or broken.
            LuoshiError: R023, it unpacks to more than the limits allow.
        """
        info = self._parts.get(part)
        if info is None:
            raise PartError(part)
        packed = max(1, min(info.compress_size, self._size))
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    too_dense = not may_be_dense and size > RATIO_FREE_BYTES and size > MAX_RATIO * packed
                    if too_dense or size > MAX_PART_BYTES or self._unpacked + size > MAX_UNPACKED_BYTES:
                        raise refuse(Refusal.BOMB, self.name)
                    chunks.append(chunk)
        except _ZIP_ERRORS as error:
            raise PartError(part) from error
        self._unpacked += size
        return b"".join(chunks)


def parse_xml(name: str, data: bytes, *, recover: bool = False) -> etree._Element:
    """Return the root element of ``data``.

    Raises:
        PartError: it is not well formed.
        LuoshiError: R024 for a DTD, R025 for too deep nesting.
    """
    from lxml import etree

    for mark in (_DOCTYPE, _ENTITY):
        if mark.encode() in data or mark.encode("utf-16-le") in data or mark.encode("utf-16-be") in data:
            raise refuse(Refusal.DTD, name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error).lower():
            raise refuse(Refusal.DEEP, name) from error
        raise PartError(str(error)) from error
    if root is None:
        raise PartError(name)
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise refuse(Refusal.DTD, name)
    return root
