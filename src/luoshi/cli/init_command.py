"""``luoshi init``: an empty workspace."""

from __future__ import annotations

from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.cli import console, options

HELP = "新建一个空的工作区。\n已有的文件一个也不改。工作区的 .gitignore 把统计报表和数据库挡在版本控制之外。"


def run(folder: options.NewFolder) -> int:
    """Make the workspace and say what was added."""
    root = named_folder(folder)
    from luoshi.workspace.folder import FOLDERS, SETTINGS, init_workspace

    added = init_workspace(root)
    if not added:
        console.say(f"{root} 已经是工作区，没有改动。")
        return 0
    console.say(f"工作区已建好：{root}")
    for path in added:
        if path != root:
            name = path.name + ("/" if path.is_dir() else "")
            console.say(f"  {name:<12}  {FOLDERS.get(path.name, '')}".rstrip())
    console.say(f"\n下一步：在 {SETTINGS} 里填上地区和规划期；把规划文件放进 documents/，然后运行")
    console.say(f"  {console.started_as()} compile {root / 'documents' / '规划.docx'}")
    return 0


def named_folder(name: str) -> Path:
    """Return the path of a folder that was named.

    Raises:
        LuoshiError: S009 when the name is empty, which would mean the current folder.
    """
    if not name.strip():
        raise LuoshiError("S009", "文件夹的名字是空的", hint="请给出文件夹的名字；当前文件夹写作 .")
    return Path(name)
