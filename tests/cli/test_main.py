"""Around all commands: help, version, exit codes, encodings, interruption."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import luoshi
from luoshi.base.errors import LuoshiError
from luoshi.cli import chinese_help, console
from luoshi.cli.main import main

_PLAN_HELP = (["plan", "--help"], ["plan", "import-xlsx", "--help"], ["plan", "export-xlsx", "--help"])


def test_help_is_chinese_and_fits_the_terminal(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["compile", "--help"], ["init", "--help"], ["demo", "--help"], *_PLAN_HELP):
        assert main(arguments) == 0
        text = capsys.readouterr().out
        assert text.startswith("用法：luoshi")
        assert not re.search(r"Usage|Options|Commands|Arguments|Show this|default|required", text)
        assert max(chinese_help.columns(line) for line in text.splitlines()) <= 80


def test_help_loads_no_heavy_library(luoshi_process) -> None:
    done = luoshi_process("--help", python=("-X", "importtime"))
    assert done.returncode == 0
    loaded = {line.split(b"|")[-1].strip().decode().split(".")[0] for line in done.stderr.splitlines()}
    assert "typer" in loaded
    assert loaded.isdisjoint({"pydantic", "pydantic_core", "lxml", "yaml", "rich"})


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"luoshi {luoshi.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["compil"], "没有 compil 这个命令"),
        (["compile", "--formt", "json", "a.txt"], "没有 --formt 这个选项，是不是 --format"),
        (["compile", "--format", "xml", "a.txt"], "可以是 summary|yaml|json|xlsx"),
        (["compile", "--fail-on", "never", "a.txt"], "可以是 error|warning|info"),
        (["compile", "a.txt", "-o"], "-o 后面缺少值。\n  处理：运行 luoshi compile --help"),
        (["compile"], "没有给出要编译的文件"),
        (["init"], "缺少 文件夹"),
        (["init", "甲", "乙"], "多出了 乙"),
        (["init", ""], "S009"),
        (["demo", " "], "S009"),
    ],
)
def test_wrong_usage_is_told_in_chinese(
    arguments: list[str], told: str, compiled, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    caught = capsys.readouterr()
    assert told in caught.err
    assert caught.out == ""


def test_no_command_shows_help_and_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "命令：" in capsys.readouterr().err


def test_luoshi_error_shows_code_place_and_what_to_do(compiled, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "坏.txt"]) == 2
    assert capsys.readouterr().err == "错误 R999：文件已损坏。\n  位置：坏.txt\n  处理：请重新取得文件。\n"


@pytest.mark.parametrize("arguments", [["--debug", "compile", "坏.txt"], ["compile", "坏.txt", "--debug"]])
def test_debug_lets_errors_through(arguments: list[str], compiled) -> None:
    with pytest.raises(LuoshiError):
        main(arguments)


def test_debug_after_two_dashes_is_a_file_name(compiled) -> None:
    assert main(["compile", "--", "--debug"]) == 0
    assert Path("--debug.plan.yaml").exists()


def test_bug_is_no_traceback(compiled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_: Path) -> None:
        raise ValueError("boom")

    monkeypatch.setattr("luoshi.api.read_and_compile", broken)
    assert main(["compile", "规划.txt"]) == 2
    error = capsys.readouterr().err
    assert "ValueError：boom" in error
    assert "Traceback" not in error


def test_interruption_is_130_and_leaves_nothing(compiled, monkeypatch, tmp_path: Path, capsys) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("luoshi.api.read_and_compile", interrupted)
    assert main(["compile", "规划.txt"]) == 130
    assert "已中断" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


_WAITS = """
import sys, time
import luoshi.api
from luoshi.cli.main import main
def read_and_compile(path):
    print("ready", flush=True)
    time.sleep(60)
