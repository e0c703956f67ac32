"""The manual of the standards packs (docs/达标标准.md) is what the packs say, and its examples work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from luoshi.rules.packs import load_packs

_ROOT = Path(__file__).resolve().parents[2]
_MANUAL = (_ROOT / "docs" / "达标标准.md").read_text(encoding="utf-8")


def test_manual_of_the_packs_is_up_to_date(tmp_path: Path) -> None:
    script = _ROOT / "scripts" / "make_pack_manual.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "标准.md")], check=True)
    written = (tmp_path / "标准.md").read_text(encoding="utf-8")
    assert written == _MANUAL, "run: python scripts/make_pack_manual.py"


def test_the_example_of_an_own_pack_is_one(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", _MANUAL, re.MULTILINE | re.DOTALL)
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "本局.yaml").write_text(example, encoding="utf-8")
    own, packaged = load_packs(tmp_path)[0], load_packs()[0]
    assert own.overrides
    assert own.by_id["backbone"] != packaged.by_id["backbone"]
    assert own.costs["arts_pe"] != packaged.costs["arts_pe"]
