"""Floor 4: indicators (指标) out of the base database, each explainable down to the rows it came from.

Entries: :func:`luoshi.indicators.computing.compute`, :func:`luoshi.indicators.explaining.explain`,
:mod:`luoshi.indicators.equity`, :mod:`luoshi.indicators.packs`. SQL adds up, exactly; the one division and the one
rounding are done in :mod:`luoshi.indicators.values`.
Not here: the definitions (:mod:`luoshi.rules`), whether a target is on course (``luoshi.progress``).
"""
