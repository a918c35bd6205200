"""The Django application of the case file."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "reports.cases"
    label = "cases"
    verbose_name = "审查件"
    default_auto_field = "django.db.models.BigAutoField"
