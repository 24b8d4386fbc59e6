"""Letters about new hits: asked for, confirmed, sent, and ended; nothing is kept but the mailbox."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.core import mail
from django.core.mail import EmailMessage
from django.db.models import Model
from django.test import Client
from pytest_django import Settings

from lupaus.accounts.limits import LETTER_LINK, LETTERS, LETTERS_TO, TooManyAttempts
from lupaus.accounts.models import AuditRecord
from lupaus.config.cli import lupaus
from lupaus.decisions.changes import tell_changes
from lupaus.decisions.models import Item, SavedSearch
from lupaus.decisions.search import saved
from lupaus.decisions.search.notifying import notify
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text
from tests.decisions import few_meetings
from tests.decisions.few_meetings import decided, head, item

pytestmark = pytest.mark.django_db

MAILBOX = "aino@example.fi"
HERE = "192.0.2.1"
FORM = "/en/decisions/saved/?q=kotihoito"


@pytest.fixture(autouse=True)
def mail_server(settings: Settings) -> None:
    settings.LUPAUS_MAIL_FROM = "palvelu@lupaus.example"
    settings.LUPAUS_ADDRESS = "https://lupaus.example"


@pytest.fixture(autouse=True)
def bodies(clock: Clock) -> None:
    few_meetings.bodies(clock)


def publish(clock: Clock, work: str, title: str, *, days: int = 0, **more: Any) -> None:
    """One item of a meeting of its own."""
    told = (
        decided("it", 0, 1, title={"fi": title})
        if more.get("stage") == "minutes"
        else item("it", title={"fi": title})
    )
    held = few_meetings.HELD + timedelta(days=days)
    few_meetings.publish(clock, head(work, held_on=held, **more), told, work=work)


def ask(clock: Clock, mailbox: str = MAILBOX, query: str = "q=kotihoito", network: str = HERE) -> None:
    saved.ask_for_letters(clock=clock, address=mailbox, language="fi", query=query, network=network)


def letters() -> Sequence[EmailMessage]:
    return mail.outbox


def secret_in(letter: EmailMessage) -> str:
    found = re.search(r"https://lupaus\.example/fi/decisions/saved/([A-Za-z0-9_-]{43})/", str(letter.body))
    assert found is not None, letter.body
    return found[1]


def follow(clock: Clock, query: str = "q=kotihoito", mailbox: str = MAILBOX) -> SavedSearch:
    """A confirmed search; the letter that asked for it is gone."""
    ask(clock, mailbox, query)
    found = saved.saved_search(secret_in(mail.outbox.pop()), network=HERE, clock=clock)
    saved.confirm(found, clock=clock)
    return found


def at(clock: Clock, days: int) -> Clock:
    return lambda: clock() + timedelta(days=days)


class TestAsking:
    def test_a_letter_asks_to_confirm_and_the_secret_is_kept_as_its_hash(self, clock: Clock) -> None:
        ask(clock)
        (letter,) = letters()
        assert (letter.to, letter.from_email) == ([MAILBOX], "palvelu@lupaus.example")
        assert "https://lupaus.example/fi/decisions/search/?q=kotihoito" in letter.body
        kept = SavedSearch.objects.get()
        assert kept.secret == saved.hash_of(secret_in(letter))
        assert secret_in(letter) not in [str(value) for value in vars(kept).values()]
        assert kept.confirmed_at is None

    def test_nothing_is_sent_before_it_is_confirmed(self, clock: Clock) -> None:
        ask(clock)
        mail.outbox.clear()
        publish(clock, "new", "Kotihoito")
        assert notify(clock=clock).sent == 0
        assert not letters()

    def test_the_same_again_keeps_one_search_and_sends_the_same_link(self, clock: Clock) -> None:
        ask(clock)
        ask(at(clock, 1), MAILBOX.upper())
        assert SavedSearch.objects.count() == 1
        assert len({secret_in(each) for each in letters()}) == 1

    @pytest.mark.parametrize(
        "mailbox",
        ["", "aino", "a@b@c.fi", "a@example.fi\nBcc: all@example.fi", "x" * 250 + "@example.fi", "\x00@a.fi"],
    )
    def test_what_is_no_mailbox_gets_a_sentence(self, clock: Clock, mailbox: str) -> None:
        with pytest.raises(saved.NotSaved, match="such as name@"):
            ask(clock, mailbox)
        assert not letters()

    def test_letters_are_limited_by_where_they_are_asked_for_and_by_whom_they_go_to(
        self, clock: Clock
    ) -> None:
        for number in range(LETTERS_TO.tries):
            ask(clock, query=f"q={number}", network=f"198.51.100.{number}")
        with pytest.raises(TooManyAttempts, match="tomorrow"):
            ask(clock, query="q=more", network="192.0.2.99")
        for number in range(LETTERS.tries):
            ask(clock, f"a{number}@example.fi")
        with pytest.raises(TooManyAttempts):
            ask(clock, "b@example.fi")

    def test_where_the_mail_server_does_not_answer_nothing_is_kept(
        self, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuses(*_anything: object) -> int:
            raise ConnectionRefusedError

        monkeypatch.setattr(EmailMessage, "send", refuses)
        with pytest.raises(saved.NotSaved, match="could not be sent"):
            ask(clock)
        assert not SavedSearch.objects.exists()

    def test_nobody_is_named_in_the_audit_trail(self, clock: Clock) -> None:
        before = AuditRecord.objects.count()
        follow(clock)
        assert AuditRecord.objects.count() == before

    def test_nothing_is_kept_but_the_mailbox_and_the_search(self) -> None:
        kept = {
            field.name for field in SavedSearch._meta.get_fields() if isinstance(field.model, type(Model))
        }
        assert kept == {
            *("id", "address", "language", "query", "secret"),
            *("made_at", "confirmed_at", "ends_on", "told_to"),
        }


class TestLetters:
    def test_new_hits_are_told_once(self, clock: Clock) -> None:
        publish(clock, "old", "Kotihoidon vanha asia")
        following = follow(clock)
        publish(clock, "new", "Kotihoidon uusi asia", days=1)
        publish(clock, "other", "Talousarvio", days=2)
        assert notify(clock=clock).sent == 1
        (letter,) = letters()
        assert "Kotihoidon uusi asia" in letter.body
        assert "vanha" not in letter.body
        assert "Talousarvio" not in letter.body
        assert "https://lupaus.example/fi/decisions/executive/2026-10-06/item-1/" in letter.body
        end = f"<https://lupaus.example/fi/decisions/saved/{saved.secret_of(following)}/end/>"
        assert letter.extra_headers["List-Unsubscribe"] == end
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert notify(clock=clock).sent == 0

    def test_what_was_on_the_agenda_is_told_again_when_it_is_decided(self, clock: Clock) -> None:
        publish(clock, "new", "Kotihoito")
        follow(clock)
        publish(clock, "new", "Kotihoito", stage="minutes")
        assert notify(clock=clock).sent == 1

    def test_a_name_that_is_taken_away_later_is_no_news(self, clock: Clock) -> None:
        publish(clock, "new", "Kotihoito", stage="minutes")
        follow(clock)
        tell_changes(Item.objects.all())
        assert notify(clock=at(clock, 40)).sent == 0

    def test_marks_and_line_ends_of_a_title_stay_out_of_a_letter(self, clock: Clock) -> None:
        follow(clock)
        publish(clock, "new", "Kotihoito")
        Item.objects.update(title=Text("Kotihoito\nBcc: {{Matti}}"))
        notify(clock=clock)
        assert "Kotihoito Bcc: Matti" in letters()[0].body

    def test_filters_of_the_search_hold(self, clock: Clock) -> None:
        follow(clock, "q=kotihoito&body=director")
        follow(clock, "body=executive&kind=agenda&year=2026", "toinen@example.fi")
        publish(clock, "new", "Kotihoito")
        assert notify(clock=clock).sent == 1
        assert letters()[0].to == ["toinen@example.fi"]

    def test_what_the_mail_server_refuses_is_tried_again(
        self, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        follow(clock)
        publish(clock, "new", "Kotihoito")
        with monkeypatch.context() as patch:
            patch.setattr(EmailMessage, "send", lambda *_anything: 0)
            assert notify(clock=clock).refused == 1
        assert notify(clock=clock).sent == 1

    def test_they_end_after_a_year_and_what_was_not_confirmed_after_a_week(self, clock: Clock) -> None:
        following = follow(clock)
        ask(clock, "toinen@example.fi")
        assert notify(clock=at(clock, 8)).forgotten == 1
        assert SavedSearch.objects.get() == following
        assert notify(clock=at(clock, 367)).forgotten == 1

    def test_they_go_on_for_another_year_when_that_is_asked(self, clock: Clock) -> None:
        following = follow(clock)
        saved.confirm(following, clock=at(clock, 300))
        assert notify(clock=at(clock, 400)).forgotten == 0

    def test_the_command_says_what_it_did(self, clock: Clock) -> None:
        follow(clock)
        publish(clock, "new", "Kotihoito")
        ran = CliRunner().invoke(lupaus, ["decisions", "notify"])
        assert "1 letter was sent." in ran.output
        assert "The search knows 1 item." in CliRunner().invoke(lupaus, ["decisions", "index"]).output
        anew = CliRunner().invoke(lupaus, ["decisions", "index", "--anew"])
        assert "The search knows 1 item." in anew.output

    def test_without_a_mail_server_the_command_says_what_to_set(self, settings: Settings) -> None:
        settings.LUPAUS_MAIL_FROM = ""
        ran = CliRunner().invoke(lupaus, ["decisions", "notify"])
        assert "LUPAUS_MAIL_FROM" in str(ran.exception)


class TestPages:
    def test_from_the_form_to_the_end_without_a_script(self, client: Client, clock: Clock) -> None:
        page = client.get(FORM)
        assert "kotihoito" in page.content.decode()
        assert page.headers["Cache-Control"] == "no-store"
        sent = client.post(FORM, {"address": MAILBOX}, follow=True)
        assert "Look into your mailbox" in sent.content.decode()
        found = re.search(r"https://lupaus\.example(/en/decisions/saved/\S+/)", str(letters()[0].body))
        assert found is not None
        link = found[1]
        assert "Do you want letters" in client.get(link).content.decode()
        assert SavedSearch.objects.get().confirmed_at is None  # following a link changes nothing
        confirmed = client.post(link, follow=True)
        assert "You get letters" in confirmed.content.decode()
        assert confirmed.headers["Referrer-Policy"] == "same-origin"
        assert SavedSearch.objects.get().ends_on > date(2026, 1, 1)
        ended = client.post(f"{link}end/", follow=True)
        assert "have ended" in ended.content.decode()
        assert not SavedSearch.objects.exists()
        assert client.get(link).status_code == 404

    def test_a_mail_program_ends_them_by_one_click_without_a_cookie(self, clock: Clock) -> None:
        secret = saved.secret_of(follow(clock))
        program = Client(enforce_csrf_checks=True)
        answer = program.post(f"/fi/decisions/saved/{secret}/end/", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 302
        assert not SavedSearch.objects.exists()

    def test_other_forms_need_their_key(self, clock: Clock) -> None:
        stranger = Client(enforce_csrf_checks=True)
        assert stranger.post(FORM, {"address": MAILBOX}).status_code == 403
        assert not letters()

    def test_a_mistake_keeps_what_was_typed(self, client: Client) -> None:
        answer = client.post(FORM, {"address": "aino@<b>"})
        assert answer.status_code == 422
        assert "aino@&lt;b&gt;" in answer.content.decode()

    def test_without_a_search_there_is_nothing_to_save(self, client: Client) -> None:
        assert client.get("/en/decisions/saved/").headers["Location"] == "/en/decisions/search/"

    def test_without_a_mail_server_letters_are_not_offered(self, client: Client, settings: Settings) -> None:
        assert "/en/decisions/saved/?q=x" in client.get("/en/decisions/search/?q=x").content.decode()
        settings.LUPAUS_ADDRESS = ""
        assert "/en/decisions/saved/" not in client.get("/en/decisions/search/?q=x").content.decode()
        assert client.get(FORM).status_code == 404

    @pytest.mark.parametrize("secret", ["a", "x" * 43, "%00", "ä" * 43, "x" * 5000])
    def test_a_wrong_link_is_told_so(self, client: Client, secret: str) -> None:
        assert client.get(f"/en/decisions/saved/{secret}/").status_code == 404

    def test_guessing_links_ends_soon(self, clock: Clock) -> None:
        for number in range(LETTER_LINK.tries):
            with pytest.raises(NotFound):
                saved.saved_search(f"{number:043}", network=HERE, clock=clock)
        with pytest.raises(TooManyAttempts):
            saved.saved_search("x" * 43, network=HERE, clock=clock)
