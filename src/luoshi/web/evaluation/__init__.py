"""Evaluation and publication (评估与公开): freezes, reports of them, letting them be published, what goes to the public."""
