"""Addresses under ``/system/``."""

from __future__ import annotations

from django.urls import path

from luoshi.web.system import account_views, job_views, log_views, unit_views, views

app_name = "system"
urlpatterns = [
    path("", views.index, name="index"),
    path("units/", unit_views.units, name="units"),
    path("units/new/", unit_views.new_unit, name="new_unit"),
    path("units/<int:pk>/", unit_views.unit, name="unit"),
    path("units/<int:pk>/<slug:what>/", unit_views.change_unit, name="change_unit"),
    path("accounts/", account_views.accounts, name="accounts"),
    path("accounts/new/", account_views.new_account, name="new_account"),
    path("accounts/<int:pk>/", account_views.account, name="account"),
    path("accounts/<int:pk>/edit/", account_views.edit_account, name="edit_account"),
    path("accounts/<int:pk>/password/", account_views.reset_password, name="reset_password"),
    path("accounts/<int:pk>/role/<slug:what>/", account_views.grant, name="grant"),
    path("accounts/<int:pk>/<slug:what>/", account_views.act_on_account, name="act_on_account"),
    path("roles/", account_views.roles, name="roles"),
    path("log/", log_views.log, name="log"),
    path("log/export/", log_views.export_log, name="export_log"),
    path("log/check/", log_views.check_log, name="check_log"),
    path("log/check/progress/", log_views.check_progress, name="check_progress"),
    path("log/<int:pk>/", log_views.entry, name="entry"),
    path("jobs/", job_views.jobs, name="jobs"),
    path("jobs/<int:pk>/", job_views.job, name="job"),
    path("jobs/<int:pk>/retry/", job_views.retry_job, name="retry_job"),
    path("backups/", job_views.backups, name="backups"),
    path("backups/new/", job_views.make_backup, name="make_backup"),
    path("backups/job/<int:pk>/", job_views.backup_job, name="backup_job"),
    path("backups/<str:name>/", job_views.take_backup, name="take_backup"),
]
