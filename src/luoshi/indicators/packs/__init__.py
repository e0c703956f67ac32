"""Judging by standards packs (达标评估): schools, counties, and the cheapest way to bring schools up.

Entry: :func:`luoshi.indicators.packs.evaluating.evaluate`. The way through: ``figures`` (what SQL adds up) ->
``schools`` (each school) -> ``counties`` (each county) -> ``remedies`` and ``levelling`` (what is to be added).
Not here: the standards (:mod:`luoshi.rules.packs`), workbooks and screens.
"""
