"""What an evaluation rests on and says (评估): the freeze, facts, prose of facts, reports, charts.

Entries: :mod:`luoshi.model.evaluation.freeze` (what was frozen), :mod:`luoshi.model.evaluation.report` (what is said of
it). Not here: composing reports (``luoshi.report.composing``), writing them as Word, PDF or pages.
"""
