"""What the review of a plan found, on a terminal (审校意见).

Entries: :func:`print_review`, :func:`print_review_overview`, :func:`print_rules`, :func:`counts_text`. Not here:
finding anything, files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from luoshi.base.findings import Severity
from luoshi.cli.console import rich_console
from luoshi.cli.records import STYLES, Column, hanging, print_records

if TYPE_CHECKING:
    from rich.console import Console

    from luoshi.model.review import Review, Reviewed, RuleText

INFO_SHOWN = 10
"""How many findings of the lowest severity are shown if not all are asked for."""

_SPOTS_SHOWN = 5
_QUOTE = 40


def counts_text(review: Review) -> str:
    """Return how many findings there are in words: ``错误 2 处，警告 3 处``."""
    if review.rules and all(rule.off for rule in review.rules):
        return "所选规则都已停用，没有审校"
    told = [f"{severity.label} {number} 处" for severity in Severity if (number := review.count(severity))]
    waived = f"免报 {len(review.waived)} 处" if review.waived else ""
    return "，".join([*(told or ["没有审校意见"]), *([waived] if waived else [])])


def print_review(review: Review, *, info_at_most: int | None = INFO_SHOWN, at_most: int | None = None) -> None:
    """Print the findings by severity, each with its places and what to do.

    Args:
        review: the review.
        info_at_most: how many of the lowest severity to show; None shows all.
        at_most: how many to show at all; None shows all.
    """
    console = rich_console()
    console.print(review.title, style="bold")
    off = [rule for rule in review.rules if rule.off]
    ran = f"审校规则 {len(review.rules) - len(off)} 条"
    stopped = f"，停用 {len(off)} 条（{'；'.join(f'{rule.code}：{rule.off}' for rule in off)}）" if off else ""
    console.print(f"来源：{review.name}（{review.characters:,} 字）　{ran}{stopped}", style="dim")
    console.print(counts_text(review) + "。")
    left = at_most
    for severity in Severity:
        found = [one for one in review.findings if one.finding.severity is severity]
        shown = found[: info_at_most if severity is Severity.INFO else None][:left]
        if not found or left == 0:
            continue
        console.print(f"\n{severity.label} {len(found)} 处", style=STYLES[severity] or "bold")
        for one in shown:
            _print_finding(console, one)
        if len(shown) < len(found) and at_most is None:
            console.print(f"  ……还有 {len(found) - len(shown)} 处{severity.label}，加 --all 列出。", style="dim")
        left = None if left is None else left - len(shown)
    if review.waived and at_most is None:
        console.print(f"\n免报 {len(review.waived)} 处", style="bold")
        for one in review.waived:
            console.print(hanging(f"{one.key} {one.rule}　理由：{one.waived}", "  ", console.width), style="dim")


def _print_finding(console: Console, one: Reviewed) -> None:
    found = one.finding
    head = f"{found.code} {one.rule}　{found.message}"
    console.print(hanging(head, "  ", console.width), style=STYLES[found.severity])
    for spot in one.spots[:_SPOTS_SHOWN]:
        place = spot.where or spot.section or "原文"
        console.print(hanging(f"{place}：“{_short(spot.quote)}”", "      ", console.width))
    if len(one.spots) > _SPOTS_SHOWN:
        console.print(f"      ……共 {len(one.spots)} 处", style="dim")
    if found.fix:
        console.print(hanging(f"怎么办：{found.fix}", "      ", console.width), style="dim")
    console.print(f"      编号：{one.key}", style="dim")


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1] + "…"


def print_review_overview(reviews: Sequence[Review]) -> None:
    """Print one line for each of several documents."""
    columns = (
        Column("文件", ratio=3),
        *(Column(severity.label, right=True, whole=True) for severity in Severity),
        Column("免报", right=True, whole=True),
    )
    rows = [
        (review.name, *(str(review.count(severity)) for severity in Severity), str(len(review.waived)))
        for review in reviews
    ]
    print_records(rich_console(), columns, rows)


def print_rules(rules: Sequence[RuleText]) -> None:
    """Print every rule with its text, group by group."""
    console = rich_console()
    group = ""
    for rule in rules:
        if rule.group != group:
            group = rule.group
            members = [one for one in rules if one.group == group]
            console.print(f"{group}（{len(members)} 条）", style="bold")
        can = "、".join(severity.label for severity in rule.severities)
        off = "　已停用" if rule.off else ""
        console.print(hanging(f"{rule.code} {rule.name}　{can}{off}", "  ", console.width), style="dim" if off else "")
        console.print(hanging(rule.text, "      ", console.width), style="dim")
        if rule.off:
            console.print(hanging(f"停用的理由：{rule.off}", "      ", console.width))
    stopped = sum(bool(rule.off) for rule in rules)
    console.print(f"\n共 {len(rules)} 条" + (f"，其中停用 {stopped} 条。" if stopped else "。"))
