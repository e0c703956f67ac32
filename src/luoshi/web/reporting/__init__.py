"""Reporting (填报): drafts, submitting, reviewing, evidence, who has not reported."""
