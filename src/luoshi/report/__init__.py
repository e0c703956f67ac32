"""What people read (报告): HTML that needs nothing beside itself, Word files with comments, reports as PDF.

Entries: :func:`luoshi.report.plan_page.render_plan_page` (a plan beside its source),
:func:`luoshi.report.comparison_page.render_comparison_page` and
:func:`luoshi.report.comparison_page.render_fit_page` (what differs between two plans),
:func:`luoshi.report.review_word.write_review_word` (a review as Word comments),
:func:`luoshi.report.pictures.pictures_of` and :func:`luoshi.report.report_pdf.report_pdf` (an evaluation report as PDF).
"""
