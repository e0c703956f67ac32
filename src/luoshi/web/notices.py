"""Telling another system of new duties (通知): one address is called, when one is set (``LUOSHI_NOTICE_HOOK``).

Entry: :func:`tell`. Told are a title, a unit and a path within this application: no names of people, no contents. The
call is a job: whoever hands in a report never waits for it, and a failure is only logged.
Not here: what awaits somebody within the application (:mod:`luoshi.web.todos`).
"""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings

from luoshi.web.action import Context
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import Tell, enqueue, job_kind

_LOG = logging.getLogger("luoshi.web.notices")
_KIND = "通知"
_SECONDS = 5


def tell(title: str, unit: str, address: str, context: Context) -> Job | None:
    """Put a notice into the queue, within the transaction of what it tells; None when no address is set.

    Args:
        title: what is to be done.
        unit: whose it is.
        address: path of the page within this application.
        context: who causes it; does not go out.
    """
    if not settings.ENVIRONMENT.hook:
        return None
    return enqueue(_KIND, f"通知：{title}", {"title": title, "unit": unit, "address": address}, context)


@job_kind(_KIND)
def send(_: Context, arguments: dict[str, Any], told: Tell) -> dict[str, Any]:
    """Call the address once; what goes wrong is logged and told, nothing else."""
    hook = str(settings.ENVIRONMENT.hook)
    if not hook.startswith(("http://", "https://")):
        return {"told": "没有设置通知地址，没有发出"}
    content = {key: arguments[key] for key in ("title", "unit", "address")}
    body = json.dumps(content, ensure_ascii=False).encode("utf-8")
    head = {"Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(hook, data=body, method="POST", headers=head)
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return {"told": f"已发出（{answer.status}）"}
    except (urllib.error.URLError, OSError, ValueError) as error:
        _LOG.warning("the notice could not be sent: %s", type(error).__name__)
        return {"told": "没有发出：对方没有应答"}
