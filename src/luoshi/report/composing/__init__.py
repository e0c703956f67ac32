"""Composing evaluation reports (撰写): from a freeze to sentences, tables and charts whose numbers are facts.

Entry: ``compose``. Sentences follow from the facts by rules and never say what the figures do not.
Not here: writing as Word, PDF or pages, what a report is (:mod:`luoshi.model.evaluation.report`).
"""