luoshi.api.read_and_compile = read_and_compile
sys.exit(main(["compile", "plan.txt"]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_the_process_cleanly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _WAITS], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "已中断" in error.decode()
    assert b"Traceback" not in error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_while_modules_are_imported_is_no_traceback(tmp_path: Path) -> None:
    """The module of the command line is replaced by one that is slow to import."""
    slow = "import time\nprint('ready', flush=True)\ntime.sleep(60)\n"
    code = (
        "import importlib.abc, importlib.util, sys\n"
        "class Slow(importlib.abc.MetaPathFinder, importlib.abc.Loader):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        return importlib.util.spec_from_loader(name, self) if name == 'luoshi.cli.main' else None\n"
        f"    def exec_module(self, module): exec({slow!r})\n"
        "sys.meta_path.insert(0, Slow())\n"
        "from luoshi.__main__ import main\n"
        "sys.exit(main())\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert error.decode() == "已中断，没有留下写了一半的文件。\n"


def test_entry_imports_nothing_before_it_watches() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import luoshi.__main__, sys; print('typer' in sys.modules, 'luoshi.cli' in sys.modules)",
        ],
        capture_output=True,
        check=True,
    )
    assert done.stdout.split() == [b"False", b"False"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the full device of Linux")
@pytest.mark.parametrize(
    "arguments", [["--help"], ["compile", "要点.txt"], ["compile", "要点.txt", "--format", "json"], ["demo"]]
)
def test_full_disk_is_no_defect_of_ours(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "要点.txt").write_text("临江市教育局2024年工作要点\n一、新建幼儿园3所。\n" * 500, encoding="utf-8")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "luoshi", *arguments], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    error = done.stderr.decode()
    assert "S011：结果写不出去：磁盘已满" in error
    assert "缺陷" not in error
    assert "Exception ignored" not in error


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
def test_closed_output_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m luoshi --help >&-"
    assert subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_short_help_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], ["compile"], ["init"], ["demo"]):
        assert main([*command, "-h"]) == 0
        assert capsys.readouterr().out.startswith("用法：luoshi")


@pytest.mark.parametrize(
    ("program", "found", "shown"),
    [
        (".venv/bin/luoshi", None, ".venv/bin/luoshi"),
        (".venv/bin/luoshi", ".venv/bin/luoshi", "luoshi"),
        ("my tools/luoshi", None, "'my tools/luoshi'"),
        ("src/luoshi/__main__.py", None, f"{Path(sys.executable).name} -m luoshi"),
        ("pytest", None, "luoshi"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="quotes of POSIX")
def test_command_is_shown_as_it_was_started(program: str, found, shown: str, monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", [program])
    monkeypatch.setattr("shutil.which", lambda _: found)
    assert console.started_as() == shown


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_poor_console_never_stops_a_command(encoding: str, luoshi_process, tmp_path: Path) -> None:
    for arguments in (["--help"], ["compile", "没有\U00020bb7.txt"], ["compil\U00020bb7"], ["init", "局\U00020bb7"]):
        done = luoshi_process(*arguments, PYTHONIOENCODING=encoding)
        assert done.returncode in (0, 2)
        assert b"UnicodeEncodeError" not in done.stderr


def test_gbk_console_gets_gbk(luoshi_process) -> None:
    assert luoshi_process("--help", PYTHONIOENCODING="gbk").stdout.decode("gbk").startswith("用法：luoshi")


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    code = "import sys; from luoshi.cli import console, main; sys.exit(main.main(['--help']))"
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run([sys.executable, "-c", code], stdout=write_end, stderr=subprocess.PIPE, check=False)
    os.close(write_end)
    assert done.returncode == 141
    assert done.stderr == b""


def test_wrap_keeps_words_whole_and_commas_off_the_start() -> None:
    lines = list(chinese_help.wrap("写到这个文件，不写时用 luoshi-demo。", 16))
    assert lines == ["写到这个文件，不", "写时用", "luoshi-demo。"]
    assert all(chinese_help.columns(line) <= 16 for line in lines)
