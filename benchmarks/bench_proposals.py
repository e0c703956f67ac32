"""How good proposals of units are: each task that names units in turn without them, proposed from the rest.

Run with ``python benchmarks/bench_proposals.py FILE…`` (documents; without any, the packaged samples). Prints for each
how often the unit named first, and any named unit, is among the first one and three proposals, beside what one gets
by always proposing the education bureau, the counties and the finance bureau; asserts nothing.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from luoshi import samples
from luoshi.compiler import compile_document
from luoshi.model.plan import Plan
from luoshi.progress.tasks.proposing import Proposer
from luoshi.progress.tasks.wording import Matter, matter_of
from luoshi.readers import read_document
from luoshi.rules.functions import Functions, load_functions

_ALWAYS = ("教育局", "各县（市、区）人民政府", "财政局")


def main() -> None:
    """Print a line for each document and manner."""
    given = [Path(one) for one in sys.argv[1:]] or sorted((Path(samples.__file__).parent / "documents").iterdir())
    functions = load_functions()
    heads = ("首位@1", "首位@3", "任一@1", "任一@3", "科室@1", "科室@2")
    print(f"{'文件':<20} {'办法':<6} {'任务':>4} {' '.join(f'{head:>7}' for head in heads)}")
    for path in given:
        if path.is_file():
            document = read_document(path)
            plan = compile_document(document)
            texts = {one.id: document.quote(one.span) for one in plan.tasks}
            for manner in ("固定三家", "建议"):
                print(f"{path.name[:18]:<20} {manner:<6} {_line(measured(plan, texts, functions, manner))}")


def measured(plan: Plan, texts: dict[str, str], functions: Functions, manner: str = "建议") -> list[int]:
    """Return how many tasks name units, and in how many the first or any is among one and three proposals.

    The last three: tasks that name sections, and in how many one of them is among the first one and two.
    """
    counts = [0] * 8
    matters = [_hidden(matter_of(plan, task, texts.get(task.id, ""))) for task in plan.tasks]
    for matter in matters:
        rest = [one for one in matters if one.id != matter.id]
        asked = replace(matter, units=())
        facts = plan.document
        proposer = Proposer(
            functions, [one for one in rest if one.units], [*rest, asked], facts.region or "", facts.level or ""
        )
        units = [unit for unit in matter.units if not functions.is_section(unit)]
        sections = {getattr(functions.section(unit), "name", unit) for unit in matter.units} - set(units)
        if units:
            true = [functions.key(unit) for unit in units]
            names = list(_ALWAYS) if manner != "建议" else [functions.key(one) for one in proposer.names(asked)]
            found = (
                1,
                names[:1] == true[:1],
                true[0] in names[:3],
                bool({*names[:1]} & {*true}),
                bool({*names[:3]} & {*true}),
            )
            counts[:5] = [have + more for have, more in zip(counts, found, strict=False)]
        if sections and manner == "建议":
            values = [one.value for one in proposer.sections(asked)]
            counts[5] += 1
            counts[6] += bool({*values[:1]} & sections)
            counts[7] += bool({*values} & sections)
    return counts


def _hidden(matter: Matter) -> Matter:
    """Return a matter whose text does not name its units."""
    body = matter.body
    for unit in sorted(matter.units, key=len, reverse=True):
        body = body.replace(unit, "")
    return replace(matter, body=body)


def _line(counts: list[int]) -> str:
    many, *hits = counts[:5]
    shares = [f"{hit / many:>7.0%}" if many else f"{'—':>7}" for hit in hits]
    sections = [f"{hit}/{counts[5]}".rjust(7) if counts[5] else f"{'—':>7}" for hit in counts[6:]]
    return " ".join((f"{many:>4}", *shares, *sections))


if __name__ == "__main__":
    main()
