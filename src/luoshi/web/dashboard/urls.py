"""Addresses under ``/dashboard/``."""

from __future__ import annotations

from django.urls import path

from luoshi.web.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.index, name="index"),
    path("page/", views.page, name="page"),
]
