"""The law of sums in tables: a consistent table has no finding; one changed cell gives exactly those that follow."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.review.test_cases import review_text

_RULE = "V101"
_GROUPS = st.lists(
    st.lists(st.tuples(st.integers(1, 9000), st.integers(1, 9000)), min_size=2, max_size=5), min_size=2, max_size=4
)


def _table(groups: list[list[tuple[int, int]]]) -> list[list[str]]:
    """Return the rows of a table with subtotals and a total: name, nature, 中央资金, 县级资金, 总投资."""
    rows: list[list[str]] = []
    sums = [[sum(column) for column in zip(*group, strict=True)] for group in groups]
    serial = 0
    for number, group in enumerate(groups):
        for first, second in group:
            serial += 1
            rows.append([f"项目{chr(0x7532 + serial)}", "新建", str(first), str(second), str(first + second)])
        first, second = sums[number]
        rows.append([f"第{number + 1}类小计", "", str(first), str(second), str(first + second)])
    first, second = (sum(column) for column in zip(*sums, strict=True))
    rows.append(["合计", "", str(first), str(second), str(first + second)])
    return rows


def _text(rows: list[list[str]]) -> str:
    head = ["项目名称", "建设性质", "中央资金（万元）", "县级资金（万元）", "总投资（万元）"]
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * 5, *rows)]
    return "\n".join(lines) + "\n"


@given(_GROUPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_consistent_table_has_no_finding(groups: list[list[tuple[int, int]]]) -> None:
    assert [f.finding.message for f in review_text(_text(_table(groups)), _RULE, "md").findings] == []


@given(_GROUPS, st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_one_changed_cell_gives_exactly_what_follows(groups: list[list[tuple[int, int]]], data: st.DataObject) -> None:
    rows = _table(groups)
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(2, 4))
    by = data.draw(st.integers(1, 5000))
    rows[row][column] = str(int(rows[row][column]) + by)

    findings = review_text(_text(rows), _RULE, "md").findings

    # The row no longer adds up across; and down the column every sum does not that the cell is, or is a part of.
    label = rows[row][0]
    across = {f"“{label}”的总投资（万元）"}
    if label == "合计":
        down = {"“合计”各小计", "“合计”各行"}
    elif label.endswith("小计"):
        down = {f"“{label}”各行", "“合计”各小计"}
    else:
        own = next(r[0] for r in rows[row:] if r[0].endswith("小计"))
        down = {f"“{own}”各行"}  # the total is off because of the subtotal, and is told of there
    told = {
        f.finding.message.split("写的是")[0] + ("" if "的总投资" in f.finding.message else _parts(f.finding.message))
        for f in findings
    }
    assert across | down == told
    assert len(findings) == len(told)
    if not (label == "合计" or label.endswith("小计")):
        assert "也随之" in next(f.finding.message for f in findings if "小计" in f.finding.message)


def _parts(message: str) -> str:
    return "各小计" if "各小计" in message else "各行"
