"""Checks of the base database (核对): balances within and across forms, across years, outliers, missing returns.

Entry: :func:`~luoshi.stats.checks.engine.run_checks`; what returns are owed:
:func:`~luoshi.stats.checks.missing.missing_returns`. The rules are dated data in ``definitions/checks.yaml``
(:mod:`~luoshi.stats.checks.rules`); one class a kind of rule, each compiled to one set-based query of DuckDB over the
tables of a :class:`~luoshi.stats.checks.frame.Frame`.
Not here: the check of single cells, keys and files (T1xx, the loader), the drafts of a 情况说明
(:mod:`luoshi.stats.explanations`).
"""

from luoshi.stats.checks.engine import run_checks
from luoshi.stats.checks.missing import missing_returns
from luoshi.stats.checks.report import CheckReport, CheckScope
from luoshi.stats.checks.rules import CheckRules, load_rules

__all__ = ["CheckReport", "CheckRules", "CheckScope", "load_rules", "missing_returns", "run_checks"]
