"""Oversight (督查督导): cases of supervision, the burden register, draws, appraisal.

Entries: :mod:`~luoshi.progress.oversight.supervision`, :mod:`~luoshi.progress.oversight.burden`,
:mod:`~luoshi.progress.oversight.drawing`, :mod:`~luoshi.progress.oversight.appraising`.
Not here: the procedures and score sheets themselves (``luoshi.rules``).
"""
