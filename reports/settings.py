"""Django's settings, from the one configuration file (`SCREENER_CONFIG`): nothing is set in two places."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from screener.config import load_config

CONFIG = load_config()
HOME = Path(os.path.abspath(CONFIG.records.home))  # noqa: PTH100  a link to the home is followed by nobody but its owner


def _secret_key() -> str:
    """The key that signs sessions. Without a file (a test, a type checker) it lives as long as the process."""
    file = HOME / "keys" / "session.key"
    return file.read_text("ascii") if file.is_file() else secrets.token_urlsafe(50)


def _database() -> dict[str, Any]:
    if CONFIG.records.database:
        url = urlsplit(CONFIG.records.database)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "cases.sqlite3",
        "OPTIONS": {
            # Deferred transactions fail at once when two writers upgrade, whatever the timeout says.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON",
        },
    }


SECRET_KEY = _secret_key()
DEBUG = False
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
DATABASES = {"default": _database()}
AUTH_USER_MODEL = "cases.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "reports.cases",
]
