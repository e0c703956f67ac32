"""Addresses under ``/ledger/exchange/``."""

from __future__ import annotations

from django.urls import path

from luoshi.web.ledger.exchange import import_views, make_views, views

app_name = "exchange"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("return/", views.send_back, name="return"),
    path("return/<str:word>/", views.returned_sheet, name="returned"),
    path("return/<str:word>/errors/", views.returned_errors, name="returned_errors"),
    path("done/<str:word>/", views.done, name="done"),
    path("done/<str:word>/errors/", views.done_errors, name="done_errors"),
    path("import/", import_views.upload, name="import"),
    path("import/<str:word>/", import_views.mapping, name="mapping"),
    path("import/<str:word>/errors/", import_views.errors, name="import_errors"),
    path("make/", make_views.make, name="make"),
    path("make/<int:number>/", make_views.job, name="job"),
    path("coverage/", make_views.coverage, name="coverage"),
]
