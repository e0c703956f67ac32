"""A draw in words (抽签记录的文字): what those present sign, and what anyone needs to recompute it.

Entry: :func:`transcript`. Not here: the draw (:mod:`luoshi.progress.oversight.drawing`).
"""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.model.draws import ALGORITHM, DrawRecord, ListDigest
from luoshi.progress.oversight.drawing import draw_findings, strata_of


def transcript(record: DrawRecord) -> str:
    """Return a record as plain text."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: DrawRecord) -> Iterator[str]:
    order, result = record.order, record.result
    yield f"抽签记录　{record.title}".rstrip()
    yield ""
    yield f"抽签时间　{record.held_at:%Y-%m-%d %H:%M:%S}"
    yield f"在场人员　{'、'.join(record.present) or '没有记'}"
    yield f"种子　　　{order.seed}" + (f"（{record.seed_source}）" if record.seed_source else "（没有写从哪里来）")
    yield f"算法　　　{record.algorithm}"
    yield f"学校名单　{_digest(record.schools)}"
    if record.inspectors is not None:
        yield f"人员名单　{_digest(record.inspectors)}"
    how_many = f"{order.count} 所" if order.count.isdigit() else order.count
    yield f"抽取办法　{f'按{order.by}分组，每组' if order.by else '全部名单中'}抽 {how_many}" + (
        f"；每所派 {order.per_school} 人" if record.inspectors is not None else ""
    )
    if order.avoid:
        yield f"回避　　　{'、'.join(f'检查人员的“{one.inspector}”与学校的“{one.school}”相同' for one in order.avoid)}"
    yield ""
    yield f"抽中 {len(result.schools)} 所："
    for stratum, drawn in strata_of(result).items():
        there = result.strata.get(stratum, (len(drawn), len(drawn)))[0]
        if order.by:
            yield f"{stratum or '没有写分组的'}（名单上 {there} 所，抽 {len(drawn)} 所）"
        for number, one in enumerate(drawn, 1):
            people = f"　检查人员：{'、'.join(one.inspectors) or '没有'}" if record.inspectors is not None else ""
            yield f"  {number}. {one.name}　{one.number[:16]}…{people}"
    if result.moved:
        yield ""
        yield "为使负担均衡作的调整："
        yield from (f"  {one.school}：{one.was} 改为 {one.now}" for one in result.moved)
    if result.loads:
        yield ""
        busy = sum(load > 0 for load in result.loads.values())
        yield f"检查人员 {len(result.loads)} 名，派出 {busy} 名，每人查 {_range(list(result.loads.values()))} 所"
    for finding in draw_findings(order, result):
        yield f"注意：{finding.message}。"
    yield ""
    yield "核对：luoshi draw --replay 记录.json 学校名单" + (
        " --inspectors 检查人员名单" if record.inspectors is not None else ""
    )
    yield f"学校的数是“{ALGORITHM}|学校|种子|学校名单的摘要|学校名称”的 SHA-256，每组取最小的。"
    yield "手工核对的办法见说明书《执行》。"


def _digest(one: ListDigest) -> str:
    return f"{one.file}　{one.count} 行　SHA-256 {one.sha256}"


def _range(loads: list[int]) -> str:
    return str(min(loads)) if min(loads) == max(loads) else f"{min(loads)}—{max(loads)}"
