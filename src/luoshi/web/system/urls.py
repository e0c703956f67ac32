"""Addresses under ``/system/``."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "system"
urlpatterns: list[URLPattern] = []
