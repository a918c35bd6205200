"""The Django application of the pages."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "reports.desk"
    label = "desk"
    verbose_name = "审查台"
    default_auto_field = "django.db.models.BigAutoField"
