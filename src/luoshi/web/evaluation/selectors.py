"""What pages of this part ask the database (查询): always through the scope of whoever asks.

Entries: :func:`freezes_asked`, :func:`waiting`, :func:`issued_versions`, :func:`unfinished`.
Not here: whether a freeze is still what it was (:mod:`luoshi.web.evaluation.standing`).
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.web.accounts.models import Account
from luoshi.web.clock import now
from luoshi.web.evaluation.actions import FREEZING, KIND
from luoshi.web.evaluation.models import FreezeRow
from luoshi.web.jobs.models import Job
from luoshi.web.plans.models import PlanState, PlanVersion
from luoshi.web.scope import in_scope

WAITING, APPROVED, CORRECTED = "待批准", "已批准公开", "已被更正"
STATES = (WAITING, APPROVED, CORRECTED)
_FAILED_FOR = timedelta(days=3)
"""So long a freeze that came to nothing is shown above the list."""


def freezes_asked(account: Account, state: str = "", word: str = "") -> QuerySet[FreezeRow]:
    """Return the freezes that an account may see, ``is_corrected`` with each; the latest first."""
    later = FreezeRow.objects.filter(corrects=OuterRef("name"))
    rows = in_scope(FreezeRow.objects.annotate(is_corrected=Exists(later)), account, KIND)
    if word.strip():
        rows = rows.filter(name__icontains=word.strip())
    match state:
        case "待批准":
            return rows.filter(approved_at=None, is_corrected=False)
        case "已批准公开":
            return rows.filter(approved_at__isnull=False)
        case "已被更正":
            return rows.filter(is_corrected=True)
        case _:
            return rows


def waiting(account: Account) -> QuerySet[FreezeRow]:
    """Return the freezes that an account could let be published: not yet approved, and not made by it."""
    return freezes_asked(account, WAITING).exclude(account=account.pk).exclude(account=None, made_by=account.name)


def issued_versions() -> QuerySet[PlanVersion]:
    """Return the issued versions of all plans, the latest first."""
    rows = PlanVersion.objects.filter(state=PlanState.ISSUED).select_related("doc")
    return rows.defer("content", "review").order_by("-effective", "-pk")


def unfinished() -> list[Job]:
    """Return the freezes that are being made, and those of the last days that came to nothing."""
    failed = (Job.State.FAILED, Job.State.BROKEN)
    rows = list(Job.objects.filter(kind=FREEZING).exclude(state=Job.State.DONE).select_related("account"))
    recent = [one for one in rows if one.state not in failed or one.created_at > now() - _FAILED_FOR]
    names = [one.arguments.get("name") for one in recent if one.state in failed]
    held = set(FreezeRow.objects.filter(name__in=names).values_list("name", flat=True)) if names else set()
    return [one for one in recent if one.state not in failed or one.arguments.get("name") not in held]
