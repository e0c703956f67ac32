"""Floor 2: dated rules with their basis (规则), as YAML that experts read and a bureau adds to.

Entry: :func:`luoshi.rules.indicators.load_indicators`. ``packaged/indicators`` holds the definitions of indicators;
a workspace's own lie in its folder ``rules``, in the same format, and an override shows.
Not here: computing by them (``luoshi.indicators``), the checks of returns (:mod:`luoshi.stats.checks`).
"""
