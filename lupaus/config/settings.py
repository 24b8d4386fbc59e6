"""Settings: everything an operator may change comes from the environment, with a safe default.

LUPAUS_DATA        the data folder: embedded database, observations, secret key (default ./var)
DATABASE_URL       postgres://… instead of the embedded SQLite
LUPAUS_OBSERVATIONS_STORE  s3://bucket/folder, az://… or gs://… to keep the observations in an object store
LUPAUS_OBSERVATIONS_CACHE_GIGABYTES  how much of it is kept on the local disk (default 10)
LUPAUS_HOSTS       host names the server answers to, comma-separated
LUPAUS_SECRET_KEY  signing key (default: made once and kept in the data folder)
LUPAUS_STRATEGY    id of the strategy the front page shows (default: the one begun last)
LUPAUS_LOG         how much is logged on standard error: DEBUG, INFO, WARNING (default), ERROR
LUPAUS_LANGUAGE    language of the command line: fi, sv, en (default)
LUPAUS_SECOND_FACTOR  required (default): who signs in by password sets up a second factor; or optional
LUPAUS_PROXIES     how many proxies of your own stand in front (default 0; 1 in production settings)
LUPAUS_SMALLEST_COUNT  own figures about fewer people than this are not told (default 5, never fewer than 3)
LUPAUS_QUALITY_RULES  a YAML file of further rules that figures are checked by (none)
LUPAUS_FILE_MEGABYTES  how big an attachment may be (default 100)
LUPAUS_MALWARE_COMMAND  run with the path of each brought file; a status other than 0 refuses it (none)
LUPAUS_OIDC_ISSUER, LUPAUS_OIDC_CLIENT_ID, LUPAUS_OIDC_CLIENT_SECRET, LUPAUS_OIDC_NAME
                   sign-in with an OpenID Connect provider, and what its button calls it
LUPAUS_MAIL_FROM   the address that letters of saved searches come from; without it none are sent
LUPAUS_MAIL_HOST, LUPAUS_MAIL_PORT, LUPAUS_MAIL_USER, LUPAUS_MAIL_PASSWORD, LUPAUS_MAIL_SECURITY
                   the mail server (default localhost:25), and starttls, tls or none (default)
LUPAUS_ADDRESS     the address of this service on the web, for links in letters: https://lupaus.example
PORT               port that `lupaus serve` and `lupaus demo` listen on (default 8000)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from lupaus.config.database_url import read_database_url
from lupaus.config.oidc import read_oidc
from lupaus.config.secret import read_or_make_secret_key

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("LUPAUS_DATA") or "var").resolve()

ROOMS = (
    "web",
    "accounts",
    "workspace",
    "regions",
    "indicators",
    "decisions",
    "analysis",
    "services",
    "strategy",
    "practices",
)

SECRET_KEY = os.environ.get("LUPAUS_SECRET_KEY") or read_or_make_secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("LUPAUS_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
LUPAUS_STRATEGY = os.environ.get("LUPAUS_STRATEGY", "")
LUPAUS_SECOND_FACTOR = os.environ.get("LUPAUS_SECOND_FACTOR") or "required"
if LUPAUS_SECOND_FACTOR not in ("required", "optional"):
    raise ImproperlyConfigured("LUPAUS_SECOND_FACTOR must be required or optional.")
LUPAUS_PROXIES = int(os.environ.get("LUPAUS_PROXIES") or 0)
LUPAUS_SMALLEST_COUNT = max(int(os.environ.get("LUPAUS_SMALLEST_COUNT") or 5), 3)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *(f"lupaus.{room}" for room in ROOMS),
]
MIDDLEWARE = [
    "lupaus.web.pages.PagesMiddleware",  # first: a ready page is answered before anything else runs
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lupaus.web.languages.LanguageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "lupaus.accounts.private.PrivateMiddleware",  # sessions, on private pages only
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lupaus.web.pages.AddressMiddleware",
    "lupaus.web.problems.RefusedMiddleware",
]

ROOT_URLCONF = "lupaus.config.urls"
WSGI_APPLICATION = "lupaus.config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / room / "templates" for room in ROOMS],
        "OPTIONS": {
            "environment": "lupaus.web.templating.environment",
            "context_processors": ["lupaus.web.shell.shell"],
        },
    }
]

DATABASE_URL = os.environ.get("DATABASE_URL", "")
EMBEDDED = not DATABASE_URL
if EMBEDDED:
    DATABASES: dict[str, Any] = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "lupaus.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
else:
    DATABASES = {"default": read_database_url(DATABASE_URL)}

OBSERVATIONS = DATA / "observations"
OBSERVATIONS_STORE = os.environ.get("LUPAUS_OBSERVATIONS_STORE", "")  # where the table lives, if not there
OBSERVATIONS_CACHE_BYTES = max(int(os.environ.get("LUPAUS_OBSERVATIONS_CACHE_GIGABYTES") or 10), 1) * 2**30
LUPAUS_QUALITY_RULES = os.environ.get("LUPAUS_QUALITY_RULES", "")
FILES = DATA / "files"  # attachments, by their content; nothing here is served by a path
LUPAUS_FILE_MEGABYTES = max(int(os.environ.get("LUPAUS_FILE_MEGABYTES") or 100), 1)
LUPAUS_MALWARE_COMMAND = os.environ.get("LUPAUS_MALWARE_COMMAND", "")
AUDIT = DATA / "audit"  # checkpoints of the sealed audit trail; its signing key lies beside it
DECISIONS_INDEX = DATA / "decisions-index"  # of the search; made anew whenever it is missing

LUPAUS_MAIL_FROM = os.environ.get("LUPAUS_MAIL_FROM", "")
LUPAUS_ADDRESS = os.environ.get("LUPAUS_ADDRESS", "").rstrip("/")
DEFAULT_FROM_EMAIL = LUPAUS_MAIL_FROM or "webmaster@localhost"
EMAIL_HOST = os.environ.get("LUPAUS_MAIL_HOST") or "localhost"
EMAIL_PORT = int(os.environ.get("LUPAUS_MAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("LUPAUS_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LUPAUS_MAIL_PASSWORD", "")
LUPAUS_MAIL_SECURITY = os.environ.get("LUPAUS_MAIL_SECURITY") or "none"
if LUPAUS_MAIL_SECURITY not in ("none", "starttls", "tls"):
    raise ImproperlyConfigured("LUPAUS_MAIL_SECURITY must be starttls, tls or none.")
EMAIL_USE_TLS, EMAIL_USE_SSL = LUPAUS_MAIL_SECURITY == "starttls", LUPAUS_MAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20  # seconds

USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]  # every other room is an app, whose locale Django finds itself
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # straight from the package: nothing to collect
WHITENOISE_MAX_AGE = 31_536_000  # every address of a static file carries its content's fingerprint

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
]

# allauth keeps second factors and speaks OpenID Connect; its own pages are not used, so nobody can sign up.
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "lupaus.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODE_DIGITS = 10
SOCIALACCOUNT_ADAPTER = "lupaus.accounts.oidc.Adapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10  # seconds
LUPAUS_OIDC = read_oidc(os.environ)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": LUPAUS_OIDC} if LUPAUS_OIDC else {}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # a whole strategy in one request; forms are far smaller
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "lupaus-session"
SESSION_COOKIE_AGE = 12 * 3600  # accounts.sign_ins ends it for good, and earlier when nobody is there
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "lupaus-csrf"
CSRF_COOKIE_AGE = None  # as long as the browser is open
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lupaus.web.problems.form_refused"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LUPAUS_LOG", "WARNING")},
    "loggers": {"lupaus.security": {"level": "INFO"}},  # refused attempts, however little else is logged
}
