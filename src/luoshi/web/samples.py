"""The sample city's units and accounts (示例), for ``luoshi demo`` and the tests: one account for each role.

Entries: :func:`add_samples`, :func:`add_sample_plan`. People are invented.
Not here: the sample ledger itself (``luoshi.samples``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from luoshi.web import files
from luoshi.web.accounts.actions import set_password
from luoshi.web.accounts.models import Account, RoleGrant, Unit
from luoshi.web.accounts.passwords import random_password
from luoshi.web.action import Context, perform
from luoshi.web.ledger.actions import AddLedger
from luoshi.web.ledger.models import Book
from luoshi.web.plans.issuing import Upload, UploadPlan
from luoshi.web.policy import Role
from luoshi.workspace.ledger_file import read_ledger

_SINCE = date(2020, 1, 1)
_BUREAU = "市教育局"
_ALIASES = {_BUREAU: ["临江市教育局"]}
_TREE: dict[str, tuple[str, ...]] = {
    _BUREAU: ("学前教育科", "基础教育科", "职业教育与成人教育科", "人事科", "计划财务科", "安全稳定科", "教育督导室",
              "体育卫生与艺术教育科", "校外教育培训监管科"),
    "望澜区人民政府": ("望澜区教育局",),
    "沙汀区人民政府": ("沙汀区教育局",),
    "白鹭市人民政府": ("白鹭市教育局",),
    "青禾县人民政府": ("青禾县教育局",),
    "云岫县人民政府": ("云岫县教育局",),
    "石砚县人民政府": ("石砚县教育局",),
    "市发展改革委": (), "市财政局": (), "市人力资源和社会保障局": (), "市委编办": (), "市自然资源和规划局": (),
    "市住房和城乡建设局": (), "市卫生健康委": (), "市公安局": (), "市市场监督管理局": (), "市工业和信息化局": (),
    "市人民政府教育督导室": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account of the sample city."""

    username: str
    name: str
    unit: str
    roles: tuple[Role, ...]


ACCOUNTS = (
    SampleAccount("guihua", "乔书言", _BUREAU, (Role.PLANNER,)),
    SampleAccount("tianbao", "林若溪", "青禾县教育局", (Role.REPORTER,)),
    SampleAccount("xianju", "韩牧之", "青禾县教育局", (Role.UNIT_HEAD,)),
    SampleAccount("ducha", "贺知远", _BUREAU, (Role.SUPERVISOR,)),
    SampleAccount("lingdao", "顾明川", _BUREAU, (Role.LEADER,)),
    SampleAccount("tongji", "苏禾", _BUREAU, (Role.STATISTICIAN,)),
    SampleAccount("xitong", "程一帆", _BUREAU, (Role.SYSTEM_ADMIN,)),
    SampleAccount("anquan", "罗安", _BUREAU, (Role.SECURITY_ADMIN,)),
    SampleAccount("shenji", "方正平", _BUREAU, (Role.AUDIT_ADMIN,)),
    SampleAccount("jutian", "沈立言", _BUREAU, (Role.REPORTER,)),
)


def add_sample_plan(document: Path, at: datetime) -> None:
    """Let the planner hand in a plan, to be compiled by the first job of the server; nothing when it is there."""
    planner = Account.objects.select_related("unit").get(username=ACCOUNTS[0].username)
    kept = files.keep(document.read_bytes(), document.name, frozenset(("docx", "csv", "pdf", "html")))
    upload = Upload(kept.digest, document.name, title=document.stem, level="市", region="临江市")
    perform(UploadPlan(Context(planner, "", at), upload))


def add_samples(ledgers: tuple[Path, ...], at: datetime) -> dict[str, str]:
    """Put the sample city into an empty database; return account -> password, of those made now.

    Args:
        ledgers: files of ledgers that become books.
        at: the moment.
    """
    with transaction.atomic():
        made = dict(_accounts(_units(), at))
    for path in ledgers:
        ledger = read_ledger(path)
        if not Book.objects.filter(name=ledger.name).exists():
            perform(AddLedger(Context(None, "", at), ledger))
    return made


def _units() -> dict[str, Unit]:
    held = {one.name: one for one in Unit.objects.all()}
    for name, lower in _TREE.items():
        kind = "县级政府" if any(_kind(one) == "县级教育局" for one in lower) else _kind(name)
        upper = held.get(name) or Unit.objects.create(
            name=name, since=_SINCE, kind=kind, aliases=_ALIASES.get(name, [])
        )
        held[name] = upper
        for one in lower:
            if one not in held:
                held[one] = Unit.objects.create(name=one, parent=upper, since=_SINCE, kind=_kind(one))
    return held


def _kind(name: str) -> str:
    if name == _BUREAU:
        return "教育局"
    if name in _TREE[_BUREAU]:
        return "科室"
    return "县级教育局" if name.endswith("教育局") else "市级部门"


def _accounts(units: dict[str, Unit], at: datetime) -> Iterator[tuple[str, str]]:
    context = Context(None, "", at)
    for one in ACCOUNTS:
        if Account.objects.filter(username=one.username).exists():
            continue
        account = Account(username=one.username, name=one.name, unit=units[one.unit])
        password = random_password()
        set_password(account, password, context, must_change=False)
        for role in one.roles:
            RoleGrant.objects.create(account=account, role=role.value, granted_by="示例", granted_at=at)
        yield one.username, password
