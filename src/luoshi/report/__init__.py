"""Pages for people (报告): HTML that needs nothing beside itself.

Not here: Word and PDF reports.
"""
