"""The folder of a site: whole or not at all, and never in place of what people laid there."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.workspace.site_folder import write_site

_SITE = {"index.html": b"one", "targets/t-1.html": b"two", "luoshi-site.json": b"{}"}


def site(**other: bytes) -> dict[str, bytes]:
    files = {**_SITE, **{name.replace("_", "."): data for name, data in other.items()}}
    listed = "".join(f"{'0' * 64}  {name}\n" for name in files)
    return {**files, "sha256.txt": listed.encode()}


def read(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def refused(files: dict[str, bytes], folder: Path, code: str = "G200") -> LuoshiError:
    with pytest.raises(LuoshiError) as caught:
        write_site(files, folder)
    assert caught.value.code == code
    return caught.value


def test_a_site_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "build" / "site"
    write_site(site(old_html=b"old"), folder)
    (folder / "Thumbs.db").write_bytes(b"")
    new = {**site(), "index.html": b"new"}
    write_site(new, folder)
    assert read(folder) == new
    assert [one.name for one in folder.parent.iterdir()] == ["site"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    write_site(site(), tmp_path / "site")
    assert read(tmp_path / "site") == site()


def test_what_is_no_site_of_ours_stays(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "工作总结.docx").write_bytes(b"mine")
    assert "不是落实写的网站" in refused(site(), folder).message
    assert read(folder) == {"工作总结.docx": b"mine"}
    (tmp_path / "file").write_bytes(b"mine")
    refused(site(), tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_files_that_people_laid_into_a_site_stay(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site(site(), folder)
    (folder / "targets" / "说明.docx").write_bytes(b"mine")
    assert "targets/说明.docx" in refused(site(), folder).message
    assert (folder / "targets" / "说明.docx").read_bytes() == b"mine"


def test_a_failure_leaves_the_old_site_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    write_site(site(), folder)
    real, done = Path.write_bytes, []

    def full(path: Path, data: bytes) -> int:
        done.append(path)
        if len(done) > 2:
            raise OSError(28, "No space left on device")
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "磁盘已满" in refused({**site(), "index.html": b"new"}, folder, "G201").message
    monkeypatch.undo()
    assert read(folder) == site()
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_an_interruption_between_the_two_renames_brings_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    write_site(site(), folder)
    real = Path.rename

    def stopped(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_site({**site(), "index.html": b"new"}, folder)
    monkeypatch.undo()
    assert read(folder) == site()
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_path_that_leads_out_of_the_site_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a path within"):
        write_site({"../evil.html": b""}, tmp_path / "site")
    assert list(tmp_path.iterdir()) == []
