"""The command ``luoshi``: the names of its commands and what happens around each of them.

Entry: :func:`main`. What a command does stands in ``*_command.py``, its options in :mod:`luoshi.cli.options`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import typer

import luoshi
from luoshi.base.errors import EXIT_CANNOT_RUN, LuoshiError
from luoshi.cli import (
    EXIT_INTERRUPTED,
    INTERRUPTED,
    appraise_command,
    audit_command,
    backup_command,
    burden_command,
    check_command,
    compare_command,
    compile_command,
    console,
    decompose_command,
    demo_command,
    doctor_command,
    draw_command,
    freeze_command,
    indicators_command,
    init_command,
    ledger_command,
    ledger_make_command,
    ledger_options,
    light_command,
    monitor_command,
    options,
    package_command,
    packs_command,
    plan_command,
    report_command,
    review_command,
    serve_command,
    stats_command,
    stats_options,
    supervise_command,
    verify_command,
)
from luoshi.cli.chinese_help import ChineseCommand, ChineseGroup, usage_message

_HELP_OPTIONS = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(cls=ChineseGroup, add_completion=False, rich_markup_mode=None, context_settings=_HELP_OPTIONS)


@app.callback(invoke_without_command=True, help="落实：把教育规划从文本变成可以执行、可以检查的数据。")
def _root(context: typer.Context, version: options.Version = False, debug: options.Debug = False) -> None:
    if version:
        console.say(f"luoshi {luoshi.__version__}")
    elif context.invoked_subcommand is None:
        console.note(context.get_help())
        raise typer.Exit(EXIT_CANNOT_RUN)


app.command("compile", cls=ChineseCommand, help=compile_command.HELP)(compile_command.run)
app.command("compare", cls=ChineseCommand, help=compare_command.HELP)(compare_command.run)
app.command("review", cls=ChineseCommand, help=review_command.HELP)(review_command.run)
plan_app = typer.Typer(cls=ChineseGroup, context_settings=_HELP_OPTIONS, rich_markup_mode=None)
app.add_typer(plan_app, name="plan", help=plan_command.HELP)
app.command("indicators", cls=ChineseCommand, help=indicators_command.HELP)(indicators_command.run)
app.command("explain", cls=ChineseCommand, help=indicators_command.EXPLAIN_HELP)(indicators_command.explain)
app.command("monitor", cls=ChineseCommand, help=monitor_command.HELP)(monitor_command.run)
app.command("decompose", cls=ChineseCommand, help=decompose_command.HELP)(decompose_command.run)
app.command("packs", cls=ChineseCommand, help=packs_command.HELP)(packs_command.run)
app.command("freeze", cls=ChineseCommand, help=freeze_command.HELP)(freeze_command.run)
app.command("report", cls=ChineseCommand, help=report_command.HELP)(report_command.run)
app.command("site", cls=ChineseCommand, help=report_command.SITE_HELP)(report_command.site)
app.command("package", cls=ChineseCommand, help=package_command.HELP)(package_command.run)
app.command("verify", cls=ChineseCommand, help=verify_command.HELP)(verify_command.run)
app.command("draw", cls=ChineseCommand, help=draw_command.HELP)(draw_command.run)
app.command("supervise", cls=ChineseCommand, help=supervise_command.HELP)(supervise_command.run)
app.command("burden", cls=ChineseCommand, help=burden_command.HELP)(burden_command.run)
app.command("appraise", cls=ChineseCommand, help=appraise_command.HELP)(appraise_command.run)
app.command("serve", cls=ChineseCommand, help=serve_command.HELP)(serve_command.run)
app.command("backup", cls=ChineseCommand, help=backup_command.HELP)(backup_command.backup)
app.command("restore", cls=ChineseCommand, help=backup_command.RESTORE_HELP)(backup_command.restore)
app.command("doctor", cls=ChineseCommand, help=doctor_command.HELP)(doctor_command.run)
audit_app = typer.Typer(cls=ChineseGroup, context_settings=_HELP_OPTIONS, rich_markup_mode=None)
app.add_typer(audit_app, name="audit", help=audit_command.HELP)
app.command("init", cls=ChineseCommand, help=init_command.HELP)(init_command.run)
app.command("demo", cls=ChineseCommand, help=demo_command.HELP)(demo_command.run)


@plan_app.callback(invoke_without_command=True)
@audit_app.callback(invoke_without_command=True)
def _plan(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        console.note(context.get_help())
        raise typer.Exit(EXIT_CANNOT_RUN)


plan_app.command("check", cls=ChineseCommand, help=check_command.HELP)(check_command.run)
plan_app.command("import-xlsx", cls=ChineseCommand, help=plan_command.IMPORT_HELP)(plan_command.import_xlsx)
plan_app.command("export-xlsx", cls=ChineseCommand, help=plan_command.EXPORT_HELP)(plan_command.export_xlsx)
plan_app.command("bind", cls=ChineseCommand, help=monitor_command.BIND_HELP)(monitor_command.bind)
audit_app.command("verify", cls=ChineseCommand, help=audit_command.VERIFY_HELP)(audit_command.verify)


stats_app = typer.Typer(cls=ChineseGroup, context_settings=_HELP_OPTIONS, rich_markup_mode=None)
app.add_typer(stats_app, name="stats", help=stats_command.HELP)


@stats_app.callback(invoke_without_command=True)
def _stats(context: typer.Context, workspace: stats_options.WorkspaceFolder = None) -> None:
    if context.invoked_subcommand is None:
        raise typer.Exit(stats_command.show(workspace))
    if workspace is not None:
        sub = context.invoked_subcommand
        hint = f"写法：luoshi stats {sub} … -w {workspace}"
        raise LuoshiError("S017", f"-w 要写在 {sub} 的后面", hint=hint)


stats_app.command("load", cls=ChineseCommand, help=stats_command.LOAD_HELP)(stats_command.load)
stats_app.command("template", cls=ChineseCommand, help=stats_command.TEMPLATE_HELP)(stats_command.template)
stats_app.command("map", cls=ChineseCommand, help=stats_command.MAP_HELP)(stats_command.learn)
stats_app.command("history", cls=ChineseCommand, help=stats_command.HISTORY_HELP)(stats_command.history)
stats_app.command("diff", cls=ChineseCommand, help=stats_command.DIFF_HELP)(stats_command.diff)
stats_app.command("rollback", cls=ChineseCommand, help=stats_command.ROLLBACK_HELP)(stats_command.rollback)
stats_app.command("missing", cls=ChineseCommand, help=stats_command.MISSING_HELP)(stats_command.missing)
stats_app.command("total", cls=ChineseCommand, help=stats_command.TOTAL_HELP)(stats_command.total)
stats_app.command("fields", cls=ChineseCommand, help=stats_command.FIELDS_HELP)(stats_command.fields)


ledger_app = typer.Typer(cls=ChineseGroup, context_settings=_HELP_OPTIONS, rich_markup_mode=None)
app.add_typer(ledger_app, name="ledger", help=ledger_command.HELP)


@ledger_app.callback(invoke_without_command=True)
def _ledger(context: typer.Context, workspace: ledger_options.WorkspaceFolder = None) -> None:
    if context.invoked_subcommand is None:
        raise typer.Exit(ledger_command.list_ledgers(workspace))
    if workspace is not None:
        sub = context.invoked_subcommand
        hint = f"写法：luoshi ledger {sub} … -w {workspace}"
        raise LuoshiError("S017", f"-w 要写在 {sub} 的后面", hint=hint)


ledger_app.command("show", cls=ChineseCommand, help=ledger_command.SHOW_HELP)(ledger_command.show)
ledger_app.command("import", cls=ChineseCommand, help=ledger_command.IMPORT_HELP)(ledger_command.import_file)
ledger_app.command("export", cls=ChineseCommand, help=ledger_command.EXPORT_HELP)(ledger_command.export)
ledger_app.command("light", cls=ChineseCommand, help=light_command.LIGHT_HELP)(light_command.light)
ledger_app.command("rules", cls=ChineseCommand, help=light_command.RULES_HELP)(light_command.rules)
ledger_app.command("act", cls=ChineseCommand, help=light_command.ACT_HELP)(light_command.act)
ledger_app.command("money", cls=ChineseCommand, help=light_command.MONEY_HELP)(light_command.money)
ledger_app.command("make", cls=ChineseCommand, help=ledger_make_command.MAKE_HELP)(ledger_make_command.make)
ledger_app.command("cover", cls=ChineseCommand, help=ledger_make_command.COVER_HELP)(ledger_make_command.cover)
ledger_app.command("trace", cls=ChineseCommand, help=ledger_make_command.TRACE_HELP)(ledger_make_command.trace)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 fine, 1 findings at or above ``--fail-on``, 2 could not run.

    Args:
        arguments: without the program's name; None takes those of the process.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    before = given[: given.index("--")] if "--" in given else given
    debug = "--debug" in before
    if debug:  # one option for all commands: it may stand behind the command's name as well
        given = ["--debug", *(word for word in before if word != "--debug"), *given[len(before) :]]
    console.prepare()
    gc.set_threshold(50_000, 20, 20)  # a command ends soon and makes few cycles: collecting often only costs time
    try:
        code = _run(given)
    except (BrokenPipeError, SystemExit):  # Typer turns the first into the second, and uses that for nothing else
        code = console.close_broken_pipe()
    except Exception as error:
        if debug:
            raise
        if console.is_output_failure(error):
            console.show_output_failure(error)
        else:
            console.show_crash(error)
        return EXIT_CANNOT_RUN
    if code == EXIT_INTERRUPTED:
        console.note(INTERRUPTED)
    return code


def _run(arguments: list[str]) -> int:
    """Run the command; errors that are the user's matter are told, all others pass."""
    try:
        result = typer.main.get_command(app).main(args=arguments, prog_name="luoshi", standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except LuoshiError as error:
        if "--debug" in arguments[:1]:
            raise
        console.show_error(error)
        return EXIT_CANNOT_RUN
    except typer.Abort:
        return EXIT_INTERRUPTED
    except typer.TyperException as error:
        console.note(usage_message(error, _command_path(arguments)))
        return EXIT_CANNOT_RUN
    return result if isinstance(result, int) else 0


def _command_path(arguments: list[str]) -> str:
    """Return the command that was meant, for errors found before it was entered."""
    names = {command.name for command in app.registered_commands}
    return " ".join(["luoshi", *[word for word in arguments if word in names][:1]])
