"""The manual of permissions says what the tables say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from luoshi.web.policy import policy

ROOT = Path(__file__).resolve().parents[2]


def test_manual_of_permissions_is_up_to_date(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_permission_manual.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "权限.md")], check=True)
    written = (tmp_path / "权限.md").read_text(encoding="utf-8")
    held = (ROOT / "docs" / "网页" / "权限.md").read_text(encoding="utf-8")
    assert held == written, "run: python scripts/make_permission_manual.py"
    assert written.count("\n| ") == len(policy()) + len({kind for kind, _ in policy()})
