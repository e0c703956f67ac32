"""The addresses of the application: each part under its own first word."""

from __future__ import annotations

from django.urls import include, path

from luoshi.web.ui import views

urlpatterns = [
    path("", views.home, name="home"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("accounts/", include("luoshi.web.accounts.urls")),
    path("plans/", include("luoshi.web.plans.urls")),
    path("ledger/exchange/", include("luoshi.web.ledger.exchange.urls")),
    path("ledger/", include("luoshi.web.ledger.urls")),
    path("reporting/", include("luoshi.web.reporting.urls")),
    path("supervision/", include("luoshi.web.supervision.urls")),
    path("statistics/", include("luoshi.web.statistics.urls")),
    path("evaluation/", include("luoshi.web.evaluation.urls")),
    path("dashboard/", include("luoshi.web.dashboard.urls")),
    path("system/", include("luoshi.web.system.urls")),
]
handler400 = "luoshi.web.ui.views.bad_request"
handler403 = "luoshi.web.ui.views.forbidden"
handler404 = "luoshi.web.ui.views.not_found"
handler500 = "luoshi.web.ui.views.failed"
