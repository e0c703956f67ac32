"""Addresses under ``/plans/``."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "plans"
urlpatterns: list[URLPattern] = []
