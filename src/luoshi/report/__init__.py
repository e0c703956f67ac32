"""Pages for people (报告): HTML that needs nothing beside itself, Word files, PDF.

Entries: :func:`luoshi.report.plan_page.render_plan_page` (a plan beside its source),
:func:`luoshi.report.comparison_page.render_comparison_page` and
:func:`luoshi.report.comparison_page.render_fit_page` (what differs between two plans),
:func:`luoshi.report.review_word.write_review_word` (a review as Word comments),
:func:`luoshi.report.official_word.official_word` (official papers),
:func:`luoshi.report.composing.compose.compose_report` (an evaluation report, which
:func:`luoshi.report.report_word.report_word` and :func:`luoshi.report.report_pdf.report_pdf` write).
Not here: the public site (:mod:`luoshi.portal`).
"""
