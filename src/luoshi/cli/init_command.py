"""``luoshi init``: an empty workspace."""

from __future__ import annotations

from luoshi.cli import console, options

HELP = "新建一个空的工作区。\n已有的文件一个也不改。工作区的 .gitignore 把统计报表和数据库挡在版本控制之外。"


def run(folder: options.NewFolder) -> int:
    """Make the workspace and say what was added."""
    from luoshi.workspace.folder import FOLDERS, SETTINGS, init_workspace

    added = init_workspace(folder)
    if not added:
        console.say(f"{folder} 已经是工作区，没有改动。")
        return 0
    console.say(f"工作区已建好：{folder}")
    for path in added:
        if path != folder:
            name = path.name + ("/" if path.is_dir() else "")
            console.say(f"  {name:<12}  {FOLDERS.get(path.name, '')}".rstrip())
    console.say(f"\n下一步：在 {SETTINGS} 里填上地区和规划期；把规划文件放进 documents/，然后运行")
    console.say(f"  luoshi compile {folder / 'documents'}/规划.docx")
    return 0
