"""The small city with private words planted wherever people write. Entries: :func:`planted`, :func:`approved`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from luoshi.model.evaluation.freeze import Difference, Frozen
from luoshi.model.evaluation.publication import Approval
from luoshi.model.ledger import ChangeRequest, Ledger, LightOverride, Milestone, TraceEntry
from luoshi.model.monitoring import Alert, Answer, Binding, BindingState, Candidate, Monitoring, SourceKind
from luoshi.model.plan import Plan, Remark
from tests.evaluation.small_city import PRIVATE_WORDS, YEAR, small_frozen

PERSON, OPINION, TELEPHONE, REVIEW = PRIVATE_WORDS
ON = date(YEAR + 1, 3, 5)


def approved(frozen: Frozen) -> Approval:
    """Return the approval of a freeze by a person whose name is private."""
    return Approval(freeze=frozen.manifest.name, digest=frozen.manifest.digest, by=PERSON, on=ON, note=OPINION)


def planted() -> Frozen:
    """Return the small city with private words in every field that people write."""
    frozen = small_frozen()
    manifest = frozen.manifest.model_copy(update={"made_by": PERSON})
    ledger = frozen.ledger
    assert ledger is not None
    assert frozen.lights is not None
    lights = frozen.lights.model_copy(
        update={
            "entries": tuple(
                one.model_copy(
                    update={"also": (OPINION,), "by_hand": not at, "reason": OPINION if not at else one.reason}
                )
                for at, one in enumerate(frozen.lights.entries)
            ),
            "findings": (Remark(code="L200", severity="info", message=OPINION),),
        }
    )
    found = replace(
        frozen,
        manifest=manifest,
        plan=_plan(frozen.plan),
        monitoring=_monitoring(frozen.monitoring),
        ledger=_ledger(ledger),
        lights=lights,
        differences=(Difference(what="建设教师周转宿舍：状态", was="待审核", now="执行中", where="k-3"),),
    )
    before = manifest.model_copy(update={"name": "2023-年度"})
    return replace(found, before=replace(found, manifest=before))


def _plan(plan: Plan) -> Plan:
    def noted(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(one.model_copy(update={"note": OPINION, "corrected": ("value",)}) for one in items)  # type: ignore[attr-defined]

    return plan.model_copy(
        update={
            **{name: noted(getattr(plan, name)) for name in ("targets", "observations", "tasks")},
            "review_off": {"V101": OPINION},
            "findings": (Remark(code="C001", severity="info", message=OPINION),),
            "compiled": {"t-1": OPINION},
            "previous": PERSON,
        }
    )


def _monitoring(monitoring: Monitoring) -> Monitoring:
    last = monitoring.targets[-1]
    reported = last.source.model_copy(
        update={
            "kind": SourceKind.REPORTED,
            "name": f"市教育局（{PERSON}）",
            "period": OPINION,
            "evidence": REVIEW,
            "why": TELEPHONE,
        }
    )
    targets = [
        one.model_copy(
            update={
                "notes": (OPINION, "原文没有写明年份，按规划期末"),
                "other": reported,
                "binding": one.binding.model_copy(update={"why": PERSON}),
                "duty": one.duty.model_copy(update={"about": OPINION}),
                "baseline": one.baseline.model_copy(update={"note": OPINION}) if one.baseline else None,
                "source": one.source.model_copy(update={"evidence": REVIEW, "why": TELEPHONE}),
            }
        )
        for one in monitoring.targets[:-1]
    ]
    asked = Binding(
        state=BindingState.ASKED,
        why=OPINION,
        question=OPINION,
        candidates=(Candidate(id="x", name=OPINION, likeness=1.0),),
    )
    reached = last.judgement.model_copy(update={"reason": OPINION})
    targets.append(last.model_copy(update={"source": reported, "binding": asked, "judgement": reached}))
    alert = Alert(
        id="a-1",
        kind="阈值",
        what=OPINION,
        severity="error",
        owner=PERSON,
        opened=ON,
        answer=Answer(text=REVIEW, by=PERSON, day=ON),
    )
    told = Remark(code="M004", severity="info", message=OPINION)
    return monitoring.model_copy(update={"targets": tuple(targets), "alerts": (alert,), "findings": (told,)})


def _ledger(ledger: Ledger) -> Ledger:
    first = ledger.tasks[0].model_copy(
        update={
            "content": OPINION,
            "fields": {"内部": OPINION},
            "deliverables": (OPINION,),
            "milestones": (Milestone(name="开工", due=ON, evidence=(REVIEW,)),),
            "requests": (
                ChangeRequest(
                    id="r-1",
                    kind="延期",
                    asked_on=date(YEAR, 5, 1),
                    by=PERSON,
                    reason=OPINION,
                    due=date(YEAR + 1, 1, 31),
                    state="同意",
                    decided_on=date(YEAR, 6, 1),
                    decided_by=PERSON,
                    opinion=REVIEW,
                ),
            ),
            "overrides": (
                LightOverride(light="绿", reason=OPINION, by=PERSON, approved_by=TELEPHONE, since=ON, until=ON),
            ),
            "trace": (TraceEntry(on=ON, by=PERSON, action="分解", note=OPINION),),
        }
    )
    return ledger.model_copy(update={"tasks": (first, *ledger.tasks[1:])})
