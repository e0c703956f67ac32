"""Reading a verification package that came from anywhere (读核验包): nothing in it is trusted.

Entry: :func:`read_package`. Names, sizes and the ratio of packing are bounded before anything is kept; figures are
plain decimals of bounded length; what cannot be read is told as a finding of its file and row.
Not here: recomputing (:mod:`luoshi.portal.verifying`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pydantic import TypeAdapter, ValidationError

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.evaluation.freeze import FrozenDefinition
from luoshi.portal import package_format as form

MAX_PACKED, MAX_FILE, MAX_ALL = 64 * 1024 * 1024, 128 * 1024 * 1024, 256 * 1024 * 1024
MAX_ROWS = 3_000_000
_NUMBER = re.compile(r"-?[0-9]{1,24}(?:\.[0-9]{1,12})?")
_YEAR = re.compile(r"[0-9]{4}")
_DEFINITIONS = TypeAdapter(tuple[FrozenDefinition, ...])
Row = Mapping[str, str]


class Unreadable(ValueError):
    """A cell that is no figure; the message says in Chinese which."""


@dataclass
class Package:
    """A package as it was read.

    Attributes:
        manifest: its list.
        rows: name of a file -> rows.
        findings: what was changed or cannot be read.
    """

    sha256: str
    manifest: dict[str, object]
    definitions: tuple[FrozenDefinition, ...] = ()
    rows: dict[str, list[Row]] = field(default_factory=dict)
    facts: list[dict[str, object]] = field(default_factory=list)
    files: int = 0
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, code: str, message: str, where: str, fix: str = "") -> None:
        """Note what is wrong."""
        self.findings.append(Finding(code, Severity.ERROR, message, where=where, fix=fix))


def decimal(row: Row, name: str) -> Decimal | None:
    """Return a figure; None where the cell is empty.

    Raises:
        Unreadable: it is none.
    """
    text = row[name]
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise Unreadable(f"“{name}”不是数：{text[:30]}")
    return Decimal(text)


def year(row: Row, name: str = "年份") -> int | None:
    """Return a calendar year; None where the cell is empty.

    Raises:
        Unreadable: it is none.
    """
    text = row[name]
    if text and not _YEAR.fullmatch(text):
        raise Unreadable(f"“{name}”不是年份：{text[:30]}")
    return int(text) if text else None


def read_package(data: bytes) -> Package:
    """Return what a package holds, every file held against its SHA-256.

    Raises:
        LuoshiError: G101 it is no zip or damaged, G102 too large, G103 it holds what no package holds, G104 its list
            cannot be read, G105 it was written by a later version.
    """
    files = _unpacked(data)
    manifest = _manifest(files)
    package = Package(hashlib.sha256(data).hexdigest(), manifest, files=len(files))
    _check_digests(package, files)
    try:
        package.definitions = _DEFINITIONS.validate_json(files.get(form.DEFINITIONS, b"[]"))
    except ValidationError:
        package.wrong("G113", "指标定义读不出来", form.DEFINITIONS)
    for name in form.HEADS:
        package.rows[name] = _rows(package, name, files[name]) if name in files else []
    if form.FACTS in files:
        package.facts = _facts(package, files[form.FACTS])
    return package


def _unpacked(data: bytes) -> dict[str, bytes]:
    if len(data) > MAX_PACKED:
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            names = [one.filename for one in infos]
            if strange := sorted({one for one in names if one not in form.NAMES or names.count(one) > 1})[:3]:
                shown = "、".join(repr(one[:40]) for one in strange)
                raise LuoshiError("G103", f"核验包里有不该有的文件：{shown}", hint="核对文件从哪里来，重新下载")
            if any(one.flag_bits & 1 for one in infos):
                raise LuoshiError("G103", "核验包加了密码", hint="核对文件从哪里来，重新下载")
            found: dict[str, bytes] = {}
            for info in infos:
                left = min(MAX_FILE, MAX_ALL - sum(map(len, found.values())))
                with package.open(info) as part:
                    found[info.filename] = part.read(left + 1)
                if len(found[info.filename]) > left:
                    raise _too_large()
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        hint = "重新下载；要给出 luoshi package 写出的 zip 文件"
        raise LuoshiError("G101", "不是核验包，或文件损坏了", hint=hint) from error


def _too_large() -> LuoshiError:
    return LuoshiError("G102", "核验包太大，没有打开", hint="核对文件从哪里来，重新下载")


def _manifest(files: Mapping[str, bytes]) -> dict[str, object]:
    try:
        manifest = json.loads(files[form.MANIFEST])
        version = int(manifest["format"])
        listed = {str(name): str(one["sha256"]) for name, one in manifest["files"].items()}
        manifest["files"] = {name: {**manifest["files"][name], "sha256": digest} for name, digest in listed.items()}
        str(manifest["freeze"]["name"]), str(manifest["freeze"]["digest"]), str(manifest["freeze"]["plan"])
        if (
            type(manifest["as_of"]) is not int
            or not isinstance(manifest["states"], dict)
            or not isinstance(manifest["lights"], dict)
        ):
            raise TypeError
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        hint = "重新下载；要给出 luoshi package 写出的 zip 文件"
        raise LuoshiError("G104", "核验包的清单读不出来", where=form.MANIFEST, hint=hint) from error
    if version > form.VERSION:
        raise LuoshiError("G105", f"核验包是更新的版本写的（格式 {version}）", hint="请用新的版本核对")
    return dict(manifest)


def _check_digests(package: Package, files: Mapping[str, bytes]) -> None:
    manifest = package.manifest
    listed = manifest["files"]
    assert isinstance(listed, dict)
    if form.digest_of(manifest) != manifest.get("digest"):
        package.wrong("G110", "清单被改过：校验码对不上", form.MANIFEST, "重新下载，和发布机关公布的校验码比较")
    for name in sorted({*listed, *form.REQUIRED, *files} - {form.MANIFEST}):
        if name not in files:
            package.wrong("G111", "少了文件", name, "重新下载")
        elif name not in listed:
            package.wrong("G111", "文件没有列在清单里", name)
        elif hashlib.sha256(files[name]).hexdigest() != listed[name]["sha256"]:
            package.wrong("G112", "文件被改过：校验码对不上", name, "重新下载，和发布机关公布的校验码比较")


def _rows(package: Package, name: str, data: bytes) -> list[Row]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        head = tuple(next(reader, ()))
        if head != form.HEADS[name]:
            package.wrong("G113", f"表头不对，应是：{'、'.join(form.HEADS[name])}", name)
            return []
        found: list[Row] = []
        for at, cells in enumerate(reader, start=2):
            if len(cells) != len(head) or at > MAX_ROWS:
                package.wrong("G113", f"第 {at} 行的列数不对", name)
                return found
            found.append(dict(zip(head, cells, strict=True)))
        return found
    except (UnicodeDecodeError, csv.Error):
        package.wrong("G113", "不是 UTF-8 编码的 CSV，读不出来", name)
        return []


def _facts(package: Package, data: bytes) -> list[dict[str, object]]:
    try:
        facts = json.loads(data)
        for one in facts:
            if one["value"] is not None and not _NUMBER.fullmatch(one["value"]):
                raise TypeError
            if not isinstance(one["id"], str) or not all(isinstance(part, str) for part in one["of"]):
                raise TypeError
            str(one["source"]), str(one["unit"])
        return list(facts)
    except (KeyError, ValueError, TypeError, RecursionError):
        package.wrong("G113", "报告的数读不出来", form.FACTS)
        return []
