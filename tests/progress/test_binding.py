"""Which indicator measures a target: cases an expert can read in ``cases/bindings.yaml``, and laws."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from luoshi.model.indicators import Indicator
from luoshi.model.monitoring import BindingState
from luoshi.progress.targets.binding import Binder
from tests.progress.plans import SCOPES, target

_FILE = yaml.safe_load((Path(__file__).parent / "cases" / "bindings.yaml").read_text(encoding="utf-8"))
_DEFINITIONS = tuple(
    Indicator(
        id=one["id"],
        name=one["name"],
        unit=one["unit"],
        numerator=None,
        aliases=tuple(one.get("aliases", ())),
        unlike=tuple(one.get("unlike", ())),
    )
    for one in _FILE["definitions"]
)
_CASES = _FILE["cases"]


def _label(case: dict[str, str]) -> str:
    return "-".join(case.get(key, "") for key in ("指标", "范围", "单位", "写明") if case.get(key))


@pytest.mark.parametrize("case", _CASES, ids=_label)
def test_binding(case: dict[str, str]) -> None:
    figure = target(
        case["指标"], "50", scope=case.get("范围", "全市"), unit=case["单位"], bound_to=case.get("写明"), op="="
    )
    binding = Binder(_DEFINITIONS, SCOPES).bind(figure)
    if "绑定" in case:
        assert (binding.name, binding.question) == (case["绑定"], "")
        assert binding.state is (BindingState.BY_HAND if "写明" in case else BindingState.BY_NAME)
        assert binding.place == case.get("范围里", "")
        assert binding.scale == Decimal(case.get("倍数", "1"))
    elif "待确认" in case:
        assert (binding.state, binding.name) == (BindingState.ASKED, "")
        assert binding.question.endswith("？")
        assert case["待确认"] in [one.name for one in binding.candidates] or not case["待确认"]
    else:
        assert (binding.name, binding.question, binding.candidates) == ("", "", ())
        assert case["无"] in binding.why


def test_cases_hold_traps_and_right_ones() -> None:
    """A binder that binds all, or nothing, fails."""
    kinds = [next(key for key in ("绑定", "待确认", "无") if key in case) for case in _CASES]
    assert min(kinds.count("绑定"), kinds.count("无")) >= 20


@pytest.mark.parametrize("one", _DEFINITIONS, ids=lambda one: one.id)
def test_every_name_binds_to_its_own(one: Indicator) -> None:
    binder = Binder(_DEFINITIONS, SCOPES)
    for name in (one.name, *one.aliases):
        assert binder.bind(target(name, "1", unit=one.unit)).indicator == one.id, name


@pytest.mark.parametrize("one", _DEFINITIONS, ids=lambda one: one.id)
def test_no_name_that_is_unlike_is_taken(one: Indicator) -> None:
    binder = Binder(_DEFINITIONS, SCOPES)
    for name in one.unlike:
        binding = binder.bind(target(name, "1", unit=one.unit))
        assert one.id not in {binding.indicator, *(found.id for found in binding.candidates)}, name
