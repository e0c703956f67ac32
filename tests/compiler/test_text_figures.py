"""Figures in running text: cases that an expert can read, and laws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.compiler.figures.context import Context, Horizon
from luoshi.compiler.figures.text import Setting, read_figures

_FOLDER = Path(__file__).parents[1] / "cases" / "figures"
_CASES = [case for file in sorted(_FOLDER.glob("*.yaml")) for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
_HORIZON = Horizon(base=2020, issued=2021, end=2025)


def _plain(value: Any) -> Any:
    return float(value) if hasattr(value, "as_tuple") else value


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["text"][:20])
def test_read_figures_by_case(case: dict[str, Any]) -> None:
    setting = Setting(Context(case.get("context", "future"), None, None, case.get("standard", False)), _HORIZON)
    found = list(read_figures(case["text"], setting))
    wanted = case["figures"]
    got = [{key: _plain(getattr(f, key)) for key in w} for f, w in zip(found, wanted, strict=False)]
    assert (len(found), got) == (len(wanted), wanted)


_TEXT = st.text(
    alphabet="0123456789%，。；、（）到达以上不低于年至所名个新建学校率每乡镇其中分别由提高和各", max_size=50
)


@settings(max_examples=200, deadline=None)
@given(_TEXT, st.sampled_from(["past", "open", "goal", "future"]))
def test_figures_stand_where_they_say(text: str, tense: Any) -> None:
    for figure in read_figures(text, Setting(Context(tense, None, None), _HORIZON)):
        assert 0 <= figure.clause[0] <= figure.start < figure.end <= len(text)
        assert len(figure.indicator) <= 36
