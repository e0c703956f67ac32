"""What the engine does around the rules: keys and waivers, switches, a rule that fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.compiler import compile_document
from luoshi.model.review import Review
from luoshi.readers import read_bytes
from luoshi.review import RULES, review_document
from luoshi.review.engine import check_switches
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_FIRST = "全市教育投入资金12亿元，较上年增长7个百分点，来自市级财政。"
_SECOND = "中小学校建设投资总额3亿元，较上年增长7个百分点，来自省级补助。"
_PLAN = f"临江市教育发展规划\n一、投入\n{_FIRST}\n{_SECOND}\n"


def _review(text: str, off: Mapping[str, str] | None = None, code: str = "V504") -> Review:
    document = read_bytes("规划.txt", text.encode())
    rules = [rule for rule in RULES if rule.code == code]
    return review_document(document, compile_document(document), off=off, rules=rules, strict=True)


def test_waiver_does_not_move_to_an_equal_finding() -> None:
    one, other = _review(_PLAN).findings
    assert [spot.quote for spot in one.spots] == [spot.quote for spot in other.spots]

    left = _review(_PLAN.replace(_FIRST, ""), {one.key: "已核对"})

    assert [found.key for found in left.findings] == [other.key]
    assert left.waived == ()
    assert left.idle == (one.key,)


def test_waiver_stays_when_an_equal_finding_before_is_corrected() -> None:
    _, other = _review(_PLAN).findings

    left = _review(_PLAN.replace(_FIRST, _FIRST.replace("个百分点", "%")), {other.key: "已核对"})

    assert left.findings == ()
    assert [found.key for found in left.waived] == [other.key]
    assert left.idle == ()


def test_keys_are_the_same_with_other_blanks_around_and_unlike_among_alike() -> None:
    spread = _PLAN.replace("\n中小学校", "\n\n　　中小学校")
    assert [one.key for one in _review(spread).findings] == [one.key for one in _review(_PLAN).findings]

    alike = _review("临江市教育发展规划\n一、投入\n" + f"{_FIRST}\n" * 60).findings
    assert len({one.key for one in alike}) == len(alike) == 60


class _Failing(Rule):
    """第一条意见以后出错的规则，只用来试验。"""

    code = "V101"
    name = "出错的规则"
    severities = (Severity.ERROR,)

    def check(self, material: Material) -> Iterator[Finding]:
        yield self.found("意见", [(0, 2)], "改正")
        raise ZeroDivisionError("没有除数")


def test_failing_rule_is_told_and_costs_no_other() -> None:
    document = read_bytes("规划.txt", _PLAN.encode())
    rules = [_Failing(), *(rule for rule in RULES if rule.code == "V504")]

    review = review_document(document, compile_document(document), rules=rules)

    codes = [one.finding.code for one in review.findings]
    assert sorted(codes) == ["V000", "V101", "V504", "V504"]
    told = review.findings[codes.index("V000")].finding
    assert told.severity is Severity.WARNING
    assert "规则 V101 出错的规则出错，没有查完：ZeroDivisionError: 没有除数" in told.message
    assert told.fix
    with pytest.raises(ZeroDivisionError):
        review_document(document, compile_document(document), rules=rules, strict=True)


def test_all_wrong_switches_are_told_at_once_with_what_is_right() -> None:
    wrong = {"V999": "理由", "V5": "理由", "V101-3F2A9C": "理由", "V102-12": "理由", "v103": "理由", "V104": " "}
    with pytest.raises(LuoshiError) as raised:
        check_switches({**wrong, "V501": "惯例", "V101-3f2a9c": "已核对"})
    assert raised.value.code == "V001"
    assert [key for key in wrong if key not in raised.value.message] == []
    assert "V501" not in raised.value.message
    assert "只能逐条停用" in raised.value.hint
    assert "六位小写" in raised.value.hint
