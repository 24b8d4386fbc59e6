"""The world that is attacked: drafts of the organisation Kaava, whose words nobody outside may ever see."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from lupaus.accounts.models import AuditRecord, Grant, Role, SignIn, Token, User
from lupaus.decisions.meeting.declared import NAME as MEETING
from lupaus.practices.declared import NAME as HANDBOOK
from lupaus.web.texts import Text
from lupaus.workspace import operations
from lupaus.workspace.models import Assignment, Attribute, Comment, Part, Version, Work
from tests.conftest import NOW
from tests.decisions import few_meetings
from tests.journeys.surface import Place
from tests.signed_in import client_of
from tests.workspace import ledger
from tests.workspace.programs import Program, program_of, somebody

#: Stands in every word of the drafts.
SECRET: Final = "salaisuus"
#: Stands in every word of an attack.
TRACE: Final = "attackword"
KAAVA: Final = "kaava"
ROLES: Final = (Role.EDITOR, Role.APPROVER, Role.PUBLISHER, Role.ADMINISTRATOR)

#: Who attacks, with the roles they hold. The first three are strangers to Kaava.
ATTACKERS: Final[dict[str, tuple[tuple[Role, str], ...]]] = {
    "outsider": (),
    "stranger": tuple((role, "muu") for role in ROLES),
    "planner": ((Role.PLANNER, ""),),
    "reader": ((Role.READER, KAAVA),),
    "partner": ((Role.PARTNER, KAAVA),),
    "responsible": ((Role.RESPONSIBLE, KAAVA),),
    "approver": ((Role.APPROVER, KAAVA),),
    "publisher": ((Role.PUBLISHER, KAAVA),),
}
STRANGERS: Final = ("outsider", "stranger", "planner")
LESSER: Final = ("reader", "partner", "responsible", "approver", "publisher")


def words(en: str) -> dict[str, str]:
    return dict.fromkeys(("fi", "sv", "en"), f"{en} {SECRET}")


def build() -> None:
    """`book`, a ledger, `handbook`, one of practices, and a meeting: drafts with a secret in every field."""
    victim = somebody("victim", *((role, KAAVA) for role in ROLES[:3]), (Role.RESPONSIBLE, KAAVA))
    victim.email = f"{SECRET}@kaava.example"
    victim.save()
    program_of(victim)
    client_of("victim")
    for name, grants in ATTACKERS.items():
        somebody(name, *grants)
    at: dict[str, Any] = {"actor": ledger.EDITOR, "clock": lambda: NOW}
    operations.open_work(
        **at, kind="ledger", work="book", organisation=KAAVA, content={"title": words("Book")}
    )
    operations.save_attribute(
        **at, organisation=KAAVA, kind="note", slug="secret", title=Text.of(words("Attribute")), form="text"
    )
    at["work"] = "book"
    for kind, slug, parent in (
        ("chapter", "a", ""),
        ("chapter", "b", ""),
        ("note", "x", "b"),
        ("note", "y", "b"),
    ):
        content: dict[str, Any] = {"title": words(slug), "text": words("text")}
        if kind == "note":
            content["attributes"] = {"secret": SECRET}
        operations.add_part(**at, kind=kind, slug=slug, parent=parent, content=content)
    operations.remove_part(**at, kind="note", slug="y", revision=1)
    operations.assign(**at, kind="chapter", slug="b", username="victim")
    remark = operations.write_comment(**at, words=f"Why {SECRET}?", kind="chapter", slug="a")
    operations.close_comment(**at, comment=remark.pk)
    operations.open_work(
        actor=ledger.EDITOR,
        clock=lambda: NOW,
        kind=HANDBOOK,
        work="handbook",
        organisation=KAAVA,
        content={"title": words("Handbook"), "organisation": words("Kaava")},
    )
    operations.add_part(
        actor=ledger.EDITOR,
        clock=lambda: NOW,
        work="handbook",
        kind="chapter",
        slug="a",
        content={"title": words("Chapter")},
    )
    few_meetings.bodies(lambda: NOW)
    operations.open_work(
        actor=ledger.EDITOR,
        clock=lambda: NOW,
        kind=MEETING,
        work=few_meetings.WORK,
        organisation=KAAVA,
        content=few_meetings.head(place=words("Place")).content,
    )


def address_of(place: Place) -> str:
    """The place with the numbers of what is there."""
    numbers = {
        "SIGN-IN": SignIn.objects.filter(user__username="victim").earliest("pk").pk,
        "TOKEN": Token.objects.get(user__username="victim").pk,
        "COMMENT": Comment.objects.earliest("pk").pk,
    }
    address = place.address
    for word, number in numbers.items():
        address = address.replace(word, str(number))
    return address


def everything(*, of_attackers: bool = True) -> list[Any]:
    """All that could be changed; without the attackers' own accounts if asked."""
    kinds = (Work, Version, Part, Comment, Attribute, Assignment)
    found: list[Any] = [list(kind._default_manager.order_by("pk").values()) for kind in kinds]
    people = User.objects.all() if of_attackers else User.objects.filter(username="victim")
    found.append(list(people.order_by("pk").values("pk", "username", "password", "is_active", "email")))
    found.append(list(Grant.objects.order_by("pk").values()))
    found.append(list(Token.objects.filter(user__username="victim").values("pk", "revoked_at", "grants")))
    sessions = SignIn.objects.filter(user__username="victim").order_by("pk")
    found.append(list(sessions.values("pk", "session_key")[:1]))  # the one that was there before
    if of_attackers:
        found.append(AuditRecord.objects.count())
    return found


