"""``luoshi compare``: two drafts or two plans item by item, or a plan against the one above it.

Entry: :func:`run`. Not here: which item is which and what became of it (:mod:`luoshi.api`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINE, LuoshiError
from luoshi.cli import console, options
from luoshi.cli.options import ComparisonFormat

if TYPE_CHECKING:
    from rich.console import Console

    from luoshi.model.comparison import Comparison, Difference, Fit, Party, Side

HELP = (
    "逐项比较两稿或两份规划：目标提高、降低、删去、新增，任务、责任单位、时限、项目有什么变化。\n"
    "用 --upper 与上级规划衔接：哪些目标缺少、低于、晚于上级规划。文件可以是原文，也可以是规划文件。"
)
_STYLES = {"删去": "red", "降低": "red", "推后": "yellow", "缺少": "red", "低于": "red", "晚于": "yellow"}
_FIGURES = ("目标", "标准要求", "现状数据")
_YEAR = re.compile(r"\d{4}年 ")
_SUFFIXES = {ComparisonFormat.XLSX: ".xlsx", ComparisonFormat.HTML: ".html", ComparisonFormat.JSON: ".json"}


def run(
    files: options.Compared,
    upper: options.Upper = None,
    output_format: options.CompareFormat = None,
    output: options.CompareOutput = None,
    force: options.CompareForce = False,
    show_all: options.CompareAll = False,
) -> int:
    """Compare, then show or write the result."""
    wanted = 2 if upper is None else 1
    if len(files) != wanted:
        hint = "比较两稿：luoshi compare 旧稿 新稿；与上级规划衔接：luoshi compare 本级规划 --upper 上级规划"
        message = f"给了 {len(files)} 个文件，应为 {wanted} 个" + ("（另加 --upper 的一个）" if upper else "")
        raise LuoshiError("S012", message, hint=hint)
    chosen, target = _destination(output_format, output)
    inputs = [*files, *([upper] if upper else [])]
    if target is not None and target.exists() and any(path.exists() and target.samefile(path) for path in inputs):
        hint = "用来比较的文件不会被覆盖，加 --force 也不会；请用 -o 另给一个文件名"
        raise LuoshiError("S006", "结果会写到用来比较的文件上", where=str(target), hint=hint)
    from luoshi.api import compare_plans, fit_plans, open_plan

    if upper is None:
        old, new = (open_plan(path) for path in files)
        result: Comparison | Fit = compare_plans(old, new)
    else:
        result = fit_plans(open_plan(files[0]), open_plan(upper))
    _give_out(result, chosen, target, force=force, show_all=show_all)
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
    if not output.strip():
        raise LuoshiError("S009", "-o 后面的名字是空的", hint="请给出文件名，如 -o 比较.xlsx")
    suffix = Path(output).suffix.lower()
    by_suffix = next((chosen for chosen, known in _SUFFIXES.items() if known == suffix), None)
    chosen = given or by_suffix
    if chosen is None or chosen is not by_suffix:
        hint = "文件名以 .xlsx、.html 或 .json 结尾，和 --format 相配"
        if given is None:
            raise LuoshiError("S007", "从文件名看不出要写成什么格式", where=output, hint=hint)
        told = f"{suffix} 不是" if suffix else "没有"
        raise LuoshiError("S007", f"{told} {given.value.upper()} 的扩展名，没有写", where=output, hint=hint)
    return chosen, Path(output)


def _give_out(
    result: Comparison | Fit, chosen: ComparisonFormat, target: Path | None, *, force: bool, show_all: bool
) -> None:
    from luoshi.model.comparison import Comparison

    if target is None:
        if chosen is ComparisonFormat.JSON:
            console.emit(result.model_dump_json(indent=1) + "\n")
        elif isinstance(result, Comparison):
            print_comparison(result)
        else:
            _print_fit(result, show_all=show_all)
        return
    from luoshi.base.atomic import write_bytes

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
    from luoshi.model.comparison import Verdict

    screen = console.rich_console()
    screen.print(f"旧：{_party(result.old)}\n新：{_party(result.new)}")
    if not result.differences:
        screen.print(f"\n{result.same} 项都没有变化。")
        return
    _print_counts(screen, [(d.kind, d.verdict.value) for d in result.differences], list(Verdict))
    screen.print(f"另有 {result.same} 项没有变化。", style="dim")
    for kind in dict.fromkeys(d.kind for d in result.differences):
        found = [d for d in result.differences if d.kind == kind]
        screen.print(f"\n{kind}（{len(found)}）", style="bold")
        for difference in found:
            _print_difference(screen, difference)


def _print_difference(screen: Console, difference: Difference) -> None:
    side = difference.new or difference.old
    where = f"{'' if difference.new else '旧稿'}{_where(side)}" if side else ""
    if difference.old is None or difference.new is None:
        said = side.text if side else difference.name
    else:
        # The year tells apart the rows of a table of targets.
        year = _YEAR.match(difference.new.text)
        said = f"{year.group() if year and difference.kind in _FIGURES else ''}{difference.name}：{difference.sentence}"
    _print_hanging(screen, difference.verdict.value, said + (f"（{where}）" if where else ""))


def _print_fit(result: Fit, *, show_all: bool) -> None:
    screen = console.rich_console()
    from luoshi.model.comparison import FitVerdict

    screen.print(f"上级：{_party(result.upper)}\n本级：{_party(result.lower)}")
    if result.misfits:
        _print_counts(screen, [("目标", misfit.verdict.value) for misfit in result.misfits], list(FitVerdict))
    for misfit in result.misfits:
        where = f"（上级{_where(misfit.upper)}{f'；本级{_where(misfit.lower)}' if misfit.lower else ''}）"
        _print_hanging(screen, misfit.verdict.value, f"{misfit.sentence}{where}")
    reasons = Counter("说的是别处" if one.reason.startswith("说的是") else one.reason for one in result.left_out)
    told = "；".join(f"{reason} {number} 项" for reason, number in reasons.items())
    screen.print()
    _print_wrapped(
        screen, f"达到或高于上级要求 {len(result.met)} 项。没有比较 {len(result.left_out)} 项：{told or '无'}。"
    )
    if not show_all:
        _print_wrapped(screen, "加 --all 列出这些，或用 -o 写成 Excel、网页。")
        return
    screen.print("\n达到或高于上级要求", style="bold")
    for one in result.met:
        _print_hanging(screen, "达到", f"上级 {one.upper.text}；本规划 {one.lower.text}（本级{_where(one.lower)}）")
    screen.print("\n没有比较", style="bold")
    for left in result.left_out:
        _print_hanging(screen, "没比", f"{left.upper.text}（上级{_where(left.upper)}）：{left.reason}")


def _where(side: Side) -> str:
    return " ".join(part for part in (side.section, side.at) if part)


def _print_hanging(screen: Console, head: str, text: str, style: str | None = None) -> None:
    """Print a line that begins with a word of two characters, going on under its text."""
    from luoshi.cli.chinese_help import wrap

    lines = list(wrap(f"{head}  {text}", screen.width - 8))
    screen.print("  " + "\n        ".join(lines), style=style or _STYLES.get(head, ""), soft_wrap=True)


def _print_wrapped(screen: Console, text: str) -> None:
    from luoshi.cli.chinese_help import wrap

    screen.print("\n".join(wrap(text, screen.width)), style="dim", soft_wrap=True)


def _print_counts(screen: Console, found: Sequence[tuple[str, str]], order: Sequence[str]) -> None:
    """Print how many there are of each kind and verdict, verdicts in the given order."""
    from luoshi.cli.records import Column, print_records

    numbers = Counter(found)
    kinds = list(dict.fromkeys(kind for kind, _ in found))
    verdicts = [verdict for verdict in order if any(verdict == there for _, there in found)]
    columns = (Column("", whole=True), *(Column(str(verdict), right=True) for verdict in verdicts))
    rows = [[kind, *(str(numbers[kind, verdict] or "") for verdict in verdicts)] for kind in kinds]
    screen.print()
    print_records(screen, columns, rows)
    screen.print()


def _party(party: Party) -> str:
    return f"{party.title}（{party.source}）"
