"""Addresses under ``/reporting/``."""

from __future__ import annotations

from django.urls import path

from luoshi.web.reporting import batches, value_views, views, writing

app_name = "reporting"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export, name="export"),
    path("missing/", views.missing, name="missing"),
    path("urge/", views.urge, name="urge"),
    path("write/", writing.write, name="write"),
    path("report/", writing.read, name="report"),
    path("take-back/", writing.take_back, name="take_back"),
    path("waiting/", views.to_review, name="to_review"),
    path("returned/", views.returned, name="returned"),
    path("review/", views.review, name="review"),
    path("evidence/<int:pk>/", views.evidence, name="evidence"),
    path("evidence/<int:pk>/remove/", writing.remove_evidence, name="remove_evidence"),
    path("batches/", batches.index, name="batches"),
    path("batches/out/", batches.out, name="batch_out"),
    path("batches/in/", batches.bring_in, name="batch_in"),
    path("batches/progress/", batches.progress, name="batch_progress"),
    path("batches/<int:pk>/errors/", batches.errors, name="batch_errors"),
    path("values/", value_views.index, name="values"),
    path("values/write/", value_views.write, name="value_write"),
    path("values/decide/", value_views.decide, name="value_decide"),
    path("values/out/", value_views.out, name="value_out"),
    path("values/in/", value_views.bring_in, name="value_in"),
    path("values/hand-on/", value_views.hand_on, name="value_hand_on"),
]
