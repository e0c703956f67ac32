"""Mapping files (映射文件): which columns of a form, in one edition, hold which fields.

Entries: :func:`load_mappings`, :func:`parse_mapping`, :func:`mapping_text`; the type is :class:`FormMapping`.
A wide form is several feeds of one row, each with its constants (stage, grade). A mapping is learnt once
(:mod:`luoshi.stats.recognise`), looked at, and kept in ``rules/mappings`` of the workspace.
Not here: finding the heads in a sheet (:mod:`luoshi.stats.heads`), taking the rows (:mod:`luoshi.stats.shaping`).
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from luoshi.base.errors import LuoshiError, reason
from luoshi.model.tables import Definitions
from luoshi.stats.heads import plain_path

UNVERIFIED = "待核实"
"""The basis of a mapping whose edition nobody has compared with the official form."""

SKIPPED = ("合计", "总计", "小计", "共计", "注", "填表人", "填报人", "制表", "审核人", "单位负责人", "说明", "备注")
"""How the first words of a row begin that holds no data."""

YearSource = Literal["title", "column", "option"]


HeadPath = Annotated[str, AfterValidator(plain_path)]
"""The words over a column, as :func:`luoshi.stats.heads.plain` makes them, joined by /."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Recognise(_Strict):
    """By what a form is known again: the sheet's name (a regular expression) and heads that must be there."""

    sheet: str = ""
    heads: Annotated[tuple[HeadPath, ...], Field(min_length=1)]


class Feed(_Strict):
    """One row of a table out of a row of the form.

    Attributes:
        constants: field -> value that the form says in its heads or name.
        columns: head path -> field.
        drop_empty: a row whose measures are all empty or 0 is left out (a school without that grade).
    """

    table: str
    constants: dict[str, str] = {}
    columns: dict[HeadPath, str] = {}
    drop_empty: bool = False


class FormMapping(_Strict):
    """How one form in one edition is read (映射).

    Attributes:
        form: name of the form; edition: of which years; basis: where the edition was seen, or 待核实.
        shared: head path -> field for every feed.
        skip_rows: a row whose first filled cell begins with one of these is no data.
        year: where the school or calendar year stands.
        ignored: heads that are known and not taken.
    """

    form: str
    edition: str = ""
    basis: str = UNVERIFIED
    recognise: Recognise
    shared: dict[HeadPath, str] = {}
    feeds: Annotated[tuple[Feed, ...], Field(min_length=1)]
    skip_rows: tuple[str, ...] = SKIPPED
    year: YearSource = "title"
    ignored: tuple[HeadPath, ...] = ()

    @property
    def heads(self) -> frozenset[str]:
        """All head paths that are read."""
        return frozenset(self.shared).union(*(feed.columns for feed in self.feeds))


def load_mappings(definitions: Definitions, own: Path | None = None) -> tuple[FormMapping, ...]:
    """Return the mappings of a workspace (``rules/mappings``) and, after them, the packaged ones.

    Raises:
        LuoshiError: T801 when a mapping file cannot be read or names fields that there are not.
    """
    found: list[FormMapping] = []
    if own is not None and own.is_dir():
        for path in sorted(own.glob("*.yaml")):
            try:
                text = path.read_text(encoding="utf-8-sig")
            except OSError as error:
                raise LuoshiError("T801", f"映射文件读不出来：{reason(error)}", where=str(path)) from error
            except UnicodeDecodeError as error:
                hint = "请用 UTF-8 编码另存后再试"
                raise LuoshiError("T801", "映射文件不是 UTF-8 编码", where=str(path), hint=hint) from error
            found.append(parse_mapping(text, definitions, str(path)))
    folder = files("luoshi.stats") / "mappings"
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".yaml"):
            found.append(parse_mapping(item.read_text(encoding="utf-8"), definitions, item.name))
    return tuple(found)


def parse_mapping(text: str, definitions: Definitions, where: str) -> FormMapping:
    """Return the mapping that ``text`` holds; ``where`` names the file in messages.

    Raises:
        LuoshiError: T801 when it is no mapping, or names a table, field or word that is not defined.
    """
    hint = "对照 docs/统计数据.md 里映射文件的写法改正"
    try:
        mapping = FormMapping.model_validate(yaml.safe_load(text))
        re.compile(mapping.recognise.sheet)
    except yaml.YAMLError as error:
        raise LuoshiError("T801", "映射文件不是合格的 YAML", where=where, hint="检查缩进、冒号和引号") from error
    except re.error as error:
        raise LuoshiError("T801", "recognise.sheet 不是合格的正则表达式", where=where, hint=hint) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise LuoshiError("T801", f"映射文件的 {place or '内容'} 不对", where=where, hint=hint) from error
    for fault in _faults(mapping, definitions):
        raise LuoshiError("T801", f"映射文件有误：{fault}", where=where, hint=hint)
    return mapping


def _faults(mapping: FormMapping, definitions: Definitions) -> list[str]:
    faults: list[str] = []
    for feed in mapping.feeds:
        table = definitions.tables.get(feed.table)
        if table is None:
            faults.append(f"没有 {feed.table} 这张表")
            continue
        named = (*mapping.shared.values(), *feed.constants, *feed.columns.values())
        faults += [f"{feed.table} 没有 {name} 这个字段" for name in named if name not in table.by_name]
        for name, value in feed.constants.items():
            field = table.by_name.get(name)
            if field is not None and field.codes and value not in definitions.codes[field.codes].words:
                faults.append(f"{value} 不是{field.title}的规定用词")
    return faults


def mapping_text(mapping: FormMapping) -> str:
    """Return a mapping as YAML text, as :func:`parse_mapping` reads it."""
    data = mapping.model_dump(exclude_defaults=True, mode="json")
    data.setdefault("basis", mapping.basis)
    order = ["form", "edition", "basis", "recognise", "shared", "feeds", "skip_rows", "year", "ignored"]
    ordered = {key: data[key] for key in order if key in data}
    text = yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    return "# 映射文件：这种表的哪一列是哪个字段。核对无误后留用；写法见 docs/统计数据.md\n" + str(text)
