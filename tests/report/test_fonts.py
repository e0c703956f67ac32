"""The fonts that come with the installation draw Chinese, and it is said when they cannot."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.report import fonts, typesetting
from luoshi.report.fonts import SANS, SERIF, characters_of, font_folder, missing_glyphs, prove_fonts
from luoshi.report.typesetting import Job, set_pdf


def _in_place_of_the_fonts(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    package = ModuleType("pylopdf_fonts_zh_cn")
    package.sans_path = lambda: folder / "sans.otf"  # type: ignore[attr-defined]
    package.serif_path = lambda: folder / "serif.otf"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", package)


def test_the_fonts_draw_chinese() -> None:
    prove_fonts()


def test_no_font_package_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    with pytest.raises(LuoshiError) as told:
        prove_fonts()
    assert (told.value.code, "pip install" in told.value.hint) == ("E100", True)


def test_no_font_file_stops(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _in_place_of_the_fonts(monkeypatch, tmp_path)
    with pytest.raises(LuoshiError) as told:
        prove_fonts()
    assert (told.value.code, told.value.where) == ("E100", "sans.otf")


@pytest.mark.parametrize("data", [b"", b"OTTO" + bytes(100), b"OTTO\x00\x01" + bytes(6) + b"cmap" + bytes(20)])
def test_a_broken_font_stops(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data: bytes) -> None:
    for name in ("sans.otf", "serif.otf"):
        (tmp_path / name).write_bytes(data)
    _in_place_of_the_fonts(monkeypatch, tmp_path)
    with pytest.raises(LuoshiError) as proof:
        prove_fonts()
    with pytest.raises(LuoshiError) as read:
        characters_of(tmp_path / "sans.otf")
    assert (proof.value.code, read.value.code) == ("E100", "E100")


def test_letters_that_do_not_come_back_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PROOF", "落实\U00020bb7")
    with pytest.raises(LuoshiError) as told:
        prove_fonts()
    assert told.value.code == "E100"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("—≥≤〔〕㎡①“”‘’…×±℃‰Ⅲ★□√〇·", ""),
        ("䶮喆堃犇燚婳昇翀頔玥珺鑫㭎龘", ""),
        (" \t\n\u3000\u00a0\u200b", ""),
        ("葛\U000e0100", ""),
        ("张\U00020bb7、李\ue000、\U00020bb7", "\U00020bb7\ue000"),
        ("好🙂", "🙂"),
    ],
)
def test_characters_that_cannot_be_drawn_are_told(text: str, missing: str) -> None:
    assert missing_glyphs(text) == missing


def test_only_the_two_fonts_are_used() -> None:
    assert {one.family for one in typesetting._fonts(font_folder()).fonts()} == {SANS, SERIF}


@pytest.mark.parametrize("data", [{}, {"words": "字", "fonts": ["No Such Font"]}], ids=["fails", "warns"])
def test_what_cannot_be_set_stops(data: dict[str, object]) -> None:
    with pytest.raises(LuoshiError) as told:
        set_pdf(Job("proof.typ", data))
    assert (told.value.code, bool(told.value.where)) == ("E102", True)