def form(deed: str) -> dict[str, Any]:
    """A form with every field that any page of the workspace might read, filled in as if it were right."""
    digest = "0" * 64
    fields = {
        "deed": deed,
        "revision": "1",
        "to": "1",
        "position": "1",
        "part": "b",
        "parent": "b",
        "kind": "chapter",
        "slug": "a",
        "id": "attack",
        "words": TRACE,
        "decision": TRACE,
        "reason": TRACE,
        "seen": digest,
        "comment": str(Comment.objects.earliest("pk").pk),
        "remark": str(Comment.objects.earliest("pk").pk),
        "answers_to": str(Comment.objects.earliest("pk").pk),
        "username": "reader",
        "away": "victim",
        "role": "administrator",
        "organisation": KAAVA,
        "form": "text",
        "public": "yes",
        "sure": "yes",
        "name": TRACE,
        "days": "30",
        "state": "published",
        "approved_by": TRACE,
        "version": "2",
        "file": SimpleUploadedFile("attack.yaml", b"title: attack"),
    }
    for language in ("fi", "sv", "en"):
        fields |= {f"title.{language}": TRACE, f"text.{language}": TRACE}
    if deed != "away":
        del fields["away"]
    return fields


#: A body for each address of the write API that would do something, by the method and the end of its route.
BODIES: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("POST", "works"): {
        "id": "attack",
        "kind": "ledger",
        "organisation": KAAVA,
        "content": {"title": {"en": TRACE}},
    },
    ("POST", "versions"): {},
    ("POST", "submit"): {},
    ("POST", "return"): {},
    ("POST", "approve"): {"decision": TRACE},
    ("POST", "publish"): {},
    ("POST", "parts"): {"kind": "chapter", "id": "attack", "content": {"title": {"en": TRACE}}},
    ("PUT", "parts/<kind>/<id>"): {"content": {"title": {"en": TRACE}}, "revision": 1},
    ("POST", "move"): {"position": 1},
    ("POST", "restore"): {"to": 1, "revision": 1},
    ("POST", "take"): {"parts": [{"kind": "ledger", "id": "book", "content": {"title": {"en": TRACE}}}]},
    ("POST", "comments"): {"words": TRACE},
    ("POST", "close"): {},
    ("POST", "reopen"): {},
    ("POST", "assignments"): {"kind": "chapter", "id": "a", "username": "victim"},
    ("PUT", "attributes/<kind>/<id>"): {"title": {"en": TRACE}, "form": "text", "is_public": True},
}


def body_of(method: str, place: Place) -> dict[str, Any] | None:
    ends = [end for end in BODIES if end[0] == method and place.route.endswith(end[1])]
    return BODIES[max(ends, key=lambda end: len(end[1]))] if ends else None


class Attacker:
    """Somebody at every door: a browser for the pages, a program for the API."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        self._kept: Client | None = None
        grants = ATTACKERS[name] if name else ()
        user = User.objects.get(username=name) if name else None
        self.program = program_of(user) if user and grants else Program(None)

    def ask(self, method: str, place: Place, deed: str = "write") -> HttpResponse:
        """One try. At the addresses of an account a new browser each time: some end its session."""
        address = address_of(place)
        if place.is_account:
            self._kept = None
        if place.is_api and place.is_workspace:
            query = "?revision=1" if method == "DELETE" and place.route.endswith("parts/<kind>/<id>") else ""
            inner = address.removeprefix("/api/v1/workspace/") + query
            return self.program.ask(method, inner, body_of(method, place))
        if method == "POST":
            return cast("HttpResponse", self._browser().post(address, form(deed)))
        return cast("HttpResponse", self._browser().generic(method, address))

    def _browser(self) -> Client:
        if self._kept is None:
            self._kept = client_of(self.name) if self.name else Client()
            self._kept.raise_request_exception = False
        return self._kept


def tells(answer: Any) -> str:
    """Everything an answer tells, its headers too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told: str = (body + json.dumps(dict(answer.headers)).encode()).decode("utf-8", "replace")
    return told.lower()
