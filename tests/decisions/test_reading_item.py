"""The page of an item: the decision first, how to appeal it, and everything that led there."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.decisions.concerns import Concern, register_concerns
from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Attachment, EarlierHandling, Item, ItemText, StoredFile
from lupaus.web import panels
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version
from tests.decisions import few_meetings
from tests.decisions.few_meetings import COUNCIL, DIARY, DIRECTOR, EXECUTIVE, HELD, decided, head, item, words

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2026, 10, 8, 9, 0, tzinfo=UTC)
TODAY = date(2026, 10, 12)
HERE = f"/en/decisions/{EXECUTIVE}/{HELD}"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: TODAY)


@pytest.fixture
def published() -> Clock:
    return lambda: PUBLISHED


def page(address: str, status: int = 200) -> str:
    response = Client().get(address)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def one(clock: Clock, *more: Any, **said: Any) -> str:
    """Minutes with one item, § 98; its page."""
    few_meetings.bodies(clock)
    few_meetings.publish(clock, head(stage="minutes"), decided("budget", 0, 98, **said), *more)
    return page(f"{HERE}/98/")


def in_order(shown: str, *words: str) -> None:
    places = [shown.index(each) for each in words]
    assert places == sorted(places), dict(zip(words, places, strict=True))


class TestAnItem:
    def test_begins_with_the_decision_then_how_to_appeal_then_what_led_there(self, published: Clock) -> None:
        shown = one(
            published,
            summary=words("In short."),
            account=words("At length."),
            handling=words("Talked."),
            implementation=words("Done by."),
        )
        in_order(
            shown,
            "Executive decided this on 5\u00a0October 2026.",
            "Decided of budget. en",
            ">How to appeal</h2>",
            "In short. en",
            "Proposed of budget. en",
            "At length. en",
            "Talked. en",
            "Done by. en",
        )

    def test_tells_the_last_day_to_appeal(self, published: Clock) -> None:
        # Published 8 October, notice on the 15th, 14 days of it: Thursday the 29th.
        shown = one(published)
        assert '<time datetime="2026-10-29">29\u00a0October 2026</time>' in shown
        assert "appeal--open" in shown

    def test_says_when_the_time_to_appeal_is_over(
        self, published: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: date(2026, 10, 30))
        shown = one(published)
        assert "The time for a claim for a revised decision ended on 29\u00a0October 2026." in shown
        assert "appeal--open" not in shown

    def test_has_the_organisers_own_words_on_appealing_instead_of_the_usual(self, published: Clock) -> None:
        shown = one(published, appeal="other", appeal_note=words("Ask the market court."))
        assert "Ask the market court. en" in shown
        assert "in a way of its own" not in shown

    def test_of_an_agenda_says_that_nothing_is_decided_yet(
        self, published: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        few_meetings.agenda(published)
        for day, sentence in (
            (date(2026, 10, 1), "Not decided yet: Executive takes this up on 5\u00a0October 2026."),
            (HELD, "Not decided yet: Executive takes this up today, 5\u00a0October 2026."),
            (TODAY, "Executive had this on its agenda on 5\u00a0October 2026. The minutes have not been"),
        ):
            monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock, day=day: day)
            shown = page(f"{HERE}/item-1/")
            assert sentence in shown
            assert "How to appeal" not in shown

    def test_of_a_cancelled_meeting_says_so(self, published: Clock) -> None:
        few_meetings.bodies(published)
        few_meetings.publish(published, head(cancelled="yes"), item("budget"))
        assert "was cancelled. Nothing was decided." in page(f"{HERE}/item-1/")

    def test_without_a_decision_in_the_minutes_says_so(self, published: Clock) -> None:
        assert "The minutes tell no decision." in one(published, decision={})

    def test_says_in_which_language_a_text_is_that_was_not_translated(self, published: Clock) -> None:
        shown = one(published, decision={"fi": "Päätettiin."}, proposal={"fi": "Ehdotetaan."})
        assert "Not translated: the text is in Finnish." in shown
        assert '<p lang="fi">Päätettiin.</p>' in shown

    def test_shows_no_words_as_markup(self, published: Clock) -> None:
        evil = {"en": '<script>alert("x")</script>', "fi": "<b>x</b>"}
        shown = one(published, title=evil, decision=evil, presenter="<i>x</i>", preparers="<i>y</i>")
        assert "<script>alert" not in shown
        assert "<i>x" not in shown

    def test_puts_the_first_words_of_a_long_decision_first_and_the_whole_below(
        self, published: Clock
    ) -> None:
        long = "\n\n".join(f"Sentence {number} of many that were decided." for number in range(200))
        shown = one(published, decision={"en": long, "fi": long})
        in_order(shown, "Read the whole decision", ">How to appeal</h2>", "On this page", "Sentence 99 of")
        assert shown.count("Sentence 99 of") == 1

    @pytest.mark.parametrize(
        ("text", "tag"), [("# One\n\nx\n\n## Two", "h4"), ("## Two\n\nx", "h3"), ("### Two", "h3")]
    )
    def test_has_headings_that_follow_each_other(self, published: Clock, text: str, tag: str) -> None:
        assert f"<{tag}>Two</{tag}>" in one(published, account={"en": text, "fi": text})

    def test_short_enough_to_be_read_has_no_contents(self, published: Clock) -> None:
        assert "On this page" not in one(published)

    def test_names_section_matter_presenter_and_preparers(self, published: Clock) -> None:
        shown = one(published, diary_number=DIARY, presenter="Director D", preparers="Planner P")
        for each in ("§\u00a098", DIARY, "Director D", "Planner P"):
            assert each in shown
        assert "/en/decisions/matters/12-00-01-00-2026/" in shown


class TestProposalAndDecision:
    def test_that_differ_are_marked_word_by_word(self, published: Clock) -> None:
        shown = one(
            published,
            proposal={"en": "The executive grants 10,000 euros to the club of swimmers."},
            decision={"en": "The executive grants 12,000 euros to the club of swimmers."},
        )
        assert re.search(r"<del>.*?10.*?</del>", shown)
        assert re.search(r"<ins>.*?12.*?</ins>", shown)
        assert "The decision differs from the proposal: see how" in shown

    def test_that_are_the_same_are_said_to_be(self, published: Clock) -> None:
        same = {"en": "The executive grants 10,000 euros."}
        shown = one(published, proposal=same, decision=same)
        assert "word for word as was proposed" in shown
        assert "<del>" not in shown

    def test_of_which_one_only_says_that_it_was_accepted_are_both_shown_without_marks(
        self, published: Clock
    ) -> None:
        shown = one(
            published,
            proposal={"en": "The executive grants 10,000 euros to the club."},
            decision={"en": "The proposal was accepted."},
        )
        assert "<del>" not in shown
        in_order(
            shown, "The proposal was accepted.", "The proposal was: The executive grants", ">How to appeal"
        )
        assert shown.count("grants 10,000 euros") == 2


class TestWhatStandsOnAnItem:
    def test_votes_dissents_and_assessment(self, published: Clock) -> None:
        few_meetings.minutes(published)
        shown = page(f"{HERE}/98/")
        assert "2 votes" in shown
        assert "Pekka Puheenjohtaja, Maija Meikäläinen" in shown
        assert "I disagree. en" in shown
        assert '<th scope="col">Option now en</th>' in shown
        assert '<th scope="row">Children and young people</th>' in shown
        assert '<span class="effect__sign" aria-hidden="true">+</span> better' in shown

    def test_an_attachment_that_is_not_public_is_listed_by_its_title_alone(self, published: Clock) -> None:
        few_meetings.minutes(published)
        assert re.search(
            r"<span>Attachment plan en</span>\s*<span class=\"quiet\">\(not public\)", page(f"{HERE}/98/")
        )

    def test_a_public_attachment_is_a_link_with_its_kind_and_size(self, published: Clock) -> None:
        meeting = few_meetings.minutes(published)
        file = StoredFile.objects.create(
            checksum="a" * 64, size=1_234_000, media_type="application/pdf", stored_at=PUBLISHED
        )
        Attachment.objects.create(
            item=meeting.items.get(slug="99"),
            position=1,
            title=Text.same("Plan"),
            file=file,
            file_name="plan.pdf",
        )
        shown = page(f"{HERE}/99/")
        assert re.search(r'<a href="/en/decisions/files/\d+-1/plan\.pdf" [^>]*>Plan</a>', shown)
        assert "(PDF, 1.2 MB)" in shown

    def test_one_that_was_removed_says_when(self, published: Clock) -> None:
        meeting = few_meetings.minutes(published)
        Attachment.objects.create(
            item=meeting.items.get(slug="99"), position=1, title=Text.same("Plan"), removed_at=PUBLISHED
        )
        assert "(taken away on 8\u00a0October 2026)" in page(f"{HERE}/99/")

    def test_corrections_say_when_and_what(self, published: Clock) -> None:
        few_meetings.minutes(published)
        few_meetings.publish(
            lambda: PUBLISHED + timedelta(days=2),
            head(stage="minutes"),
            decided("budget", 0, 98, diary_number=DIARY, decision=words("Another.")),
            decided("clinic", 1, 99),
            decided("other", 2, 100, appeal="preparation"),
        )
        shown = page(f"{HERE}/98/")
        assert "On 10\u00a0October 2026 was corrected:" in shown
        assert "decision" in shown[shown.index("was corrected:") :][:200]
        assert "Corrected on 10\u00a0October 2026" in page(f"{HERE}/")

    def test_what_it_concerns_is_named_and_led_to(
        self, published: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lupaus.decisions.concerns._known", {})
        monkeypatch.setattr(panels, "_panels", {**panels._panels, "decision": []})
        goal = Concern("goal:a/b", Text.same("Jobs"), lambda: "Strategic goal", lambda _: "/en/goals/b/")
        register_concerns("goal", lambda: {goal.name: goal})
        shown = one(published, concerns=["goal:a/b", "goal:a/gone"])
        assert '<a href="/en/goals/b/">Jobs</a>' in shown
        assert "a/gone" in shown

    def test_rooms_above_say_something_on_it(self, published: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        from markupsafe import Markup

        told = [(1, lambda _address, subject: Markup("<p>About {}</p>").format(subject))]
        monkeypatch.setattr(panels, "_panels", {**panels._panels, "decision": told})
        shown = one(published)
        assert f"<p>About {Item.objects.get().pk}</p>" in shown

    def test_headings_of_another_service_stay_as_they_were(self, published: Clock) -> None:
        meeting = few_meetings.minutes(published)
        there = meeting.items.get(slug="99")
        ItemText.objects.create(
            item=there, position=7, kind="other", heading=Text("Liitemuistio"), text=Text("Muistio sanoo.")
        )
        ItemText.objects.create(item=there, position=8, kind="earlier", text=Text("Hallitus 18.9.2020 § 94"))
        EarlierHandling.objects.create(item=there, position=0, words="Valtuusto 1.2.2020 § 3")
        shown = page(f"{HERE}/99/")
        assert '<span lang="fi">Liitemuistio</span></h2>' in shown
        assert "Hallitus 18.9.2020 § 94" in shown
        assert "Valtuusto 1.2.2020 § 3" in shown


class TestThePathOfAMatter:
    def council(self, clock: Clock, **more: Any) -> None:
        few_meetings.publish(
            clock,
            head("later", body=COUNCIL, held_on=date(2026, 11, 16), stage="minutes"),
            decided("budget", 0, 45, **{"diary_number": DIARY} | more),
            work="later",
        )

    def test_warns_when_a_newer_decision_exists(self, published: Clock) -> None:
        few_meetings.minutes(published)
        self.council(published)
        shown = page(f"{HERE}/98/")
        assert "A newer decision has been made in this matter." in shown
        assert f"/en/decisions/{COUNCIL}/2026-11-16/45/" in shown
        assert "A newer decision" not in page(f"/en/decisions/{COUNCIL}/2026-11-16/45/")

    def test_a_later_step_that_decided_nothing_is_no_newer_decision(self, published: Clock) -> None:
        few_meetings.minutes(published)
        self.council(published, decision={})
        assert "A newer decision" not in page(f"{HERE}/98/")

    def test_tells_of_a_later_agenda(self, published: Clock) -> None:
        few_meetings.minutes(published)
        few_meetings.publish(
            published,
            head("later", body=COUNCIL, held_on=date(2026, 11, 16)),
            item("budget", 0, diary_number=DIARY),
            work="later",
        )
        assert "This matter is on a later agenda:" in page(f"{HERE}/98/")

    def test_says_nothing_of_a_later_agenda_whose_meeting_was_cancelled(self, published: Clock) -> None:
        few_meetings.minutes(published)
        few_meetings.publish(
            published,
            head("later", body=COUNCIL, held_on=date(2026, 11, 16), cancelled="yes"),
            item("budget", 0, diary_number=DIARY),
            work="later",
        )
        assert "This matter is on a later agenda:" not in page(f"{HERE}/98/")

    def test_leads_to_the_step_before_and_after(self, published: Clock) -> None:
        few_meetings.minutes(published)
        self.council(published)
        assert re.search(rf'/{COUNCIL}/2026-11-16/45/"[^>]* rel="next"', page(f"{HERE}/98/"))
        assert re.search(r'/2026-10-05/98/"[^>]* rel="prev"', page(f"/en/decisions/{COUNCIL}/2026-11-16/45/"))


class TestAddresses:
    def test_of_the_agenda_lead_for_good_to_the_section(self, published: Clock) -> None:
        few_meetings.minutes(published)
        response = Client().get(f"{HERE}/item-2/?region=KU049")
        assert (response.status_code, response["Location"]) == (301, f"{HERE}/99/?region=KU049")

    @pytest.mark.parametrize("place", ["7", "item-9", "x"])
    def test_of_nothing_are_not_found(self, published: Clock, place: str) -> None:
        few_meetings.minutes(published)
        page(f"{HERE}/{place}/", 404)

    def test_lead_to_the_items_before_and_after(self, published: Clock) -> None:
        few_meetings.minutes(published)
        shown = page(f"{HERE}/99/")
        assert re.search(rf'rel="prev" href="{HERE}/98/"', shown)
        assert re.search(rf'rel="next" href="{HERE}/100/"', shown)

    def test_of_what_was_taken_away_say_what_was_here_why_it_is_gone_and_whom_to_ask(
        self, published: Clock
    ) -> None:
        meeting = few_meetings.minutes(published)
        leave_stone(
            meeting.items.get(slug="99"), at=PUBLISHED, why=Text.same("The time to appeal has passed.")
        )
        advance_content_version()
        shown = page(f"{HERE}/99/", 410)
        assert "Matter clinic en" in shown
        assert "The time to appeal has passed." in shown
        assert "The registry office of the organisation:" in shown
        assert "Decided of clinic" not in shown
        assert page(f"{HERE}/item-2/", 301) == ""

    def test_of_a_withdrawn_item_of_an_agenda_stay(self, published: Clock) -> None:
        few_meetings.agenda(published)
        few_meetings.publish(published, head(), item("budget", 0))
        assert "withdrawn before the meeting" in page(f"{HERE}/item-2/", 410)


class TestALot:
    def test_of_attachments_takes_no_more_queries(self, published: Clock) -> None:
        def queries(count: int) -> int:
            there = Item.objects.get(slug="98")
            there.attachments.all().delete()
            Attachment.objects.bulk_create(
                Attachment(item=there, position=number, title=Text.same(f"A {number}"), public=False)
                for number in range(count)
            )
            ItemText.objects.filter(item=there, position__gt=90).delete()
            ItemText.objects.bulk_create(
                ItemText(item=there, position=100 + number, kind="other", text=Text.same("More."))
                for number in range(count)
            )
            advance_content_version()
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert f"A {count - 1}" in page(f"{HERE}/98/")
            return len(captured)

        few_meetings.minutes(published)
        queries(1)
        assert queries(1) == queries(3) == queries(300)

    def test_of_attachments_is_folded(self, published: Clock) -> None:
        meeting = few_meetings.minutes(published)
        Attachment.objects.bulk_create(
            Attachment(item=meeting.items.get(slug="99"), position=n, title=Text.same(f"A {n}"), public=False)
            for n in range(300)
        )
        assert "<summary>300 attachments</summary>" in page(f"{HERE}/99/")

    def test_of_steps_takes_no_more_queries_and_shows_those_around(self, published: Clock) -> None:
        few_meetings.minutes(published)

        def queries() -> int:
            advance_content_version()
            with CaptureQueriesContext(connection) as captured:
                page(f"{HERE}/98/")
            return len(captured)

        def steps(*days: int) -> None:
            for day in days:
                few_meetings.publish(
                    published,
                    head(f"step-{day}", body=DIRECTOR, held_on=date(2026, 9, day), stage="minutes"),
                    decided("budget", 0, day, diary_number=DIARY),
                    work=f"step-{day}",
                )

        steps(1)
        few = queries()
        steps(*range(2, 13))
        assert queries() == few
        shown = page(f"{HERE}/98/")
        assert shown.count('class="path__step') == 8
        assert "The whole path of the matter: 13 steps" in shown

    @pytest.mark.slow
    def test_of_paragraphs_is_quick_and_has_contents(self, published: Clock) -> None:
        few_meetings.minutes(published)
        there = Item.objects.get(slug="99")
        text = Text.same("\n\n".join(f"Paragraph {number} of the account." for number in range(5000)))
        ItemText.objects.create(item=there, position=50, kind="account", text=text)
        ItemText.objects.filter(item=there, kind__in=["proposal", "decision"]).update(text=text)
        advance_content_version()
        page(f"{HERE}/98/")
        began = time.process_time()
        shown = page(f"{HERE}/99/")
        assert time.process_time() - began < 3
        assert "On this page" in shown
        assert shown.index("How to appeal") < shown.index("Paragraph 100 of")
