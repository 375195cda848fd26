"""Settings of an instance. What a country chooses lives in its profile; what a machine needs comes from here.

Every LEGATION_ variable is described in docs/settings.md; a test checks that it is.
"""

import base64
import os
from pathlib import Path

import dj_database_url

from legation.ground import sources
from legation.ground.languages.api import BY_CODE

BASE = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("LEGATION_VAR", BASE / "var"))

LEGATION_KEYS = Path(os.environ.get("LEGATION_KEYS", VAR / "keys"))
LEGATION_FILES = Path(os.environ.get("LEGATION_FILES", VAR / "files"))
LEGATION_DEFINITIONS = Path(os.environ.get("LEGATION_DEFINITIONS", BASE / "definitions"))
LEGATION_PROFILE = os.environ.get("LEGATION_PROFILE", "uto")
LEGATION_DEMO = os.environ.get("LEGATION_DEMO") == "1"
LEGATION_ADDRESS = os.environ.get("LEGATION_ADDRESS", "http://127.0.0.1:8000")
LEGATION_TESTBANK = os.environ.get("LEGATION_TESTBANK", "http://127.0.0.1:8001")
LEGATION_PROVIDER = os.environ.get("LEGATION_PROVIDER", "testbank")
LEGATION_STRIPE = os.environ.get("LEGATION_STRIPE", "")
LEGATION_STRIPE_PAGES = os.environ.get("LEGATION_STRIPE_PAGES", "")
LEGATION_SIGN_ON = os.environ.get("LEGATION_SIGN_ON", "")
LEGATION_SIGN_ON_CLIENT = os.environ.get("LEGATION_SIGN_ON_CLIENT", "legation")
LEGATION_REGISTER = os.environ.get("LEGATION_REGISTER", "")
LEGATION_MAIL = os.environ.get("LEGATION_MAIL", "")
LEGATION_MAIL_SENDER = os.environ.get("LEGATION_MAIL_SENDER", "")
LEGATION_SMS = os.environ.get("LEGATION_SMS", "")
LEGATION_TERMINAL = os.environ.get("LEGATION_TERMINAL", "")
LEGATION_PRINTER = os.environ.get("LEGATION_PRINTER", "")
LEGATION_SMS_SENDER = os.environ.get("LEGATION_SMS_SENDER", "MFA")
LEGATION_PUSH = os.environ.get("LEGATION_PUSH", "")
LEGATION_SIGNER = Path(os.environ.get("LEGATION_SIGNER", VAR / "signer.sock"))
LEGATION_TSA = os.environ.get("LEGATION_TSA", "")
LEGATION_TSA_CRL = os.environ.get("LEGATION_TSA_CRL", "")
LEGATION_TSA_ROOT = os.environ.get("LEGATION_TSA_ROOT", "")
LEGATION_WITNESSES = Path(os.environ.get("LEGATION_WITNESSES", LEGATION_KEYS / "witnesses.policy"))
LEGATION_TRUSTED_PROXIES = int(os.environ.get("LEGATION_TRUSTED_PROXIES", "0"))


def _languages() -> list[tuple[str, str]]:
    """(code, own name) of the languages that the profile offers; English where its file has mistakes, which are told
    by whoever reads it whole.
    """
    path = LEGATION_DEFINITIONS / "profiles" / LEGATION_PROFILE / "profile.yaml"
    try:
        offered = (sources.read(path).data or {}).get("languages", ())
    except sources.Refused:
        offered = ()
    return [(code, BY_CODE[code].name) for code in offered if code in BY_CODE] or [("en", "English")]


def _secret() -> str:
    path = LEGATION_KEYS / "django.secret"
    return path.read_text() if path.exists() else base64.b64encode(os.urandom(48)).decode()


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("LEGATION_HOSTS", "127.0.0.1,localhost").split(",")
ROOT_URLCONF = "legation.config.urls"
WSGI_APPLICATION = "legation.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Person"
TIME_ZONE = "UTC"
USE_TZ = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "legation.web",
    "legation.ground.audit",
    "legation.ground.outbox",
    "legation.ground.health",
    "legation.ground.limits",
    "legation.ground.files",
    "legation.ground.people",
    "legation.ground.posts",
    "legation.ground.approvals",
    "legation.ground.tokens",
    "legation.ground.webhooks",
    "legation.ground.transparency",
    "legation.payments",
    "legation.payments.till",
    "legation.documents",
    "legation.registers",
    "legation.production",
    "legation.roll",
    "legation.appointments",
    "legation.messaging",
    "legation.procedures",
    "legation.visa",
    "legation.consular",
    "legation.consular.mutual_help",
    "legation.insight",
    "legation.edge",
    "legation.config",
]

MIDDLEWARE = [
    "legation.config.observing.Observed",
    "legation.config.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "legation.config.middleware.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "legation.config.middleware.Fallbacks",
    "legation.config.middleware.BodyLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "legation.ground.posts.staff.SignedIn",
    "legation.config.middleware.Errors",
    "legation.edge.middleware.AtNode",
]

TEMPLATES = [
    {
        "BACKEND": "legation.config.templates.Backend",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "legation.config.jinja.environment",
            "context_processors": ["legation.config.jinja.context"],
        },
    }
]

DATABASE_URL = os.environ.get("LEGATION_DATABASE", f"sqlite:///{VAR / 'legation.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a writer takes its lock at BEGIN, so two writers queue up instead of failing half-way
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 1}

LANGUAGES = _languages()
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE / "legation" / "locale"]
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "legation.config.static_files.Storage"},
}
WHITENOISE_MAX_AGE = 31_536_000

LOGIN_URL = "sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTHENTICATION_BACKENDS = ["legation.ground.posts.staff.Staff"]
SESSION_ENGINE = "legation.ground.posts.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LEGATION_ADDRESS.startswith("https:")
CSRF_TRUSTED_ORIGINS = [LEGATION_ADDRESS]
CSRF_FAILURE_VIEW = "legation.config.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_HANDLERS = ["legation.config.uploads.BoundedMemoryUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "legation.config.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "legation.request": {"level": "INFO"},
        # Django's own handlers write addresses; every answer is logged by us
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "CRITICAL"},
    },
}
