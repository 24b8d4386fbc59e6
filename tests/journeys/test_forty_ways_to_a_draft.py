"""An outsider, and people with roles elsewhere, try forty ways to a draft and get none of it.

There are two drafts: an agenda that was never published, and minutes of an agenda that was. Every part
of them holds a word that stands nowhere else. A visitor, somebody with an account and no role, an editor and
an administrator of another organisation ask for it by guessable addresses, feeds, search, APIs, the addresses
of the service that was here before, OParl, Akoma Ntoso, prints and files, by every door of the workspace and
of the secretary's desk, and by the commands.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from lupaus.accounts.actors import actor_of
from lupaus.accounts.models import User
from lupaus.accounts.tokens import make_token
from lupaus.decisions.commands import decisions
from lupaus.decisions.desk.operations import begin_minutes, new_meeting
from lupaus.decisions.meeting.declared import ATTACHMENT, DISSENT, ITEM, OPTION, VOTE
from lupaus.decisions.models import Body, Item, Matter, Meeting, Upload
from lupaus.decisions.operations import open_matter
from lupaus.web.clock import Clock, real_clock
from lupaus.web.refusals import Refused
from lupaus.web.texts import Text
from lupaus.workspace.content import Values
from lupaus.workspace.models import Part, State, Version
from lupaus.workspace.operations import add_part, change_part
from tests import world
from tests.decisions import some_files
from tests.decisions.few_meetings import EXECUTIVE, HELD, ORGANISATION, WORK, agenda, words
from tests.signed_in import client_of
from tests.world import MAIJA, MATTI, OLLI, PIRKKO, RIITTA, Person

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

#: Stands in the drafts and nowhere else, in a form that every language's search leaves as it is.
SECRET: Final = "kvaternio"
NUMBER: Final = "777/00.09.00/2026"
NEVER: Final = date(2026, 11, 30)
DRAFT: Final = "executive-2026-11-30"
TRIED_BY: Final[dict[str, Person | None]] = {
    "a visitor": None,
    "somebody without a role": OLLI,
    "an editor elsewhere": MATTI,
    "an administrator elsewhere": MAIJA,
}
#: How many pages a walk along links looks at.
MOST_WALKED: Final = 120


@pytest.fixture
def drafts(db: None, clock: Clock, settings: Settings, tmp_path: Path) -> None:
    """An agenda nobody published, and minutes of an agenda that is published."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.FILES = tmp_path / "files"
    world.settle(clock)
    agenda(clock)
    begin_minutes(actor=PIRKKO.acts(), clock=clock, work=WORK)
    budget = Part.objects.get(version__work=WORK, version__state=State.DRAFT, kind=ITEM, slug="budget")
    _change(clock, WORK, budget, decision=words(f"Decided {SECRET}"), handling=words(SECRET))
    new_meeting(
        actor=PIRKKO.acts(), clock=clock, body=EXECUTIVE, held_on=NEVER, place=Text(SECRET, SECRET, SECRET)
    )
    open_matter(
        actor=PIRKKO.acts(),
        clock=clock,
        organisation=ORGANISATION,
        diary_number=NUMBER,
        title=Text.same(f"Matter {SECRET}"),
    )
    content = {kind: words(SECRET) for kind in ("title", "summary", "account", "proposal", "decision")}
    _add(clock, ITEM, SECRET, content | {"diary_number": NUMBER, "preparers": SECRET, "presenter": SECRET})
    upload = some_files.uploaded(clock, some_files.pdf(words=SECRET.encode()), work=DRAFT)
    _add(clock, ATTACHMENT, "file", {"title": words(SECRET), "file": upload.file_id}, SECRET)
    _add(clock, VOTE, "vote", {"question": words(SECRET)}, SECRET)
    _add(clock, DISSENT, "dissent", {"person": SECRET, "text": words(SECRET)}, SECRET)
    _add(clock, OPTION, "option", {"title": words(SECRET)}, SECRET)


def _add(clock: Clock, kind: str, slug: str, content: Values, parent: str = "") -> None:
    add_part(
        actor=PIRKKO.acts(),
        clock=clock,
        work=DRAFT,
        kind=kind,
        slug=slug,
        content=content,
        parent=parent,
    )


def _change(clock: Clock, work: str, part: Part, **more: Values) -> None:
    change_part(
        actor=PIRKKO.acts(),
        clock=clock,
        work=work,
        kind=part.kind,
        slug=part.slug,
        revision=part.revision,
        content=part.content | more,
    )


