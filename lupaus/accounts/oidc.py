"""Signing in with an OpenID Connect provider: allauth speaks the protocol, here stands what we insist on.

Beyond allauth: the identity token's signature is always verified (OpenID Connect Core 3.1.3.7 would excuse it
when the token comes straight from the provider), with a key the provider publishes and an algorithm that has
a public key; it carries the `nonce` of this very attempt; its issuer is the one the operator configured, and
so is that of the provider's answer (RFC 9207).

A provider proves who somebody is; it lets nobody in. The account must be there beforehand, and is found by
the identity linked to it, or, the first time, by an e-mail address the provider has verified.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any, Final

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from lupaus.accounts.actors import actor_of
from lupaus.accounts.audit import record
from lupaus.accounts.models import User
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed

PROVIDER: Final = "oidc"
_ALGORITHMS: Final = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
]
_NEEDED: Final = ["iss", "sub", "aud", "exp", "iat", "nonce"]
#: What is kept of what the provider says of somebody.
_KEPT: Final = ("sub", "email", "email_verified", "amr")
#: Words of RFC 8176 which mean that more than a password was asked for.
_TWO_FACTORS: Final = frozenset({"mfa", "otp", "hwk", "swk", "sc", "pop"})
_CLOCKS_DIFFER: Final = 60  # seconds
_log = logging.getLogger(__name__)


class SignedInElsewhere(Exception):  # noqa: N818 - nothing went wrong
    """The provider has said who it is. Carries the person out of allauth's own way of going on."""

    def __init__(self, claims: dict[str, Any], subject: str, after: str) -> None:
        super().__init__()
        self.claims, self.subject, self.after = claims, subject, after


class Stranger(NotAllowed):
    """The provider knows who it is, but nobody has let them in here."""


class ProviderFailed(NotAllowed):
    """The provider did not say who it is, or not in a way that can be believed."""


class _Client(OAuth2Client):  # type: ignore[misc]  # allauth has no types
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        more = {**extra_params, "nonce": _nonce(self.state)}
        address: str = super().get_redirect_url(authorization_url, sorted(scope), more)
        return address


class Connect(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """allauth's client of a provider, stricter."""

    client_class = _Client

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("accounts:provider-answer"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **told: Any) -> SocialLogin:
        state, answer = request.GET["state"], told["response"]
        issuer = app.settings["issuer"]
        if self.openid_config["issuer"] != issuer or request.GET.get("iss", issuer) != issuer:
            raise OAuth2Error("another issuer answers")
        claims = self._verified(answer["id_token"], issuer, app.client_id)
        if not constant_time_compare(str(claims["nonce"]), _nonce(state)):
            raise OAuth2Error("the identity token was made for another attempt")
        kept = {name: claims[name] for name in _KEPT if name in claims}
        return self.get_provider().sociallogin_from_response(request, {"id_token": kept})

    def _verified(self, token: str, issuer: str, audience: str) -> dict[str, Any]:
        with Adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
            wanted = jwt.get_unverified_header(token).get("kid")
            key = next(key for key in keys if key.key_id == wanted and key.public_key_use in (None, "sig"))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                issuer=issuer,
                audience=audience,
                leeway=_CLOCKS_DIFFER,
                options={"require": _NEEDED},
            )
        except (jwt.PyJWTError, StopIteration) as wrong:
            raise OAuth2Error(f"the identity token is not to be believed: {wrong}") from wrong
        if claims.get("azp", audience) != audience:
            raise OAuth2Error("the identity token was made for another service")
        return claims


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Where allauth's way ends and ours goes on: as soon as it is known who it is, or that it is not."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        claims = sociallogin.account.extra_data["id_token"]
        raise SignedInElsewhere(claims, sociallogin.account.uid, sociallogin.state.get("next") or "")

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        _log.warning("Signing in with the provider failed: %s %s", error, exception)
        raise ProviderFailed(_("The sign-in service did not confirm who you are. Try again from the start."))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def name() -> str:
    """What the provider is called on its button; empty without a provider."""
    return settings.LUPAUS_OIDC["APPS"][0]["name"] if settings.LUPAUS_OIDC else ""


def way_to_provider(request: HttpRequest, after: str) -> str:
    """Begin an attempt, and tell the provider's address to go to. Raises `ProviderFailed`."""
    provider = Adapter(request).get_provider(request, PROVIDER)
    provider.oauth2_adapter_class = Connect
    try:
        answer = provider.redirect(request, process="login", next_url=after)
    except (ImmediateHttpResponse, OSError, KeyError, TypeError, ValueError) as trouble:
        _log.warning("The provider cannot be asked: %s", trouble)
        raise ProviderFailed(_("The sign-in service does not answer. Try again in a moment.")) from trouble
    address: str = answer.headers["Location"]
    return address


def answer_of_provider(request: HttpRequest) -> SignedInElsewhere:
    """What the provider says at the end of an attempt. Raises `ProviderFailed`."""
    view = OAuth2CallbackView.adapter_view(Connect(request, PROVIDER))
    try:
        answer: HttpResponse = view(request)
    except SignedInElsewhere as found:
        return found
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        _log.warning("The provider's answer cannot be understood: %r", wrong)
    else:
        _log.warning("The provider's answer led to status %s", answer.status_code)
    raise ProviderFailed(_("The sign-in service gave an answer that cannot be understood."))


def person_of(found: SignedInElsewhere, *, clock: Clock) -> User:
    """The account of who signed in with the provider; links the two the first time. Raises `Stranger`."""
    identity = _identity(found.subject)
    linked = SocialAccount.objects.filter(provider=PROVIDER, uid=identity).select_related("user").first()
    user: User | None = linked.user if linked else _person_with(found.claims)
    if user is None or not user.is_active:
        raise Stranger(
            _(
                "The sign-in service knows you, but you have no account here. Ask an administrator to make "
                "one with the e-mail address you use there."
            )
        )
    if linked is None:
        with transaction.atomic():
            SocialAccount.objects.create(user=user, provider=PROVIDER, uid=identity)
            record(
                actor=actor_of(user, "page"),
                clock=clock,
                verb="link_identity",
                kind="user",
                object_id=user.username,
                after={"provider": name()},
                public=False,
            )
    return user


def by_two_factors(found: SignedInElsewhere) -> bool:
    """Whether the provider says it has asked for more than a password."""
    methods = found.claims.get("amr")
    return isinstance(methods, list) and not _TWO_FACTORS.isdisjoint(map(str, methods))


def _person_with(claims: dict[str, Any]) -> User | None:
    """The one person whose address the provider has verified, unless another identity is theirs already."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str) or not email:
        return None
    found = list(User.objects.filter(email__iexact=email)[:2])
    if len(found) != 1 or SocialAccount.objects.filter(provider=PROVIDER, user=found[0]).exists():
        return None
    return found[0]


def _identity(subject: str) -> str:
    """A subject is unique at its issuer only."""
    issuer = settings.LUPAUS_OIDC["APPS"][0]["settings"]["issuer"]
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def _nonce(state: str) -> str:
    """What ties an identity token to an attempt: known only to who made the attempt's state, and to us."""
    return salted_hmac("lupaus.oidc.nonce", state, algorithm="sha256").hexdigest()
