"""Addresses under ``/dashboard/``."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "dashboard"
urlpatterns: list[URLPattern] = []
