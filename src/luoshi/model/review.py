"""What the review of a plan found (审校结果): findings with every place they speak of, and the rules that were run.

Entry: :class:`Review`, made by :func:`luoshi.api.review_plan`, shown by the command line, the page, the workbook and
the Word file. Not here: the rules (``luoshi.review``) and how results are shown (``luoshi.cli``, ``luoshi.report``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Place, Span


@dataclass(frozen=True, slots=True)
class Spot:
    """One place that a finding speaks of (位置).

    Attributes:
        span: characters of ``Document.text``.
        quote: those characters, verbatim.
        where: the place in words for a person: 第12行, 第3页表2第4行第5列.
        at: the same for a program; None when the reader knows no place.
        section: labels of the section from the top, ``五/（二）/3``; empty outside of all.
    """

    span: Span
    quote: str
    where: str
    at: Place | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finding with its places (审校意见).

    Attributes:
        key: code and six characters computed from rule, quotes and the words and section around the first place,
            ``V101-3f2a9c``: the same as long as these read the same; by it a person waives this one finding.
        rule: name of the rule, 表内合计.
        finding: code, severity, message, fix; its ``spans`` are those of ``spots``.
        spots: all places, the one to look at first in front; empty when the finding is about the whole document.
        waived: why a person waived it; empty while it stands.
    """

    key: str
    rule: str
    finding: Finding
    spots: tuple[Spot, ...]
    waived: str = ""


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as it is shown to people (规则).

    Attributes:
        code: V and three digits.
        name: short name.
        group: 算术, 一致, 口径, 结构, 形式 or 引用.
        severities: what it can give, the gravest first.
        text: what it looks for and what it lets pass, a few sentences in Chinese.
        off: why it is switched off here; empty while it runs.
    """

    code: str
    name: str
    group: str
    severities: tuple[Severity, ...]
    text: str
    off: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The result of a review.

    Attributes:
        name: file name of the document.
        title: what the document calls itself; the file name when it has no title.
        sha256: of the file's bytes.
        characters: length of ``Document.text``.
        findings: those that stand, gravest first, then in the order of the text.
        waived: those that a person waived, with the reason.
        rules: those that were run, with the reason at those that are switched off.
        idle: keys of single findings that were to be waived and of which there is none (any more).
    """

    name: str
    title: str
    sha256: str
    characters: int
    findings: tuple[Reviewed, ...]
    waived: tuple[Reviewed, ...]
    rules: tuple[RuleText, ...]
    idle: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many findings of this severity stand."""
        return Counter(one.finding.severity for one in self.findings)[severity]

    @property
    def worst(self) -> Severity | None:
        """The gravest severity among the findings that stand; None if there are none."""
        return max((one.finding.severity for one in self.findings), key=lambda s: s.rank, default=None)
