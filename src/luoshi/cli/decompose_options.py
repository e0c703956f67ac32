"""The options and arguments of ``luoshi decompose``, and how their texts are read. Not here: what the command does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from luoshi.base.errors import LuoshiError
from luoshi.model.dividing import Manner, Method, is_written_right

PlanFile = Annotated[Path, typer.Argument(metavar="规划.plan.yaml", help="规划文件。", show_default=False)]
OnlyTarget = Annotated[
    str,
    typer.Argument(
        metavar="[目标编号]", help="只分解这一项，如 t-5a1c09ff；不写时是能按县计算的各项。", show_default=False
    ),
]
HowDivided = Annotated[
    Method | None,
    typer.Option(
        "--method",
        metavar="|".join(Method),
        help="分解办法。不写时率用同等努力，数目用按规模。",
    ),
]
BaseYear = Annotated[
    int | None, typer.Option("--year", metavar="年", help="基期：用哪一年（公历年）的数；不写时是有数的最近一年。")
]
Path_ = Annotated[
    str,
    typer.Option(
        "--path",
        metavar="均匀|前快后慢|按项目完工|年=数,…",
        help="年度路径，默认均匀；自定时写各年的数，如 2024=52,2025=54，末年是目标，可以不写。",
    ),
]
FixedParts = Annotated[
    list[str] | None,
    typer.Option("--fixed", metavar="县=数", help="定死的，如 青禾县=95，可以写几次；余下的再分。"),
]
Ceilings = Annotated[
    list[str] | None,
    typer.Option(
        "--ceiling",
        metavar="数|县=数",
        help="上限（要降低的是下限），可以写几次；只写数的用于各县。率不写时是 100%，要降低的是 0。",
    ),
]
MostMoved = Annotated[str, typer.Option("--cap", metavar="数", help="每县最多变动多少：率是百分点，数目是目标的单位。")]
TermOfOffice = Annotated[
    str, typer.Option("--term", metavar="年-年", help="任期的首末年，如 2021-2026；列出任期目标。")
]
CountyTable = Annotated[
    Path | None,
    typer.Option(
        "--table",
        metavar="文件",
        help="CSV 或 XLSX：县市区、基期、分母/权数、上限、固定、难度；没有统计数的用它，有的以它为准。",
    ),
]
DecomposeOutput = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="文件",
        help="写到这个文件；没有写 --format 时按扩展名。xlsx 不写时写到工作区的 build/。",
    ),
]

_TERM = re.compile(r"(\d{4})\s*[-—–－~至]{1,2}\s*(\d{4})")
_YEARS = (1990, 2100)


def manner_of(text: str) -> tuple[Manner, dict[int, Decimal]]:
    """Return the path that was asked for, and the values of years where they are typed.

    Raises:
        LuoshiError: L122 when it is neither.
    """
    names = {str(one): one for one in Manner if one is not Manner.TYPED}
    if text in names:
        return names[text], {}
    typed: dict[int, Decimal] = {}
    for part in re.split(r"[,，;；]", text):
        year, sign, value = part.partition("=")
        if not sign or not re.fullmatch(r"\d{4}", year.strip()):
            hint = f"写 {'、'.join(names)}，或 2024=52,2025=54"
            raise LuoshiError("L122", f"看不懂 --path {text}", hint=hint)
        typed[int(year)] = number_of(value, "--path")
    return Manner.TYPED, typed


def by_county(texts: Sequence[str], option: str, *, may_be_common: bool = False) -> dict[str, Decimal]:
    """Return what was written for counties; a number alone is for all of them, under the empty name.

    Raises:
        LuoshiError: L122 when one is not 县=数, or a county was written twice.
    """
    found: dict[str, Decimal] = {}
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not (sign and name.strip()) and not (may_be_common and not sign):
            raise LuoshiError("L122", f"看不懂 {option} {text}", hint=f"写成 {option} 青禾县=95")
        name = name.strip()
        if name in found:
            whose = f"{name}的" if name else "各县的"
            raise LuoshiError("L122", f"{whose} {option} 写了两次", hint="只留一个")
        found[name] = number_of(value, option)
    return found


def term_of(text: str) -> tuple[int, int] | None:
    """Return the first and last year of a term; None when nothing was written.

    Raises:
        LuoshiError: L122 when it is none.
    """
    if not text:
        return None
    told = _TERM.fullmatch(text.strip())
    if told is None or not _YEARS[0] <= int(told[1]) <= int(told[2]) <= _YEARS[1]:
        raise LuoshiError("L122", f"看不懂 --term {text}", hint="写任期的首末年，如 2021-2026")
    return int(told[1]), int(told[2])


def number_of(text: str, option: str) -> Decimal:
    """Return a number from 0 to 10^12, a closing % left out.

    Raises:
        LuoshiError: L122 when it is none.
    """
    try:
        value = Decimal(text.strip().rstrip("%％"))
    except InvalidOperation:
        value = Decimal(-1)
    if not is_written_right(value):
        told = "不是不小于 0 的数，或太大、小数位太多"
        raise LuoshiError("L122", f"{option} 里的“{text}”{told}", hint=f"如 {option} 5 或 青禾县=95")
    return value
