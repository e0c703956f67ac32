"""Floor 3: whether what a plan commits to is coming (进展), as pure functions: values, years and the day are handed in.

The rooms: :mod:`~luoshi.progress.targets` (targets watched), :mod:`~luoshi.progress.division` (targets divided among
counties and years), :mod:`~luoshi.progress.tasks` (a ledger made of a plan), :mod:`~luoshi.progress.oversight`
(supervision, burden, draws, appraisal). In the hall stand lights (:mod:`~luoshi.progress.lights`: what they look at is
laid out in :mod:`~luoshi.progress.tracks`, held against bounds in :mod:`~luoshi.progress.looks`), deeds
(:mod:`~luoshi.progress.acting`: the table of :mod:`~luoshi.progress.states`, :mod:`~luoshi.progress.reviewing`,
:mod:`~luoshi.progress.requests`, :mod:`~luoshi.progress.steps`), and projects with their money
(:mod:`~luoshi.progress.projects`, :mod:`~luoshi.progress.money`).
Not here: computing indicators (``luoshi.indicators``), files (``luoshi.workspace``), anything that asks the clock.
"""
