"""``luoshi backup`` and ``luoshi restore``: all of a workspace and its database in one file, and back.

Entries: :func:`backup`, :func:`restore`. Not here: the file itself (``luoshi.web.system.backup``).
"""

from __future__ import annotations

from pathlib import Path

from luoshi.base.errors import EXIT_FINE
from luoshi.cli import backup_options, console, serve_options
from luoshi.cli.audit_command import head_given
from luoshi.cli.places import near, the_workspace

HELP = (
    "备份：把数据库和工作区的文件写成一个 ZIP，服务不用停。\n"
    "显示操作日志末尾的序号和校验码，请抄下来另存：恢复时、核对日志时用得着。"
)
RESTORE_HELP = (
    "恢复：把备份写回一个空的工作区和空的数据库（SQLite，或 LUOSHI_DATABASE_URL 指的 PostgreSQL，和原来的不必相同）。\n"
    "先核对每一部分的校验码和操作日志，有一处不符就不写。恢复以后都要重新登录。"
)


def backup(output: backup_options.BackupOutput = None, workspace: serve_options.WorkspaceFolder = None) -> int:
    """Write a backup and print the head of the chain."""
    place = the_workspace(workspace)
    from luoshi.web.setup import prepare, require_migrated

    prepare(place.root)
    require_migrated()
    from luoshi.web.action import Context, perform
    from luoshi.web.clock import now
    from luoshi.web.system.backup import FOLDER, backup_name, make_backup
    from luoshi.web.system.backup_actions import RecordBackup

    at = now()
    target = output if output is not None else place.root / FOLDER / backup_name(at)
    manifest = make_backup(place.root, target, at)
    perform(RecordBackup(Context(None, "", at), target.name, manifest))
    console.say(f"备份：{near(target)}（{target.stat().st_size / 2**20:.1f} MB）")
    console.say(f"  数据库 {sum(manifest.tables.values())} 行，文件 {len(manifest.sums) - len(manifest.tables)} 个")
    console.say(f"  操作日志末尾 {manifest.printed_head}")
    return EXIT_FINE


def restore(
    file: backup_options.BackupFile,
    workspace: backup_options.NewWorkspace,
    head: backup_options.KnownHead = "",
) -> int:
    """Put a backup back."""
    from luoshi.web.setup import prepare
    from luoshi.workspace.folder import SETTINGS

    known = head_given(head)
    root = Path(workspace).resolve()
    _refuse_filled(root)
    prepare(root)
    from luoshi.web.action import Context
    from luoshi.web.clock import now
    from luoshi.web.system.restoring import restore as put_back

    done = put_back(file, root, Context(None, "", now()), known)
    console.say(f"已恢复到 {root}：数据库 {done.rows} 行，文件 {done.files} 个；操作日志校验无误")
    console.say(f"  备份时间 {done.manifest.made_at}，日志末尾 {done.manifest.printed_head}")
    if not (root / SETTINGS).exists():
        console.note(f"备份里没有 {SETTINGS}：先运行 luoshi init {console.shown_path(root)}")
    return EXIT_FINE


def _refuse_filled(root: Path) -> None:
    from luoshi.web.system.empty_folder import refuse_filled_folder

    refuse_filled_folder(root)
