"""What a document or a date lacks (要素缺失): :class:`MissingParts`.

Not here: targets without year, tasks without unit (structure).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_BARE = (
    # 到2025底, 2020以来; 从2022起, while 2020起 alone may count cases
    re.compile(r"(?<![\d.\-—–~～至到/〔（(\[])(?:从|自|到|至|于|在)?(?P<year>20[0-4]\d)(?=底|末(?!位)|以来)"),
    re.compile(r"(?:从|自)(?P<year>20[0-4]\d)(?=起)"),
    # 到2025，全市…
    re.compile(r"(?:^|[，。；：\s])(?:到|至|截至)(?P<year>20[0-4]\d)(?=[，,])"),
)
_PARTS = (("doc_no", "文号"), ("issued", "成文日期"), ("issuer", "发文机关"))


class MissingParts(Rule):
    """年份后面漏了“年”字（“从2022起”“到2025，”），或者文件缺文号、成文日期、发文机关。

    漏“年”的给警告；缺要素的只提示一条，附件、征求意见稿和只有正文的文件本来可以没有。
    """

    code = "V507"
    name = "要素缺失"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each bare year, and one for what the document lacks."""
        for piece in material.pieces:
            if "20" in piece.text:
                seen: set[Span] = set()
                for pattern in _BARE:
                    for match in pattern.finditer(piece.text):
                        end = min(len(piece.text), match.end("year") + 2)
                        span = piece.span(max(0, match.start("year") - 1), end)
                        if span not in seen:
                            seen.add(span)
                            around = piece.text[max(0, match.start("year") - 1) : end].strip("，。；： \n")
                            message = f"“{around}”中{match['year']}后面漏了“年”字"
                            yield self.found(message, [span], f"改为“{match['year']}年”")
        facts = material.plan.document
        lacking = [word for key, word in _PARTS if not getattr(facts, key)]
        if lacking and facts.status in (None, "正式"):
            yield self.found(f"文件没有写明{'、'.join(lacking)}", (), "正式印发时补齐", Severity.INFO)
