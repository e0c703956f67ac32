"""The data of the public site (公开数据): CSV, JSON, metadata and the Data Package that describes them.

Entries: :func:`data_files`, :func:`data_package`, :func:`checksums`. CSV is UTF-8 with a byte order mark, so that Excel
and WPS read it; columns are named in Chinese. Every column is written from a field named here: nothing is dumped.
Not here: pages; data from which others recompute (``luoshi.portal.package``).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from luoshi.model.evaluation.freeze import FrozenDefinition, FrozenValue
from luoshi.model.monitoring import MonitoredTarget
from luoshi.portal.site_material import SiteMaterial, value_fact

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]
FieldType = Literal["string", "number", "integer", "date"]


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: FieldType = "string"


def _columns(text: str) -> tuple[_Column, ...]:
    """Read ``名称 年份:integer``: the columns of a table."""
    found = []
    for one in text.split():
        name, _, kind = one.partition(":")
        found.append(_Column(name, kind or "string"))  # type: ignore[arg-type]
    return tuple(found)


_OF_TARGET = _columns(
    "年份:integer 范围 地区代码 地区 按路径应到:number 实际值:number 单位 分子:number 分母:number 说明"
)
_TARGETS = _columns(
    "编号 指标 范围 比较 目标值:number 目标值上限:number 单位 目标年份:integer 属性 章节 基期年份:integer "
    "基期值:number 实际值年份:integer 实际值:number 数据来源 状态 灯 指标定义"
)
_VALUES = _columns("指标编号 指标 年份:integer 范围 地区代码 地区 数值:number 单位 分子:number 分母:number 说明")
_DEFINITIONS = _columns("编号 名称 单位 小数位数:integer 方向 分子 分母 统计表 口径 依据 版本")
TASK_COLUMNS = _columns("序号 任务 县市区 牵头单位 配合单位 完成时限:date 状态 灯 完成比例:number")
PROJECT_COLUMNS = _columns(
    "序号 项目 县市区 建设性质 建设主体 新增学位:integer 总投资万元:number 开工年份:integer 竣工年份:integer 状态 灯 "
    "完成比例:number"
)


def data_files(material: SiteMaterial) -> dict[str, bytes]:
    """Return path -> bytes of the data: all targets, all values, each target, metadata of each definition."""
    files = {
        "data/targets.csv": _csv(_TARGETS, (_target_row(material, one) for one in material.targets)),
        "data/values.csv": _csv(_VALUES, _value_rows(material)),
        "data/definitions.csv": _csv(_DEFINITIONS, map(_definition_row, material.edition.frozen.definitions)),
    }
    if material.tasks:
        files["data/tasks.csv"] = _csv(TASK_COLUMNS, _task_rows(material))
    if material.projects:
        files["data/projects.csv"] = _csv(PROJECT_COLUMNS, _project_rows(material))
    by_indicator: dict[str, list[FrozenValue]] = defaultdict(list)
    for value in material.edition.frozen.values:
        by_indicator[value.indicator].append(value)
    for target in material.targets:
        rows = _series(material, target, by_indicator)
        files[f"data/{target.id}.csv"] = _csv(_OF_TARGET, rows)
        files[f"data/{target.id}.json"] = _json(_target_json(material, target, rows))
    for definition in material.edition.frozen.definitions:
        years = sorted({one.year for one in by_indicator.get(definition.id, ())})
        files[f"metadata/{definition.id}.json"] = _json(_metadata(material, definition, years))
    return files


def data_package(material: SiteMaterial, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return ``datapackage.json`` and the schema that the files of targets share; every CSV in ``files`` is named."""
    names = {one.id: f"{one.indicator}（{one.shown}）" for one in material.targets}
    resources = []
    for path, data in files.items():
        if path.endswith(".csv"):
            stem = path.removeprefix("data/").removesuffix(".csv")
            shared = stem in names
            resources.append(
                {
                    "name": stem.lower(),
                    "path": path,
                    "title": names.get(stem) or _TITLES[stem],
                    "profile": "tabular-data-resource",
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "bytes": len(data),
                    "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                    "schema": "data/target.schema.json" if shared else _schema(_TABLES[stem]),
                }
            )
    manifest = material.manifest
    package = {
        "profile": "tabular-data-package",
        "name": "luoshi-public-data",
        "title": f"{manifest.plan}：公开数据（{manifest.name}）",
        "description": f"数据截至 {manifest.as_of.isoformat()}；定稿校验码 {manifest.digest}",
        "created": f"{manifest.made_on.isoformat()}T00:00:00Z",
        "resources": resources,
    }
    return {"datapackage.json": _json(package), "data/target.schema.json": _json(_schema(_OF_TARGET))}


