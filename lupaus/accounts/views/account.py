"""A person's own pages: who they are here, where they are signed in, their password."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lupaus.accounts import entrance, second_factor, sign_ins, tokens
from lupaus.accounts.models import Role
from lupaus.accounts.operations import end_own_sessions
from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.accounts.passwords import change_password
from lupaus.accounts.where import name_of_device
from lupaus.web import dates, panels
from lupaus.web.clock import HELSINKI, real_clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES, Text


class Right(NamedTuple):
    """A role and where it holds; None is everywhere."""

    role: Role
    organisation: Text | None


def names_of(grants: Iterable[tuple[Role, str]]) -> Mapping[str, Text]:
    """What the organisations of grants are called, by id: asked once for all lines of a list."""
    slugs = sorted({organisation for _role, organisation in grants if organisation})
    return dict(zip(slugs, panels.organisation_names(slugs), strict=True)) if slugs else {}


def rights(grants: Iterable[tuple[Role, str]], names: Mapping[str, Text] | None = None) -> list[Right]:
    """Grants in order, with the names of their organisations."""
    held = sorted(grants)
    known = names_of(held) if names is None else names
    return [Right(role, known.get(organisation)) for role, organisation in held]


def when(moment: datetime) -> str:
    """A day and a time in Finland, in the reader's language."""
    local, language = moment.astimezone(HELSINKI), get_language() or LANGUAGES[0]
    return f"{dates.day(local, language)} {local:{'%H:%M' if language == 'en' else '%H.%M'}}"


@signed_in
def account(request: PersonRequest) -> HttpResponse:
    sign_ins.forget_dead_ones(request.person, clock=real_clock)
    words = {
        "rights": rights(request.actor.grants),
        "has_second_factor": second_factor.is_set_up(request.person),
        "codes_left": second_factor.recovery_codes_left(request.person),
        "sign_ins": list(request.person.sign_ins.all()),
        "here": request.session.session_key,
        "tokens": len(tokens.tokens_of(request.person)),
        "when": when,
        "device": name_of_device,
        "done": request.GET.get("done", ""),
    }
    return render(request, "accounts/account.html", words)


@signed_in
@require_POST
def end_session(request: PersonRequest, number: int) -> HttpResponse:
    """End one of one's own sessions; a number that is somebody else's is none at all."""
    end_own_sessions(person=request.person, clock=real_clock, number=number)
    return HttpResponseRedirect(f"{reverse('accounts:account')}?done=session-ended")


@signed_in
@require_POST
def end_others(request: PersonRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    end_own_sessions(person=request.person, clock=real_clock, but=request.session.session_key)
    return HttpResponseRedirect(f"{reverse('accounts:account')}?done=session-ended")


@sensitive_post_parameters("old", "new", "again")
@signed_in
def password(request: PersonRequest) -> HttpResponse:
    """A new password: the old one is asked for, and every other session ends."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            _change(request)
        except Refused as wrong:
            refused = wrong
        else:
            return HttpResponseRedirect(f"{reverse('accounts:account')}?done=password-changed")
    words = {"problems": refused.problems if refused else ()}
    return render(request, "accounts/password.html", words, status=refused.status if refused else 200)


def _change(request: PersonRequest) -> None:
    new, both = request.POST.get("new", ""), sign_ins.has_second_factor(request)
    if new != request.POST.get("again", ""):
        raise Refused(Problem(entrance.not_the_same(), path="again"))
    try:
        entrance.check_password_again(request, request.person, request.POST.get("old", ""), clock=real_clock)
    except entrance.NotRecognised as wrong:
        raise Refused([Problem(problem.message, path="old") for problem in wrong.problems]) from wrong
    try:
        change_password(person=request.person, clock=real_clock, password=new)
    except Refused as weak:
        raise Refused([Problem(problem.message, path="new") for problem in weak.problems]) from weak
    sign_ins.begin(request, request.person, clock=real_clock, second_factor=both)
