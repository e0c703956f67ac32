"""The verification package (核验包): one zip from which anybody can work out again every figure that is published.

Entry: :func:`build_package`. It takes a public edition and nothing else, so it can hold nothing that is not public; the
same edition gives the same bytes.
Not here: reading it back (:mod:`luoshi.portal.verifying`), its format (:mod:`luoshi.portal.package_format`).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.freeze import Frozen, FrozenQuantity, FrozenValue
from luoshi.model.evaluation.publication import PublicEdition
from luoshi.model.ledger import LedgerProject, LedgerTask
from luoshi.model.monitoring import JudgingRules
from luoshi.portal import package_format as form
from luoshi.portal.public_targets import judged_by, place_code
from luoshi.portal.rejudging import default_rules

_NO_DATE = (1980, 1, 1, 0, 0, 0)


def build_package(edition: PublicEdition, figures: FactBook | None = None) -> bytes:
    """Return the package of a public edition.

    Args:
        edition: what may be published.
        figures: the facts of the public report, to be packed along.
    """
    frozen = edition.frozen
    files = {
        form.README: _readme(edition).encode(),
        form.AREAS: form.csv_bytes(form.AREAS, frozen.areas.items()),
        form.DEFINITIONS: form.json_bytes([json.loads(one.model_dump_json()) for one in frozen.definitions]),
        form.VALUES: form.csv_bytes(form.VALUES, _values(frozen)),
        form.QUANTITIES: form.csv_bytes(form.QUANTITIES, _quantities(frozen)),
        form.TARGETS: form.csv_bytes(form.TARGETS, _targets(frozen)),
        form.PATHS: form.csv_bytes(form.PATHS, _paths(frozen)),
        form.LEDGER: form.csv_bytes(form.LEDGER, _ledger(frozen)),
    }
    if figures is not None:
        files[form.FACTS] = form.json_bytes(_facts(figures))
    files[form.MANIFEST] = form.json_bytes(_manifest(edition, files))
    return _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _NO_DATE)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, files[name])
    return buffer.getvalue()


def _manifest(edition: PublicEdition, files: dict[str, bytes]) -> dict[str, object]:
    frozen = edition.frozen
    rules = default_rules(frozen)
    manifest: dict[str, object] = {
        "format": form.VERSION,
        "freeze": json.loads(frozen.manifest.model_dump_json()),
        "approved_on": edition.approved_on.isoformat(),
        "smallest": edition.rules.smallest,
        "judging": _rules(rules) if rules is not None else None,
        "as_of": frozen.monitoring.as_of.year,
        "year": frozen.monitoring.year,
        "states": dict(sorted(Counter(one.judgement.state.value for one in frozen.monitoring.distinct).items())),
        "lights": dict(sorted(Counter(one.light.value for one in frozen.lights.entries).items()))
        if frozen.lights is not None
        else {},
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for name, data in sorted(files.items())
        },
    }
    return {**manifest, "digest": form.digest_of(manifest)}


def _rules(rules: JudgingRules) -> dict[str, str]:
    return {key: form.number(getattr(rules, key)) for key in ("near", "risk", "slack", "about")}


def _values(frozen: Frozen) -> Iterator[tuple[object, ...]]:
    upward: dict[tuple[str, int, str], list[FrozenQuantity]] = {}
    for row in frozen.quantities:
        if not row.area:
            upward.setdefault((row.indicator, row.year, row.side), []).append(row)
    ordered = sorted(frozen.values, key=lambda one: (one.indicator, one.year, one.place_kind, one.place_code))
    for one in ordered:
        known = frozen.definition.get(one.indicator)
        yield (
            *(one.indicator, known.name if known else "", one.year, one.place_kind, one.place_code, one.place),
            *(one.value, known.unit if known else "", one.numerator, one.denominator),
            *(" ".join(_counted(frozen, one, upward)), one.rows, one.blanks, one.note),
        )


def _counted(
    frozen: Frozen, one: FrozenValue, upward: Mapping[tuple[str, int, str], list[FrozenQuantity]]
) -> tuple[str, ...]:
    """Return the areas that a set's value counts, without those that have no figures where the others make it all."""
    known = {area: frozen.by_place.get((one.indicator, one.year, area)) for area in one.areas}
    there = {area: value for area, value in known.items() if value is not None}
    for side, total in (("分子", one.numerator), ("分母", one.denominator)):
        figures = [value.numerator if side == "分子" else value.denominator for value in there.values()]
        figures += [
            row.value
            for row in upward.get((one.indicator, one.year, side), ())
            if row.owner and set(row.owner.split("+")) <= there.keys()
        ]
        if total is not None and sum((value for value in figures if value is not None), Decimal(0)) != total:
            return one.areas
    return tuple(there)


