"""Where each plan goes (写到哪里), settled before anything is compiled.

Entries: :func:`jobs`, :func:`chosen_format`. Not here: compiling and writing (:mod:`luoshi.cli.compile_command`), and
whether a file that is there may be written over (:mod:`luoshi.workspace.plan_file`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.cli.options import Format

_SUFFIXES = {
    Format.SUMMARY: (".yaml", ".yml"),
    Format.YAML: (".yaml", ".yml"),
    Format.JSON: (".json",),
    Format.XLSX: (".xlsx",),
    Format.HTML: (".html",),
}
"""The suffixes of the files of each format."""

_NAMED_BY_SUFFIX = {".json": Format.JSON, ".xlsx": Format.XLSX, ".html": Format.HTML}
"""What an output file's suffix means when no format is given; any other is that of the summary's plan file."""

_MADE = {
    Format.SUMMARY: ".plan.yaml",
    Format.YAML: ".plan.yaml",
    Format.JSON: ".plan.json",
    Format.XLSX: ".xlsx",
    Format.HTML: ".审阅.html",
}
"""How the name of a document's output ends, behind the document's stem."""

_HOMES = {Format.SUMMARY: "plans", Format.XLSX: "build", Format.HTML: "build"}
"""Formats that always go to a file, and the folder of a workspace that is their usual one; others go to the screen."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document to compile.

    Attributes:
        document: the document.
        output: the file its plan goes to; None is standard output.
        new_folder: the folder of ``output`` is made if it is missing.
    """

    document: Path
    output: Path | None
    new_folder: bool = False


def chosen_format(given: Format | None, output: str | None) -> Format:
    """Return the format asked for; without one, that of the output file's suffix.

    Raises:
        LuoshiError: S007 when the output file's suffix is that of something else.
    """
    if output is None or _is_folder(output):
        return given or Format.SUMMARY
    suffix = Path(output).suffix.lower()
    chosen = given or _NAMED_BY_SUFFIX.get(suffix, Format.SUMMARY)
    if suffix and suffix not in _SUFFIXES[chosen]:
        kind = "YAML" if chosen is Format.SUMMARY else chosen.value.upper()
        hint = "扩展名要和 --format 相配：yaml 用 .yaml，其余的和格式同名；也可以不写 --format，由扩展名决定"
        raise LuoshiError("S007", f"{suffix} 不是 {kind} 的扩展名，没有写", where=output, hint=hint)
    return chosen


def jobs(files: list[Path], output_format: Format, output: str | None) -> list[Job]:
    """Return where each plan goes; patterns are filled in, a document given twice is compiled once.

    Raises:
        LuoshiError: S002 when two plans would go to one file, S003 when several would go to standard output, S006 when
            a plan would be written over a document.
    """
    documents = list(_different(_matched(files)))
    found = list(_places(documents, output_format, output))
    if output is None and output_format not in _HOMES and len(documents) > 1:
        hint = "请用 -o 给出一个文件夹，或一次编译一个文件"
        raise LuoshiError("S003", f"{output_format.value} 送到标准输出时，一次只能编译一个文件", hint=hint)
    seen: dict[Path, Path] = {}
    for job in found:
        if job.output is None:
            continue
        if any(_is_same(job.output, document) for document in documents):
            hint = "原文件不会被覆盖，加 --force 也不会；请用 -o 另给一个文件名，如 -o 规划.plan.yaml"
            raise LuoshiError("S006", "规划会写到原文件上", where=str(job.output), hint=hint)
        other = seen.setdefault(job.output.resolve(), job.document)
        if other is not job.document:
            where = f"{other}、{job.document} → {job.output}"
            hint = "写到文件夹时，名字以 / 结尾或文件夹已经有了；同名的文件请分别编译，用 -o 给出不同的文件名"
            raise LuoshiError("S002", "几份规划会写到同一个文件里", where=where, hint=hint)
    return found


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


def _places(files: list[Path], output_format: Format, output: str | None) -> Iterator[Job]:
    to_folder = output is not None and _is_folder(output)
    for file in files:
        name = file.stem + _MADE[output_format]
        if output is not None:
            yield Job(file, Path(output) / name if to_folder else Path(output), to_folder)
        elif output_format in _HOMES:
            yield Job(file, usual_folder(file, _HOMES[output_format]) / name, new_folder=True)
        else:
            yield Job(file, None)


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
