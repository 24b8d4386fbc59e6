"""What only people who have signed in see: the header of private pages, and that nothing of it is kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from lupaus.web import panels
from lupaus.web.address import Address, BadAddress, address_of, is_private
from lupaus.web.pages import PagesMiddleware
from lupaus.web.shell import Shell, shell
from lupaus.web.texts import Text


@dataclass(frozen=True)
class Somebody:
    name: str = "aino"
    grants: frozenset[tuple[Any, str]] = frozenset(
        {("editor", "kaava"), ("reader", "arkki"), ("planner", "")}
    )

    def may(self, role: Any, organisation: str = "") -> bool:
        return (role, organisation) in self.grants

    def may_somewhere(self, *roles: Any) -> bool:
        return any(role in roles for role, _organisation in self.grants)


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", defaultdict(list))
    monkeypatch.setattr(panels, "_entries", [])
    monkeypatch.setattr(panels, "_organisations", panels._by_id)


def own_shell(path: str = "/workspace/", actor: Somebody | None = Somebody()) -> Shell:
    return Shell(Address("en", path), "", actor=actor, name="Aino <b>Aalto</b>")


def test_private_paths_are_those_of_the_account_and_the_workspace() -> None:
    assert all(map(is_private, ("/fi/workspace/", "/sv/workspace/kaava/2/", "/en/account/login/")))
    assert not any(
        map(is_private, ("/fi/", "/fi/workspaces/", "/workspace/", "/fi/goals/workspace/", "/healthz"))
    )


def test_a_private_page_knows_its_own_parameters_and_no_scope() -> None:
    query = "region=KU444&state=draft&kind=goal&lacks=sv&q=ty%C3%B6&page=2&from=1&to=2026-11-22&x=y"
    address = address_of(RequestFactory().get(f"/fi/workspace/kaava/?{query}"))
    assert {name for name, _value in address.query} == {"q", "page", "kind", "state", "lacks", "from", "to"}
    public = address_of(RequestFactory().get(f"/fi/?{query}"))
    names = {name for name, _value in public.query}
    assert {"region", "q", "page"} <= names
    assert not names & {"state", "lacks", "x"}


@pytest.mark.parametrize(
    "query", ["state=A%20b", "lacks=de", "from=yesterday", "to=-1", "done=<script>", "page=0"]
)
def test_a_private_parameter_in_a_wrong_form_is_refused(query: str) -> None:
    with pytest.raises(BadAddress):
        address_of(RequestFactory().get(f"/fi/workspace/?{query}"))


def test_what_a_sign_in_elsewhere_brings_back_is_its_own_business() -> None:
    address = address_of(RequestFactory().get("/fi/account/oidc/callback/?state=Ab%20C&code=x"))
    assert address.query == ()


def test_menus_of_people_hold_what_they_may_see(entries: None) -> None:
    for place, name in enumerate(("web:accessibility", "web:other")):
        panels.register_entry(
            panels.Entry(
                "workspace",
                place,
                lambda name=name: name,  # type: ignore[misc]  # each its own
                name,
                seen_by=lambda actor, place=place: place == 0 and actor.may_somewhere("editor"),  # type: ignore[misc]
            )
        )
    assert [entry.url_name for entry in panels.menu("workspace", Somebody())] == ["web:accessibility"]
    assert panels.menu("workspace", Somebody(grants=frozenset())) == ()
    assert panels.menu("workspace") == ()
    assert [link.label for link in own_shell().places] == ["web:accessibility"]
    assert own_shell(actor=None).places == []


def test_the_header_names_the_person_and_where_they_work(entries: None) -> None:
    def named(slugs: Sequence[str]) -> Sequence[Text]:
        return [Text.same(slug.title()) for slug in slugs]

    panels.name_organisations_with(named)
    person = own_shell().person
    assert person is not None
    assert person.name == "Aino <b>Aalto</b>"
    assert [str(name) for name in person.organisations] == ["Arkki", "Kaava"]
    nameless = Shell(Address("en", "/workspace/"), "", actor=Somebody(grants=frozenset())).person
    assert nameless == ("aino", ())
    assert own_shell(actor=None).person is None


def page_of(actor: Somebody | None, path: str) -> str:
    """A page rendered as a view would, for that actor."""
    from django.shortcuts import render

    request = RequestFactory().get(path)
    request.address = address_of(request)  # type: ignore[attr-defined]
    if actor is not None:
        request.actor = actor  # type: ignore[attr-defined]
    return render(request, "web/accessibility.html").content.decode()


def test_a_private_page_says_who_is_signed_in_and_signs_out_by_a_form(db: None) -> None:
    page = page_of(Somebody("<script>alert(1)</script>"), "/en/workspace/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    deeds = re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert [action for action, _fields in deeds] == ["/en/account/logout/"]
    assert all("csrfmiddlewaretoken" in fields for _action, fields in deeds)
    assert '<meta name="robots" content="noindex">' in page
    assert 'hx-boost="false">' in page.partition("<body")[2][:30]
    assert '"historyCacheSize":0' in page


def test_a_public_page_is_the_same_for_everybody(client: Client, db: None) -> None:
    page = client.get("/en/accessibility/").content.decode()
    for private in ("desk", "csrf", "forms.css", "noindex", "Signed in"):
        assert private not in page, private
    assert '<body hx-boost="true">' in page


def test_the_way_in_is_one_plain_link_at_the_foot(client: Client, db: None) -> None:
    links = re.findall(
        r'<a href="/en/account/[^"]*"[^>]*>', client.get("/en/accessibility/").content.decode()
    )
    assert len(links) == 1
    assert 'hx-boost="false"' in links[0]


@pytest.mark.parametrize(
    "made_for_one",
    [
        lambda request: setattr(request, "actor", Somebody()),
        get_token,
    ],
)
def test_what_was_made_for_one_person_is_not_kept_wherever_it_is(db: None, made_for_one: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        made_for_one(request)
        return HttpResponse("mine")

    middleware = PagesMiddleware(view)
    assert middleware(RequestFactory().get("/fi/")).content == b"mine"
    assert len(middleware.pages) == 0


def test_private_pages_pass_by_the_ready_ones(db: None) -> None:
    middleware = PagesMiddleware(lambda _request: HttpResponse("mine"))
    middleware(RequestFactory().get("/fi/workspace/"))
    middleware(RequestFactory().get("/fi/account/"))
    assert len(middleware.pages) == 0


def test_a_chosen_region_sends_nobody_away_from_a_private_page(db: None) -> None:
    middleware = PagesMiddleware(lambda _request: HttpResponse("here"))
    request = RequestFactory().get("/fi/workspace/")
    request.COOKIES["lupaus-region"] = "KU444"
    assert middleware(request).content == b"here"


def test_a_problem_page_for_somebody_signed_in_is_private_too() -> None:
    request = RequestFactory().get("/en/workspace/")
    request.actor = Somebody()  # type: ignore[attr-defined]
    assert shell(request)["shell"].is_private
