"""The pages of the chains: what is in force, its versions, the PDF, and where else a chain is told of."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.services.chains import elsewhere, queries
from lupaus.services.chains.declared import HANDOVER, NAME, STAGE
from lupaus.services.models import Concept, Service
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from lupaus.workspace import operations
from lupaus.workspace.content import PartValue
from tests.services import few_services, followed_chain, planted
from tests.services.planted import WORK, words
from tests.world import PIRKKO

pytestmark = pytest.mark.django_db


def page(address: str = f"chains/{WORK}/", status: int = 200) -> str:
    response = Client().get(f"/en/{address}")
    assert response.status_code == status, response.status_code
    return response.content.decode()


class Outline(HTMLParser):
    """The headings of a page by level, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag in {"h1", "h2", "h3", "h4"}:
            self._open = tag
            self.headings.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, before = self.headings[-1]
            self.headings[-1] = (tag, " ".join((before + data).split()))


class TestWhatIsPublished:
    @pytest.fixture(autouse=True)
    def catalogue(self, clock: Clock) -> None:
        planted.catalogue(clock)

    def test_stages_stand_from_light_to_heavy_with_their_services(self, clock: Clock) -> None:
        planted.publish(clock)
        found = queries.chain(WORK)
        assert [(stage.number, stage.id) for stage in found.stages] == [
            (1, "light"),
            (2, "middle"),
            (3, "heavy"),
        ]
        assert [each.id for each in found.stages[0].services] == ["advice", "club"]
        assert [each.id for each in found.stages[0].critical] == ["advice"]
        assert [found.is_up(each) for each in found.handovers] == [True, True]
        assert found.beneath[0].services == ("everywhere",)
        assert found.targets[0].direction == "decrease"

    def test_a_draft_is_not_there(self, clock: Clock) -> None:
        operations.open_work(
            actor=PIRKKO.acts(),
            clock=clock,
            kind=NAME,
            work=WORK,
            organisation="kaava",
            content=planted.head().content,
        )
        with pytest.raises(NotFound):
            queries.chain(WORK)
        assert not queries.chains()
        page(status=404)

    def test_another_kind_of_work_is_no_chain(self, clock: Clock) -> None:
        planted.publish(clock)
        page(f"processes/{WORK}/", 404)

    def test_a_chain_is_read_in_three_queries(
        self, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        planted.publish(clock)
        with django_assert_num_queries(3):
            assert queries.chain(WORK).stages

    def test_what_a_service_is_critical_in(
        self, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        planted.publish(clock)
        with django_assert_num_queries(2):
            found = elsewhere.critical_in("everywhere")
        assert [(each.chain, each.stage) for each in found] == [(WORK, "light"), (WORK, "heavy")]
        assert not elsewhere.critical_in("in-some")  # there, but not critical
        with django_assert_num_queries(1):
            assert not elsewhere.critical_in("nowhere")


class TestThePageOfAChain:
    @pytest.fixture(autouse=True)
    def catalogue(self, clock: Clock) -> None:
        planted.catalogue(clock)

    def test_it_tells_the_same_in_words_as_in_the_picture(self, clock: Clock) -> None:
        planted.publish(clock)
        text = page()
        headings = Outline(text).headings
        assert ("h1", "Support at home") in headings
        for number, name in enumerate(planted.STAGES, 1):
            assert ("h3", f"{number}. Stage {name}") in headings
        for words_ in (
            "Need light. And more.",
            "To heavier need: Stage middle",
            "Promised within 7 days.",
            "Responsible: Client guidance.",
            "Fewer placements",
            "Children are asked.",
            "The county",
            "Day and night",
        ):
            assert words_ in text, words_
        assert text.count("drawing-wide") == text.count("drawing-narrow") == 1

    def test_ids_on_it_are_unique_and_every_anchor_of_the_picture_is_there(self, clock: Clock) -> None:
        planted.publish(clock, [*planted.whole(), *(planted.critical(f"c{n}", "light") for n in range(20))])
        text = page()
        ids = Outline(text).ids
        assert len(ids) == len(set(ids))
        assert 'href="#stage-light"' in text
        assert "stage-light" in ids

    def test_services_lead_to_the_catalogue_and_one_that_has_ended_says_so(self, clock: Clock) -> None:
        planted.publish(clock)
        Service.objects.filter(pk="by-two").update(retired_at=clock())
        text = page()
        assert "/en/services/everywhere/" in text
        assert text.count("service has ended") == 1

    def test_what_is_weak_is_told_in_words(self, clock: Clock) -> None:
        planted.publish(clock, planted.gaps())
        text = page()
        assert "2 hand-overs are weak." in text
        assert "Weak: nobody is responsible" in text
        assert "Weak: no hand-over has been agreed" in text

    def test_without_figures_it_says_that_nobody_knows(self, clock: Clock) -> None:
        planted.publish(clock)
        assert "Uusimaa: 3 steps. How many clients they have is not known yet." in page()

    def test_a_chain_without_stages_is_a_page_all_the_same(self, clock: Clock) -> None:
        planted.publish(clock)
        version = queries.chain(WORK).version
        version.parts.exclude(kind=NAME).delete()
        assert "The chain has no steps yet." in page()

    def test_the_queries_do_not_depend_on_how_long_it_is(
        self, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        planted.publish(clock)
        with django_assert_max_num_queries(40) as few:
            page()
        longer = [
            planted.head("pitka"),
            *planted.whole()[1:],
            *(planted.stage(f"more-{n}", 10 + n) for n in range(5)),
            *(planted.critical(f"m{n}", "light", "by-two", 10 + n) for n in range(9)),
            *(planted.handover(f"m{n}", "light", "heavy", 10 + n) for n in range(5)),
        ]
        planted.publish(clock, longer, "pitka")
        with django_assert_max_num_queries(40) as many:
            page("chains/pitka/")
        assert len(few.captured_queries) == len(many.captured_queries)

    def test_the_list_takes_as_many_queries_for_one_as_for_three(
        self, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        planted.publish(clock)
        with django_assert_max_num_queries(20) as few:
            assert "Support at home" in page("chains/")
        for work in ("toinen", "kolmas"):
            planted.publish(clock, [planted.head(work), *planted.whole()[1:]], work)
        with django_assert_max_num_queries(20) as many:
            assert page("chains/").count("Support at home") == 3
        assert len(few.captured_queries) == len(many.captured_queries)

    def test_an_empty_list_says_so(self) -> None:
        assert "No service chain has been published yet." in page("chains/")

    @pytest.mark.parametrize("language", ["fi", "sv"])
    def test_it_speaks_the_reader_s_language(self, clock: Clock, language: str) -> None:
        planted.publish(clock, planted.gaps())
        for address in (f"chains/{WORK}/", f"chains/{WORK}/coverage/", "chains/"):
            text = Client().get(f"/{language}/{address}").content.decode()
            for english in ("Critical services", "hand-over", "The chain", "Service chains", "Weak:"):
                assert english not in text, (address, english)


class TestVersions:
    @pytest.fixture(autouse=True)
    def two(self, clock: Clock) -> None:
        planted.catalogue(clock)
        planted.publish(clock)
        changed = [
            PartValue(STAGE, each.slug, "", each.content | {"title": words("Renamed")}, each.position)
            if each.slug == "light" and each.kind == STAGE
            else each
            for each in planted.whole()
        ]
        planted.publish(clock, changed)

    def test_each_keeps_its_address(self) -> None:
        assert "Renamed" not in page(f"chains/{WORK}/versions/1/")
        assert "which is no longer in force" in page(f"chains/{WORK}/versions/1/")
        assert "Renamed" in page(f"chains/{WORK}/versions/2/")
        assert "Renamed" in page()
        assert "Version 2" in page(f"chains/{WORK}/versions/")
        page(f"chains/{WORK}/versions/3/", 404)

    def test_two_stand_side_by_side_as_pictures_and_in_words(self) -> None:
        text = page(f"chains/{WORK}/versions/1/compare/2/")
        assert text.count('class="chart chart-chain"') == 2
        assert "1 part differs." in text
        ids = Outline(text).ids
        assert len(ids) == len(set(ids))

    def test_one_is_not_compared_with_itself(self) -> None:
        page(f"chains/{WORK}/versions/1/compare/1/", 404)

    @pytest.mark.parametrize("language", ["fi", "sv", "en"])
    def test_it_is_printed_as_a_tagged_document_with_the_picture_told_in_words(self, language: str) -> None:
        response = Client().get(f"/{language}/chains/{WORK}/versions/1/chain.pdf")
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-1.7")  # typst refuses what is not UA-1 and A-2a
        assert b"/Figure" in response.content or b"/ObjStm" in response.content

    def test_the_document_has_one_address(self) -> None:
        response = Client().get(f"/en/chains/{WORK}/versions/1/chain.pdf?region=KU049")
        assert response.status_code == 302


class TestElsewhere:
    def test_the_page_of_a_service_names_the_chains_that_cannot_do_without_it(self, clock: Clock) -> None:
        planted.catalogue(clock)
        planted.publish(clock)
        text = page("services/everywhere/")
        assert "Chains that cannot do without it" in text
        assert f"/en/chains/{WORK}/" in text
        assert "Critical at the step “Stage heavy”" in text
        assert "Chains that cannot do without it" not in page("services/in-some/")

    def test_who_looks_for_help_sees_the_steps_of_a_chain_about_it(
        self, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        planted.catalogue(clock)
        few_services.concepts()
        for service in ("everywhere", "by-two"):
            classes = Concept.objects.filter(code__in=("KE11", "KR1.1"))
            Service.objects.get(pk=service).concepts.set(classes)
        planted.publish(clock)
        with django_assert_num_queries(3):
            (found,) = elsewhere.chains_for(["KE11", "KR1"])
        assert (found.chain, [id_ for id_, _title in found.steps]) == (WORK, list(planted.STAGES))
        assert not elsewhere.chains_for(["KE11", "P5"])
        assert not elsewhere.chains_for([])
        text = page("help/?event=KE11")
        assert "From light help to stronger" in text
        assert f"/chains/{WORK}/?event" not in text
        assert "#stage-middle" in text
        assert "From light help to stronger" not in page("help/")

    def test_the_api_tells_the_whole_chain(self, clock: Clock) -> None:
        planted.catalogue(clock)
        planted.publish(clock)
        (line,) = Client().get("/api/v1/chains").json()["items"]
        assert (line["id"], line["life_stage"], line["region"]) == (WORK, "children", "MK01")
        whole = Client().get(f"/api/v1/chains/{WORK}").json()
        assert [stage["id"] for stage in whole["stages"]] == list(planted.STAGES)
        nothing = dict.fromkeys(("fi", "sv", "en"), "")
        assert whole["stages"][0]["services"][1] == {
            "id": "club",
            "title": words("Service club"),
            "service": "in-some",
            "critical": False,
            "organiser": nothing,
            "note": nothing,
        }
        assert whole["handovers"][0]["promise_days"] == 7
        assert whole["handovers"][0]["days"] is None
        assert whole["targets"][0]["stages"] == ["heavy"]
        assert whole["version"]["number"] == 1
        assert Client().get("/api/v1/chains/nowhere").status_code == 404


class TestFigures:
    def test_the_page_says_where_the_clients_are_and_what_is_late(self, clock: Clock) -> None:
        followed_chain.kaava(clock)
        text = page(f"chains/{followed_chain.WORK}/")
        # 1000 + 180 of 1200 are lighter than care: 98.3 per cent, and 95 was the goal.
        assert "the goal “At home” has been reached: in 2024 the share was 98.3\u00a0%." in text
        assert "Weak: 9 days, promised 7" in text
        assert "1\u202f000 clients in 2024, 83.3\u00a0% of all clients of the chain." in text
        assert "The goal is 5\u00a0% by 2030." in text

    def test_hand_overs_of_stages_that_are_gone_are_left_out(self, clock: Clock) -> None:
        planted.catalogue(clock)
        planted.publish(clock)
        version = queries.chain(WORK).version
        version.parts.filter(kind=STAGE, slug="heavy").delete()
        found = queries.chain(WORK)
        assert [each.id for each in found.handovers] == ["up-1"]
        assert version.parts.filter(kind=HANDOVER).count() == 2
        page()
