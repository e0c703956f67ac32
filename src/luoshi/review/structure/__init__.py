"""Rules of Structure (结构): what is referred to, numbered, laid out in tables.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.rule import Rule
from luoshi.review.structure.breaks import Breaks
from luoshi.review.structure.elements import TargetElements, TaskElements
from luoshi.review.structure.empty_cells import EmptyUnits, ProblemsWithoutMeasure
from luoshi.review.structure.levels import Levels
from luoshi.review.structure.missing_parts import MissingParts
from luoshi.review.structure.numbering import Numbering
from luoshi.review.structure.repeats import Repeats
from luoshi.review.structure.residue import Residue
from luoshi.review.structure.slid_cells import SlidCells
from luoshi.review.structure.titles_in_text import TitlesInText

RULES: tuple[Rule, ...] = (
    MissingParts(),
    Numbering(),
    Levels(),
    SlidCells(),
    EmptyUnits(),
    ProblemsWithoutMeasure(),
    Repeats(),
    TitlesInText(),
    Breaks(),
    Residue(),
    TaskElements(),
    TargetElements(),
)
