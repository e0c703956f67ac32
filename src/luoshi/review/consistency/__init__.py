"""Rules of Consistency (一致): what the text says twice, differently.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.consistency.achieved import AlreadyDone
from luoshi.review.consistency.backward_times import EndBeforeStart
from luoshi.review.consistency.baselines import BelowBaseline, NotYetKept
from luoshi.review.consistency.cited_numbers import TwoNumbers
from luoshi.review.consistency.duplicates import ListedTwice
from luoshi.review.consistency.enumerations import Enumerations
from luoshi.review.consistency.issue_facts import IssueFacts
from luoshi.review.consistency.natures import TwoNatures
from luoshi.review.consistency.near_names import NearNames
from luoshi.review.consistency.project_facts import ProjectFacts
from luoshi.review.consistency.project_years import OutlastsEnd, OutsidePeriod
from luoshi.review.consistency.subdivisions import TwoCounts
from luoshi.review.consistency.table_values import TextAgainstTable
from luoshi.review.consistency.tiers import Tiers
from luoshi.review.consistency.time_limits import TwoTimeLimits
from luoshi.review.consistency.two_amounts import TwoAmounts
from luoshi.review.consistency.two_facts import TwoFacts
from luoshi.review.consistency.values import TwoComparators, TwoTargets
from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = (
    TwoTargets(),
    TwoComparators(),
    BelowBaseline(),
    NotYetKept(),
    AlreadyDone(),
    OutsidePeriod(),
    EndBeforeStart(),
    OutlastsEnd(),
    ListedTwice(),
    NearNames(),
    TwoNatures(),
    TwoTimeLimits(),
    TwoFacts(),
    Enumerations(),
    Tiers(),
    TwoNumbers(),
    TwoCounts(),
    TwoAmounts(),
    ProjectFacts(),
    TextAgainstTable(),
    IssueFacts(),
)
