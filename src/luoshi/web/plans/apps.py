"""The part as Django knows it: its kinds of jobs are registered when the server starts."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans (规划)."""

    name = "luoshi.web.plans"

    def ready(self) -> None:
        """Register the jobs: a queue may hold some from before the start."""
        from luoshi.web.plans import jobs  # noqa: F401  # importing registers
