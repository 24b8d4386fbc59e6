"""Settings behind HTTPS: the ordinary ones, with transport security switched on."""

import os

from lupaus.config.settings import *  # noqa: F403 - Django's own way of deriving settings

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-lupaus-session"  # which browsers take only from this very host, over HTTPS
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-lupaus-csrf"
LUPAUS_PROXIES = int(os.environ.get("LUPAUS_PROXIES") or 1)
