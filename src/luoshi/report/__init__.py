"""Pages for people (报告): HTML that needs nothing beside itself, and Word files with comments.

Entries: :func:`luoshi.report.plan_page.render_plan_page` (a plan beside its source),
:func:`luoshi.report.comparison_page.render_comparison_page` and
:func:`luoshi.report.comparison_page.render_fit_page` (what differs between two plans),
:func:`luoshi.report.review_word.write_review_word` (a review as Word comments).
Not here: reports as PDF.
"""
