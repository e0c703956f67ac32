"""Who may do what, every cell (权限): role × action × object, anonymous included.

Generated from the tables of permissions, the classes of actions, the tables of the database and the resolver of
addresses; what a part adds later is covered without a word here. What cannot be made from these stands in a table
below, which is itself tested: a name in it that is not needed any more is a failure.
"""

from __future__ import annotations

import csv
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

import luoshi.web
from luoshi.progress.acting import DEEDS
from luoshi.web.accounts.models import Account, RoleGrant, Unit
from luoshi.web.action import Action, Context, NotAllowed, allowed, perform
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.policy import Reach, Role, policy, reach
from luoshi.web.scope import in_scope
from tests.web.addresses import Address, all_addresses
from tests.web.making_rows import row_of

_CELLS = {"": Reach.NONE, "本单位": Reach.OWN, "全部": Reach.ALL}
_WEB = Path(luoshi.web.__file__).parent

# What cannot be made generically, and why.

PUBLIC = {"accounts:login"}
"""Views for which nobody has to be logged in."""

FOR_EVERYBODY = {"home", "styleguide", "accounts:password"}
"""Pages that an account without any role may see."""

WITHOUT_ROLE = {"ChangePassword"}
"""Actions on the own account that need no role."""

ACTIONS_BY_NAME = {"ActOnEntry": tuple(DEEDS)}
"""Classes that do several actions: which. One that is not named here is tried with all actions on its kind."""

NOT_OWNED_GENERICALLY: dict[str, str] = {}
"""Tables with ``within`` whose rows cannot be made to belong to a unit by their fields: why, and where it is tested."""


def _modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(luoshi.web.__path__, "luoshi.web."):
        if ".migrations" not in found.name and found.name not in ("luoshi.web.wsgi",):
            yield found.name


def _action_classes() -> list[type[Action[Any]]]:
    """Return every class of actions that can be performed: of all modules of the application."""
    for name in _modules():
        importlib.import_module(name)
    found, waiting = [], [Action]
    while waiting:
        for one in waiting.pop().__subclasses__():
            if one.__module__.startswith("luoshi.web."):
                waiting.append(one)
                found.append(one)
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def _is_whole(one: type[Action[Any]]) -> bool:
    """Whether a class is no mere base: it does something to a kind of object."""
    return one.execute is not Action.execute and hasattr(one, "kind")


def _words_of(one: type[Action[Any]]) -> tuple[str, ...]:
    if hasattr(one, "action"):
        return (one.action,)
    return ACTIONS_BY_NAME.get(one.__name__) or tuple(word for kind, word in sorted(policy()) if kind == one.kind)


_CLASSES = _action_classes()
_WHOLE = [one for one in _CLASSES if _is_whole(one)]
_DONE = [(one, word) for one in _WHOLE for word in _words_of(one)]
_OWNED = [model for model in apps.get_models() if hasattr(model, "within")]
_ADDRESSES = all_addresses()


# The table


@pytest.mark.parametrize("table", sorted(_WEB.glob("*/policy.csv")), ids=lambda path: path.parent.name)
def test_reach_is_what_the_table_says(table: Path) -> None:
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert rows
    for row in rows:
        assert set(row) == {"对象", "动作", *(role.value for role in Role)}
        for role in Role:
            assert reach([role], row["对象"], row["动作"]) is _CELLS[row[role.value]], (row["对象"], row["动作"], role)
        widest = max(_CELLS[row[role.value]] for role in Role)
        assert reach(list(Role), row["对象"], row["动作"]) is widest
        assert reach([], row["对象"], row["动作"]) is Reach.NONE


def test_nobody_may_do_what_is_in_no_table() -> None:
    assert reach(list(Role), "台账", "没有这个动作") is Reach.NONE


def test_the_three_administrators_are_apart() -> None:
    """None of the three does anything that another of them does to the same object, looking apart."""
    three = [role for role in Role if role.administers]
    both = [
        key
        for key, rule in policy().items()
        if key[0] not in ("本人",) and key[1] != "查看" and sum(rule.grants[one] > 0 for one in three) > 1
    ]
    assert both == []


# Actions


@pytest.mark.parametrize(("one", "word"), _DONE, ids=lambda value: getattr(value, "__name__", value))
def test_every_action_has_its_row(one: type[Action[Any]], word: str) -> None:
    assert (one.kind, word) in policy()


def test_every_class_of_actions_is_covered() -> None:
    bases = {one.__name__ for one in _CLASSES if not _is_whole(one)}
    used = {base.__name__ for one in _WHOLE for base in one.__mro__[1:]}
    assert bases <= used, f"neither an action nor the base of one: {bases - used}"
    assert {one.__name__ for one in _CLASSES if not one.needs_role} == WITHOUT_ROLE
    assert set(ACTIONS_BY_NAME) <= {one.__name__ for one in _CLASSES if not hasattr(one, "action")}
    assert {one for one, _ in _DONE} == set(_WHOLE), "a kind of object without any row"


@pytest.fixture
def account_of_role(city) -> Any:
    """Return a new account with these roles only, in a unit."""

    def made(*roles: Role, unit: Unit | None = None) -> Account:
        account = Account.objects.create(
            username=f"m{Account.objects.count()}", name="某", unit=unit, must_change_password=False,
            password_changed_at=now(), password="!",
        )  # fmt: skip
        RoleGrant.objects.bulk_create(RoleGrant(account=account, role=role.value, granted_at=now()) for role in roles)
        return account

    return made


