"""``luoshi report`` and ``luoshi site``: evaluation reports and the public site, from one freeze.

Entries: :func:`run`, :func:`site`. Not here: freezing (:mod:`luoshi.cli.freeze_command`), composing
(:mod:`luoshi.api`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError, reason
from luoshi.base.findings import Severity
from luoshi.cli import console, stats_options
from luoshi.cli import freeze_options as options
from luoshi.cli.places import near, the_workspace, write_file

if TYPE_CHECKING:
    from luoshi.model.evaluation.publication import PublicEdition
    from luoshi.model.evaluation.report import EvaluationReport
    from luoshi.workspace.folder import Workspace

HELP = (
    "评估报告：从一份定稿写出报告，每个数都能追回定稿。种类：annual 年度监测报告，midterm 中期评估报告，\n"
    "final 总结评估报告，bulletin 监测通报，task-table 任务完成情况表，project-table 项目进展情况表，\n"
    "indicator-table 目标指标完成情况表。退出码：0 正常，1 改过的报告和定稿对不上（--check），2 没能完成。"
)
SITE_HELP = (
    "公开网站：从一份批准公开的定稿生成静态网站，不用服务器，从 U 盘也能打开。\n"
    "没有批准、没有公开的内容、人数少于 5 的组都不会出现。退出码：0 正常，1 有不能公开的，2 没能完成。"
)
_SUFFIXES = (".docx", ".pdf", ".xlsx")
KINDS = ("annual", "midterm", "final", "bulletin", "task-table", "project-table", "indicator-table")

Kind = Annotated[str, typer.Argument(metavar="种类", help="、".join(KINDS), show_default=False)]


def run(  # one parameter for each option
    kind: Kind,
    freeze: options.WhichFreeze = "",
    area: options.ReportArea = "",
    formats: options.ReportFormats = None,
    output: options.ReportOutput = None,
    template: options.Template = None,
    issuer: options.Issuer = "",
    on: options.ReportDay = None,
    check: options.Edited = None,
    public: options.IsPublic = False,
    workspace: stats_options.WorkspaceFolder = None,
    force: stats_options.Overwrite = False,
) -> int:
    """Write a report of a freeze, or check an edited one."""
    if kind not in KINDS:
        raise LuoshiError("E021", f"没有“{kind}”这种报告", hint=f"种类：{'、'.join(KINDS)}")
    from luoshi.api import compose_report, open_freeze

    place = the_workspace(workspace)
    name = chosen_freeze(place, freeze)
    edition = public_edition_of(place, name) if public else None
    if public and edition is None:
        return EXIT_FINDINGS
    frozen = edition.frozen if edition is not None else open_freeze(place, name)
    day = on.date() if on is not None else None
    report = compose_report(frozen, kind, area=area, issuer=issuer, on=day, is_public=public)
    if check is not None:
        return _check(report, check)
    wanted = [one.value for one in formats or [options.ReportFormat.DOCX]]
    write_report(place, report, wanted, output, template=_bytes(template), force=force)
    return EXIT_FINE


def site(
    freeze: options.WhichFreeze = "",
    output: options.SiteOutput = None,
    issuer: options.Issuer = "",
    workspace: stats_options.WorkspaceFolder = None,
) -> int:
    """Write the public site of a freeze."""
    place = the_workspace(workspace)
    written = write_public_site(place, chosen_freeze(place, freeze), output, issuer)
    return EXIT_FINE if written is not None else EXIT_FINDINGS


def write_public_site(place: Workspace, name: str, output: Path | None, issuer: str = "") -> Path | None:
    """Write the public site of a freeze, say what was held back and where it lies; return its folder.

    None when it may not be published; then it was said why.
    """
    from luoshi.api import site_files
    from luoshi.workspace.site_folder import write_site

    edition = public_edition_of(place, name)
    if edition is None:
        return None
    files = site_files(edition, issuer)
    folder = output if output is not None else place.build / "公开网站"
    write_site(files, folder)
    pages = sum(path.endswith(".html") for path in files)
    console.say(
        f"公开网站：{near(folder / 'index.html')}（{pages} 页，{sum(map(len, files.values())) / 2**20:.1f} MB）"
    )
    if edition.withheld:
        console.say(f"  没有公开的 {len(edition.withheld)} 项（没有标为公开、少于 5 人等），清单由 luoshi package 写出")
    return folder


def write_report(
    place: Workspace,
    report: EvaluationReport,
    formats: list[str],
    output: Path | None = None,
    *,
    template: bytes | None = None,
    force: bool = False,
) -> list[Path]:
    """Write a report in some formats, say where, and return the files.

    What lies in the usual place was made of the same freeze and is made again; elsewhere nothing is written over.
    """
    from luoshi.api import report_files, report_pictures

    stem = f"{report.freeze}-{report.area}{report.kind.words}"
    is_file = output is not None and output.suffix.lower() in _SUFFIXES
    if is_file and (len(formats) != 1 or output is None or output.suffix.lower() != f".{formats[0]}"):
        hint = "写成文件夹，或只要一种格式、文件名用它结尾"
        raise LuoshiError("E025", "-o 的文件名和要的格式对不上", where=str(output), hint=hint)
    drawn = report_pictures(report) if {"docx", "pdf"} & set(formats) else {}
    written = []
    for form in sorted(formats, key=lambda one: one == "pdf"):  # a character that PDFs lack stops only them
        target = place.build / "报告" / f"{stem}.{form}"
        if output is not None:
            target = output if is_file else output / f"{stem}.{form}"
        data = report_files(report, (form,), template if form == "docx" else None, drawn=drawn)[form]
        write_file(data, target, force=force or output is None)
        written.append(target)
    return written


def chosen_freeze(place: Workspace, name: str) -> str:
    """Return the name of the freeze that was named, or of the latest.

    Raises:
        LuoshiError: E022 when there is none.
    """
    from luoshi.api import list_freezes

    if name:
        return name
    found = list_freezes(place)
    if not found:
        hint = "先用 luoshi freeze 2024-年度 做一份定稿"
        raise LuoshiError("E022", "工作区里还没有定稿", where=str(place.freezes), hint=hint)
    return found[-1].name


def public_edition_of(place: Workspace, name: str) -> PublicEdition | None:
    """Return what may be published of a freeze; None when it may not be, the reasons printed."""
    from luoshi.api import public_edition
    from luoshi.cli.doctor_command import say_finding

    edition, findings = public_edition(place, name)
    if edition is None:
        for one in findings:
            if one.severity is Severity.ERROR:
                say_finding(one)
        console.say(f"定稿 {name} 不能公开：上面标为错误的，解决了才能公开")
    return edition


def _check(report: EvaluationReport, path: Path) -> int:
    from luoshi.api import check_edited_report
    from luoshi.cli.doctor_command import say_finding

    try:
        findings = check_edited_report(_bytes(path) or b"", report)
    except LuoshiError as error:
        raise LuoshiError(error.code, error.message, where=error.where or str(path), hint=error.hint) from error
    for one in findings:
        say_finding(one)
    wrong = sum(one.severity is not Severity.INFO for one in findings)
    console.say(f"改过的报告有 {wrong} 处和定稿对不上" if wrong else "改过的报告里的数都和定稿一致")
    return EXIT_FINDINGS if wrong else EXIT_FINE


def _bytes(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise LuoshiError("E024", f"文件读不出来：{reason(error)}", where=str(path)) from error
