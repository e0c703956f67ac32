"""Addresses under ``/supervision/``."""

from __future__ import annotations

from django.urls import path

from luoshi.web.supervision import bulletin_views, opening_views, views

app_name = "supervision"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("export/file/", views.export_file, name="export_file"),
    path("open/", opening_views.open_case, name="open"),
    path("proposals/", opening_views.proposed, name="proposals"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/preview/", views.preview, name="preview"),
    path("cases/<int:pk>/drop/", views.drop, name="drop"),
    path("papers/<int:pk>/", views.paper, name="paper"),
    path("bulletins/", bulletin_views.index, name="bulletins"),
    path("bulletins/new/", bulletin_views.new, name="new_bulletin"),
    path("bulletins/<int:pk>/", bulletin_views.file, name="bulletin"),
]
