"""What an administrator does about people. Who may is decided by the operations."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from lupaus.accounts import operations
from lupaus.accounts.models import Role
from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.accounts.queries import Person
from lupaus.accounts.queries import people as everybody
from lupaus.accounts.views.account import names_of, rights
from lupaus.accounts.views.again import proved
from lupaus.web import panels
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import Refused
from lupaus.web.texts import LANGUAGES


@signed_in
@proved
def people(request: PersonRequest) -> HttpResponse:
    """Everybody, with their roles; and the form that gives one."""
    return _page(request, everybody(actor=request.actor))


@signed_in
@require_POST
@proved
def give_role(request: PersonRequest) -> HttpResponse:
    sent = Sent(request)
    username = sent.line("username", due=True, longest=150)
    role = sent.choice("role", Role.values, due=True)
    organisation = sent.line("organisation", longest=80)
    try:
        sent.check()
        operations.grant_role(
            actor=request.actor,
            clock=real_clock,
            username=username,
            role=Role(role),
            organisation=organisation,
        )
    except Refused as refused:
        return _page(request, everybody(actor=request.actor), sent.typed, refused)
    return _done("role-given")


@signed_in
@require_POST
@proved
def take_role(request: PersonRequest, username: str) -> HttpResponse:
    sent = Sent(request)
    role, organisation = sent.choice("role", Role.values, due=True), sent.line("organisation", longest=80)
    sent.check()
    operations.revoke_role(
        actor=request.actor,
        clock=real_clock,
        username=username,
        role=Role(role),
        organisation=organisation,
    )
    return _done("role-taken")


@signed_in
@require_POST
@proved
def end_sessions(request: PersonRequest, username: str) -> HttpResponse:
    operations.end_sessions(actor=request.actor, clock=real_clock, username=username)
    return _done("sessions-ended")


@signed_in
@proved
def deactivate(request: PersonRequest, username: str) -> HttpResponse:
    """Asks first: who is let go does not come back by a click."""
    if request.method == "POST":
        operations.deactivate_user(actor=request.actor, clock=real_clock, username=username)
        return _done("person-gone")
    found = [person for person in everybody(actor=request.actor) if person.username == username]
    if not found:
        raise Http404
    return render(request, "accounts/deactivate.html", {"who": found[0]})


def _page(
    request: PersonRequest, found: list[Person], typed: Typed | None = None, refused: Refused | None = None
) -> HttpResponse:
    actor = request.actor
    own = {place for role, place in actor.grants if role == Role.ADMINISTRATOR}
    names = names_of(grant for person in found for grant in person.grants)
    places = {place for person in found for _role, place in person.grants if place} | own
    words = {
        "people": [
            (person, list(zip(person.grants, rights(person.grants, names), strict=True))) for person in found
        ],
        "roles": [(role.value, role.label) for role in Role],
        "places": sorted(places - {""}),
        "place_options": _options(sorted(own - {""})),
        "of_all": actor.may(Role.ADMINISTRATOR),
        "typed": typed or Typed({}),
        "problems": refused.problems if refused else (),
        "done": request.GET.get("done", ""),
    }
    return render(request, "accounts/people.html", words, status=refused.status if refused else 200)


def _options(slugs: list[str]) -> list[tuple[str, str]]:
    language = get_language() or LANGUAGES[0]
    names = panels.organisation_names(slugs) if slugs else ()
    return [(slug, name.words(language)) for slug, name in zip(slugs, names, strict=True)]


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('accounts:people')}?done={what}")
