"""Targets divided among counties and years (目标分解): the parts make the whole exactly.

Entry: :func:`luoshi.progress.division.decomposing.decompose` for a
:class:`~luoshi.progress.division.question.Question`. The methods stand in :mod:`~luoshi.progress.division.shares`,
paths in :mod:`~luoshi.progress.division.yearly`, terms of office in :mod:`~luoshi.progress.division.terms`, sentences
in :mod:`~luoshi.progress.division.words`; which targets can be divided at all in
:mod:`~luoshi.progress.division.divisible`.
Not here: where the figures of counties come from (:mod:`luoshi.api`).
"""
