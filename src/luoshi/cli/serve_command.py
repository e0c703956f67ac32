"""``luoshi serve``: the web application on the intranet. Entry: :func:`run`.

Not here: the application (``luoshi.web``); it is imported when it is asked for.
"""

from __future__ import annotations

import socket
from datetime import date, datetime
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINE
from luoshi.cli import console, serve_options
from luoshi.cli.places import the_workspace

if TYPE_CHECKING:
    from luoshi.workspace.folder import Workspace

HELP = (
    "启动网页应用：规划、台账、填报、督查督办、统计指标和看板。\n第一次启动会建数据库和一个管理员，密码只显示这一次。"
)


def run(
    workspace: serve_options.WorkspaceFolder = None,
    host: serve_options.Host = "127.0.0.1",
    port: serve_options.Port = 8000,
    today: serve_options.Today = None,
) -> int:
    """Serve the workspace until it is stopped."""
    serve(the_workspace(workspace), host, port, today.date() if isinstance(today, datetime) else None)
    return EXIT_FINE


def serve(workspace: Workspace, host: str, port: int, today: date | None, *, sample: bool = False) -> None:
    """Serve a workspace: bring the database up to date, start the jobs, answer.

    Args:
        workspace: whose files and database.
        host, port: where to listen.
        today: a fixed day for demonstrations.
        sample: put the sample city's units, accounts and ledgers into an empty database, print the accounts, and
            register the sample's freezes.
    """
    from luoshi.web.setup import migrate, own_names, prepare

    prepare(workspace.root, today=today, host=host)
    migrate()
    if sample:
        _print_accounts(workspace)
        _add_sample_freezes()
    else:
        _print_first_administrator()
    from luoshi.web.serving import serve_until_stopped

    shown = own_names(host)[-1]
    serve_until_stopped(host, port, lambda: console.say(f"网页应用：http://{shown}:{port}/    停止：Ctrl+C"))
    console.note("已停止")


def free_port(first: int) -> int:
    """Return the first port from ``first`` on that nobody listens at; ``first`` when twenty in a row are taken."""
    for port in range(first, first + 20):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) != 0:
                return port
    return first


def _print_first_administrator() -> None:
    from luoshi.web.action import Context
    from luoshi.web.clock import now
    from luoshi.web.system.first_start import ROLES, add_first_administrator

    made = add_first_administrator(Context(None, "", now()))
    if made is None:
        return
    console.say("第一次启动，已建一个管理员账号（密码只显示这一次，登录后先改密码）：")
    console.say(f"  账号 {made[0]}    密码 {made[1]}    {'、'.join(ROLES)}")
    console.say("接着建系统、安全、审计三个管理员的账号，由三个人担任；luoshi doctor 会说还差什么。")


def _add_sample_freezes() -> None:
    """Register what the demonstration froze before there was a database, once more or for the first time."""
    from luoshi.web.clock import now
    from luoshi.web.evaluation.sample_freezes import add_sample_freezes

    add_sample_freezes(now())


def _print_accounts(workspace: Workspace) -> None:
    from luoshi.web.clock import now
    from luoshi.web.samples import ACCOUNTS, add_sample_plan, add_samples

    passwords = add_samples(tuple(sorted(workspace.ledgers.glob("*.ledger.json"))), now())
    if not passwords:
        console.note("示例账号已在数据库里，密码在第一次启动时显示过")
        return
    for document in sorted(workspace.documents.glob("*.docx"))[:1]:
        add_sample_plan(document, now())
    console.say("示例账号（密码只显示这一次）：")
    for one in ACCOUNTS:
        console.say(f"  {one.username:<10}{passwords[one.username]}    {'、'.join(one.roles)}（{one.unit}）")
