"""``luoshi draw``: a random draw of schools and inspectors that anyone can recompute (双随机抽查).

Entry: :func:`run`. Not here: drawing (:mod:`luoshi.api`), the options (:mod:`luoshi.cli.draw_options`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.cli import console
from luoshi.cli import draw_options as options
from luoshi.cli.places import near, write_file

if TYPE_CHECKING:
    from luoshi.api.draw import DrawFiles
    from luoshi.model.draws import Avoidance, DrawOrder, DrawRecord

HELP = (
    "双随机抽查：用公布的种子从名单里抽学校、派检查人员，写出任何人都能重演的抽签记录；--replay 按记录重演核对。\n"
    "退出码：0 抽完了，或重演一致；1 有学校派不够检查人员，或重演不一致；2 没能完成。"
)


def run(  # one parameter for each option
    schools: options.Schools,
    inspectors: options.Inspectors = None,
    seed: options.Seed = "",
    count: options.Count = "",
    by: options.By = "",
    per_school: options.PerSchool = None,
    avoid: options.Avoid = None,
    school_column: options.SchoolColumn = "",
    inspector_column: options.InspectorColumn = "",
    title: options.Title = "",
    present: options.Present = None,
    seed_source: options.SeedSource = "",
    held_at: options.HeldAt = None,
    digest: options.OnlyDigest = False,
    replay: options.Replay = None,
    output: options.Output = None,
    force: options.Overwrite = False,
) -> int:
    """Hold a draw, or replay one."""
    from luoshi.api import draw_remarks, draw_schools, draw_transcript
    from luoshi.api.draw import DrawFiles, DrawScene
    from luoshi.model.draws import DrawOrder

    files = DrawFiles(schools, inspectors, school_column, inspector_column)
    pairs = tuple(_pair(one) for one in avoid or ())
    people = tuple(
        name.strip() for one in present or () for name in one.replace("，", "、").split("、") if name.strip()
    )
    if replay is not None:
        if digest or output is not None:
            hint = "--digest、-o 是抽签时用的，重演时去掉"
            raise LuoshiError("L308", "重演只核对记录，不写文件、不算摘要", hint=hint)
        return _replay(
            replay,
            files,
            {
                "--seed": seed,
                "--count": count,
                "--by": by,
                "--per-school": per_school,
                "--avoid": pairs,
                "--title": title,
                "--present": people,
                "--seed-source": seed_source,
                "--held-at": held_at,
            },
        )
    if digest:
        return _digests(files, DrawOrder(seed="0", count="1", by=by, avoid=pairs), output, force=force)
    if not seed.strip() or not count.strip():
        hint = "写法：luoshi draw 学校名单.xlsx --inspectors 检查人员.xlsx --count 10 --seed 公布的数字"
        raise LuoshiError("L303", "要写明种子（--seed）和抽几所（--count）", hint=hint)
    if pairs and inspectors is None:
        raise LuoshiError("L303", "写了回避，没有给检查人员名单", hint="加 --inspectors 检查人员名单")
    each = {} if per_school is None else {"per_school": per_school}
    order = DrawOrder(seed=seed, count=count, by=by, avoid=pairs, **each)
    when = held_at if held_at is not None else datetime.now().replace(microsecond=0)
    record = draw_schools(files, order, DrawScene(when, title, people, seed_source))
    text = draw_transcript(record)
    console.say(text.rstrip("\n"))
    if output is not None:
        _write(record.model_dump_json(indent=1) + "\n", text, output, force=force)
    return EXIT_FINDINGS if any(one.severity.value == "error" for one in draw_remarks(record)) else EXIT_FINE


def _replay(record_file: Path, files: DrawFiles, said: Mapping[str, object]) -> int:
    """Replay a record; ``said`` is what was typed beside it: option -> value, empty when it was not typed."""
    from luoshi.api import replay_draw

    record, findings = replay_draw(record_file, files)
    _refuse_what_differs(record, said)
    lists = [one for one in (record.schools, record.inspectors) if one is not None]
    if not findings:
        console.say(f"一致：按名单和种子重演，抽中的 {len(record.result.schools)} 所学校和分派与记录完全相同。")
    else:
        console.say(f"不一致，{len(findings)} 处：")
        for one in findings:
            console.say(f"  {one.code} {one.message}")
        console.say(f"处理：{findings[0].fix}。")
    console.say(f"记录里的种子：{record.order.seed}")
    for kept in lists:
        console.say(f"记录里的名单：{kept.file}　{kept.count} 行　SHA-256 {kept.sha256}")
    return EXIT_FINDINGS if findings else EXIT_FINE


def _refuse_what_differs(record: DrawRecord, said: Mapping[str, object]) -> None:
    """Refuse options that the record contradicts: who reads 一致 believes it of what he typed."""
    order = record.order
    kept = {
        "--seed": order.seed,
        "--count": order.count,
        "--by": order.by,
        "--per-school": order.per_school,
        "--avoid": order.avoid,
        "--title": record.title,
        "--present": record.present,
        "--seed-source": record.seed_source,
        "--held-at": record.held_at,
    }
    differ = [
        f"{option} 写的是 {_told(value)}，记录里是 {_told(kept[option]) or '空的'}"
        for option, value in said.items()
        if _told(value) and _told(value) != _told(kept[option])
    ]
    if differ:
        hint = "重演照记录里的来，去掉这些选项；记录里的和公布的不同的，记录不能采信"
        raise LuoshiError("L308", f"写的和记录不同：{'；'.join(differ)}", hint=hint)


def _told(value: object) -> str:
    """Return a value as two are compared: blanks apart, what is several in any order."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(sorted(map(str, value)))
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())


def _digests(files: DrawFiles, order: DrawOrder, folder: Path | None, *, force: bool) -> int:
    """Print the digests; write the files that they are of into a folder."""
    from luoshi.api import draw_digests

    for one, content in draw_digests(files, order):
        console.say(f"{one.file}　{one.count} 行　SHA-256 {one.sha256}")
        if folder is not None:
            write_file(content, folder / f"{Path(one.file).stem}-规范名单.txt", force=force)
    console.note("先公布这些摘要，再产生种子：这样名单和种子谁也不能事后挑选。")
    return EXIT_FINE


def _pair(text: str) -> Avoidance:
    from luoshi.model.draws import Avoidance

    left, _, right = (part.strip() for part in text.partition("="))
    if not left:
        raise LuoshiError(
            "L303", f"回避看不懂：{text}", hint="写法：--avoid 单位=学校名称，或两份名单同名的列 --avoid 县市区"
        )
    return Avoidance(inspector=left, school=right or left)


def _write(content: str, text: str, output: Path, *, force: bool) -> None:
    """Write the record, and what it says in words beside it."""
    if output.suffix.lower() != ".json":
        raise LuoshiError("S007", "抽签记录只能写成 JSON", where=str(output), hint="文件名用 .json 结尾")
    words = output.with_suffix(".txt")
    for path in (output, words):
        if path.exists() and not force:
            raise LuoshiError(
                "S014", "那里已有文件，没有覆盖", where=str(near(path)), hint="换一个文件名，或加 --force"
            )
    write_file(content.encode("utf-8"), output, force=force)
    write_file(text.encode("utf-8-sig"), words, force=force)
