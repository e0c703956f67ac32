"""Addresses under ``/supervision/``."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "supervision"
urlpatterns: list[URLPattern] = []
