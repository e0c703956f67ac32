"""How fast the pages of statistics and indicators answer: the first time, and from then on.

Run ``python benchmarks/bench_pages.py luoshi-demo [times]`` with the folder that ``luoshi demo`` made; it is copied to
a temporary folder, nothing in it changes. One browser, within the process: no network, no other users. Figures are
printed (first, p50 and p95 in milliseconds, size in KB), nothing is asserted.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

_DAY = date(2024, 11, 15)
_TIMES = 40
_INDICATOR = "compulsory_pupils"
PAGES = {
    "指标列表": "/statistics/",
    "指标（趋势和各县）": f"/statistics/indicators/{_INDICATOR}/",
    "另一个指标": "/statistics/indicators/preschool_gross_enrolment/",
    "指标（分项）": f"/statistics/indicators/{_INDICATOR}/?tab=parts",
    "指标（均衡程度）": "/statistics/indicators/site_per_pupil_primary/?tab=equity",
    "指标的由来": f"/statistics/indicators/{_INDICATOR}/explain/",
    "目标监测": "/statistics/targets/",
    "达标标准（各县）": "/statistics/packs/balanced_compulsory/",
    "达标标准（各校）": "/statistics/packs/balanced_compulsory/county/990121/",
    "预警": "/statistics/alerts/",
    "数据和快照": "/statistics/data/",
    "缺报": "/statistics/missing/",
    "首页": "/",
}


def main(folder: Path, times: int) -> None:
    """Print how long each page takes."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "workspace"
        shutil.copytree(folder, root, ignore=shutil.ignore_patterns("*.sqlite3*", "web"))
        client = _logged_in(root)
        print(f"{'页面':<20}{'第一次':>10}{'p50':>8}{'p95':>8}{'KB':>8}")
        for title, address in PAGES.items():
            first, size = _asked(client, address)
            spent = sorted(_asked(client, address)[0] for _ in range(times))
            cuts = quantiles(spent, n=20)
            print(f"{title:<20}{first:>10.0f}{cuts[9]:>8.1f}{cuts[18]:>8.1f}{size / 1024:>8.1f}")


def _logged_in(root: Path) -> Client:
    from luoshi.web.setup import migrate, prepare

    prepare(root, today=_DAY)
    migrate()
    from django.conf import settings
    from django.test import Client

    from luoshi.web.accounts.models import Account
    from luoshi.web.clock import now
    from luoshi.web.samples import add_samples

    settings.ALLOWED_HOSTS.append("testserver")
    add_samples((), now())
    client = Client()
    client.force_login(Account.objects.get(username="tongji"))
    return client


def _asked(client: Client, address: str) -> tuple[float, int]:
    start = time.perf_counter()
    answer = client.get(address)
    spent = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return spent, len(answer.content)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else _TIMES)