def _quantities(frozen: Frozen) -> Iterator[tuple[object, ...]]:
    for one in frozen.quantities:
        yield one.indicator, one.year, one.side, one.area, one.owner, one.name, one.value


def _targets(frozen: Frozen) -> Iterator[tuple[object, ...]]:
    known = {one.id: one for one in frozen.plan.targets}
    for one in frozen.monitoring.targets:
        by = judged_by(frozen, one, known.get(one.id))
        source, base, judged = one.source, one.baseline, one.judgement
        is_bound = one.binding.is_bound
        yield (
            *(
                one.id,
                one.indicator,
                one.scope,
                one.unit,
                form.OPS[one.op],
                one.value,
                one.value2,
                one.year,
                one.twin_of,
            ),
            *(one.binding.indicator, place_code(frozen, one.binding) if is_bound else "", one.binding.scale),
            *(source.kind.value, source.value, source.year, "是" if source.partial else "", source.why),
            *((base.value, base.year, base.origin) if base is not None else ("", "", "")),
            *(by.direction.value, by.kind),
            " ".join(f"{year}:{form.number(value)}" for year, value in by.fixed),
            by.at_due,
            *(judged.state.value, judged.light, judged.gap, judged.needed, judged.reason, judged.rule),
        )


def _paths(frozen: Frozen) -> Iterator[tuple[object, ...]]:
    for target in frozen.monitoring.targets:
        for point in target.path:
            yield target.id, point.year, point.planned, point.actual


def _ledger(frozen: Frozen) -> Iterator[tuple[object, ...]]:
    if frozen.ledger is None:
        return
    done = {one.entry: one.percent for one in frozen.completions}
    lights = {one.id: one for one in frozen.lights.entries} if frozen.lights is not None else {}
    entries: tuple[LedgerTask | LedgerProject, ...] = (*frozen.ledger.tasks, *frozen.ledger.projects)
    for one in entries:
        lit = lights.get(one.id)
        is_task = isinstance(one, LedgerTask)
        yield (
            *(
                "任务" if is_task else "项目",
                one.id,
                one.number,
                one.title if isinstance(one, LedgerTask) else one.name,
            ),
            *(one.area, "、".join(one.bearers), "、".join(one.assignment.support)),
            *(one.start, one.due, one.state.value, one.finished, done.get(one.id)),
            *((lit.light.value, lit.reason) if lit is not None else ("", "")),
        )


def _facts(figures: FactBook) -> list[dict[str, object]]:
    return [
        {
            "id": one.id,
            "value": form.number(one.value) if one.value is not None else None,
            "unit": one.unit,
            "what": one.what,
            "source": one.source,
            "of": list(one.of),
        }
        for one in sorted(figures.facts.values(), key=lambda one: one.id)
    ]


def _readme(edition: PublicEdition) -> str:
    told = edition.frozen.manifest
    return f"""核验包：{told.plan}（{told.name}）

这里是公开报告和公开网站的全部数据，细到可以公布的程度。任何人在任何机器上都能把公布的数重新算一遍。

一、用软件核对
    luoshi verify 核验包.zip
逐个重算，列出算得一样的、算得不一样的，和只能核对到县一级或不能核对的（写明原因）。
核对的结果里有这个文件的 SHA-256，请和发布机关公布的比较：整套数一起改过的假文件，只有这样才认得出来。

二、用电子表格核对（CSV 文件用 Excel 或 WPS 打开）
1. 县的分子、分母：quantities.csv 里同一指标、年份、地区代码的“数”相加，等于 values.csv 的“分子”“分母”。
2. 合计的分子、分母：“合计了哪些地区”一栏各地区的分子、分母相加；不公布的县并在“其余县市区合计”行里
   （quantities.csv 中地区代码是空的，单位代码写着是哪几个县），要一起加。比率不能相加，也不能平均。
3. 指标值 = 分子 × 倍数 ÷ 分母，最后四舍五入一次；倍数（times）和小数位数（decimals）在 definitions.json。
   增长率（growth_of 不空）=（今年的值 ÷ 上年的值 − 1）× 倍数，中间不四舍五入。
4. 路径：按“路径折点”各年之间直线内插；“保持”的每年一样。
5. 状态：按 manifest.json 里 judging 的界限和 targets.csv 的各栏判断，办法见软件文档。

三、没有公布的
人数少于 {edition.rules.smallest} 的数（人数为 0 可以公布），以及能由它推出这种数的，都不公布：学校的并为“其余合计”行，
县的并为“其余县市区合计”行。没有列为公开的任务、项目不在里面。

定稿的校验码：{told.digest}
批准公开的日期：{edition.approved_on}
"""
