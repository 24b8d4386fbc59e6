"""Files of a meeting: bringing them into a draft, who may, the scanner, and fetching what was published."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from lupaus.accounts.models import AuditRecord, User
from lupaus.decisions.files import operations, store
from lupaus.decisions.files.refused import FileRefused, FileTooBig
from lupaus.decisions.files.views import address_of_file
from lupaus.decisions.models import Attachment, StoredFile, Upload
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound
from lupaus.workspace import operations as workspace
from lupaus.workspace.models import Part
from lupaus.workspace.rights import WrongState
from tests import world
from tests.decisions import few_meetings
from tests.decisions.few_meetings import WORK, attachment, head, item
from tests.decisions.some_files import office, package, pdf, received, uploaded
from tests.signed_in import client_of
from tests.world import MATTI, PIRKKO, RASMUS, RIITTA, VISITOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clock: Clock) -> None:
    """A draft of the executive's meeting with one item."""
    few_meetings.bodies(clock)
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "work": WORK}
    workspace.open_work(**at, kind="meeting", organisation="kaava", content=head().content)
    workspace.add_part(**at, kind="item", slug="budget", content=item("budget").content)


def published(clock: Clock, data: bytes | None = None, **more: str) -> Attachment:
    """A published attachment of the file, of the item budget."""
    upload = uploaded(clock, data or pdf())
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "work": WORK}
    content = {"title": few_meetings.words("Plan"), "file": upload.file_id, "public": "yes"} | more
    workspace.add_part(**at, kind="attachment", slug="plan", parent="budget", content=content)
    workspace.submit(**at, number=1)
    workspace.approve(**at, number=1, decision="Executive § 1")
    workspace.publish(**at, number=1)
    return Attachment.objects.get()


# Bringing


@pytest.mark.usefixtures("draft")
def test_a_file_is_kept_by_its_content_where_only_the_service_reads_it(clock: Clock) -> None:
    upload = uploaded(clock, pdf(), "../Suunnitelma\u202e.pdf")
    assert upload.name == "Suunnitelma.pdf"
    path = store.path_of(upload.file_id)
    assert path.read_bytes() == pdf()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list((path.parent.parent / "incoming").iterdir()) == []
    told = AuditRecord.objects.get(verb="upload_file")
    assert told.object_id == f"{WORK}/{upload.file_id}"
    assert told.after == {
        "name": "Suunnitelma.pdf",
        "file": upload.file_id,
        "size": len(pdf()),
        "media_type": "application/pdf",
    }


@pytest.mark.usefixtures("draft")
def test_the_same_file_again_is_the_same(clock: Clock) -> None:
    assert uploaded(clock, pdf()) == uploaded(clock, pdf(), "other.pdf")
    assert Upload.objects.count() == AuditRecord.objects.filter(verb="upload_file").count() == 1


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("person", "refusal"),
    [(RIITTA, NotAllowed), (RASMUS, NotAllowed), (MATTI, NotFound), (world.OLLI, NotAllowed)],
)
def test_who_may_not_write_in_the_draft_brings_nothing(
    clock: Clock, person: world.Person, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        uploaded(clock, pdf(), actor=person.acts())
    with pytest.raises(NotAllowed):
        operations.upload_file(actor=VISITOR, clock=clock, work=WORK, received=received(pdf(), "a.pdf"))
    assert not StoredFile.objects.exists()


@pytest.mark.usefixtures("draft")
def test_who_answers_for_a_part_brings_files(clock: Clock) -> None:
    world.settle(clock)
    workspace.assign(
        actor=PIRKKO.acts(), clock=clock, work=WORK, kind="item", slug="budget", username="rasmus"
    )
    rasmus = replace(RASMUS.acts(), user_id=User.objects.get(username="rasmus").pk)
    assert uploaded(clock, pdf(), actor=rasmus).by == "rasmus"


def test_a_published_meeting_takes_no_files(clock: Clock) -> None:
    few_meetings.agenda(clock)
    with pytest.raises(NotFound):
        uploaded(clock, pdf())


@pytest.mark.usefixtures("draft")
def test_what_is_refused_leaves_nothing_behind(clock: Clock, settings: Settings) -> None:
    with pytest.raises(FileRefused):
        uploaded(clock, package({"x.js": "y"}))
    settings.LUPAUS_FILE_MEGABYTES = 0
    with pytest.raises(FileTooBig):
        uploaded(clock, pdf())
    assert not StoredFile.objects.exists()
    assert not list(Path(settings.FILES).glob("??/*"))
    assert not AuditRecord.objects.filter(verb="upload_file").exists()


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (f"{sys.executable} -c 'import sys; sys.exit(1)'", "something harmful"),
        ("/no/such/scanner", "could not be examined"),
    ],
)
def test_what_the_scanner_does_not_pass_is_refused(
    clock: Clock, settings: Settings, command: str, sentence: str
) -> None:
    settings.LUPAUS_MALWARE_COMMAND = command
    with pytest.raises(FileRefused, match=sentence):
        uploaded(clock, pdf())
    assert not StoredFile.objects.exists()


