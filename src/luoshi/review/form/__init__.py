"""Rules of form (形式): marks that pair, doubled words, widths, measure words, document numbers.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.form.document_numbers import DocumentNumbers
from luoshi.review.form.doubled_words import DoubledWords
from luoshi.review.form.formulations import Formulations
from luoshi.review.form.half_width import HalfWidthMarks
from luoshi.review.form.measure_words import MeasureWords
from luoshi.review.form.missing_parts import MissingParts
from luoshi.review.form.pairs import UnpairedMarks
from luoshi.review.form.percentage_points import PercentagePoints
from luoshi.review.form.variants import OneCharacterApart
from luoshi.review.form.wrong_words import WrongWords
from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = (
    UnpairedMarks(),
    DoubledWords(),
    HalfWidthMarks(),
    PercentagePoints(),
    MeasureWords(),
    DocumentNumbers(),
    MissingParts(),
    OneCharacterApart(),
    WrongWords(),
    Formulations(),
)
