"""Django's settings, from the one configuration file (`SCREENER_CONFIG`): nothing is set in two places."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from reports.desk import ways
from screener.config import Config, load_config

CONFIG = load_config()
ways.check(CONFIG)
HOME = Path(os.path.abspath(CONFIG.records.home))  # noqa: PTH100  a link to the home is followed by nobody but its owner


def _secret_key() -> str:
    """The key that signs sessions. Without a file (a test, a type checker) it lives as long as the process."""
    file = HOME / "keys" / "session.key"
    return file.read_text("ascii") if file.is_file() else secrets.token_urlsafe(50)


def database(config: Config, home: Path) -> dict[str, Any]:
    """Django's words for `[records] database`; a socket's folder is written `postgresql://user@/name?host=/run/postgresql`."""
    if config.records.database:
        url = urlsplit(config.records.database)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": parse_qs(url.query).get("host", [url.hostname or ""])[0],
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "cases.sqlite3",
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
DATABASES = {"default": database(CONFIG, HOME)}
AUTH_USER_MODEL = "cases.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "reports.cases",
    "reports.desk",
]

# The pages. `reports.desk` holds them; what a browser and a network may do with them is said here.
HTTPS = any(origin.startswith("https://") for origin in CONFIG.desk.origins)
ALLOWED_HOSTS = sorted({"127.0.0.1", "localhost", "[::1]"} | {urlsplit(origin).hostname or "" for origin in CONFIG.desk.origins})
CSRF_TRUSTED_ORIGINS = list(CONFIG.desk.origins)
ROOT_URLCONF = "reports.desk.urls"
WSGI_APPLICATION = "reports.desk.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Before CSRF, which reads the body: nobody uploads who may not.
    "reports.desk.access.AccessMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.desk.navigation.navigation",
            ]
        },
    }
]
STATIC_URL = "/static/"
STORAGES = {
    # No upload is ever stored by Django: `reports.desk.uploads` writes it beside the held files.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_HANDLERS = ["reports.desk.uploads.NoUploads"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    *(["reports.desk.directory_backend.DirectoryBackend"] if CONFIG.ldap.uri else []),
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
# Five wrong passwords lock an account for a quarter of an hour, wherever they came from.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
# Behind a proxy everybody has its address: counting by address would lock out the office.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "reports.desk.sign_in.locked_out"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "screener"

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# The longest that a session may last; `reports.desk.access` ends one that is idle for `session_minutes`.
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "reports.desk.refusals.csrf_failed"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        # Two forms of ours are answered with a redirect to the provider: to sign in there, and out.
        "form-action": ["'self'", *([ways.origin(CONFIG.oidc.issuer)] if CONFIG.oidc.issuer else [])],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Only what went wrong and where: an exception's own words, an address typed by hand or a form may quote a document.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"()": "reports.desk.bare_log.BareFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "bare"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "axes": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