@pytest.mark.usefixtures("draft")
def test_the_scanner_is_given_the_file_and_has_a_time_limit(
    clock: Clock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "import sys, pathlib; sys.exit(pathlib.Path(sys.argv[1]).read_bytes()[:5] != b'%PDF-')"
    settings.LUPAUS_MALWARE_COMMAND = f'{sys.executable} -c "{script}"'
    assert uploaded(clock, pdf())
    settings.LUPAUS_MALWARE_COMMAND = f"{sys.executable} -c 'import time; time.sleep(9)'"
    monkeypatch.setattr("lupaus.decisions.files.malware.LONGEST", 0.1)
    with pytest.raises(FileRefused, match="could not be examined"):
        uploaded(clock, pdf(words=b"other"))


@pytest.mark.usefixtures("draft")
def test_a_file_that_nothing_uses_can_be_taken_away_and_one_in_use_cannot(
    clock: Clock, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    upload = uploaded(clock, pdf())
    content = {"title": few_meetings.words("Plan"), "file": upload.file_id}
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "work": WORK}
    workspace.add_part(**at, kind="attachment", slug="plan", parent="budget", content=content)
    with pytest.raises(FileRefused, match="uses this file"):
        operations.drop_upload(**at, upload=upload.pk)
    other = uploaded(clock, pdf(words=b"other"))
    with django_capture_on_commit_callbacks(execute=True):
        operations.drop_upload(**at, upload=other.pk)
    assert StoredFile.objects.get(pk=other.file_id).deleted_at == clock()
    assert not store.path_of(other.file_id).exists()
    assert store.path_of(upload.file_id).exists()
    again = uploaded(clock, pdf(words=b"other"))
    assert again.file.deleted_at is None
    assert store.path_of(again.file_id).exists()


@pytest.mark.usefixtures("draft")
def test_a_sweep_takes_what_nobody_wants_and_nothing_else(clock: Clock, settings: Settings) -> None:
    wanted = uploaded(clock, pdf())
    forgotten = uploaded(clock, pdf(words=b"x"))
    StoredFile.objects.filter(pk=forgotten.file_id).update(deleted_at=clock())
    stray, fresh = store.path_of("a" * 64), store.path_of("b" * 64)
    left = store.new_incoming()
    for path in (stray, fresh):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    now = clock().timestamp()
    for path, at in ((stray, now - 90_000), (fresh, now), (left, now - 90_000)):
        os.utime(path, (at, at))
    assert store.sweep(at=clock()) == 2
    there = {path.name for path in Path(settings.FILES).glob("??/*")}
    assert there == {wanted.file_id, "b" * 64}
    assert not left.exists()


# Its page


@pytest.fixture
def secretary(clock: Clock, draft: None) -> Client:
    world.settle(clock)
    return client_of(PIRKKO, checks_forms=True)


def page_of(client: Client) -> tuple[str, str]:
    """The address of the page of files, and the key of its form."""
    with translation.override("en"):
        address = reverse("decisions:files", args=[WORK])
    shown = client.get(address)
    assert shown.status_code == 200, shown.content[:500]
    return address, str(shown.context["csrf_token"]) if shown.context else _token(shown.content.decode())


def _token(page: str) -> str:
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def files(*named: tuple[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, data) for name, data in named]


@pytest.mark.slow
def test_several_files_come_at_once_and_become_attachments(secretary: Client) -> None:
    address, key = page_of(secretary)
    sent = files(("plan.pdf", pdf()), ("Plan.docx", office("docx")), ("plan.csv", b"a;b\n"))
    form = {"csrfmiddlewaretoken": key, "files": sent, "item": "budget", "public": "no", "personal": "yes"}
    answer = secretary.post(address, form)
    assert answer.status_code == 302, answer.content.decode().partition("summary")[2][:900]
    parts = {each.slug: each.content for each in Part.objects.filter(kind="attachment")}
    assert set(parts) == {"plan", "plan-2", "plan-3"}
    assert {(each["public"], each["personal"]) for each in parts.values()} == {("no", "yes")}
    shown = secretary.get(answer["Location"]).content.decode()
    assert "The files were brought." in shown
    assert "3 files" in shown


@pytest.mark.slow
def test_of_several_files_the_sound_ones_are_taken_and_the_others_named(secretary: Client) -> None:
    address, key = page_of(secretary)
    sent = files(("plan.pdf", pdf()), ("bad.pdf", package({"x.js": "y"})))
    answer = secretary.post(address, {"csrfmiddlewaretoken": key, "files": sent})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 file was taken, but not this:" in page
    assert "bad.pdf: The file is an archive" in page
    assert Upload.objects.get().name == "plan.pdf"


def test_a_form_without_its_key_or_without_a_file_takes_nothing(secretary: Client) -> None:
    address, key = page_of(secretary)
    assert secretary.post(address, {"files": files(("plan.pdf", pdf()))}).status_code == 403
    assert secretary.post(address, {"csrfmiddlewaretoken": key}).status_code == 422
    assert not Upload.objects.exists()


class Endless(io.RawIOBase):
    """A body of any size that is made while it is read; counts how much was read."""

    def __init__(self, size: int, head: bytes) -> None:
        self.left, self.read_bytes, self.start = size, 0, head

    def read(self, size: int = 65_536, /) -> bytes:
        if self.start:
            piece, self.start = self.start, b""
            return piece
        piece = b"a" * min(size, self.left, 65_536)
        self.left -= len(piece)
        self.read_bytes += len(piece)
        return piece


def _sent_endless(client: Client, address: str, key: str, size: int, *, told: int) -> tuple[Any, Endless]:
    head = (
        '--XX\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
        f'{key}\r\n--XX\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    ).encode()
    body = Endless(size, head)
    extra: dict[str, Any] = {
        "wsgi.input": body,
        "CONTENT_LENGTH": str(told),
        "CONTENT_TYPE": "multipart/form-data; boundary=XX",
    }
    return client.generic("POST", address, b"", **extra), body


def test_two_gigabytes_are_refused_before_they_come(secretary: Client) -> None:
    address, key = page_of(secretary)
    answer, body = _sent_endless(secretary, address, key, 2 * 2**30, told=2 * 2**30)
    assert answer.status_code == 413
    assert b"A file may have 100 MB" in answer.content
    assert body.read_bytes == 0


@pytest.mark.slow
def test_a_file_over_the_limit_is_refused_while_it_comes_and_nothing_of_it_stays(
    secretary: Client, settings: Settings
) -> None:
    settings.LUPAUS_FILE_MEGABYTES = 4
    address, key = page_of(secretary)
    answer, body = _sent_endless(secretary, address, key, 20 * 2**20, told=20 * 2**20 + 300)
    assert answer.status_code == 413
    assert body.read_bytes < 5 * 2**20
    assert not [path for path in Path(settings.FILES).rglob("*") if path.is_file()]


def test_a_stranger_and_a_reader_see_no_files(clock: Clock, secretary: Client) -> None:
    upload = uploaded(clock, pdf())
    for person in (RIITTA, MATTI, world.KAISA, world.OLLI):
        client = client_of(person)
        for name, arguments in (("files", [WORK]), ("draft-file", [WORK, upload.pk])):
            assert client.get(reverse(f"decisions:{name}", args=arguments)).status_code == 404
        address = reverse("decisions:files", args=[WORK])
        assert client.post(address, {"files": files(("b.pdf", pdf()))}).status_code in (403, 404)
    assert Client().get(reverse("decisions:draft-file", args=[WORK, upload.pk])).status_code == 302


def test_those_who_work_on_the_draft_fetch_its_files(clock: Clock, secretary: Client) -> None:
    upload = uploaded(clock, pdf())
    for client in (secretary, client_of(world.PAULA), client_of(world.AKSELI)):
        answer = client.get(reverse("decisions:draft-file", args=[WORK, upload.pk]))
        assert b"".join(answer) == pdf()
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'


# Fetching what was published


@pytest.fixture
def attached(clock: Clock, draft: None) -> Iterator[Attachment]:
    with translation.override("en"):
        yield published(clock)


def test_a_published_attachment_is_a_download_that_no_browser_runs(attached: Attachment) -> None:
    answer = Client().get(address_of_file(attached))
    assert answer.status_code == 200
    assert b"".join(answer) == pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(pdf()))


@pytest.mark.parametrize(
    ("asked", "status", "said", "piece"),
    [
        ("bytes=0-4", 206, f"bytes 0-4/{len(pdf())}", pdf()[:5]),
        ("bytes=-6", 206, f"bytes {len(pdf()) - 6}-{len(pdf()) - 1}/{len(pdf())}", pdf()[-6:]),
        (
            f"bytes={len(pdf()) - 3}-",
            206,
            f"bytes {len(pdf()) - 3}-{len(pdf()) - 1}/{len(pdf())}",
            pdf()[-3:],
        ),
        ("bytes=5-1", 200, None, pdf()),
        ("bytes=0-1,3-4", 200, None, pdf()),
        ("lines=1-2", 200, None, pdf()),
        ("bytes=999999-", 416, f"bytes */{len(pdf())}", b""),
        ("bytes=-0", 416, f"bytes */{len(pdf())}", b""),
    ],
)
def test_a_range_is_answered(
    attached: Attachment, asked: str, status: int, said: str | None, piece: bytes
) -> None:
    answer = Client().get(address_of_file(attached), headers={"range": asked})
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, said)
    assert b"".join(answer) == piece


