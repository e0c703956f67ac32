"""Floor 3: whether what a plan commits to is coming (进展), as pure functions: values, years and the day are handed in.

Entries: :func:`luoshi.progress.monitoring.monitor`, which binds each target to an indicator
(:mod:`~luoshi.progress.binding`), names the source of its value (:mod:`~luoshi.progress.sources`), draws its path
(:mod:`~luoshi.progress.paths`) and judges it (:mod:`~luoshi.progress.judging`);
:func:`luoshi.progress.alerts.raise_alerts`; :func:`luoshi.progress.decomposing.decompose`, which divides a target
(:mod:`~luoshi.progress.shares`, :mod:`~luoshi.progress.yearly`).
Not here: computing indicators (``luoshi.indicators``), files (``luoshi.workspace``), anything that asks the clock.
"""
