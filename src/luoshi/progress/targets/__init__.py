"""A plan's targets watched (目标监测): bound to indicators, held against their paths, alarmed.

Entries: :func:`luoshi.progress.targets.monitoring.monitor`, :func:`luoshi.progress.targets.alerts.raise_alerts`.
Not here: computing indicators (``luoshi.indicators``), dividing targets (:mod:`luoshi.progress.division`).
"""