@dataclass(frozen=True)
class Ways:
    """Everything an outsider can guess: ids, days, numbers, names of files."""

    upload: Upload
    items: int  # a key beyond that of the last item
    meetings: int

    @property
    def public(self) -> dict[str, list[str]]:
        """Ways through the doors that everybody has: what it is → addresses."""
        here = f"/fi/decisions/{EXECUTIVE}"
        old = ("/cgi/DREQUEST.PHP", "/djulkaisu/cgi/DREQUEST.PHP", "/dynasty10/cgi/DREQUEST.PHP")
        numbers = [*range(1, self.items + 3), "20261130-1", "20261130"]
        feeds = [f"/fi/decisions/feeds/{kind}.{form}" for kind in FEEDS for form in ("rss", "atom")]
        machine = [f"{old[0]}?page=rss/{kind}&show=500" for kind in OLD_FEEDS]
        return {
            "the front": ["/fi/decisions/", "/sv/decisions/", "/en/decisions/"],
            "the body": [f"{here}/"],
            "the day of the draft": [f"{here}/{NEVER}/", f"/sv/decisions/{EXECUTIVE}/{NEVER}/"],
            "another meeting of the day": [f"{here}/{NEVER}-2/", f"{here}/{HELD}-2/"],
            "the published meeting": [f"{here}/{HELD}/"],
            "an item by its place": [f"{here}/{NEVER}/item-{count}/" for count in range(1, 4)],
            "an item by its section": [
                *(f"{here}/{NEVER}/{count}/" for count in range(1, 6)),
                *(f"{here}/{HELD}/{count}/" for count in range(1, 6)),
            ],
            "an item by its id": [f"{here}/{NEVER}/{SECRET}/", f"{here}/{HELD}/budget/"],
            "the published item": [f"{here}/{HELD}/item-{count}/" for count in range(1, 4)],
            "a version of it": [f"{here}/{HELD}/?version=2", f"{here}/{HELD}/versions/2/"],
            "a print of the meeting": [
                f"{here}/{day}{rest}.pdf" for day in (NEVER, HELD) for rest in ("", "/download")
            ],
            "a print of the item": [
                f"{here}/{day}/item-1{rest}.pdf" for day in (NEVER, HELD) for rest in ("", "/download")
            ],
            "the last day to appeal": [f"{here}/{NEVER}/1/appeal.ics", f"{here}/{HELD}/1/appeal.ics"],
            "the matter": ["/fi/decisions/matters/777-00-09-00-2026/"],
            "a search of its words": [
                f"/fi/decisions/search/?q={SECRET}",
                f"/sv/decisions/search/?q={SECRET}",
            ],
            "a search of its number": [f"/fi/decisions/search/?q={NUMBER}"],
            "a search within the body": [f"/fi/decisions/search/?body={EXECUTIVE}&year=2026"],
            "every feed": feeds,
            "a feed of the body": [f"{each}?body={EXECUTIVE}" for each in feeds],
            "a feed of a search": [f"{each}?q={SECRET}" for each in feeds],
            "the calendar": ["/fi/decisions/calendar.ics", f"/fi/decisions/calendar.ics?body={EXECUTIVE}"],
            "an attached file": [
                f"/fi/decisions/files/{key}-0/{name}"
                for key in range(1, self.items + 3)
                for name in (self.upload.name, "x.pdf")
            ],
            "the stored file": [
                f"/files/{self.upload.file_id}",
                f"/static/{self.upload.file_id}",
                f"/media/{self.upload.file_id[:2]}/{self.upload.file_id}",
                f"/fi/decisions/files/{self.upload.file_id}/",
            ],
            "the feeds of the old service": machine,
            "an item of the old service": [f"{way}?page=meetingitem&id={n}" for way in old for n in numbers],
            "a meeting of the old service": [f"{way}?page=meeting&id={n}" for way in old for n in numbers],
            "the frames of the old service": [
                f"{old[0]}?page=meeting_frames",
                f"{old[0]}?page=meeting_frames&id=1",
            ],
            "a print of the old service": [f"/kokous/{n}.PDF" for n in numbers]
            + [f"/djulkaisu/kokous/{n}-1.PDF" for n in numbers],
            "OParl": [
                "/oparl/v1/system",
                f"/oparl/v1/body/{ORGANISATION}",
                *(f"/oparl/v1/body/{ORGANISATION}/{kind}?limit=100" for kind in OPARL),
            ],
            "an object of OParl": [
                f"/oparl/v1/{kind}/{n}"
                for kind in ("meeting", "agendaitem", "consultation", "location")
                for n in range(1, self.items + 3)
            ]
            + ["/oparl/v1/paper/777-00-09-00-2026"],
            "a file of OParl": [
                f"/oparl/v1/file/{name}"
                for n in range(1, self.items + 3)
                for name in (f"{n}-0", f"item-{n}", f"meeting-{n}")
            ],
            "Akoma Ntoso": [
                f"/akn/fi/{kind}/{EXECUTIVE}/{day}/{n}{rest}"
                for kind in ("doc/agenda", "debate/minutes")
                for day in (NEVER, HELD)
                for n in (1, 2)
                for rest in ("", "/fin", "/swe", "/fin.xml")
            ],
            "the API of meetings": [
                "/api/v1/meetings",
                f"/api/v1/meetings?body={EXECUTIVE}",
                f"/api/v1/meetings/{EXECUTIVE}/{NEVER}",
                f"/api/v1/meetings/{EXECUTIVE}/{HELD}",
            ],
            "the API of items": [
                "/api/v1/decisions",
                f"/api/v1/decisions?body={EXECUTIVE}",
                f"/api/v1/decisions/{EXECUTIVE}/{NEVER}/item-1",
                f"/api/v1/decisions/{EXECUTIVE}/{HELD}/1",
            ],
            "the search of the API": [f"/api/v1/decisions/search?q={SECRET}"],
            "the API of matters": ["/api/v1/matters", "/api/v1/matters/777-00-09-00-2026"],
            "the API of bodies": ["/api/v1/bodies", f"/api/v1/bodies/{EXECUTIVE}"],
            "the service's own map": ["/sitemap.xml", "/robots.txt", "/api/v1/openapi.json"],
        }

    @property
    def private(self) -> dict[str, list[str]]:
        """Ways through the doors of people who have signed in."""
        work, desk = f"/fi/workspace/{DRAFT}", "/fi/workspace/decisions"
        meeting = f"{desk}/meetings/{DRAFT}"
        return {
            "the works": ["/fi/workspace/", "/fi/workspace/new/?kind=meeting&organisation=kaava"],
            "the work": [f"{work}/", f"{work}/1/", f"/fi/workspace/{WORK}/2/"],
            "the list of its items": [f"{work}/1/item/", f"/fi/workspace/{WORK}/2/item/"],
            "the form of an item": [f"{work}/1/item/{SECRET}/", f"/fi/workspace/{WORK}/2/item/budget/"],
            "the history of an item": [f"{work}/1/item/{SECRET}/history/", f"{work}/1/history/"],
            "what was taken out": [f"{work}/1/removed/"],
            "the review": [f"{work}/1/review/"],
            "a comparison": [f"/fi/workspace/{WORK}/2/compare/1/", f"{work}/1/compare/1/"],
            "the work in print": [f"{work}/1/print/", f"{work}/1/print.pdf"],
            "the work as a file": [f"{work}/1/take.{form}" for form in ("yaml", "json", "xlsx")],
            "the desk": [f"{desk}/", f"{desk}/bodies/{EXECUTIVE}/"],
            "the meeting on the desk": [f"{meeting}/", f"{meeting}/matters/", f"{meeting}/publish/"],
            "the preview": [f"{meeting}/preview/1/", f"{desk}/meetings/{WORK}/preview/2/"],
            "the preview of an item": [f"{meeting}/preview/1/{SECRET}/"],
            "the matters": [
                f"{desk}/matters/?organisation={ORGANISATION}",
                f"{desk}/matters/777-00-09-00-2026/",
            ],
            "the files of the draft": [
                f"{desk}/{DRAFT}/files/",
                f"{desk}/{DRAFT}/files/{self.upload.pk}/",
            ],
            "the audit trail": ["/fi/workspace/audit/", f"/fi/workspace/audit/?object={DRAFT}"],
        }

    @property
    def posts(self) -> dict[str, list[tuple[str, dict[str, str]]]]:
        """Deeds that would bring a draft out."""
        work, meeting = f"/fi/workspace/{DRAFT}/1", f"/fi/workspace/decisions/meetings/{DRAFT}"
        return {
            "publishing it": [
                (f"{meeting}/publish/", {"decision": "I"}),
                (f"{work}/submit/", {}),
                (f"{work}/publish/", {}),
            ],
            "a preview of what is sent": [(f"{work}/item/{SECRET}/preview/", {"title.fi": "x"})],
            "beginning its minutes": [(f"/fi/workspace/decisions/meetings/{WORK}/minutes/", {})],
            "numbering it": [(f"/fi/workspace/decisions/meetings/{WORK}/number/", {})],
        }

    @property
    def tokens(self) -> dict[str, list[str]]:
        """Ways through the writing API, with a token of somebody's own."""
        own = f"/api/v1/workspace/works/{DRAFT}"
        return {
            "the works of the API": ["/api/v1/workspace/works"],
            "the work of the API": [own, f"{own}/versions", f"{own}/versions/1"],
            "the parts of the API": [
                f"{own}/versions/1/parts",
                f"{own}/versions/1/parts/item/{SECRET}/history",
            ],
            "the whole of the API": [f"{own}/versions/1/content", f"{own}/versions/1/comments"],
        }


