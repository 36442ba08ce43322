"""Django's settings: safe by default, everything that differs between installations comes from the environment or the home folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pysqlite3
from psycopg.conninfo import conninfo_to_dict

sys.modules["sqlite3"] = pysqlite3  # the bundled SQLite has no WAL-reset fault; Django takes whatever is called sqlite3

from equipoise.web.home import home  # noqa: E402 - after the swap, before Django opens a database

HOME = home()
HERE = Path(__file__).parent

DEBUG = False
SECRET_KEY = os.environ.get("EQUIPOISE_SECRET_KEY") or HOME.secret("django").hex()
ALLOWED_HOSTS = os.environ.get("EQUIPOISE_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
SECURE = os.environ.get("EQUIPOISE_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "equipoise.web",
    "equipoise.web.accounts",
    "equipoise.web.drafts",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "equipoise.web.headers.headers_alone",
    "equipoise.web.headers.content_security_policy",
    "equipoise.web.compress.Compress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "equipoise.web.api_v2.slashes.one_slash",
    "equipoise.web.api_v2.for_everybody.for_everybody",
    "equipoise.web.one_at_a_time.one_at_a_time",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "equipoise.web.languages.language_of_the_link",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "equipoise.web.accounts.default_deny.SignInRequired",
    "equipoise.web.accounts.first_password.first_password",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "equipoise.web.urls"
WSGI_APPLICATION = "equipoise.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "equipoise.web.context.shell",
            ],
            "builtins": ["equipoise.web.templatetags.words", "equipoise.web.templatetags.signs"],
            "libraries": {
                "registry_codes": "equipoise.web.public.registry_codes",
                "finder": "equipoise.web.finder.tags",
                "workspace_links": "equipoise.web.workspace.tags",
                "entry": "equipoise.web.workspace.entry.tags",
            },
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
        },
    }
]


_PARTS = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def _database(url: str) -> dict[str, object]:
    """The same database as the ledger's store, in Django's words."""
    if url.startswith(("postgresql://", "postgres://")):
        said: dict[str, object] = dict(conninfo_to_dict(url))
        named = {key: said.pop(name, "") for key, name in _PARTS.items()}
        pool = {"min_size": 1, "max_size": 8, "timeout": 10}
        return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": {**said, "pool": pool}}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": url.removeprefix("sqlite:///"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA trusted_schema=OFF",
        },
    }


DATABASES = {"default": _database(HOME.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "equipoise.web.refusals.form_not_accepted"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/workspace/"
LOGOUT_REDIRECT_URL = "/"

# Reminders leave by the site's own mail server: smtp://user:password@host:587, or smtps:// for TLS from the first byte.
_MAIL = urlsplit(os.environ.get("EQUIPOISE_SMTP", ""))
EMAIL_HOST = _MAIL.hostname or ""
EMAIL_PORT = _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = _MAIL.scheme == "smtp" and _MAIL.hostname not in ("localhost", "127.0.0.1")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EQUIPOISE_MAIL_FROM", "equipoise@localhost")
ADDRESS = os.environ.get("EQUIPOISE_ADDRESS", "http://127.0.0.1:8000")

# What goes wrong inside is written to the log of the process, with its traceback and without what was typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"log": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["log"], "level": "ERROR", "propagate": False}},
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HERE / "static"  # own files only: they are served from where they lie

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
# one size for both: a file of a laboratory fits, and none is ever written to a disk unsealed
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
