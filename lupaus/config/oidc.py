"""Reading LUPAUS_OIDC_…: sign-in with an OpenID Connect provider, in the form allauth wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_NEEDED = ("LUPAUS_OIDC_ISSUER", "LUPAUS_OIDC_CLIENT_ID", "LUPAUS_OIDC_CLIENT_SECRET")


def read_oidc(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the provider; empty without one. Raises `ImproperlyConfigured`."""
    given = {name: environment.get(name, "").strip() for name in _NEEDED}
    if not any(given.values()):
        return {}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ImproperlyConfigured(
            f"Signing in with a provider needs {', '.join(_NEEDED)}; {', '.join(missing)} is missing."
        )
    issuer, client_id, secret = given.values()
    loopback = issuer.startswith(("http://127.0.0.1", "http://localhost"))
    if not issuer.startswith("https://") and not loopback:
        raise ImproperlyConfigured("LUPAUS_OIDC_ISSUER must begin with https://.")
    return {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": environment.get("LUPAUS_OIDC_NAME", "").strip() or "OpenID Connect",
                "client_id": client_id,
                "secret": secret,
                "settings": {"server_url": issuer.rstrip("/"), "issuer": issuer, "fetch_userinfo": False},
            }
        ],
    }
