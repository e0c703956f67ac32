"""Where each result goes (写到哪里), settled before anything is computed.

Entries: :func:`jobs`, :func:`chosen_format`, with :data:`PLANS` for the plans that ``compile`` makes and
:data:`REVIEWS` for what ``review`` makes. Not here: computing and writing (``compile_command``, ``review_command``),
and whether a file that is there may be written over (:mod:`luoshi.workspace.plan_file`,
:mod:`luoshi.workspace.output_file`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from luoshi.base.errors import LuoshiError
from luoshi.cli import console
from luoshi.cli.options import Format, ReviewFormat

F = TypeVar("F", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class FileKind:
    """The files of one format.

    Attributes:
        suffixes: what they may end with; none for what only goes to the screen.
        ending: how the name ends behind the document's stem.
        home: the folder of a workspace that is their usual one; empty for what goes to the screen when no file is
            named.
    """

    suffixes: tuple[str, ...] = ()
    ending: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Results(Generic[F]):
    """What a command makes of each document.

    Attributes:
        noun: what it is called in messages.
        kinds: the formats with their files.
        usual: the format when nothing is said.
        by_suffix: what an output file's suffix means when no format is given.
        other_suffix: the format of any other suffix; None: it has to be said.
    """

    noun: str
    kinds: Mapping[F, FileKind]
    usual: F
    by_suffix: Mapping[str, F]
    other_suffix: F | None = None


PLANS: Results[Format] = Results(
    "规划",
    {
        Format.SUMMARY: FileKind((".yaml", ".yml"), ".plan.yaml", "plans"),
        Format.YAML: FileKind((".yaml", ".yml"), ".plan.yaml"),
        Format.JSON: FileKind((".json",), ".plan.json"),
        Format.XLSX: FileKind((".xlsx",), ".xlsx", "build"),
        Format.HTML: FileKind((".html",), ".审阅.html", "build"),
    },
    Format.SUMMARY,
    {".json": Format.JSON, ".xlsx": Format.XLSX, ".html": Format.HTML},
    other_suffix=Format.SUMMARY,
)
"""What ``compile`` makes."""

REVIEWS: Results[ReviewFormat] = Results(
    "审校结果",
    {
        ReviewFormat.SUMMARY: FileKind(),
        ReviewFormat.JSON: FileKind((".json",), ".审校.json"),
        ReviewFormat.HTML: FileKind((".html",), ".审校.html", "build"),
        ReviewFormat.XLSX: FileKind((".xlsx",), ".审校.xlsx", "build"),
        ReviewFormat.DOCX: FileKind((".docx",), ".审校.docx", "build"),
    },
    ReviewFormat.SUMMARY,
    {
        ".json": ReviewFormat.JSON,
        ".html": ReviewFormat.HTML,
        ".xlsx": ReviewFormat.XLSX,
        ".docx": ReviewFormat.DOCX,
    },
)
"""What ``review`` makes."""

_PAGES = (PLANS.kinds[Format.HTML].ending,)
_REVIEW_OUTPUTS = tuple(kind.ending for kind in REVIEWS.kinds.values() if kind.ending)


@dataclass(frozen=True, slots=True)
class Job:
    """One document to work on.

    Attributes:
        document: the document.
        output: the file its result goes to; None is the screen or standard output.
        new_folder: the folder of ``output`` is made if it is missing.
    """

    document: Path
    output: Path | None
    new_folder: bool = False


def chosen_format(results: Results[F], given: F | None, output: str | None) -> F:
    """Return the format asked for; without one, that of the output file's suffix.

    Raises:
        LuoshiError: S007 when the output file's suffix is that of something else; S009 when its name is empty or ``-``.
    """
    if output == "":
        raise LuoshiError("S009", "-o 后面的名字是空的", hint="请给出文件名或文件夹，如 -o 结果/")
    if output is None or _is_folder(output):
        return given or results.usual
    suffix = Path(output).suffix.lower()
    if output == "-":
        raise _dash_error(results)
    chosen = given or results.by_suffix.get(suffix, results.other_suffix)
    if chosen is None:
        hint = f"文件名以 {'、'.join(results.by_suffix)} 结尾，或写 --format"
        raise LuoshiError("S007", "从文件名看不出要写成什么格式", where=output, hint=hint)
    suffixes = results.kinds[chosen].suffixes
    if suffix and suffix not in suffixes:
        kind = suffixes[0].lstrip(".").upper() if suffixes else chosen.value
        hint = "扩展名要和 --format 相配：yaml 用 .yaml，其余的和格式同名；也可以不写 --format，由扩展名决定"
        raise LuoshiError("S007", f"{suffix} 不是 {kind} 的扩展名，没有写", where=output, hint=hint)
    return chosen


def _dash_error(results: Results[F]) -> LuoshiError:
    streamed = [f for f, kind in results.kinds.items() if kind.suffixes and not kind.home]
    hint = f"送到标准输出时不写 -o，写 --format {' 或 '.join(streamed)}；其余的格式只写文件，请给出文件名"
    return LuoshiError("S009", "-o 后面的“-”不是文件名", where="-", hint=hint)


def jobs(results: Results[F], files: list[Path], output_format: F, output: str | None) -> list[Job]:
    """Return where each result goes; patterns are filled in, a document given twice is worked on once.

    Of several files those that are no documents are passed over with a note: what luoshi wrote itself, and what Word
    and WPS leave beside a file that is open.

    Raises:
        LuoshiError: S002 when two results would go to one file, S003 when several would go to standard output, S006
            when a result would be written over a document, S013 when a summary is to go to a file, S015 when there is
        no document among the files.
    """
    kind = results.kinds[output_format]
    if output is not None and not kind.suffixes:
        hint = f"请用 --format 写明格式：{'、'.join(results.by_suffix.values())}；或给出文件名，由扩展名决定"
        raise LuoshiError("S013", f"{output_format.value} 显示在屏幕上，不写文件", where=output, hint=hint)
    documents = _documents(list(_different(_matched(files))))
    found = list(_places(documents, kind, output))
    if output is None and kind.suffixes and not kind.home and len(documents) > 1:
        hint = "请用 -o 给出一个文件夹，或一次只给一个文件"
        raise LuoshiError("S003", f"{output_format.value} 送到标准输出时，一次只能给一个文件", hint=hint)
    seen: dict[Path, Path] = {}
    for job in found:
        if job.output is None:
            continue
        if any(_is_same(job.output, document) for document in documents):
            hint = "原文件不会被覆盖，加 --force 也不会；请用 -o 另给一个文件名"
            raise LuoshiError("S006", f"{results.noun}会写到原文件上", where=str(job.output), hint=hint)
        other = seen.setdefault(job.output.resolve(), job.document)
        if other is not job.document:
            where = f"{other}、{job.document} → {job.output}"
            hint = "写到文件夹时，名字以 / 结尾或文件夹已经有了；同名的文件请分别处理，用 -o 给出不同的文件名"
            raise LuoshiError("S002", f"几份{results.noun}会写到同一个文件里", where=where, hint=hint)
    return found


def _documents(files: list[Path]) -> list[Path]:
    """Return the files that are documents, with a note of the others.

    Raises:
        LuoshiError: S015 when none is.
    """
    passed_over = {file: what for file in files if (what := _no_document(file))}
    documents = [file for file in files if file not in passed_over]
    if not documents:
        file, what = next(iter(passed_over.items()))
        hint = "请给出规划的原文件；改过的审校文件要当作原文件时，先另存为别的名字"
        raise LuoshiError("S015", f"这是{what}，不是规划的原文件", where=str(file), hint=hint)
    for file, what in passed_over.items():
        console.note(f"跳过 {file}：{what}")
    return documents


def _no_document(file: Path) -> str:
    """Return what a file is that is not meant when documents are asked for; empty for anything else."""
    name = file.name.lower()
    if name.startswith("~$"):
        return "Word、WPS 打开文件时的临时文件"
    if name.endswith(_REVIEW_OUTPUTS):
        return "luoshi review 写出的审校结果"
    if name.endswith(_PAGES):
        return "luoshi compile 写出的审阅页"
    return ""


def _is_folder(output: str) -> bool:
    return Path(output).is_dir() or output.endswith(("/", "\\"))


def _matched(files: Iterable[Path]) -> Iterator[Path]:
    """Yield ``files`` with patterns (``*.docx``) filled in, which the command line of Windows leaves to the program."""
    for file in files:
        found = sorted(file.parent.glob(file.name)) if set("*?") & set(file.name) and not file.exists() else []
        yield from found or [file]


def _different(files: Iterable[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for file in files:
        if file.resolve() not in seen:
            seen.add(file.resolve())
            yield file


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file, by whatever links."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _places(files: list[Path], kind: FileKind, output: str | None) -> Iterator[Job]:
    to_folder = output is not None and _is_folder(output)
    for file in files:
        name = _stem(file) + kind.ending
        if output is not None:
            yield Job(file, Path(output) / name if to_folder else Path(output), to_folder)
        elif kind.home:
            yield Job(file, usual_folder(file, kind.home) / name, new_folder=True)
        else:
            yield Job(file, None)


def _stem(file: Path) -> str:
    """Return the name without its suffix; that of a plan file has two parts."""
    return file.stem.removesuffix(".plan")


def usual_folder(file: Path, home: str) -> Path:
    """Return the folder ``home`` of the workspace that ``file``, or else the current folder, lies in.

    Outside of any workspace it is the current folder.
    """
    from luoshi.workspace.folder import find_workspace

    workspace = find_workspace(file.parent) or find_workspace(Path())
    if workspace is None:
        return Path()
    folder = workspace.root / home
    try:
        return folder.relative_to(Path().resolve())
    except ValueError:
        return folder
