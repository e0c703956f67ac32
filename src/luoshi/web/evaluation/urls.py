"""Addresses of evaluation and publication."""

from __future__ import annotations

from django.urls import path

from luoshi.web.evaluation import product_views, views

app_name = "evaluation"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("register/", views.register, name="register"),
    path("making/<int:pk>/", views.making, name="making"),
    path("<int:pk>/", views.freeze, name="freeze"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/report/", product_views.ask_report, name="ask_report"),
    path("<int:pk>/public/", product_views.ask_public, name="ask_public"),
    path("products/<int:pk>/", product_views.product, name="product"),
    path("products/<int:pk>/check/", product_views.check, name="check"),
    path("products/<int:pk>/<int:number>/", product_views.file, name="file"),
]
