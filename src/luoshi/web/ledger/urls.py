"""Addresses under ``/ledger/``."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "ledger"
urlpatterns: list[URLPattern] = []
