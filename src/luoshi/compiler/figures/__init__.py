"""The figures of a plan (数据项): targets, norms and observations, from running text and from tables.

Entry: :func:`luoshi.compiler.figures.collect.find_figures`. ``clauses`` cuts a passage, ``text`` and ``tables`` find
the figures, ``context``, ``norms`` and ``roles`` say what they are, ``naming``, ``phrases`` and ``coordination`` what
they count. Not here: numerals and units (``luoshi.base.quantities``).
"""
