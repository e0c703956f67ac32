"""The part as Django knows it; its kinds of job are known from the start of the server on."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Reporting(AppConfig):
    """See :mod:`luoshi.web.reporting`."""

    name = "luoshi.web.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Make the kinds of job known."""
        import_module("luoshi.web.notices")
        import_module("luoshi.web.reporting.taking")