FEEDS: Final = ("items", "meetings", "official")
OLD_FEEDS: Final = ("meetingitems", "meetings", "official_decisions")
OPARL: Final = (
    *("organization", "person", "membership", "legislativeterm", "meeting", "paper"),
    *("agendaitem", "consultation", "file", "location"),
)
COMMANDS: Final = (
    ("meetings",),
    ("meetings", "--format", "json"),
    ("take", DRAFT),
    ("take", WORK),
    ("bodies",),
)


@pytest.fixture
def ways(drafts: None) -> Ways:
    top = max([0, *Item.objects.values_list("pk", flat=True)])
    return Ways(Upload.objects.get(work=DRAFT), top, max([0, *Meeting.objects.values_list("pk", flat=True)]))


def test_there_are_forty_ways_at_least(ways: Ways) -> None:
    assert len(ways.public) + len(ways.private) + len(ways.posts) + len(ways.tokens) + len(COMMANDS) >= 40


def test_the_drafts_are_there_for_those_who_write_them(ways: Ways) -> None:
    """Else nothing below would prove anything."""
    secretary = client_of(PIRKKO)
    shown = [
        address
        for group in ("the form of an item", "the preview", "the preview of an item", "the work as a file")
        for address in ways.private[group]
        if SECRET.encode() in _told(secretary.get(address).content)
    ]
    assert len(shown) == 8, shown
    assert SECRET in secretary.get(ways.private["the files of the draft"][0]).content.decode()


