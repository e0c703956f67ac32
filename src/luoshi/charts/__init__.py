"""Charts (图) as SVG: nothing is loaded, nothing is scripted, read in black and white and by screen readers.

Entry: :func:`luoshi.charts.drawing.draw`. One drawing serves pages, the public site, PDF and Word.
Not here: what a chart shows (:mod:`luoshi.model.evaluation.charts`), SVG as pictures for Word (``luoshi.report``).
"""
