"""Cases of supervision on a terminal (督查件、督导件的显示). Not here: computing, files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from luoshi.cli import console

if TYPE_CHECKING:
    from luoshi.api.supervision import Supervised
    from luoshi.base.findings import Finding
    from luoshi.model.supervision import DueCase, ProposedStep, SupervisionRules


def print_cases(cases: Sequence[Supervised], awaited: Sequence[DueCase], day: date, *, all_of_them: bool) -> None:
    """Print what is awaited, then the other open cases, then what is wrong."""
    if not cases:
        console.say("还没有督查件。新立一件：luoshi supervise --case 编号 --title 事项 --subject 对象 --step 提醒 …")
        return
    late = [one for one in awaited if one.due < day]
    console.say(
        f"{day} 共 {len(cases)} 件，没有结束的 {sum(not one.state.is_closed for one in cases)} 件，超期 {len(late)} 件"
    )
    for one in awaited:
        mark = "超期" if one.due < day else "待办"
        console.say(f"  {mark}　{one.case}　{one.subject}　{one.title}　〔{one.stage}〕")
        console.say(f"        {one.reason}")
    if all_of_them:
        named = {one.case for one in awaited}
        for held in cases:
            if held.case.id not in named:
                told = f"（重新打开过 {held.state.reopened} 次）" if held.state.reopened else ""
                console.say(f"  {'结束' if held.state.is_closed else '　　'}　{held.case.id}　{held.case.subject}　"
                            f"{held.case.title}　〔{held.state.stage}〕{told}")  # fmt: skip
    print_findings([finding for held in cases for finding in held.findings], "")


def print_case(held: Supervised) -> None:
    """Print a case with its whole chain, its papers and what may follow."""
    case, state = held.case, held.state
    console.say(f"{case.id}　{case.title}")
    console.say(f"  对象 {case.subject}　程序 {case.procedure}（{held.procedure.office}）　阶段 {state.stage}")
    for at, (taken, paper) in enumerate(zip(case.steps, held.papers, strict=True)):
        number = f"　{taken.document}" if taken.document else ""
        console.say(f"  {at + 1}. {taken.on}　{taken.step}　{taken.role} {taken.by}{number}")
        if paper.name:
            told = "；".join(f"{part}：{text or '（缺）'}" for part, text in paper.parts.items())
            console.say(f"     《{paper.name}》（{paper.audience}）{told}")
        elif taken.note:
            console.say(f"     {taken.note}")
    if state.due is not None:
        console.say(f"  应在 {state.due} 以前：{'、'.join(state.awaited)}")
    console.say(f"  可以走的：{'、'.join(one.name for one in held.allowed) or '没有'}")
    print_findings(held.findings, "")


def print_taken(held: Supervised) -> None:
    """Print what a step led to."""
    console.say(f"已记下：{held.case.id} {held.case.title}，{held.case.steps[-1].step}，现在是“{held.state.stage}”")
    if held.state.due is not None:
        console.say(f"  应在 {held.state.due} 以前：{'、'.join(held.state.awaited)}")


def print_findings(findings: Sequence[Finding], fine: str) -> None:
    """Print findings, or that all is fine."""
    if not findings and fine:
        console.say(fine)
    for one in findings:
        console.say(f"  {one.severity.label} {one.code}　{one.where + '　' if one.where else ''}{one.message}")


def print_proposals(steps: Sequence[ProposedStep]) -> None:
    """Print the steps that lights propose."""
    console.say(f"灯建议的步骤 {len(steps)} 项，由人决定办不办：" if steps else "灯没有建议什么步骤。")
    for one in steps:
        case = f"督查件 {one.case}" if one.case else "新立一件"
        console.say(f"  {one.entry}　{one.title}　{one.step}（{one.procedure}，{case}）　{one.why}")


def print_procedures(rules: SupervisionRules) -> None:
    """Print every procedure: its steps, who takes them, papers, deadlines, what proposes them."""
    for procedure in rules.procedures.values():
        console.say(
            f"{procedure.name}（{procedure.kind}，{procedure.office}；依据：{procedure.basis}；{procedure.origin}）"
        )
        for step in procedure.steps:
            needs = f"，要有{'、'.join(step.needs)}" if step.needs else ""
            paper = f"，《{step.paper}》（{step.audience}）写明{'、'.join(step.parts)}" if step.paper else ""
            after = f"，以前要有{'、'.join(step.after)}" if step.after else ""
            other = f"，不能是办过{'、'.join(step.other_than)}的人" if step.other_than else ""
            then = f"；{step.within} 个工作日内{'、'.join(step.awaited)}" if step.within else ""
            way = f"{'、'.join(step.sources)} → {step.to}"
            console.say(f"  {step.name}　{way}　{'、'.join(step.who)}{other}{needs}{paper}{after}{then}")
        for trigger in procedure.triggers:
            run = f"连续 {trigger.months} 个月" if trigger.months > 1 else ""
            console.say(f"  {run}{trigger.light}灯 → 建议 {trigger.step}")
    bounds = rules.inspectors
    console.say(
        f"责任督学：每人最多 {bounds.most_schools} 所学校，每校至少 {bounds.least_inspectors} 名；依据：{bounds.basis}"
    )
