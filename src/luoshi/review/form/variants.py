"""One expression written in two ways (一字之差): :class:`OneCharacterApart`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule

# Characters that are mixed up because they sound or look alike; sets marked False are both right in many places.
_CONFUSED: tuple[tuple[str, bool], ...] = (
    ("型性", True), ("作做", True), ("账帐", True), ("像象", True), ("竞竟", True), ("即既", True), ("渡度", True),
    ("再在", True), ("示师", True), ("长成", True), ("绩积", True), ("历励厉", True), ("园圆", True), ("副付", True),
    ("坐座", True), ("辩辨", True), ("密秘", True), ("幅辐", True), ("部布", True), ("权全", True), ("融溶", True),
    ("络落", True), ("施设", True), ("优忧", True), ("培陪", True), ("监鉴", True), ("督促", True), ("募幕", True),
    ("定订", False), ("需须", False), ("份分", False), ("连联", False), ("以已", True), ("截戳", True), ("拔拨", True),
    ("扶抚", True), ("校效", True), ("育预", True), ("材才", False), ("划化", True), ("利力", False), ("记纪", True),
)  # fmt: skip
_SET_OF = {c: n for n, (letters, _) in enumerate(_CONFUSED) for c in letters}
_AROUND = 2


class OneCharacterApart(Rule):
    """同一个说法，前后只差一个音近、形近的字（创新型—创新性，作决策—做决策），多半有一处是别字。

    只比较前后各两个字都相同的地方，只看容易混用的字。制定和制订、必须和必需一类两可的作提示。
    """

    code = "V508"
    name = "一字之差"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each expression that stands in two forms, the rarer first."""
        found: dict[tuple[int, str, str], dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for piece in material.pieces:
            text = piece.text
            for at in range(_AROUND, len(text) - _AROUND):
                group = _SET_OF.get(text[at])
                if group is not None:
                    before, after = text[at - _AROUND : at], text[at + 1 : at + 1 + _AROUND]
                    if _is_chinese(after) or _is_chinese(before):
                        spans = found[(group, before, after)][text[at]]
                        spans.append(piece.span(at - _AROUND, at + 1 + _AROUND))
        for (group, before, after), forms in found.items():
            if len(forms) == 2:
                yield self._finding(group, before, after, forms)

    def _finding(self, group: int, before: str, after: str, forms: dict[str, list[Span]]) -> Finding:
        (rare, few), (usual, many) = sorted(forms.items(), key=lambda form: len(form[1]))
        message = f"“{before}{rare}{after}”（{len(few)}处）和“{before}{usual}{after}”（{len(many)}处）只差一个字，写法应当一致"
        severity = Severity.WARNING if _CONFUSED[group][1] else Severity.INFO
        return self.found(message, [*few[:6], *many[:6]], "核对用字，改成一种写法", severity)


def _is_chinese(text: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in text)
