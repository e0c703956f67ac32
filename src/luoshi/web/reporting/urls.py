"""Addresses under ``/reporting/``."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "reporting"
urlpatterns: list[URLPattern] = []
