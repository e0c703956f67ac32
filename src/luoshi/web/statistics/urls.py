"""Addresses under ``/statistics/``."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "statistics"
urlpatterns: list[URLPattern] = []
