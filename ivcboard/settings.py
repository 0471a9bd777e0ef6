"""All settings. Every value that differs between installations is read from the environment here.

`score` and `case_schema` run with no environment at all, so nothing is required at import;
`ivcboard.guards` refuses to *serve* on unsafe values.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
# Written by `make run` while it is up, so that manage.py commands reach the same database.
LOCAL_ENV = VAR_DIR / "local.env"
if "DATABASE_URL" not in env.ENVIRON and os.access(LOCAL_ENV, os.R_OK):
    env.read_env(LOCAL_ENV)

DEBUG = env.bool("DEBUG", default=False)
# Django cannot start without any key; the guards refuse to serve with this one.
SECRET_KEY = env("SECRET_KEY", default="") or "insecure-default"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "accounts",
    "cases",
    "scoring",
    "surveillance",
    "board",
]

MIDDLEWARE = [
    # Static files too.
    "ivcboard.middleware.CompressText",
    "ivcboard.middleware.CompareTagsWeakly",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ivcboard.middleware.ProtectPatientPages",
    "ivcboard.middleware.RefuseOversized",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.MembershipMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ivcboard.middleware.ClearErrors",
]

CSRF_FAILURE_VIEW = "ivcboard.errors.expired"
ROOT_URLCONF = "ivcboard.urls"
WSGI_APPLICATION = "ivcboard.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ivcboard.navigation.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

if not env("DATABASE_URL", default="postgres:").startswith(("postgres:", "postgresql:")):
    raise ImproperlyConfigured(
        "DATABASE_URL is no PostgreSQL address such as postgres://user:password@host:5432/name."
    )
# The application's role: no DDL, no TRUNCATE. `migrate` and `flush` use DATABASE_OWNER_URL.
DATABASES = {
    "default": env.db_url("DATABASE_URL", default="postgres:///ivcboard")
    | {
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }
}
APPLICATION_ROLE = DATABASES["default"].get("USER", "")
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in throttling counts live here; the default of 300 entries would forget an attacker.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_throttle",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
# The address is unique on lower(email), which this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cases:list"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignUpAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}

# Messages name cases: they stay here, and no cookie tells of them.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if not DEBUG:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Sign-in is throttled by the address the proxy saw; its own would be everybody's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz(/reminders)?$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws its select arrows and ticks as data: images.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("British English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="UTC")

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True

# Key images: files that only the case's own view serves.
MEDIA_ROOT = VAR_DIR / "media"
# Long enough that a 10 MB paste reaches the form, which answers at the field and keeps the text.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# What an app adds to the pages and saves of an app on its left (see cases/ports.py).
CASE_SAVED = ["scoring.services.rescore", "surveillance.visits.replan"]
CASE_PANELS = ["scoring.panels.scores", "surveillance.panels.schedule"]
CASE_NEEDS = ["cases.readiness.needs.missing"]
CASE_INDEX = ["cases.index.columns", "scoring.index.columns"]
# Further pages of a case, named in its rail: address, title, permission.
CASE_PAGES = [
    ("surveillance:schedule", _("Schedule"), "surveillance.view"),
    ("board:summary", _("Summary for the board"), "case.view"),
]

# The bar at the top: address, title and the permission without which it is left out.
SITE_PAGES = [
    ("cases:list", _("Cases"), ""),
    ("surveillance:work_list", _("Follow-up"), "surveillance.view"),
    ("scoring:rules", _("How we score"), ""),
    ("scoring:knowledge", _("Knowledge"), ""),
    ("centre", _("Centre"), "centre.manage"),
]
# What must be said on every page: (request) -> list of sentences.
SITE_BANNERS = ["surveillance.banner.warnings"]
# What refuses to run on unsafe settings: called by processes of an app that may not import ours.
BEFORE_SERVING = ["ivcboard.guards.refuse_unsafe_start"]

# Mail to staff about due items; nothing else is mailed, and never to a patient.
vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 10  # seconds for each answer of the mail server
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="ivcboard <noreply@localhost>")
# What people type to come here, without a slash at the end: for links in mails.
PUBLIC_URL = env("PUBLIC_URL", default="http://localhost:8000").rstrip("/")

# Overrides single intervals of surveillance.engine.intervals; shortened for the tests of faults.
REMINDER_INTERVALS: dict[str, float | tuple[float, ...]] = {}

CELERY_BROKER_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-reminders": {"task": "surveillance.tasks.sweep_reminders", "schedule": 60.0},
    # A schedule is full for nine years at least; hourly, so that a restarted beat comes to it.
    "extend-schedules": {"task": "surveillance.tasks.extend_schedules", "schedule": 3600.0},
    "rescore-stale-cases": {"task": "scoring.tasks.rescore_stale", "schedule": 60.0},
    "remove-stray-pictures": {
        "task": "cases.tasks.remove_stray_pictures",
        "schedule": 86400.0,
    },
    "clear-expired-sessions": {
        "task": "accounts.tasks.clear_expired_sessions",
        "schedule": 86400.0,
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
