"""Personal data goes when its time is over: everywhere at once, nowhere else, and leaves its stone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from pytest_django import Settings

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.accounts.sealing import operations as sealing
from lupaus.decisions.files import store
from lupaus.decisions.models import (
    Attachment,
    Change,
    ImportedPage,
    Item,
    ItemText,
    Meeting,
    StoredFile,
    Upload,
)
from lupaus.decisions.removal import carrying
from lupaus.decisions.removal.operations import RemovalRefused, remove_personal_data, tidy
from lupaus.decisions.removal.plans import due_on
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound
from lupaus.web.texts import Text
from lupaus.workspace import operations as workspace
from lupaus.workspace.models import Comment, Part, Revision, Version
from lupaus.workspace.queries import content as content_of
from tests.decisions import few_meetings
from tests.decisions.few_meetings import DIARY, WORK, decided, head, words
from tests.decisions.some_files import pdf, uploaded
from tests.world import AINO, PAULA, PIRKKO, VISITOR

pytestmark = pytest.mark.django_db

NAME = "Tiina Testaaja"
OTHER = "Olavi Outo"
#: Published on 22 November 2026: the claim ends 21 days later, the court 37.
CLAIM_OVER, COURT_OVER = date(2026, 12, 15), date(2026, 12, 30)


def marked(name: str) -> dict[str, str]:
    return dict.fromkeys(("fi", "sv", "en"), f"The right goes to {{{{{name}}}}}.")


def everything() -> str:
    """The whole database in one string, what is packed unpacked, and the files of the store."""
    rows = []
    for model in apps.get_models():
        for row in model._default_manager.all():
            rows += [f"{model.__name__} {each}" for each in _values(row)]
    for each in StoredFile.objects.all():
        with suppress(FileNotFoundError):
            rows.append(store.path_of(each.pk).read_bytes().decode("latin-1"))
    return "\n".join(rows)


def _values(row: models.Model) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, bytes | memoryview):
            yield zlib.decompress(bytes(value)).decode() if isinstance(row, ImportedPage) else ""
        elif isinstance(value, Text):
            yield json.dumps(value.as_dict(), ensure_ascii=False)
        else:
            yield value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    """§ 98 names somebody (in title, texts, a vote, an assessment, comments, history), § 99 somebody else and
    may be appealed to the court, § 100 names nobody. A draft of a correction is on its way.
    """
    few_meetings.bodies(clock)
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "work": WORK}
    workspace.open_work(**at, kind="meeting", organisation="kaava", content=head(stage="minutes").content)
    first = decided("budget", 0, 98, diary_number=DIARY, title=words(f"Post of {NAME}"))
    workspace.add_part(**at, kind="item", slug="budget", content=first.content)
    whole = first.content | {
        "title": words(f"Post of {{{{{NAME}}}}}"),
        "decision": marked("**Tiina** Testaaja"),
        "summary": words(f"{NAME.upper()} asked."),
        "account": marked(NAME),
    }
    workspace.change_part(**at, kind="item", slug="budget", revision=1, content=whole)
    second = decided("clinic", 1, 99, appeal="court", decision=marked(OTHER)).content
    workspace.add_part(**at, kind="item", slug="clinic", content=second)
    third = decided("other", 2, 100, appeal="preparation").content
    workspace.add_part(**at, kind="item", slug="other", content=third)
    vote = few_meetings.vote("vote", "budget").content | {"question": words(f"Shall {NAME} have it")}
    workspace.add_part(**at, kind="vote", slug="vote", parent="budget", content=vote)
    option = few_meetings.option("now", "budget").content
    option["effects"][0]["fi"] = f"{NAME} saa."
    workspace.add_part(**at, kind="option", slug="now", parent="budget", content=option)
    comment = workspace.write_comment(
        **at, words=f"Is {NAME} right?", kind="item", slug="budget", passage=f"to {NAME}"
    )
    workspace.close_comment(**at, comment=comment.pk)
    workspace.submit(**at, number=1)
    workspace.approve(**at, number=1, decision=f"Of {NAME}")
    workspace.publish(**at, number=1)
    workspace.begin_draft(**at)
    return Meeting.objects.get()


def is_sound(at_the_machine: Actor) -> bool:
    report = sealing.verify(actor=at_the_machine)
    return report.is_sound


def test_the_day_is_the_one_after_the_last_to_appeal(meeting: Meeting) -> None:
    days = {each.slug: due_on(each) for each in Item.objects.select_related("meeting")}
    assert days == {"98": date(2026, 12, 15), "99": date(2026, 12, 30), "100": date(2026, 12, 30)}


def test_nothing_goes_before_its_time(clock: Clock, meeting: Meeting, at_the_machine: Actor) -> None:
    before = everything()
    done = tidy(actor=at_the_machine, clock=clock, as_of=CLAIM_OVER - timedelta(days=1))
    assert done.is_empty
    assert everything() == before


def test_a_dry_run_lists_exactly_what_would_go_and_touches_nothing(
    clock: Clock, meeting: Meeting, at_the_machine: Actor
) -> None:
    before = everything()
    done = tidy(actor=at_the_machine, clock=clock, as_of=CLAIM_OVER, dry_run=True)
    [(found, items, own)] = done.due
    assert (found, own) == (meeting, frozenset())
    assert [(each.item.slug, each.names) for each in items] == [("98", {NAME, "**Tiina** Testaaja"})]
    assert everything() == before


def test_a_marked_name_goes_everywhere_at_once(clock: Clock, meeting: Meeting, at_the_machine: Actor) -> None:
    changes = Change.objects.count()
    tidy(actor=at_the_machine, clock=clock, as_of=CLAIM_OVER)
    left = everything()
    assert NAME.casefold() not in left.casefold()
    assert "**Tiina**" not in left
    assert OTHER in left  # its time still runs
    item = Item.objects.get(slug="98")
    assert item.title.en == "Post of (personal data removed) en"
    assert item.title.fi == "Post of (henkilötieto poistettu) fi"
    assert (
        ItemText.objects.get(item=item, kind="decision").text.sv
        == "The right goes to (personuppgift borttagen)."
    )
    assert Change.objects.count() == changes + 1
    told = AuditRecord.objects.get(verb="tidy")
    assert (told.object_id, (told.after or {})["items"]) == (WORK, ["98"])
    assert Comment.objects.get().words == "Is (henkilötieto poistettu) right?"
    assert is_sound(at_the_machine)


def test_what_was_masked_is_still_sealed_and_a_form_that_was_open_cannot_bring_it_back(
    clock: Clock, meeting: Meeting, at_the_machine: Actor
) -> None:
    draft = Part.objects.get(version__number=2, kind="item", slug="budget")
    tidy(actor=at_the_machine, clock=clock, as_of=CLAIM_OVER)
    for version in Version.objects.exclude(digest=""):
        assert version.digest == content_of(version).digest
    again = Part.objects.get(pk=draft.pk)
    assert again.revision == draft.revision + 1
    assert Revision.objects.filter(part=again, number=again.revision).exists()
    with pytest.raises(workspace.Collision):
        workspace.change_part(
            actor=PIRKKO.acts(),
            clock=clock,
            work=WORK,
            kind="item",
            slug="budget",
            revision=draft.revision,
            content=draft.content,
        )


def test_the_court_takes_longer_and_then_everything_is_gone(
    clock: Clock, meeting: Meeting, at_the_machine: Actor
) -> None:
    tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER)
    left = everything()
    assert NAME not in left
    assert OTHER not in left
    assert "{{" not in left


def test_twice_does_nothing_more(clock: Clock, meeting: Meeting, at_the_machine: Actor) -> None:
    tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER)
    before = everything()
    assert tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER).is_empty
    assert everything() == before


def test_names_in_positions_of_trust_and_other_works_stay(
    clock: Clock, meeting: Meeting, at_the_machine: Actor
) -> None:
    other = "council-2026-11-02"
    few_meetings.publish(
        clock,
        head(
            other,
            body="council",
            stage="minutes",
            attendance=[{"person": NAME, "role": "member"}],
        ),
        decided("budget", 0, 7, decision=words(f"{NAME} spoke."), appeal="court"),
        work=other,
    )
    tidy(actor=at_the_machine, clock=clock, as_of=CLAIM_OVER)
    assert ItemText.objects.get(item__slug="7", kind="decision").text.en == f"{NAME} spoke. en"
    assert Meeting.objects.get(work=other).attendance.get().person == NAME
    assert NAME in str(content_of(Version.objects.get(work=other)).rows)


def test_stopped_in_the_middle_nothing_is_half(
    clock: Clock, meeting: Meeting, at_the_machine: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing.seal(actor=at_the_machine, clock=clock)
    before = everything()

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    for name in ("take_out_of_published", "_trail", "tell_changes"):
        with monkeypatch.context() as patch:
            patch.setattr(carrying, name, dies)
            with pytest.raises(KeyboardInterrupt):
                tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER)
        assert everything() == before
    tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER)
    assert NAME not in everything()


def test_who_may_not_is_refused(clock: Clock, meeting: Meeting) -> None:
    with pytest.raises(NotAllowed):
        tidy(actor=PIRKKO.acts(), clock=clock, as_of=COURT_OVER)
    with pytest.raises(NotAllowed):
        remove_personal_data(actor=VISITOR, clock=clock, item=1, why="x", marked=True)


# Attachments


def with_files(clock: Clock) -> tuple[Upload, Upload]:
    """Minutes of one item with two attachments, the first of them with personal data."""
    few_meetings.bodies(clock)
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": clock, "work": WORK}
    workspace.open_work(**at, kind="meeting", organisation="kaava", content=head(stage="minutes").content)
    workspace.add_part(**at, kind="item", slug="budget", content=decided("budget", 0, 98).content)
    private, plain = uploaded(clock, pdf(words=b"Tiina")), uploaded(clock, pdf(), "plan.pdf")
    for slug, upload, personal in (("a", private, "yes"), ("b", plain, "no")):
        content = {"title": words(slug), "file": upload.file_id, "public": "yes", "personal": personal}
        workspace.add_part(**at, kind="attachment", slug=slug, parent="budget", content=content)
    workspace.submit(**at, number=1)
    workspace.approve(**at, number=1, decision="§ 1")
    workspace.publish(**at, number=1)
    return private, plain


def test_a_marked_attachment_goes_with_its_bytes_and_the_others_stay(
    clock: Clock, at_the_machine: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    private, plain = with_files(clock)
    with django_capture_on_commit_callbacks(execute=True):
        tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER)
    gone, stays = Attachment.objects.order_by("position")
    assert (gone.file, gone.file_name, gone.removed_at) == (None, "", clock())
    assert stays.file_id == plain.file_id
    assert not store.path_of(private.file_id).exists()
    assert store.path_of(plain.file_id).exists()
    assert list(Upload.objects.all()) == [plain]
    assert tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER).is_empty


def test_a_correction_after_it_can_be_published_and_brings_nothing_back(
    clock: Clock, at_the_machine: Actor
) -> None:
    with_files(clock)
    tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER)
    later: Clock = lambda: clock() + timedelta(days=60)  # noqa: E731 - a clock
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": later, "work": WORK}
    workspace.begin_draft(**at)
    workspace.submit(**at, number=2)
    workspace.approve(**at, number=2, decision="§ 2")
    workspace.publish(**at, number=2)
    gone = Attachment.objects.get(position=0)
    assert gone.file is None
    assert gone.removed_at == clock()


def test_a_file_that_another_meeting_has_stays_there(clock: Clock, at_the_machine: Actor) -> None:
    private, _plain = with_files(clock)
    kept = Upload.objects.create(work="another", file=private.file, name="x.pdf", by="x", at=clock())
    tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER)
    assert StoredFile.objects.get(pk=kept.file_id).deleted_at is None
    assert Attachment.objects.get(position=0).file is None


def test_files_that_a_finished_meeting_does_not_use_are_cleaned(clock: Clock, at_the_machine: Actor) -> None:
    with_files(clock)
    workspace.begin_draft(actor=PIRKKO.acts(), clock=clock, work=WORK)
    unused = uploaded(clock, pdf(words=b"unused"))
    assert not tidy(actor=at_the_machine, clock=clock, dry_run=True).unused  # it is still written
    Version.objects.filter(number=2).delete()
    assert tidy(actor=at_the_machine, clock=clock, dry_run=True).unused == (unused,)
    tidy(actor=at_the_machine, clock=clock)
    assert StoredFile.objects.get(pk=unused.file_id).deleted_at == clock()
    assert Upload.objects.count() == 2


# Office-holders, and what was read from elsewhere


def test_an_office_holders_decision_becomes_a_stone_when_its_time_is_over(
    clock: Clock, at_the_machine: Actor
) -> None:
    few_meetings.bodies(clock)
    few_meetings.publish(
        clock,
        head("d-1", body="director", stage="minutes"),
        decided("post", 0, 4, title=words(f"Post to {{{{{NAME}}}}}")),
        work="d-1",
    )
    tidy(actor=at_the_machine, clock=clock, as_of=CLAIM_OVER - timedelta(days=1))
    assert ItemText.objects.exists()
    tidy(actor=at_the_machine, clock=clock, as_of=CLAIM_OVER)
    stone = Item.objects.get()
    assert stone.is_gone
    assert stone.title.en == "Post to (personal data removed) en"
    assert "ask the registry" in stone.gone_why.en
    assert not ItemText.objects.exists()
    assert tidy(actor=at_the_machine, clock=clock, as_of=COURT_OVER).is_empty


def test_what_was_read_from_another_service_goes_with_its_page(clock: Clock, at_the_machine: Actor) -> None:
    few_meetings.bodies(clock)
    meeting = Meeting.objects.create(
        body_id="executive",
        slug="2018-06-04",
        date=date(2018, 6, 4),
        stage="minutes",
        source="dynasty",
        source_id="2018",
        changed_at=clock(),
    )
    item = Item.objects.create(
        meeting=meeting, position=0, slug="98", section=98, changed_at=clock(), source_id="2018-1"
    )
    ItemText.objects.create(item=item, position=0, kind="decision", text=Text.same(f"{NAME} saa."))
    pages = [
        ImportedPage.objects.create(
            source="dynasty",
            host="x",
            page_id=str(number),
            checksum="",
            content=zlib.compress(html.encode("iso-8859-1")),
            read_at=clock(),
            item=item if number == 0 else None,
        )
        for number, html in enumerate((f"<p>{NAME} saa.</p>", f"<li>{NAME}</li>", "<p>Muuta</p>"))
    ]
    remove_personal_data(actor=AINO.acts(), clock=clock, item=item.pk, why="asked", words=[NAME])
    assert NAME not in everything()
    assert zlib.decompress(ImportedPage.objects.get(pk=pages[2].pk).content) == b"<p>Muuta</p>"


# Because somebody asks


def test_a_person_who_asks_goes_at_once_and_the_reason_stays(
    clock: Clock, meeting: Meeting, at_the_machine: Actor
) -> None:
    item = Item.objects.get(slug="99")
    remove_personal_data(actor=PAULA.acts(), clock=clock, item=item.pk, why="asked in writing", words=[OTHER])
    left = everything()
    assert OTHER not in left
    assert NAME in left
    told = AuditRecord.objects.get(verb="remove_personal_data")
    after = told.after or {}
    assert (told.actor, after["why"], after["item"]) == ("paula", "asked in writing", "99")
    assert is_sound(at_the_machine)


def test_marks_can_go_before_their_time_and_an_item_whole(clock: Clock, meeting: Meeting) -> None:
    item = Item.objects.get(slug="98")
    remove_personal_data(actor=PAULA.acts(), clock=clock, item=item.pk, why="asked", marked=True, whole=True)
    assert NAME not in everything()
    assert Item.objects.get(slug="98").is_gone
    assert not Item.objects.get(slug="99").is_gone


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"why": "", "words": [NAME]}, "Say why"),
        ({"why": f"For {NAME}", "words": [NAME]}, "must not name the person"),
        ({"why": "asked"}, "what shall be removed"),
        ({"why": "asked", "words": ["ab"]}, "at least 3"),
        ({"why": "asked", "attachments": [7]}, "no such attachment"),
        ({"why": "asked", "words": ["Nobody Here"]}, "nothing here to remove"),
    ],
)
def test_what_is_not_said_well_is_refused(
    clock: Clock, meeting: Meeting, wish: dict[str, Any], sentence: str
) -> None:
    sealing.seal(actor=AINO.acts(), clock=clock)
    before = everything()
    with pytest.raises(RemovalRefused, match=sentence):
        remove_personal_data(actor=PAULA.acts(), clock=clock, item=Item.objects.first().pk, **wish)  # type: ignore[union-attr]
    assert everything() == before


def test_an_item_that_is_not_there_is_not_found(clock: Clock) -> None:
    with pytest.raises(NotFound):
        remove_personal_data(actor=PAULA.acts(), clock=clock, item=12345, why="x", marked=True)


# Whatever is marked, wherever


_WORDS = st.text("abcdefghijklmnopqrstuvwxyzäö", min_size=4, max_size=9)
_NAMES = st.lists(_WORDS.map(str.title), min_size=2, max_size=3).map(" ".join)


@pytest.mark.slow
@tried(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(_NAMES, min_size=1, max_size=4, unique=True),
    shape=st.lists(
        st.sampled_from(["decision", "account", "proposal", "title", "preparers"]), min_size=4, max_size=4
    ),
    frame=st.sampled_from(
        ["{} sai.", "- {}\n- muu", "| a | b |\n|---|---|\n| {} | 1 |", "**{}**", "# {}\n\nsaa"]
    ),
)
def test_no_marked_word_is_left_anywhere(
    names: list[str],
    shape: list[str],
    frame: str,
    clock: Clock,
    at_the_machine: Actor,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings.AUDIT = tmp_path_factory.mktemp("audit")
    with suppress(_Undone), transaction.atomic():
        few_meetings.bodies(clock)
        items = []
        for place, (name, where) in enumerate(zip(names, shape, strict=False)):
            mark = f"{{{{{name}}}}}"
            long = frame.format(mark)
            text = mark if where == "preparers" else {"fi": mark if where == "title" else long}
            items.append(
                decided(f"i{place}", place, place + 1, **{where: text, "summary": words(f"Also {name}.")})
            )
        few_meetings.publish(clock, head(stage="minutes"), *items)
        tidy(actor=at_the_machine, clock=clock, as_of=date(2027, 6, 1))
        left = everything().casefold()
        assert not [name for name in names if name.casefold() in left]
        raise _Undone


class _Undone(Exception):  # noqa: N818 - takes back what an example wrote
    pass