def _probe(one: type[Action[Any]], word: str, context: Context, row: Any = None) -> Action[Any]:
    """Return an action of a class, on a row, that fails when it is checked or done."""

    def never(self: Any) -> Any:
        raise AssertionError("an action that is not allowed was checked or done")

    made = type(one.__name__, (one,), {"target": lambda self: row, "check": never, "execute": never})
    action = made.__new__(made)
    action.context, action.action = context, word
    return action


@pytest.mark.parametrize(("one", "word"), _DONE, ids=lambda value: getattr(value, "__name__", value))
def test_whose_cell_is_empty_does_nothing_and_that_is_logged(
    one: type[Action[Any]], word: str, account_of_role: Any
) -> None:
    refused = [] if not one.needs_role else [role for role in Role if policy()[one.kind, word].grants[role] == 0]
    for role in [*refused, *([None] if one.needs_role else [])]:
        account = account_of_role(*([role] if role else []))
        with pytest.raises(NotAllowed):
            perform(_probe(one, word, Context(account, "10.0.0.9", now())))
        entry = LogEntry.objects.first()
        assert (entry.result, entry.account, entry.kind, entry.action, entry.address) == (
            "没有权限", account.username, one.kind, word, "10.0.0.9",
        )  # fmt: skip
    may = [role for role in Role if role not in refused]
    for role in may:
        assert allowed(_probe(one, word, Context(account_of_role(role), "", now())))
        gone = account_of_role(role)
        gone.is_active = False
        assert not allowed(_probe(one, word, Context(gone, "", now())))


# Rows of the own unit and of another


def _own_cells() -> list[tuple[Role, str, str]]:
    """Return a cell 本单位 for each action: what a table says of its rows depends on nothing else."""
    found: dict[str, tuple[Role, str, str]] = {}
    for (kind, word), rule in policy().items():
        for role in Role:
            if rule.grants[role] is Reach.OWN:
                found.setdefault(word, (role, kind, word))
    return list(found.values())


@pytest.mark.parametrize("model", _OWNED, ids=lambda model: model._meta.label)
def test_the_own_unit_s_rows_and_those_below_are_reached_and_no_others(model: Any, account_of_role: Any) -> None:
    upper, other = Unit.objects.get(name="青禾县人民政府"), Unit.objects.get(name="望澜区教育局")
    lower = Unit.objects.get(name="青禾县教育局")
    mine, theirs = row_of(model, lower), row_of(model, other)
    reached = set()
    for role, kind, word in _own_cells():
        rows = model._default_manager.filter(pk__in=[mine.pk, theirs.pk])
        for unit in (lower, upper):
            got = set(in_scope(rows, account_of_role(role, unit=unit), kind, word))
            assert theirs not in got, (kind, word)
            if got != {mine}:
                reached.add(word)
        assert not in_scope(rows, account_of_role(role), kind, word).exists()
        assert not in_scope(rows, AnonymousUser(), kind, word).exists()
        off = account_of_role(role, unit=lower)
        off.is_active = False
        assert not in_scope(rows, off, kind, word).exists()
    missed = sorted(reached)
    assert bool(missed) == (model._meta.label in NOT_OWNED_GENERICALLY), f"own rows were not reached: {missed}"


@pytest.mark.parametrize("model", _OWNED, ids=lambda model: model._meta.label)
def test_an_action_on_another_unit_s_row_is_refused(model: Any, account_of_role: Any) -> None:
    if model._meta.label in NOT_OWNED_GENERICALLY:
        return
    other, lower = Unit.objects.get(name="望澜区教育局"), Unit.objects.get(name="青禾县教育局")
    mine, theirs = row_of(model, lower), row_of(model, other)
    accounts = {role: account_of_role(role, unit=lower) for role in Role}
    seen = set()
    for one, word in _DONE:
        for role in Role:
            if policy()[one.kind, word].grants[role] is not Reach.OWN or (word, role) in seen:
                continue
            seen.add((word, role))
            context = Context(accounts[role], "", now())
            assert allowed(_probe(one, word, context, mine)), (one, word, role)
            with pytest.raises(NotAllowed):
                perform(_probe(one, word, context, theirs))


def test_tables_listed_as_exceptions_exist() -> None:
    assert set(NOT_OWNED_GENERICALLY) <= {model._meta.label for model in _OWNED}


# Addresses


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_logged_in_is_sent_to_the_login(method: str, client: Client, city) -> None:
    asked = [one for one in _ADDRESSES if not one.is_public]
    assert len(asked) > 20
    for one in asked:
        answer = getattr(client, method)(one.path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("accounts:login")), one
    assert {one.name for one in _ADDRESSES if one.is_public} == PUBLIC


def test_who_has_no_role_sees_nothing_and_changes_nothing(account_of_role: Any, book) -> None:
    browser = Client()
    browser.force_login(account_of_role(unit=Unit.objects.get(name="市教育局")))
    before = LogEntry.objects.filter(result="成功").count()
    shown: set[str] = set()
    taken: set[str] = set()
    for one in _ADDRESSES:
        if one.is_public or one.name == "accounts:logout":
            continue
        if browser.get(one.path).status_code == 200:
            shown.add(one.name)
        if browser.post(one.path).status_code not in (403, 404, 405):
            taken.add(one.name)
    assert (shown, taken - FOR_EVERYBODY) == (FOR_EVERYBODY, set())
    assert LogEntry.objects.filter(result="成功").count() == before
    assert LogEntry.objects.filter(result="没有权限", label="/system/log/").exists()


def test_addresses_are_found() -> None:
    parts = {one.path.split("/")[1] for one in _ADDRESSES}
    assert {"accounts", "system"} <= parts
    assert all(isinstance(one, Address) and one.path.startswith("/") for one in _ADDRESSES)
