"""A person's own tokens."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from lupaus.accounts import tokens as keys
from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role, Token
from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.accounts.views.account import names_of, rights, when
from lupaus.accounts.views.again import proved
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import Refused

_USUAL_LIFE = 90  # days


@signed_in
@proved
def tokens(request: PersonRequest) -> HttpResponse:
    """The tokens there are, and the form that makes one; its secret is shown in the answer only."""
    refused: Refused | None = None
    typed = Typed.kept({"days": _USUAL_LIFE})
    offered = _offered(request.actor)
    if request.method == "POST":
        sent = Sent(request)
        typed = sent.typed
        name = sent.line("name", due=True, longest=100)
        days = sent.whole("days", due=True, least=1, most=keys.LONGEST_LIFE)
        chosen = [_right(value) for value in sent.several("rights", offered)]
        try:
            sent.check()
            token, secret = keys.make_token(
                actor=request.actor, clock=real_clock, name=name, rights=chosen, days=days or 0
            )
        except Refused as wrong:
            refused = wrong
        else:
            return render(request, "accounts/token.html", {"token": token, "secret": secret})
    own = keys.tokens_of(request.person)
    names = names_of(grant for token in own for grant in _grants_of(token))
    words = {
        "tokens": [(token, rights(_grants_of(token), names)) for token in own],
        "offered": list(zip(offered, rights(map(_right, offered)), strict=True)),
        "typed": typed,
        "problems": refused.problems if refused else (),
        "now": real_clock(),
        "when": when,
        "done": request.GET.get("done", ""),
    }
    return render(request, "accounts/tokens.html", words, status=refused.status if refused else 200)


@signed_in
@require_POST
def revoke(request: PersonRequest, number: int) -> HttpResponse:
    keys.revoke_token(actor=request.actor, clock=real_clock, token=number)
    return HttpResponseRedirect(f"{reverse('accounts:tokens')}?done=token-revoked")


def _offered(actor: Actor) -> list[str]:
    """The rights a person may give a token, as fields send them; an administrator's split into its roles."""
    held = set(actor.grants)
    for role, organisation in actor.grants:
        if role == Role.ADMINISTRATOR:
            held |= {(each, organisation) for each in Role if each != Role.PLANNER or not organisation}
    return [f"{role.value}:{organisation}" for role, organisation in sorted(held)]


def _right(value: str) -> tuple[Role, str]:
    role, _colon, organisation = value.partition(":")
    return Role(role), organisation


def _grants_of(token: Token) -> list[tuple[Role, str]]:
    return [(Role(role), organisation) for role, organisation in token.grants]
