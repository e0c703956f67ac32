"""Evaluation and publication (评估与公开): freezes, reports, letting be published, public material."""
