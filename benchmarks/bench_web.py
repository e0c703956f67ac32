"""How fast pages answer: 3,000 tasks, 200 projects, 620 schools, three years of monthly reports, 50 people at once.

Run ``python benchmarks/bench_web.py [seconds]`` (60 when not given). The server runs in a process of its own on a free
port of this machine; 50 threads behave like 50 people who are logged in: they open a page, read it for 3 to 8 seconds,
open the next. ``LUOSHI_DATABASE_URL`` takes an empty PostgreSQL database instead of SQLite. Figures are printed,
nothing is asserted.
"""

from __future__ import annotations

import http.client
import random
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from luoshi.model.ledger import Assignment, Ledger, LedgerProject, LedgerTask, Milestone, Report, StageRecord, State
from luoshi.workspace.folder import Workspace, init_workspace

_TASKS, _PROJECTS, _SCHOOLS, _PEOPLE = 3000, 200, 620, 50
_DAY = date(2024, 11, 15)
_NOW = datetime(2024, 11, 15, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_COUNTIES = ("望澜区", "沙汀区", "白鹭市", "青禾县", "云岫县", "石砚县")
_CHAPTERS = ("学前教育", "义务教育", "高中和职业教育", "教师和经费", "安全和督导")
_THINK = (3.0, 8.0)


def main() -> None:
    """Make everything, serve it, ask for pages, print how long they took."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "bench")
        init_workspace(root, Workspace(root, "临江市", "市", (2021, 2025)))
        began = time.perf_counter()
        people = _fill(root)
        print(f"{_TASKS} 项任务、{_PROJECTS} 个项目、{_SCHOOLS} 所学校：{time.perf_counter() - began:.1f} 秒放入数据库")
        port = _free_port()
        command = [sys.executable, "-m", "luoshi", "serve", "-w", str(root), "--port", str(port)]
        server = subprocess.Popen([*command, "--today", _DAY.isoformat()], stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            took, errors = _ask(port, people, seconds)
        finally:
            server.terminate()
            server.wait(timeout=20)
        _print(took, errors, seconds)


def _fill(root: Path) -> list[tuple[str, list[str]]]:
    """Fill the database; return for each person the cookie and the addresses they go through."""
    from luoshi.web.setup import migrate, prepare

    prepare(root, today=_DAY)
    migrate()
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.urls import reverse

    from luoshi.web.accounts.models import Account, RoleGrant, Unit
    from luoshi.web.accounts.units import below
    from luoshi.web.ledger.models import EntryRow
    from luoshi.web.ledger.store import add_ledger
    from luoshi.web.policy import Role

    random_numbers = random.Random(11)
    bureau = Unit.objects.create(name="市教育局", kind="教育局")
    schools: list[Unit] = []
    bureaus: list[Unit] = []
    for county in _COUNTIES:
        government = Unit.objects.create(name=f"{county}人民政府", kind="县级政府")
        bureaus.append(Unit.objects.create(name=f"{county}教育局", kind="县级教育局", parent=government))
    for number in range(_SCHOOLS):
        above = bureaus[number % len(bureaus)]
        schools.append(Unit.objects.create(name=f"{above.name[:3]}第{number + 1}学校", kind="学校", parent=above))
    add_ledger(_ledger([bureau.name, *(one.name for one in bureaus + schools)], random_numbers), _NOW)
    parts = [(Role.PLANNER, bureau), (Role.SUPERVISOR, bureau), (Role.LEADER, bureau)] * 3
    parts += [(Role.REPORTER, unit) for unit in (*bureaus, *schools)][: _PEOPLE - len(parts)]
    store = import_module(settings.SESSION_ENGINE).SessionStore
    people = []
    for number, (role, unit) in enumerate(parts):
        account = Account(username=f"u{number}", name=f"某人{number}", unit=unit, must_change_password=False)
        account.set_unusable_password()
        account.password_changed_at = _NOW
        account.save()
        RoleGrant.objects.create(account=account, role=role.value, granted_at=_NOW)
        session = store()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        own = EntryRow.objects.all()
        own = own.filter(EntryRow.within(below(unit.pk), "查看")) if role is Role.REPORTER else own
        details = [reverse("ledger:entry", args=[pk]) for pk in own.values_list("pk", flat=True)[:200]]
        people.append((f"{settings.SESSION_COOKIE_NAME}={session.session_key}", details))
    return people


def _ledger(units: list[str], random_numbers: random.Random) -> Ledger:
    months = [(2022 + at // 12, at % 12 + 1) for at in range(36) if (2022 + at // 12, at % 12 + 1) < (2024, 11)]
    tasks = tuple(_task(number, units, months, random_numbers) for number in range(_TASKS))
    projects = tuple(_project(number, units, months, random_numbers) for number in range(_PROJECTS))
    return Ledger(name="临江市教育规划台账", period=(2021, 2025), tasks=tasks, projects=projects)


def _task(number: int, units: list[str], months: list[tuple[int, int]], random_numbers: random.Random) -> LedgerTask:
    lead, support = random_numbers.sample(units, 2)
    section = f"{_CHAPTERS[number % len(_CHAPTERS)]}/（{number % 7 + 1}）"
    return LedgerTask(
        id=f"t{number}",
        number=str(number + 1),
        title=f"{section.split('/')[0]}第{number + 1}项：新建改扩建校舍、配齐设备、完成验收并投入使用",
        section=section,
        assignment=Assignment(lead=(lead,), support=(support,), person="某人", origin="人工"),
        start=date(2022, 1, 4),
        due=date(2024, 6, 30) + timedelta(days=random_numbers.randrange(500)),
        due_origin="人工",
        state=State.UNDER_WAY,
        reports=_reports(months, random_numbers),
    )


def _project(
    number: int, units: list[str], months: list[tuple[int, int]], random_numbers: random.Random
) -> LedgerProject:
    return LedgerProject(
        id=f"p{number}",
        number=f"X{number + 1}",
        name=f"第{number + 1}所新建学校",
        nature="新建",
        owner=random_numbers.choice(units),
        places=900,
        investment=Decimal(8600),
        start=date(2022, 3, 1),
        due=date(2025, 8, 20),
        due_origin="人工",
        state=State.UNDER_WAY,
        stages=(
            StageRecord(stage="立项", due=date(2022, 3, 30), done=date(2022, 3, 28), document="临发改〔2022〕样例号"),
        ),
        milestones=(Milestone(name="主体封顶", due=date(2024, 9, 30)),),
        reports=_reports(months, random_numbers),
    )


def _reports(months: list[tuple[int, int]], random_numbers: random.Random) -> tuple[Report, ...]:
    pace = random_numbers.uniform(1.5, 3.2)
    return tuple(
        Report(
            period=f"{year}-{month:02d}",
            on=date(year, month, 25),
            percent=min(Decimal(100), Decimal(round(pace * at))),
            text="按计划推进，本月完成年度任务的一部分，资料已存档",
            reporter="某人",
            state=State.DONE,
            reviewer="另一人",
            reviewed_on=date(year, month, 28),
        )
        for at, (year, month) in enumerate(months, start=1)
    )


def _ask(port: int, people: list[tuple[str, list[str]]], seconds: int) -> tuple[dict[str, list[float]], list[str]]:
    """Return kind of page -> how long each took (seconds), and what went wrong."""
    took: dict[str, list[float]] = defaultdict(list)
    errors: list[str] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_person, args=(port, cookie, details, until, number, took, errors))
        for number, (cookie, details) in enumerate(people)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return took, errors


def _person(
    port: int,
    cookie: str,
    details: list[str],
    until: float,
    number: int,
    took: dict[str, list[float]],
    errors: list[str],
) -> None:
    random_numbers = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    time.sleep(random_numbers.uniform(0, _THINK[1]))
    while time.perf_counter() < until:
        kind, address = _next_page(details, random_numbers)
        began = time.perf_counter()
        try:
            connection.request("GET", address, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                errors.append(f"{answer.status} {address}")
        except OSError as error:
            errors.append(f"{error!r} {address}")
            connection.close()
        took[kind].append(time.perf_counter() - began)
        time.sleep(random_numbers.uniform(*_THINK))


def _next_page(details: list[str], random_numbers: random.Random) -> tuple[str, str]:
    choices: list[tuple[str, Callable[[], str]]] = [
        ("列表", lambda: f"/ledger/?page={random_numbers.randrange(1, 4)}"),
        ("列表", lambda: "/ledger/?light=%E7%BA%A2"),
        ("看板", lambda: f"/dashboard/?by={random_numbers.choice(('unit', 'county', 'chapter'))}"),
    ]
    if details:
        choices += [("详情", lambda: random_numbers.choice(details))] * 2
    kind, address = random_numbers.choice(choices)
    return kind, address()


def _print(took: dict[str, list[float]], errors: list[str], seconds: int) -> None:
    print(f"{_PEOPLE} 人同时在用，每人每 {_THINK[0]:.0f}—{_THINK[1]:.0f} 秒开一页，{seconds} 秒：")
    for kind, times in sorted(took.items()):
        held = sorted(times)
        middle, high = held[len(held) // 2], held[min(len(held) - 1, int(len(held) * 0.95))]
        slowest = f"p95 {high * 1000:.0f}，最慢 {held[-1] * 1000:.0f}"
        print(f"  {kind}：{len(held)} 次，中位 {middle * 1000:.0f} 毫秒，{slowest}")
    print(f"  出错 {len(errors)} 次{'：' + errors[0] if errors else ''}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  服务器：处理器 {used.ru_utime + used.ru_stime:.1f} 秒，内存最多 {used.ru_maxrss / 1024:.0f} MB")


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


if __name__ == "__main__":
    main()
