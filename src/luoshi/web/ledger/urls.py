"""Addresses under ``/ledger/``."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from luoshi.web.ledger import assign_views, entry_views, views

app_name = "ledger"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("columns/", views.columns, name="columns"),
    path("units/", views.units, name="units"),
    path("print/", views.print_list, name="print"),
    path("timeline/", views.timeline, name="timeline"),
    path("assign/", assign_views.assign, name="assign"),
    path("new/", entry_views.new, name="new"),
    path("<int:pk>/", entry_views.entry, name="entry"),
    path("<int:pk>/deed/<str:action>/", entry_views.deed, name="deed"),
]
