"""``luoshi compare``: two drafts or two plans item by item, or a plan against the one above it.

Entry: :func:`run`. Not here: which item is which and what became of it (:mod:`luoshi.api`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINE, LuoshiError
from luoshi.cli import console, options
from luoshi.cli.options import ComparisonFormat

if TYPE_CHECKING:
    from rich.console import Console

    from luoshi.model.comparison import Comparison, Difference, Fit, Party

HELP = (
    "逐项比较两稿或两份规划：目标提高、降低、删去、新增，任务、责任单位、时限、项目有什么变化；\n"
    "或用 --upper 与上级规划衔接：哪些目标缺少、低于、晚于上级规划。文件可以是原文，也可以是规划文件。"
)
_STYLES = {"删去": "red", "降低": "red", "推后": "yellow", "缺少": "red", "低于": "red", "晚于": "yellow"}
_SUFFIXES = {ComparisonFormat.XLSX: ".xlsx", ComparisonFormat.HTML: ".html", ComparisonFormat.JSON: ".json"}


def run(
    files: options.Compared,
    upper: options.Upper = None,
    output_format: options.CompareFormat = None,
    output: options.CompareOutput = None,
    force: options.CompareForce = False,
) -> int:
    """Compare, then show or write the result."""
    wanted = 2 if upper is None else 1
    if len(files) != wanted:
        hint = "比较两稿：luoshi compare 旧稿 新稿；与上级规划衔接：luoshi compare 本级规划 --upper 上级规划"
        message = f"给了 {len(files)} 个文件，应为 {wanted} 个" + ("（另加 --upper 的一个）" if upper else "")
        raise LuoshiError("S012", message, hint=hint)
    chosen, target = _destination(output_format, output)
    from luoshi.api import compare_plans, fit_plans, open_plan

    if upper is None:
        old, new = (open_plan(path) for path in files)
        result: Comparison | Fit = compare_plans(old, new)
    else:
        result = fit_plans(open_plan(files[0]), open_plan(upper))
    _give_out(result, chosen, target, force=force)
    return EXIT_FINE


def _destination(given: ComparisonFormat | None, output: str | None) -> tuple[ComparisonFormat, Path | None]:
    """Return the format and the file; without ``--format`` the suffix of the file says it.

    Raises:
        LuoshiError: S007 when the two do not agree, S013 when a workbook or page has no file to go to.
    """
    if output is None:
        if given in (ComparisonFormat.XLSX, ComparisonFormat.HTML):
            hint = f"请加 -o，如 -o 比较{_SUFFIXES[given]}"
            raise LuoshiError("S013", f"{given.value} 要写到文件里", hint=hint)
        return given or ComparisonFormat.SUMMARY, None
    suffix = Path(output).suffix.lower()
    by_suffix = next((chosen for chosen, known in _SUFFIXES.items() if known == suffix), None)
    chosen = given or by_suffix
    if chosen is None or chosen is not by_suffix:
        hint = "文件名以 .xlsx、.html 或 .json 结尾，和 --format 相配"
        raise LuoshiError(
            "S007", f"{suffix or '没有扩展名'} 不是 {(given or '').upper()} 的扩展名", where=output, hint=hint
        )
    return chosen, Path(output)


def _give_out(result: Comparison | Fit, chosen: ComparisonFormat, target: Path | None, *, force: bool) -> None:
    from luoshi.model.comparison import Comparison

    if target is None:
        if chosen is ComparisonFormat.JSON:
            console.emit(result.model_dump_json(indent=1) + "\n")
        elif isinstance(result, Comparison):
            print_comparison(result)
        else:
            _print_fit(result)
        return
    from luoshi.workspace.atomic import write_bytes

    if target.exists() and not force:
        hint = "请用 -o 另选文件名；确定不要那里的文件时加 --force"
        raise LuoshiError("S014", "那里已有文件，没有覆盖", where=str(target), hint=hint)
    write_bytes(target, _rendered(result, chosen))
    console.say(f"已写出 {target}")


def _rendered(result: Comparison | Fit, chosen: ComparisonFormat) -> bytes:
    from luoshi.api import comparison_page, comparison_workbook, fit_page, fit_workbook
    from luoshi.model.comparison import Comparison

    if chosen is ComparisonFormat.JSON:
        return (result.model_dump_json(indent=1) + "\n").encode("utf-8")
    if isinstance(result, Comparison):
        is_book = chosen is ComparisonFormat.XLSX
        return comparison_workbook(result) if is_book else comparison_page(result).encode("utf-8")
    return fit_workbook(result) if chosen is ComparisonFormat.XLSX else fit_page(result).encode("utf-8")


def print_comparison(result: Comparison) -> None:
    """Print the differences of two plans, kind by kind."""
    screen = console.rich_console()
    screen.print(f"旧：{_party(result.old)}\n新：{_party(result.new)}")
    if not result.differences:
        screen.print(f"\n{result.same} 项都没有变化。")
        return
    _print_counts(screen, [(d.kind, d.verdict.value) for d in result.differences])
    screen.print(f"另有 {result.same} 项没有变化。", style="dim")
    for kind in dict.fromkeys(d.kind for d in result.differences):
        found = [d for d in result.differences if d.kind == kind]
        screen.print(f"\n{kind}（{len(found)}）", style="bold")
        for difference in found:
            _print_difference(screen, difference)


def _print_difference(screen: Console, difference: Difference) -> None:
    from luoshi.cli.chinese_help import wrap

    side = difference.new or difference.old
    where = "，".join(part for part in (side.at, side.id) if part) if side else ""
    one_sided = difference.old is None or difference.new is None
    said = difference.sentence.partition("：")[2] if one_sided else f"{difference.name}：{difference.sentence}"
    lines = list(wrap(f"{difference.verdict.value}  {said}" + (f"（{where}）" if where else ""), screen.width - 8))
    screen.print("  " + "\n        ".join(lines), style=_STYLES.get(difference.verdict.value, ""))


def _print_fit(result: Fit) -> None:
    from luoshi.cli.chinese_help import wrap

    screen = console.rich_console()
    screen.print(f"上级：{_party(result.upper)}\n本级：{_party(result.lower)}")
    if result.misfits:
        _print_counts(screen, [("目标", misfit.verdict.value) for misfit in result.misfits])
    screen.print(
        f"达到或高于上级要求 {result.met} 项；上级目标中 {result.left_out} 项不逐级比较"
        "（全市的总量、点名别处的、项目的规模、规划期以后的）。",
        style="dim",
    )
    for misfit in result.misfits:
        where = f"（上级{misfit.upper.at}{f'，本级{misfit.lower.at}' if misfit.lower else ''}）"
        lines = list(wrap(f"{misfit.verdict.value}  {misfit.sentence}{where}", screen.width - 8))
        screen.print("  " + "\n        ".join(lines), style=_STYLES.get(misfit.verdict.value, ""))


def _print_counts(screen: Console, found: Sequence[tuple[str, str]]) -> None:
    from luoshi.cli.records import Column, print_records

    numbers = Counter(found)
    kinds, verdicts = (list(dict.fromkeys(pair[n] for pair in found)) for n in (0, 1))
    columns = (Column("", whole=True), *(Column(verdict, right=True) for verdict in verdicts))
    rows = [[kind, *(str(numbers[kind, verdict] or "") for verdict in verdicts)] for kind in kinds]
    screen.print()
    print_records(screen, columns, rows)


def _party(party: Party) -> str:
    return f"{party.title}（{party.source}）"
