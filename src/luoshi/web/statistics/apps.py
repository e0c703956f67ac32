"""The part as Django knows it: its kinds of long work are registered when it is made ready."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """See the package."""

    name = "luoshi.web.statistics"
    verbose_name = "统计和指标"

    def ready(self) -> None:
        """Register what the queue may be asked to do."""
        import_module("luoshi.web.statistics.jobs")
