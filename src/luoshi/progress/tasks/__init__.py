"""A plan's tasks and projects carried out (任务分解): a ledger made of them, covered, traced from year to year.

Entries: :func:`luoshi.progress.tasks.making.make_ledger`, :func:`luoshi.progress.tasks.remaking.remade`,
:func:`luoshi.progress.tasks.taking.take_up`, :func:`luoshi.progress.tasks.coverage.cover`,
:func:`luoshi.progress.tasks.annual.trace_annual`.
Not here: what is done with a ledger (:mod:`luoshi.progress.acting`).
"""
