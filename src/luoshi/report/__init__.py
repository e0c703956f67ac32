"""Pages for people (报告): HTML that needs nothing beside itself.

Entries: :func:`luoshi.report.plan_page.render_plan_page` (a plan beside its source),
:func:`luoshi.report.comparison_page.render_comparison_page` and
:func:`luoshi.report.comparison_page.render_fit_page` (what differs between two plans).
Not here: Word and PDF reports.
"""
