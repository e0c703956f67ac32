"""The long work of this part (作业): making freezes, and making reports, site and package of them.

Entries: :func:`make_freeze`, :func:`make_product`, registered as kinds of jobs when this is imported;
:func:`product_path`.
Not here: how jobs are run (:mod:`luoshi.web.jobs.running`), the verbs (:mod:`luoshi.web.evaluation.making`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from luoshi.base.atomic import make_folder, write_bytes
from luoshi.base.errors import LuoshiError
from luoshi.web.action import Action, Context, perform
from luoshi.web.evaluation import making
from luoshi.web.evaluation.actions import FREEZING, RegisterFreeze, against_folder
from luoshi.web.evaluation.models import Product
from luoshi.web.evaluation.product_actions import PRODUCING, RecordProduct, RecordPublic
from luoshi.web.evaluation.standing import the_workspace
from luoshi.web.jobs.running import Tell, job_kind

_FOLDER = "evaluation"
_LABELS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "zip": "ZIP"}


@job_kind(FREEZING)
def make_freeze(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Make a freeze and register it.

    The folder comes first: were the server killed in between, it lies there unregistered, which is told.
    """
    for wrong in against_folder(arguments["name"]):
        raise LuoshiError(wrong.code, wrong.message, hint=wrong.fix)
    manifest = making.freeze(arguments, context, tell)
    tell(95, "登记")
    row = _done(RegisterFreeze(context, manifest.name))
    told = f"{row.name}，校验 {row.short}" + (f"，和“{row.corrects}”差异 {row.differences} 处" if row.corrects else "")
    return {"told": told, "freeze": row.pk}


@job_kind(PRODUCING)
def make_product(context: Context, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Make a report, the site or the package; write the files and their hashes down."""
    row = Product.objects.select_related("freeze").get(pk=arguments["product"])
    produced = making.made_of(row, tell)
    tell(95, "保存")
    files: list[dict[str, Any]] = []
    for one in produced.files:
        path = product_path(row, one.name)
        make_folder(path.parent)
        write_bytes(path, one.content)
        sha256 = hashlib.sha256(one.content).hexdigest()
        label = _LABELS.get(path.suffix[1:], path.suffix[1:])
        files.append({"name": one.name, "label": label, "sha256": sha256, "size": len(one.content)})
    record = RecordPublic if row.is_public else RecordProduct
    _done(record(context, row, files, produced.findings))
    if not files:
        raise LuoshiError("N565", f"有不能公开的内容，没有生成{row.words}", hint="看下面的清单，改好以后再生成")
    return {"told": "、".join(one["name"] for one in files), "product": row.pk}


def product_path(row: Product, name: str) -> Path:
    """Return where a file that was made of a freeze lies."""
    return the_workspace().build / _FOLDER / row.freeze.name / name


def _done(action: Action[Any]) -> Any:
    """Perform an action; return what it gives.

    Raises:
        LuoshiError: what stands against it.
    """
    outcome = perform(action)
    if outcome.value is None:
        wrong = outcome.findings[0]
        raise LuoshiError(wrong.code, wrong.message, where=wrong.where, hint=wrong.fix)
    return outcome.value
