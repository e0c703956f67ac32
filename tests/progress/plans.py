"""Plans made for the tests of monitoring."""

from __future__ import annotations

from decimal import Decimal

from luoshi.model.document import Span
from luoshi.model.monitoring import Scopes
from luoshi.model.plan import DocumentFacts, Observation, Plan, Source, Target

SCOPES = Scopes(
    whole="全市",
    words=frozenset({"全市", "我市", "市域", "临江市"}),
    areas=frozenset({"市本级", "云岫县", "青禾县"}),
    codes={"990121": "云岫县", "990122": "青禾县"},
    own=frozenset({"临江市", "全市"}),
)


def target(indicator: str, value: str, **more: object) -> Target:
    """Return a target; ``at`` moves it in the text."""
    start = int(more.pop("at", 0))
    written: dict[str, object] = {
        "id": f"t-{start:08x}",
        "scope": "全市",
        "unit": "%",
        "quote": f"{indicator}达到{value}",
        "value_text": value,
        "span": Span(start, start + 20),
        "value_span": Span(start + 10, start + 14),
        **more,
    }
    return Target(indicator=indicator, value=Decimal(value), **written)


def observed(indicator: str, value: str, year: int | None, **more: object) -> Observation:
    """Return a figure of the present."""
    start = int(more.pop("at", 500))
    written: dict[str, object] = {
        "id": f"o-{start:08x}",
        "scope": "全市",
        "unit": "%",
        "quote": value,
        "span": Span(start, start + 20),
        "value_span": Span(start + 10, start + 14),
        **more,
    }
    return Observation(indicator=indicator, value=Decimal(value), year=year, **written)


def plan_of(*items: Target | Observation, period: tuple[int, int] | None = (2021, 2025), **more: object) -> Plan:
    """Return a plan of the imaginary city with these targets and observations."""
    facts = DocumentFacts(title="临江市教育规划", region="临江市", level="市", issuer="临江市人民政府", period=period)
    return Plan(
        document=facts,
        source=Source(name="规划.txt", format="txt"),
        targets=tuple(one for one in items if isinstance(one, Target)),
        observations=tuple(one for one in items if isinstance(one, Observation)),
        **more,
    )