def test_who_has_the_file_already_is_told_so(attached: Attachment) -> None:
    address = address_of_file(attached)
    first = Client().get(address)
    for condition in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        assert Client().get(address, headers=condition).status_code == 304
    for asked, status in ((first["ETag"], 206), (first["Last-Modified"], 206), ('"other"', 200)):
        answer = Client().get(address, headers={"range": "bytes=0-1", "if-range": asked})
        assert answer.status_code == status
    assert Client().head(address)["Content-Length"] == str(len(pdf()))
    assert b"".join(Client().get(address)) == pdf()


def test_no_other_address_leads_to_a_file(clock: Clock, attached: Attachment) -> None:
    checksum = attached.file_id
    with translation.override("en"):
        for name in ("other.pdf", checksum or "", "..%2Fplan.pdf"):
            address = reverse("decisions:file", args=[attached.item_id, attached.position, name])
            assert Client().get(address).status_code == 404
        address = reverse("decisions:file", args=[attached.item_id, 7, "plan.pdf"])
        assert Client().get(address).status_code == 404
    for path in (f"/files/{checksum}", f"/static/../files/{checksum}", f"/en/decisions/files/{checksum}/"):
        assert Client().get(path).status_code in (404, 400)


def test_a_file_of_a_draft_or_not_public_is_at_no_public_address(clock: Clock, draft: None) -> None:
    attached = published(clock, public="no")
    assert attached.file_id is None
    assert address_of_file(attached) == ""
    upload = Upload.objects.get()
    for name in (upload.name, "1"):
        address = reverse("decisions:file", args=[attached.item_id, 0, name])
        assert Client().get(address).status_code == 404


def test_what_was_removed_is_gone_and_says_so(clock: Clock, attached: Attachment) -> None:
    address = address_of_file(attached)
    Attachment.objects.update(removed_at=clock(), file=None, file_name="")
    answer = Client().get(address)
    assert answer.status_code == 410
    assert "This file was removed" in answer.content.decode()


def test_what_is_brought_and_published_later_has_the_name_of_its_file(clock: Clock) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(clock, head(), item("budget"), attachment("plan", "budget"))
    later: Clock = lambda: clock() + timedelta(days=1)  # noqa: E731 - a clock
    workspace.begin_draft(actor=PIRKKO.acts(), clock=later, work=WORK)
    assert uploaded(later, pdf(), "Päätös 98 §.pdf").name == "Päätös 98 §.pdf"
    workspace.submit(actor=PIRKKO.acts(), clock=later, work=WORK, number=2)
    with pytest.raises(WrongState):
        uploaded(later, pdf(words=b"more"))
