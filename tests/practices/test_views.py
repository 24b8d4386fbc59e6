"""The pages of the handbooks, as everybody sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace import operations
from lupaus.workspace.content import PartValue
from lupaus.workspace.models import Version
from tests.practices import handbooks as made
from tests.strategy.followed import FIGURES, bring_in, kaava
from tests.world import PIRKKO, RASMUS

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("today")]

HANDBOOK = f"/fi/practices/{made.WORK}/"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def everything(number: int = 1) -> list[str]:
    """Every public address of a handbook and of one of its versions."""
    version = f"versions/{number}/"
    return [
        f"{HANDBOOK}{rest}"
        for rest in (
            "",
            "secret/",
            "roles/",
            "versions/",
            version,
            f"{version}secret/",
            f"{version}roles/",
            f"{version}practices.pdf",
            f"{version}secret/chapter.pdf",
            f"{version}roles/chapter.pdf",
            "versions/1/compare/2/",
            "versions/2/compare/1/",
        )
    ] + [
        f"/api/v1/practices/{made.WORK}{rest}"
        for rest in ("", "/versions", f"/versions/{number}", "/chapters/secret")
    ]


def test_without_a_handbook_the_list_says_so(client: Client) -> None:
    assert "ei ole vielä julkaistu" in page(client, "/fi/practices/")


def test_the_list_leads_to_the_handbooks_in_force(client: Client, published: Version) -> None:
    assert f'href="{HANDBOOK}"' in page(client, "/fi/practices/")
    assert "Kaava handbook sv" in page(client, "/sv/practices/")


def test_the_contents_lead_to_every_chapter_and_section(client: Client, published: Version) -> None:
    shown = page(client, HANDBOOK)
    for slug in ("roles", "steering", "unwritten"):
        assert f'href="{HANDBOOK}{slug}/"' in shown
    assert f'href="{HANDBOOK}roles/#section-producer"' in shown
    assert shown.count("tarkistus myöhässä") == 1
    assert shown.count("ei vielä kirjoitettu") == 1


def test_a_chapter_shows_its_sections_office_and_day(client: Client, published: Version) -> None:
    shown = page(client, f"{HANDBOOK}roles/")
    assert "Who does what fi" in shown
    assert 'id="section-organiser"' in shown
    assert "The office fi" in shown
    assert '<time datetime="2026-11-21">21.11.2026</time>' in shown
    assert shown.count("tarkistus myöhässä") == 1  # the section is due today, not yet late
    assert f'rel="next" href="{HANDBOOK}steering/"' in shown
    assert 'rel="prev"' not in shown


def test_a_day_that_passes_shows_though_nothing_was_written(
    client: Client, published: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page(client, f"{HANDBOOK}roles/")
    later = made.TODAY.replace(day=made.TODAY.day + 1)
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: later)
    assert page(client, f"{HANDBOOK}roles/").count("tarkistus myöhässä") == before.count("myöhässä") + 1


def test_goals_stand_with_their_verdicts_and_lead_to_them(
    client: Client, clock: Clock, published: Version
) -> None:
    kaava(clock)
    bring_in(clock, FIGURES)
    shown = page(client, f"{HANDBOOK}roles/")
    assert 'href="/fi/goals/work/"' in shown
    assert "verdict--" in shown
    assert "Tavoite work" in shown
    lohja = page(client, f"{HANDBOOK}roles/?region=KU444")
    assert 'href="/fi/goals/work/?region=KU444"' in lohja
    assert "Lohja" in lohja


def test_a_goal_that_is_gone_is_left_out(client: Client, clock: Clock) -> None:
    kaava(clock)
    made.publish(
        clock, [made.head(), made.chapter("a", text=made.words("x"), goals=["kaava-2030/gone", made.GOAL])]
    )
    shown = page(client, f"{HANDBOOK}a/")
    assert "kaava-2030/gone" not in shown
    assert "Tavoite work" in shown


def test_the_page_of_a_goal_names_the_chapters_that_serve_it(
    client: Client, clock: Clock, published: Version
) -> None:
    kaava(clock)
    shown = page(client, "/fi/goals/work/")
    assert f'href="{HANDBOOK}roles/"' in shown
    assert f'href="{HANDBOOK}roles/#section-organiser"' in shown


def test_a_version_keeps_its_address_and_says_that_it_is_no_longer_in_force(
    client: Client, clock: Clock, published: Version
) -> None:
    changed = made.small()
    changed[1] = made.chapter("roles", text=made.words("Written anew"))
    made.publish(clock, changed)
    assert "Written anew fi" in page(client, f"{HANDBOOK}roles/")
    old = page(client, f"{HANDBOOK}versions/1/roles/")
    assert "Who does what fi" in old
    assert "ei ole enää voimassa" in old
    assert f'href="{HANDBOOK}versions/1/steering/"' in old
    assert "ei ole enää voimassa" not in page(client, f"{HANDBOOK}versions/2/roles/")


def test_two_versions_can_be_compared(client: Client, clock: Clock, published: Version) -> None:
    changed = made.small()
    changed[1] = made.chapter("roles", text=made.words("Who does everything"))
    made.publish(clock, changed)
    for first, second in ((1, 2), (2, 1)):
        shown = page(client, f"{HANDBOOK}versions/{first}/compare/{second}/")
        assert "<del>" in shown
        assert "<ins>" in shown
    assert client.get(f"{HANDBOOK}versions/1/compare/1/").status_code == 404
    assert f'href="{HANDBOOK}versions/1/compare/2/"' in page(client, f"{HANDBOOK}versions/")


def test_a_draft_answers_at_no_door(client: Client, clock: Clock) -> None:
    made.begin(clock)
    sentences = set()
    for address in everything():
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert b"Not yet for you" not in answer.content
        if not address.startswith("/api/"):
            (said,) = re.findall(r'<p class="lead">(.*?)</p>', answer.content.decode())
            sentences.add(said)
    assert len(sentences) == 1
    assert client.get("/fi/practices/nobody/").content.decode().count(sentences.pop()) == 1


def test_the_next_version_answers_at_no_door_until_it_is_published(
    client: Client, clock: Clock, published: Version
) -> None:
    operations.begin_draft(actor=PIRKKO.acts(), clock=clock, work=made.WORK)
    operations.add_part(
        actor=PIRKKO.acts(),
        clock=clock,
        work=made.WORK,
        kind="chapter",
        slug="secret",
        content={"title": made.words("Not yet for you"), "goals": [made.GOAL]},
    )
    kaava(clock)
    for address in [*everything(2), "/fi/practices/", "/fi/goals/work/", "/api/v1/practices"]:
        assert b"Not yet for you" not in client.get(address).content, address
    for address in everything(2):
        if "/2/" in address or "secret" in address or "compare" in address:
            assert client.get(address).status_code == 404, address


def test_nobodys_name_is_on_a_public_page(
    cast: None, client: Client, clock: Clock, published: Version
) -> None:
    operations.assign(
        actor=PIRKKO.acts(),
        clock=clock,
        work=made.WORK,
        kind="chapter",
        slug="roles",
        username=RASMUS.username,
    )
    for address in everything():
        body = client.get(address).content
        for name in (RASMUS.name, RASMUS.username, PIRKKO.name, PIRKKO.username):
            assert name.encode() not in body, address


def test_internal_attributes_stay_inside(client: Client, clock: Clock) -> None:
    for slug, is_public in (("cost", False), ("kind", True)):
        operations.save_attribute(
            actor=PIRKKO.acts(),
            clock=clock,
            organisation=made.ORGANISATION,
            kind="chapter",
            slug=slug,
            title=Text.same(slug),
            form="text",
            is_public=is_public,
        )
    own = {"cost": "zwölf Taler", "kind": "open to all"}
    made.publish(clock, [made.head(), made.chapter("roles", text=made.words("x"), attributes=own)])
    for address in everything():
        assert "zwölf Taler".encode() not in client.get(address).content, address
    assert "open to all" in page(client, f"{HANDBOOK}roles/")


HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "
    '[y](data:text/html,<script>) **bold** {{ 7*7 }} #raw("x") #import "@preview/x:1.0.0"'
)


def test_hostile_words_are_words(client: Client, clock: Clock) -> None:
    hostile = {"fi": HOSTILE, "sv": HOSTILE, "en": HOSTILE}
    made.publish(
        clock,
        [
            made.head(title={"fi": HOSTILE[:200]}, purpose=hostile, organisation=hostile),
            made.chapter("roles", title={"fi": HOSTILE[:200]}, text=hostile, responsible=hostile),
            made.section("s", "roles", title={"fi": HOSTILE[:200]}, text=hostile),
        ],
    )
    for address in (
        "/fi/practices/",
        HANDBOOK,
        f"{HANDBOOK}roles/",
        f"{HANDBOOK}versions/",
        f"{HANDBOOK}versions/1/",
    ):
        shown = page(client, address)
        assert "<script>alert" not in shown, address
        assert "<img" not in shown, address
        assert not re.search(r'href="(?:javascript|data):', shown), address
        assert ">49<" not in shown
    assert client.get(f"{HANDBOOK}versions/1/practices.pdf").status_code == 200


def test_a_text_that_is_not_translated_is_shown_and_marked(client: Client, clock: Clock) -> None:
    only_finnish = {"fi": "Vain suomeksi"}
    made.publish(clock, [made.head(), made.chapter("roles", title=only_finnish, text=only_finnish)])
    shown = page(client, f"/sv/practices/{made.WORK}/roles/")
    assert '<p lang="fi">Vain suomeksi</p>' in shown
    assert "Inte översatt ännu: texten är på finska." in shown
    assert "Ei vielä käännetty" not in page(client, f"{HANDBOOK}roles/")
    only_swedish = {"sv": "Bara på svenska"}
    made.publish(clock, [made.head(), made.chapter("roles", text=only_swedish)])
    assert '<p lang="sv">Bara på svenska</p>' in page(client, f"{HANDBOOK}roles/")


def test_a_handbook_without_chapters_has_a_page(client: Client, clock: Clock) -> None:
    made.publish(clock, [made.head()])
    assert "Lukuja ei ole vielä" in page(client, HANDBOOK)
    assert client.get(f"{HANDBOOK}versions/1/practices.pdf").status_code == 200


@pytest.mark.parametrize(
    "parts", [made.of_size(1, 1), made.of_size(3, 3), made.of_size(1, 300)], ids=["1", "3", "300 sections"]
)
def test_the_queries_of_a_page_do_not_grow(
    client: Client,
    clock: Clock,
    parts: Sequence[PartValue],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    kaava(clock)
    made.publish(clock, parts)
    for address, queries in ((HANDBOOK, 9), (f"{HANDBOOK}c0/", 24), ("/fi/practices/", 7)):
        with django_assert_num_queries(queries):
            page(client, address)


def test_every_address_of_a_pdf_but_one_leads_to_that_one(client: Client, published: Version) -> None:
    answer = client.get(f"{HANDBOOK}versions/1/practices.pdf?region=KU444")
    assert (answer.status_code, answer["Location"]) == (302, f"{HANDBOOK}versions/1/practices.pdf")
