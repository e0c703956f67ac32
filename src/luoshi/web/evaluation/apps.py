"""The part as Django knows it: its kinds of jobs are registered when the server starts."""

from __future__ import annotations

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """See the package."""

    name = "luoshi.web.evaluation"
    verbose_name = "评估与公开"

    def ready(self) -> None:
        """Register the jobs: a queue may hold some from before the start."""
        from luoshi.web.evaluation import jobs  # noqa: F401  # importing registers