@pytest.mark.parametrize("who", TRIED_BY)
def test_no_address_tells_of_a_draft(ways: Ways, who: str) -> None:
    person = TRIED_BY[who]
    client = Client() if person is None else client_of(person)
    client.raise_request_exception = False
    leaks = []
    for group, addresses in {**ways.public, **ways.private}.items():
        for address in addresses:
            leaks += [f"{group}: {address}: {what}" for what in _wrong(client.get(address), group)]
    for group, posts in ways.posts.items():
        for address, sent in posts:
            leaks += [f"{group}: {address}: {what}" for what in _wrong(client.post(address, sent), group)]
    assert leaks == []
    _nothing_came_out()


@pytest.mark.parametrize("person", [MATTI, MAIJA], ids=lambda each: str(each.username))
def test_no_token_of_somebody_else_opens_the_writing_api(ways: Ways, person: Person) -> None:
    actor = actor_of(User.objects.get(username=person.username), "page")
    _token, secret = make_token(actor=actor, clock=real_clock, name="own", rights=actor.grants, days=30)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    client.raise_request_exception = False
    leaks = [
        f"{address}: {what}"
        for addresses in ways.tokens.values()
        for address in addresses
        for what in _wrong(client.get(address), "")
    ]
    assert leaks == []


@pytest.mark.parametrize("who", [each for each, person in TRIED_BY.items() if person])
def test_no_command_tells_of_a_draft(drafts: None, who: str) -> None:
    person = TRIED_BY[who]
    assert person is not None
    told = [_run(person, command) for command in COMMANDS]
    assert not any(SECRET in each or NUMBER in each for each in told)
    assert not any(
        DRAFT in each for command, each in zip(COMMANDS, told, strict=True) if DRAFT not in command
    )


def _run(person: Person, command: tuple[str, ...]) -> str:
    """What a command prints, or the sentence with which it is refused."""
    try:
        ran = CliRunner().invoke(decisions, list(command), obj=person.acts(), catch_exceptions=False)
    except Refused as refused:
        return str(refused)
    return ran.output


