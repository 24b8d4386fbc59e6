"""The process map: what the public sees of it, by page, PDF and API."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.services.processes import kind, queries
from lupaus.services.processes.declared import NAME, PROCESS
from lupaus.services.processes.drawing import Box, Outcome, picture
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from lupaus.workspace import operations
from lupaus.workspace.content import Content, Values
from lupaus.workspace.models import Work
from tests.services.process_maps import WORK, head, process, published, put, words
from tests.world import PIRKKO


@pytest.mark.django_db
class TestWhatIsPublished:
    def test_the_map_holds_its_groups_in_their_order(self, clock: Clock) -> None:
        published(clock, 2)
        found = queries.process_map(WORK)
        assert [each.id for each in found.group("core")] == ["help-0", "help-1"]
        assert [each.id for each in found.group("support")] == ["staff"]

    def test_digital_ways_come_first_whatever_their_order(self, clock: Clock) -> None:
        published(clock)
        assert [each.id for each in queries.process_map(WORK).ways_in] == ["online", "walk-in"]

    def test_a_draft_is_not_there(self, clock: Clock) -> None:
        operations.open_work(
            actor=PIRKKO.acts(),
            clock=clock,
            kind=NAME,
            work=WORK,
            organisation="kaava",
            content=head().content,
        )
        with pytest.raises(NotFound, match="not been published"):
            queries.process_map(WORK)

    def test_another_kind_of_work_is_no_map(self, clock: Clock) -> None:
        published(clock)
        Work.objects.filter(pk=WORK).update(kind="strategy")
        with pytest.raises(NotFound):
            queries.process_map(WORK)


@pytest.mark.django_db
class TestWhatIsChecked:
    def test_names_that_are_not_there_keep_it_from_being_submitted(self, clock: Clock) -> None:
        content = Content([head(), process("a", effectiveness=["no-such"], segments=["m/s"])])
        found = kind.check(Work(pk=WORK, kind=NAME, organisation="kaava"), content)
        assert [problem.path for problem in found.problems] == ["process/a/effectiveness"]
        assert [note.path for note in found.notes] == ["process/a/segments"]

    def test_a_map_without_a_process_is_none_yet(self) -> None:
        found = kind.check(Work(pk=WORK, kind=NAME, organisation="kaava"), Content([head()]))
        assert "no process" in found.problems[0].message

    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ({"title": words("x"), "group": "middle"}, "group"),
            ({"title": words("x")}, "group"),
            ({"title": words("x"), "group": "core", "productivity": "many"}, "productivity"),
            ({"title": words("x"), "group": "core", "secret": 1}, "secret"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, given: Values, path: str) -> None:
        assert [problem.path for problem in kind.KIND.read(PROCESS, given).problems] == [path]


@pytest.mark.slow
@pytest.mark.django_db
class TestPages:
    def test_the_list_leads_to_the_map_and_the_map_to_its_versions(
        self, client: Client, clock: Clock
    ) -> None:
        published(clock)
        assert f"/fi/processes/{WORK}/" in client.get("/fi/processes/").content.decode()
        page = client.get(f"/fi/processes/{WORK}/").content.decode()
        assert f"/fi/processes/{WORK}/versions/" in page
        assert client.get(f"/sv/processes/{WORK}/versions/").status_code == 200
        assert client.get(f"/en/processes/{WORK}/versions/1/").status_code == 200

    def test_a_box_leads_to_what_is_behind_it(self, client: Client, clock: Clock) -> None:
        published(clock)
        page = client.get(f"/en/processes/{WORK}/").content.decode()
        assert 'href="#process-help-0"' in page
        assert 'id="process-help-0"' in page
        assert "not followed yet" in page

    def test_two_versions_stand_side_by_side(self, client: Client, clock: Clock) -> None:
        published(clock)
        put(clock, process("help-0", owner=words("Another office")))
        page = client.get(f"/en/processes/{WORK}/versions/1/compare/2/").content.decode()
        assert "Another office" in page
        assert client.get(f"/en/processes/{WORK}/versions/2/compare/2/").status_code == 404
        assert client.get(f"/en/processes/{WORK}/versions/1/compare/3/").status_code == 404

    def test_the_pdf_has_one_address(self, client: Client, clock: Clock) -> None:
        published(clock)
        answer = client.get(f"/fi/processes/{WORK}/versions/1/process-map.pdf")
        assert answer.content.startswith(b"%PDF")
        assert client.get(f"/fi/processes/{WORK}/versions/1/process-map.pdf?region=KU091").status_code == 302

    def test_before_there_is_a_map_the_page_says_so(self, client: Client, db: None) -> None:
        assert "No process map" in client.get("/en/processes/").content.decode()
        assert client.get(f"/en/processes/{WORK}/").status_code == 404

    def test_a_large_map_costs_no_more_queries(
        self, client: Client, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        published(clock, 1)
        with CaptureQueriesContext(connection) as small:
            client.get(f"/en/processes/{WORK}/")
        published(clock, 9)
        with django_assert_num_queries(len(small)):
            client.get(f"/en/processes/{WORK}/")

    def test_the_interface_tells_the_same(self, client: Client, clock: Clock) -> None:
        published(clock)
        whole = client.get(f"/api/v1/processes/{WORK}").json()
        assert [each["id"] for each in whole["processes"]] == ["help-0", "staff"]
        assert whole["ways_in"][0] == {
            "id": "online",
            "title": words("Way online"),
            "channel": "digital",
            "description": {"fi": "", "sv": "", "en": ""},
            "contacts": None,
            "first_contact": None,
            "url": "https://example.org/",
        }
        assert client.get("/api/v1/processes").json()["total"] == 1


class TestThePicture:
    def test_every_outcome_is_told_without_colour(self) -> None:
        box = Box(
            "Help",
            "#help",
            (
                Outcome("Productivity", "off_track", "off track"),
                Outcome("Staff", "", "not followed yet", is_followed=False),
            ),
        )
        drawn = picture(title="Map", core=[box], support=[])
        assert "Productivity: off track; Staff: not followed yet" in drawn

    def test_long_words_stay_inside_their_box(self) -> None:
        box = Box("Lastensuojelun asiakasohjauksen palvelutarpeen arviointi " * 4, "#x", ())
        assert "…" in picture(title="Map", core=[box], support=[box])

    def test_nothing_to_draw_is_said(self) -> None:
        assert "no process yet" in picture(title="Map", core=[], support=[])
