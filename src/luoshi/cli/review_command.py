"""``luoshi review``: what is wrong in a plan, before it is issued (审校).

Entry: :func:`run`. Not here: how it is found (:mod:`luoshi.api`), what it looks like on the screen
(:mod:`luoshi.cli.review_summary`), where results go (:mod:`luoshi.cli.destinations`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import EXIT_FINDINGS, EXIT_FINE, LuoshiError
from luoshi.base.findings import Severity
from luoshi.cli import console, options
from luoshi.cli.batch import refuse_unfit, run_each, tell_outcome
from luoshi.cli.destinations import REVIEWS, Job, chosen_format, jobs
from luoshi.cli.options import ReviewFormat
from luoshi.cli.outputs import ReviewedDocument, write_review

if TYPE_CHECKING:
    from luoshi.model.review import Review, RuleText

HELP = (
    "审校：找出规划里前后矛盾、算不拢、口径不一、结构和文字上的毛病，每条意见带原文位置、算式和处理办法。\n"
    "退出码：0 正常，1 有 --fail-on 一级或更重的意见，2 没能完成。"
)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How all documents of one call are treated."""

    format: ReviewFormat
    fail_on: Severity
    force: bool
    show_all: bool
    only: tuple[str, ...]

    @property
    def to_screen(self) -> bool:
        """Findings are shown, not written."""
        return self.format is ReviewFormat.SUMMARY


def run(  # one parameter for each option
    files: options.Reviewed = None,
    output_format: options.ReviewOutputFormat = None,
    output: options.ReviewOutput = None,
    fail_on: options.FailOn = Severity.ERROR,
    rules: options.Rules = False,
    only: options.Only = None,
    show_all: options.ReviewAll = False,
    force: options.ReviewForce = False,
) -> int:
    """Review each document, or list the rules."""
    codes = _known(only or ())
    if rules:
        _list_rules(files or (), output_format, codes)
        return EXIT_FINE
    if not files:
        hint = "写法：luoshi review 规划.docx；luoshi review --rules 列出全部规则；用 --help 看全部选项"
        raise LuoshiError("S001", "没有给出要审校的文件", hint=hint)
    chosen = chosen_format(REVIEWS, output_format, output)
    manner = _Manner(chosen, fail_on, force, show_all, codes)
    found = jobs(REVIEWS, files, chosen, output)
    if len(found) > 1:
        return _review_several(found, manner)
    reviewed = _reviewed(found[0], manner)
    _give_out(reviewed, found[0], manner)
    return _exit_code(reviewed.review, manner)


def _known(only: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes of ``--only``.

    Raises:
        LuoshiError: V001 when no rule's code begins with one of them.
    """
    if only:
        from luoshi.api import review_rules

        known = [rule.code for rule in review_rules()]
        wrong = [code for code in only if not any(one.startswith(code) for one in known)]
        if wrong:
            hint = "用 luoshi review --rules 看全部规则；--only V2 是 V2 开头的全部规则"
            raise LuoshiError("V001", f"没有 {'、'.join(wrong)} 这条审校规则", hint=hint)
    return tuple(only)


def _list_rules(files: list[Path] | tuple[()], output_format: ReviewFormat | None, only: tuple[str, ...]) -> None:
    """List the rules with what is switched off for the first document, or in the workspace around.

    Raises:
        LuoshiError: S008 when another format than JSON is asked for.
    """
    from luoshi.api import review_rules, review_switches

    if output_format not in (None, ReviewFormat.SUMMARY, ReviewFormat.JSON):
        hint = "去掉 --format，或写 --format json"
        raise LuoshiError("S008", f"--rules 显示在屏幕上，不能和 {output_format} 一起用", hint=hint)
    listed = review_rules(review_switches(files[0] if files else None))
    shown = [rule for rule in listed if not only or rule.code.startswith(only)]
    if output_format is ReviewFormat.JSON:
        import json

        console.emit(json.dumps([_rule_json(rule) for rule in shown], ensure_ascii=False, indent=1) + "\n")
    else:
        from luoshi.cli.review_summary import print_rules

        print_rules(shown)


def _rule_json(rule: RuleText) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "group": rule.group,
        "severities": [severity.value for severity in rule.severities],
        "text": rule.text,
        "off": rule.off,
    }


def _review_several(found: list[Job], manner: _Manner) -> int:
    """Review all documents; close with what became of them."""
    reviews: list[Review] = []
    is_brief = manner.to_screen and not manner.show_all

    def work(job: Job) -> int:
        reviewed = _reviewed(job, manner)
        reviews.append(reviewed.review)
        if not is_brief:
            _give_out(reviewed, job, manner)
        return _exit_code(reviewed.review, manner)

    outcome = run_each(found, work, spaced=manner.to_screen and not is_brief)
    if is_brief and reviews:
        from luoshi.cli.review_summary import print_review_overview

        print_review_overview(reviews)
    tell_outcome(outcome, to_screen=manner.to_screen)
    if is_brief and any(review.findings for review in reviews):
        console.say("要逐份列出意见时加 --all，或一次只给一份。")
    return outcome.exit_code()


def _reviewed(job: Job, manner: _Manner) -> ReviewedDocument:
    from luoshi.api import read_and_review

    refuse_unfit(job)
    document, _, review = read_and_review(job.document, only=manner.only)
    if review.idle:
        console.note(
            f"{job.document.name}：免报的 {'、'.join(review.idle)} 没有对应的意见，可以从规划文件的 review_off 里删去"
        )
    return ReviewedDocument(job.document, document, review)


def _exit_code(review: Review, manner: _Manner) -> int:
    worst = review.worst
    return EXIT_FINDINGS if worst is not None and worst.rank >= manner.fail_on.rank else EXIT_FINE


def _give_out(reviewed: ReviewedDocument, job: Job, manner: _Manner) -> None:
    """Show the findings, write them to the job's file, or send them to standard output."""
    if manner.to_screen:
        from luoshi.cli.review_summary import INFO_SHOWN, print_review

        print_review(reviewed.review, info_at_most=None if manner.show_all else INFO_SHOWN)
    elif job.output is None:
        from luoshi.api import review_json

        console.emit(review_json(reviewed.review))
    else:
        from luoshi.base.atomic import make_folder
        from luoshi.cli.review_summary import counts_text

        if job.new_folder:
            make_folder(job.output.parent)
        state = write_review(reviewed, job.output, manner.format, force=manner.force)
        console.note(f"已写出 {job.output}{state}：{counts_text(reviewed.review)}")