def checksums(files: Mapping[str, bytes]) -> bytes:
    """Return a list of SHA-256 and path, as ``sha256sum -c`` reads it."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    return "".join(lines).encode()


_TABLES = {
    "targets": _TARGETS,
    "values": _VALUES,
    "definitions": _DEFINITIONS,
    "tasks": TASK_COLUMNS,
    "projects": PROJECT_COLUMNS,
}
_TITLES = {
    "targets": "目标和目前的情况",
    "values": "指标历年和各地的数",
    "definitions": "指标定义",
    "tasks": "公开的任务",
    "projects": "公开的项目",
}


def title_of(path: str) -> str:
    """Return what a file of all targets or entries is called."""
    return _TITLES[path.removeprefix("data/").removesuffix(".csv")]


def _target_row(material: SiteMaterial, one: MonitoredTarget) -> Row:
    planned = material.planned.get(one.id)
    base, definition = one.baseline, material.definition_of(one)
    return (
        one.id, one.indicator, one.scope, one.op, one.value, one.value2, one.unit, one.year, one.kind,
        planned.section if planned else "", base.year if base else None, base.value if base else None,
        one.source.year, material.facts[value_fact(one)].value, str(one.source.kind),
        str(one.judgement.state), one.judgement.light, definition.id if definition else "",
    )  # fmt: skip


def _value_rows(material: SiteMaterial) -> Iterator[Row]:
    definitions = material.edition.frozen.definition
    for one in material.edition.frozen.values:
        known = definitions.get(one.indicator)
        yield (
            one.indicator, known.name if known else "", one.year, one.place_kind, one.place_code, one.place, one.value,
            known.unit if known else "", one.numerator, one.denominator, one.note,
        )  # fmt: skip


def _definition_row(one: FrozenDefinition) -> Row:
    return (
        one.id, one.name, one.unit, one.decimals, one.direction, one.numerator, one.denominator, "、".join(one.tables),
        one.scope, one.basis, one.version,
    )  # fmt: skip


def _task_rows(material: SiteMaterial) -> Iterator[Row]:
    far = {one.entry: one.percent for one in material.edition.frozen.completions}
    for one in material.tasks:
        lit = material.lit.get(one.id)
        yield (
            one.number, one.title, one.area, "、".join(one.assignment.lead), "、".join(one.assignment.support),
            one.due_on(material.manifest.as_of), str(one.state), str(lit.light) if lit else "", far.get(one.id),
        )  # fmt: skip


def _project_rows(material: SiteMaterial) -> Iterator[Row]:
    far = {one.entry: one.percent for one in material.edition.frozen.completions}
    for one in material.projects:
        lit = material.lit.get(one.id)
        yield (
            one.number, one.name, one.area, one.nature, one.owner, one.places, one.investment, one.first_year,
            one.last_year, str(one.state), str(lit.light) if lit else "", far.get(one.id),
        )  # fmt: skip


def _series(
    material: SiteMaterial, target: MonitoredTarget, by_indicator: Mapping[str, Sequence[FrozenValue]]
) -> list[Row]:
    """Return the years of the target's own place, with its path, then those of the other places."""
    frozen = material.edition.frozen
    place = target.binding.place or material.manifest.area_set
    planned = {one.year: one.planned for one in target.path}
    values = by_indicator.get(target.binding.indicator, ()) if material.definition_of(target) else ()
    own = {one.year: one for one in values if one.place == place}
    kind = "地区" if place in frozen.areas.values() else "口径"
    rows = [
        _series_row(target, own[one.year], one.planned)
        if one.year in own
        else (one.year, kind, "", place, one.planned, one.actual, target.unit, None, None, "")
        for one in target.path
    ]
    rows += [_series_row(target, one, None) for year, one in own.items() if year not in planned]
    rows.sort(key=lambda row: int(str(row[0])))
    order = {code: at for at, code in enumerate(frozen.areas)}
    others = sorted(
        (one for one in values if one.place != place),
        key=lambda one: (order.get(one.place_code, -1), one.place_code, one.year),
    )
    return [*rows, *(_series_row(target, one, None) for one in others)]


def _series_row(target: MonitoredTarget, one: FrozenValue, planned: Decimal | None) -> Row:
    actual = None if one.value is None else one.value * target.binding.scale
    return (
        one.year, one.place_kind, one.place_code, one.place, planned, actual, target.unit, one.numerator,
        one.denominator, one.note,
    )  # fmt: skip


def _target_json(material: SiteMaterial, target: MonitoredTarget, rows: Iterable[Row]) -> dict[str, object]:
    names = [one.name for one in _OF_TARGET]
    return {
        "freeze": material.manifest.name,
        "digest": material.manifest.digest,
        "as_of": material.manifest.as_of.isoformat(),
        "target": dict(zip((one.name for one in _TARGETS), _target_row(material, target), strict=True)),
        "quote": material.planned[target.id].quote if target.id in material.planned else "",
        "data": [dict(zip(names, row, strict=True)) for row in rows],
    }


def _metadata(material: SiteMaterial, one: FrozenDefinition, years: list[int]) -> dict[str, object]:
    manifest = material.manifest
    return {
        **dict(zip((column.name for column in _DEFINITIONS), _definition_row(one), strict=True)),
        "放大": one.times,
        "增长率的基础": one.growth_of,
        "数据年份": years,
        "地区": list(material.edition.frozen.areas.values()),
        "口径范围": manifest.area_set,
        "统计数据快照": manifest.snapshot,
        "定稿": manifest.name,
        "目标": [target.id for target in material.bound.get(one.id, ())],
    }


def _schema(columns: Sequence[_Column]) -> dict[str, object]:
    return {"fields": [{"name": one.name, "type": one.type} for one in columns], "missingValues": [""]}


def _csv(columns: Sequence[_Column], rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([one.name for one in columns])
    writer.writerows([_cell(one) for one in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n").encode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