def test_walking_along_every_link_ends_at_no_draft(drafts: None) -> None:
    client = Client()
    client.raise_request_exception = False
    seen: dict[str, int] = {}
    waiting = ["/fi/decisions/", "/oparl/v1/system", "/api/v1/meetings", "/api/v1/decisions"]
    while waiting and len(seen) < MOST_WALKED:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address)
        seen[address] = answer.status_code
        told = _told(_content(answer))
        assert SECRET.encode() not in told, address
        assert NUMBER.encode() not in told, address
        waiting += [each for each in _links(told.decode("utf-8", "replace")) if each not in seen]
    assert len(seen) > 10
    assert all(status < 500 for status in seen.values()), seen


def test_a_reader_of_the_organisation_reads_and_brings_nothing_out(ways: Ways) -> None:
    """Who may read what is not published yet is no outsider, and still cannot put it before anybody."""
    reader = client_of(RIITTA)
    assert SECRET.encode() in _told(reader.get(ways.private["the form of an item"][0]).content)
    for posts in ways.posts.values():
        for address, sent in posts:
            assert reader.post(address, sent).status_code in (403, 404, 409), address
    assert reader.get(f"/fi/decisions/{EXECUTIVE}/{NEVER}/").status_code == 404
    _nothing_came_out()


def _nothing_came_out() -> None:
    assert not Meeting.objects.filter(date=NEVER).exists()
    assert Meeting.objects.get(work=WORK).stage == "agenda"
    assert not Item.objects.filter(source_id=SECRET).exists()
    assert set(Version.objects.filter(work=DRAFT).values_list("state", flat=True)) == {State.DRAFT}
    assert not Matter.objects.public().filter(diary_number=NUMBER).exists()
    assert Body.objects.filter(pk=EXECUTIVE).exists()


def _wrong(answer: object, group: str) -> Iterator[str]:
    """What an answer should not have been: it tells of the draft, or the server fell over it."""
    status = answer.status_code  # type: ignore[attr-defined]  # of the test client
    content = _told(_content(answer))
    headers = " ".join(answer.headers.values())  # type: ignore[attr-defined]
    # What was asked comes back in a search box and in the sentence that nothing was found.
    asked = group.startswith(("a search of its", "a feed of a search", "the search of the API"))
    if status >= 500:
        yield f"answered {status}"
    if not asked and SECRET.encode() in content and not _only_echoed(content, answer):
        yield "tells the words"
    if asked and any(each in content for each in (b"Decided", f"Matter {SECRET}".encode())):
        yield "found it"
    if SECRET in headers and status not in (301, 302):
        yield "tells the words in a header"
    if NUMBER.encode() in content and not asked:
        yield "tells the number"


def _only_echoed(content: bytes, answer: object) -> bool:
    """Whether the words stand there only as part of the address that was asked for."""
    path = answer.request["PATH_INFO"]  # type: ignore[attr-defined]
    if SECRET not in path:
        return False
    return SECRET.encode() not in content.replace(path.encode(), b"").replace(
        path.partition("/")[2].partition("/")[2].encode(), b""
    )


def _content(answer: object) -> bytes:
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    content: bytes = answer.content  # type: ignore[attr-defined]
    return content


def _told(content: bytes) -> bytes:
    """What a file says, its packed parts unpacked: those of a PDF or a workbook."""
    found = [content]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            found += [book.read(each) for each in book.namelist()]
    return b"\n".join(found)


def _links(text: str) -> list[str]:
    """Addresses on the service itself that a page, a feed or JSON names."""
    found = re.findall(r'(?:href|src)="([^"#]+)"', text)
    if text.lstrip().startswith(("{", "[")):
        found += _addresses(json.loads(text))
    found += re.findall(r"<(?:link|guid|id)[^>]*>([^<]+)<", text)
    paths = [re.sub(r"^https?://[^/]+", "", each.replace("&amp;", "&")) for each in found]
    ours = ("/fi/decisions", "/sv/decisions", "/oparl/", "/api/v1/", "/akn/", "/cgi/", "/kokous/")
    return [each for each in paths if each.startswith(ours)]


def _addresses(value: object) -> list[str]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in _addresses(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in _addresses(inner)]
    return [value] if isinstance(value, str) and value.startswith(("http://testserver", "/")) else []
