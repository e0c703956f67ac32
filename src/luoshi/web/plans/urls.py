"""Addresses under ``/plans/``."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from luoshi.web.plans import compare_views, import_views, item_views, version_views, views

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("upload/", views.upload, name="upload"),
    path("compare/", compare_views.compare, name="compare"),
    path("compare/book/", compare_views.compare_book, name="compare_book"),
    path("<int:pk>/", views.doc, name="doc"),
    path("<int:pk>/text/", views.upload_text, name="upload_text"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/recompile/", views.recompile, name="recompile"),
    path("versions/<int:pk>/", version_views.version, name="version"),
    path("versions/<int:pk>/compiled/", version_views.compiled, name="compiled"),
    path("versions/<int:pk>/binding/", version_views.binding, name="binding"),
    path("versions/<int:pk>/issuing/", version_views.issuing, name="issuing"),
    path("versions/<int:pk>/propose/", version_views.propose, name="propose"),
    path("versions/<int:pk>/decide/", version_views.decide, name="decide"),
    path("versions/<int:pk>/revise/", views.revise, name="revise"),
    path("versions/<int:pk>/review/", version_views.review_again, name="review_again"),
    path("versions/<int:pk>/waive/", version_views.waive, name="waive"),
    path("versions/<int:pk>/confirm/", item_views.confirm, name="confirm"),
    path("versions/<int:pk>/add/", item_views.add, name="add"),
    path("versions/<int:pk>/import/", import_views.import_items, name="import"),
    path("versions/<int:pk>/import/<str:digest>/", import_views.import_errors, name="import_errors"),
    path("versions/<int:pk>/files/<str:what>/", version_views.handed_out, name="file"),
    path("versions/<int:pk>/items/<str:key>/", item_views.item, name="item"),
    path("versions/<int:pk>/items/<str:key>/correct/", item_views.correct, name="correct"),
    path("versions/<int:pk>/items/<str:key>/drop/", item_views.drop, name="drop"),
    path("versions/<int:pk>/items/<str:key>/restore/", item_views.restore, name="restore"),
]
