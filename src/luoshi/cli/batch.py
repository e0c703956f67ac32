"""Several documents in one call (几份文件一起做): one that fails does not stop the others.

Entries: :func:`run_each`, :func:`tell_outcome`, :func:`refuse_unfit`. Not here: what is done with a document, and where
the results go (:mod:`luoshi.cli.destinations`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from luoshi.base.errors import EXIT_CANNOT_RUN, EXIT_FINE, LuoshiError
from luoshi.cli import console
from luoshi.cli.destinations import Job

_FOLDER_SUFFIXES = ("docx", "pdf", "html", "htm", "md", "txt")


@dataclass
class Outcome:
    """What became of the documents.

    Attributes:
        jobs: all of them.
        code: the highest exit code of those that were done.
        failed: those that were not, each with the code of the error.
        bugs: errors of ours that were met.
    """

    jobs: Sequence[Job]
    code: int = EXIT_FINE
    failed: list[tuple[Job, str]] = field(default_factory=list)
    bugs: list[Exception] = field(default_factory=list)

    @property
    def done(self) -> list[Job]:
        """Those that were done."""
        missing = {job.document for job, _ in self.failed}
        return [job for job in self.jobs if job.document not in missing]

    def exit_code(self) -> int:
        """Return the exit code of the call; raise the first bug that was met."""
        if self.bugs:
            raise self.bugs[0]
        return EXIT_CANNOT_RUN if self.failed else self.code


def run_each(found: Sequence[Job], work: Callable[[Job], int], *, spaced: bool) -> Outcome:
    """Do ``work``, which gives an exit code, for each document, whatever happens with one of them.

    Args:
        found: the documents.
        work: what is done with each.
        spaced: an empty line stands between what is printed for one and the next.
    """
    outcome = Outcome(found)
    for number, job in enumerate(found):
        if number and spaced:
            console.say("")
        try:
            outcome.code = max(outcome.code, work(job))
        except LuoshiError as error:
            console.show_error(error)
            outcome.failed.append((job, error.code))
        except Exception as error:  # a bug met in one document must not cost the others
            console.note(f"{job.document.name}：程序出错，先做其余的文件")
            outcome.failed.append((job, "程序出错"))
            outcome.bugs.append(error)
    return outcome


def tell_outcome(outcome: Outcome, *, place: str = "", to_screen: bool = True) -> None:
    """Say how many documents were done, which are missing and why.

    Args:
        outcome: of :func:`run_each`.
        place: what the results are called when their folders are to be named; else these are not.
        to_screen: it belongs to what is shown; else it is a message beside the result.
    """
    tell = console.say if to_screen else console.note
    done = outcome.done
    text = f"{len(outcome.jobs)} 份：{len(done)} 份完成"
    if outcome.failed:
        missing = "、".join(f"{job.document.name}（{code}）" for job, code in outcome.failed)
        text += f"，{len(outcome.failed)} 份没有写出：{missing}"
    folders = {str(job.output.parent) for job in done if job.output is not None} if place else set()
    if folders:
        tell(f"\n{place}在：" + "、".join("当前文件夹" if folder == "." else folder for folder in sorted(folders)))
    else:
        tell("")
    tell(text)


def refuse_unfit(job: Job) -> None:
    """Refuse what is no file, and files of ours that are no documents.

    Raises:
        LuoshiError: S010 when the document is a folder, or it or the output is a device; S015 when it is the JSON of
            a review or the settings of a workspace.
    """
    if job.document.is_dir():
        raise _folder_error(job.document)
    for path in (job.document, job.output):
        if path is not None and path.exists() and not (path.is_file() or path.is_dir()):
            raise LuoshiError("S010", "这是设备或管道，不是文件", where=str(path), hint="请给出普通的文件名")
    if what := _file_of_ours(job.document):
        hint = "请给出规划的原文件，如 规划.docx"
        raise LuoshiError("S015", f"这是{what}，不是规划的原文件", where=str(job.document), hint=hint)


def _file_of_ours(document: Path) -> str:
    """Return what a file is that luoshi keeps for itself; empty for any other, and for one that cannot be read."""
    from luoshi.workspace.folder import SETTINGS
    from luoshi.workspace.output_file import reviewed_name

    if document.name == SETTINGS and document.is_file():
        return "工作区的设置"
    if document.suffix.lower() != ".json":
        return ""
    try:
        return "luoshi review 写出的审校结果" if reviewed_name(document.read_bytes()) is not None else ""
    except OSError:
        return ""


def _folder_error(folder: Path) -> LuoshiError:
    there = {path.suffix.lower().lstrip(".") for path in folder.glob("*")}
    suffix = next((suffix for suffix in _FOLDER_SUFFIXES if suffix in there), "docx")
    hint = f"请给出其中的文件，如 {folder / f'*.{suffix}'}"
    return LuoshiError("S010", "这是文件夹，不是文件", where=str(folder), hint=hint)
