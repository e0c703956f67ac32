"""Addresses under ``/statistics/``."""

from __future__ import annotations

from django.urls import path

from luoshi.web.statistics.views import alerts, indicators, packs, returns, snapshots, targets

app_name = "statistics"
urlpatterns = [
    path("", indicators.index, name="index"),
    path("indicators/<slug:name>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:name>/explain/", indicators.explain, name="explain"),
    path("targets/", targets.targets, name="targets"),
    path("targets/<str:plan>/<slug:key>/", targets.target, name="target"),
    path("packs/", packs.packs, name="packs"),
    path("packs/<slug:name>/", packs.pack, name="pack"),
    path("packs/<slug:name>/county/<slug:area>/", packs.county, name="pack_county"),
    path("packs/<slug:name>/school/<slug:code>/", packs.school, name="pack_school"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/renew/", alerts.renew, name="renew"),
    path("alerts/<slug:key>/", alerts.alert, name="alert"),
    path("alerts/<slug:key>/answer/", alerts.answer, name="answer"),
    path("alerts/<slug:key>/assign/", alerts.assign, name="assign"),
    path("alerts/<slug:key>/close/", alerts.close, name="close"),
    path("returns/", returns.batches, name="returns"),
    path("returns/new/", returns.hand_in, name="hand_in"),
    path("returns/<int:pk>/", returns.batch, name="batch"),
    path("returns/<int:pk>/progress/", returns.progress, name="progress"),
    path("returns/<int:pk>/again/", returns.again, name="again"),
    path("returns/<int:pk>/settle/", returns.settle, name="settle"),
    path("returns/<int:pk>/<slug:what>/<int:number>/", returns.file_of, name="file"),
    path("data/", snapshots.data, name="data"),
    path("data/template/", snapshots.template, name="template"),
    path("data/tables/<slug:name>/", snapshots.table, name="table"),
    path("data/snapshots/<slug:name>/", snapshots.snapshot, name="snapshot"),
    path("missing/", snapshots.missing, name="missing"),
]
