"""The attributes of an organisation: list, add, change, order, retire."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Attribute, Form
from lupaus.workspace.operations import AttributeRefused
from lupaus.workspace.pages import attributes as pages
from lupaus.workspace.rights import allow, nothing_here

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@WRITES
def attributes(request: PersonRequest, organisation: str) -> HttpResponse:
    """A POST puts one attribute at another place in the list of its kind."""
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _move(request, organisation)
        except Refused as refused:
            problems, status = refused.problems, refused.status
        else:
            return HttpResponseRedirect(pages.address(organisation))
    words = {
        "page": pages.attributes_page(request.actor, organisation),
        "problems": problems,
        "done": request.address.value("done") or "",
    }
    return render(request, "workspace/attributes.html", words, status=status)


@signed_in
@WRITES
def new(request: PersonRequest, organisation: str) -> HttpResponse:
    allow(request.actor, "save_attribute", organisation)
    return _form(request, organisation, None)


@signed_in
@WRITES
def attribute(request: PersonRequest, organisation: str, kind: str, slug: str) -> HttpResponse:
    allow(request.actor, "save_attribute", organisation)
    return _form(request, organisation, _stored(request, organisation, kind, slug))


@signed_in
@WRITES
def retire(request: PersonRequest, organisation: str, kind: str, slug: str) -> HttpResponse:
    """Asks first: values that were written stay, and nobody can write new ones."""
    allow(request.actor, "retire_attribute", organisation)
    stored = _stored(request, organisation, kind, slug)
    if request.method == "POST":
        operations.retire_attribute(
            actor=request.actor, clock=real_clock, organisation=organisation, kind=kind, slug=slug
        )
        return HttpResponseRedirect(f"{pages.address(organisation)}?done=retired")
    page = pages.attribute_page(organisation, stored)
    return render(request, "workspace/retire_attribute.html", {"page": page})


def _form(request: PersonRequest, organisation: str, stored: Attribute | None) -> HttpResponse:
    if request.method != "POST":
        page = pages.attribute_page(organisation, stored)
        return render(request, "workspace/attribute.html", {"page": page})
    sent = Sent(request)
    try:
        _save(request, organisation, stored, sent)
    except Refused as refused:
        page = pages.attribute_page(organisation, stored, typed=sent.typed, problems=refused.problems)
        return render(request, "workspace/attribute.html", {"page": page}, status=refused.status)
    return HttpResponseRedirect(f"{pages.address(organisation)}?done=saved")


def _save(request: PersonRequest, organisation: str, stored: Attribute | None, sent: Sent) -> None:
    title = sent.words("title", due=True, longest=100)
    form = stored.form if stored else sent.choice("form", Form.values, due=True)
    kind = stored.kind if stored else sent.choice("kind", dict(pages.part_kinds()), due=True)
    slug = stored.slug if stored else sent.line("id", longest=80) or pages.proposed_slug(title)
    choices = pages.read_choices(sent) if form == Form.CHOICE else []
    if sent.problems:
        raise AttributeRefused(sent.problems)
    known = queries.attributes_of(actor=request.actor, organisation=organisation, retired=True)
    same = [each for each in known if each.kind == kind]
    if stored is None and any(each.slug == slug for each in same):
        raise AttributeRefused(
            Problem(
                _("There is already an attribute with the id %(id)s; it may have been retired.")
                % {"id": slug},
                path="id",
            )
        )
    operations.save_attribute(
        actor=request.actor,
        clock=real_clock,
        organisation=organisation,
        kind=kind,
        slug=slug,
        title=title,
        form=form,
        is_public=sent.yes("public"),
        choices=choices,
        position=stored.position if stored else max((each.position for each in same), default=-1) + 1,
    )


def _move(request: PersonRequest, organisation: str) -> None:
    allow(request.actor, "save_attribute", organisation)
    sent = Sent(request)
    kind, slug = sent.line("kind", due=True), sent.line("part", due=True)
    to = sent.whole("to", due=True, least=0, most=10**6)
    if sent.problems or to is None:
        raise AttributeRefused(sent.problems)
    known = queries.attributes_of(actor=request.actor, organisation=organisation)
    ordered = [each for each in known if each.kind == kind]
    moved = next((each for each in ordered if each.slug == slug), None)
    if moved is None:
        raise nothing_here()
    ordered.remove(moved)
    ordered.insert(max(to - 1, 0), moved)
    for place, each in enumerate(ordered):
        if each.position != place:
            operations.save_attribute(
                actor=request.actor,
                clock=real_clock,
                organisation=organisation,
                kind=each.kind,
                slug=each.slug,
                title=each.title,
                form=each.form,
                is_public=each.is_public,
                choices=each.choices,
                position=place,
            )


def _stored(request: PersonRequest, organisation: str, kind: str, slug: str) -> Attribute:
    known = queries.attributes_of(actor=request.actor, organisation=organisation, retired=True)
    for each in known:
        if (each.kind, each.slug) == (kind, slug):
            return each
    raise nothing_here()
