"""What goes to the terminal: results to standard output, messages and errors to standard error.

A console in GBK or ASCII never stops a command: characters it lacks are replaced. JSON and YAML for other programs are
UTF-8 whenever standard output is a file or a pipe. Not here: the summary of a plan (:mod:`luoshi.cli.summary`).
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from luoshi.base.errors import LuoshiError, reason

if TYPE_CHECKING:
    from rich.console import Console

EXIT_BROKEN_PIPE = 141


def prepare() -> None:
    """Make both streams replace what their encoding lacks; a stream that was closed takes everything and keeps none."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # open as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str) -> None:
    """Print a result."""
    print(text)


def note(text: str) -> None:
    """Print a message that is not part of the result."""
    sys.stdout.flush()  # what was printed before stands before it
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:  # nobody is left to be told: the exit code still says it
        _discard(sys.stderr)


def emit(text: str) -> None:
    """Print text for other programs: UTF-8 with its newlines untouched, except on a terminal."""
    stream = sys.stdout
    if stream.isatty() or not hasattr(stream, "buffer"):
        stream.write(text)
        return
    stream.flush()
    stream.buffer.write(text.encode("utf-8"))
    stream.buffer.flush()


def show_error(error: LuoshiError) -> None:
    """Tell why the work could not go on."""
    lines = [f"错误 {error.code}：{_sentence(error.message)}"]
    if error.where:
        lines.append(f"  位置：{error.where}")
    if error.hint:
        lines.append(f"  处理：{_sentence(error.hint)}")
    note("\n".join(lines))


def _sentence(text: str) -> str:
    """Return ``text`` closed with a full stop, if it is a sentence on one line."""
    return text if "\n" in text or text.endswith(("。", "？")) else f"{text}。"


def show_crash(error: Exception) -> None:
    """Tell of a bug of ours."""
    note(
        f"程序内部出错：{type(error).__name__}：{error}\n"
        "  这是本程序的缺陷，不是文件的问题。处理：加 --debug 再运行一次，把显示的内容报告给开发者。"
    )


def close_broken_pipe() -> int:
    """Return the exit code for a reader that went away (``| head``), and keep Python from complaining about it."""
    _discard(sys.stdout)
    return EXIT_BROKEN_PIPE


def is_output_failure(error: Exception) -> bool:
    """Tell whether an error came from standard output: errors of files are ``LuoshiError`` or name their file."""
    return isinstance(error, OSError) and error.errno is not None and error.filename is None


def show_output_failure(error: Exception) -> None:
    """Tell that standard output takes no more (a full disk), and keep Python from complaining about it."""
    assert isinstance(error, OSError)
    _discard(sys.stdout)
    hint = "请换一个地方存放，或腾出空间后再运行"
    show_error(LuoshiError("S011", f"结果写不出去：{reason(error)}", where="标准输出", hint=hint))


def _discard(stream: TextIO) -> None:
    """Let what is still to be written to ``stream`` go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def started_as() -> str:
    """Return the command as the user started it: ``luoshi``, the path of it, or ``python -m luoshi``."""
    program = sys.argv[0]
    name = Path(program).stem
    if name == "__main__":
        return f"{Path(sys.executable).name} -m luoshi"
    if name != "luoshi":
        return "luoshi"  # called from another program
    found = shutil.which("luoshi")
    if found is not None and Path(found).resolve() == Path(program).resolve():
        return "luoshi"
    return shlex.quote(program) if os.name == "posix" else program


def shown_path(path: Path) -> str:
    """Return a path as it can be typed."""
    return shlex.quote(str(path)) if os.name == "posix" else f'"{path}"'


def rich_console(*, messages: bool = False) -> Console:
    """Return a rich console on standard output, or on standard error for ``messages``; text is taken as it is."""
    from rich.console import Console

    return Console(stderr=messages, markup=False, emoji=False, highlight=False)
