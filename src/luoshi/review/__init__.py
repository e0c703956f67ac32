"""Review (审校): what is wrong in a plan, before it is issued.

Entry: :func:`review_document`, which runs all :data:`RULES` over a document and its plan. One class a rule
(:mod:`luoshi.review.rule`), in a package for each group: ``arithmetic`` 算术, ``consistency`` 一致,
``definition`` 口径, ``structure`` 结构, ``form`` 形式, ``reference`` 引用. Rules are pure and general: none names a
place, a school or a sentence. Not here: opening files, comments in Word files, pages (``luoshi.readers``,
``luoshi.report``).
"""

from __future__ import annotations

from luoshi.review.engine import review_document
from luoshi.review.references import References, ReferenceValue
from luoshi.review.registry import RULES

__all__ = ["RULES", "ReferenceValue", "References", "review_document"]
