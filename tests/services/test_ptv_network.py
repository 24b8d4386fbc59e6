"""Reading the national catalogue from its service, which also misbehaves."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lupaus.accounts.actors import operator
from lupaus.regions.operations import load_register
from lupaus.services.catalogue.ptv import Imported, NoAnswer, Ptv, import_ptv
from lupaus.services.models import (
    CatalogueImport,
    CataloguePage,
    Channel,
    Concept,
    Service,
    ServiceOrganisation,
)
from lupaus.web.refusals import Refused
from tests.conftest import NOW
from tests.services import ptv_answers as answers
from tests.services.ptv_server import Fake, Reply, fake_ptv

pytestmark = pytest.mark.django_db

COUNTY = answers.COUNTY
SERVICES = "/Service/list/organization"
CHANNELS = f"/ServiceChannel/list/organization/{COUNTY}"


def page(number: int) -> str:
    return f"{SERVICES}?organizationId={COUNTY}&page={number}"


@pytest.fixture
def fake(db: None) -> Iterator[Fake]:
    """Five services on three pages, their two channels, the organisation and a general description."""
    load_register(actor=operator(), clock=lambda: NOW)
    with fake_ptv() as served:
        served.lists = {
            SERVICES: [answers.service(each) for each in range(1, 6)],
            CHANNELS: [answers.clinic(), answers.advice()],
        }
        served.by_ids = {
            "/Organization/list": [answers.organisation()],
            "/GeneralDescription/list": [answers.general_description()],
        }
        yield served


def bring(fake: Fake, **more: Any) -> Imported:
    options: dict[str, Any] = {
        "organisation": "kaava",
        "of": COUNTY,
        "clock": lambda: NOW,
        "source": fake.base,
    } | more
    return import_ptv(actor=operator(), service=options.pop("service", fake.service()), **options)


def in_use() -> set[str]:
    return set(Service.objects.filter(source="ptv", retired_at=None).values_list("pk", flat=True))


class TestAWholeReading:
    def test_asks_page_by_page_and_by_ids_for_what_others_have(self, fake: Fake) -> None:
        imported = bring(fake)
        assert imported.strange == ()
        assert fake.asked == [
            page(1),
            page(2),
            page(3),
            f"{CHANNELS}?page=1",
            f"/Organization/list?guids={COUNTY}",
            f"/GeneralDescription/list?guids={answers.DESCRIBED}",
        ]
        assert {agent.partition("/")[0] for agent in fake.agents} == {"Lupaus"}
        assert in_use() == {answers.guid(each) for each in range(1, 6)}
        assert Channel.objects.count() == 2
        assert ServiceOrganisation.objects.get().business_id == "1234567-1"
        assert Service.objects.get(pk=answers.DESCRIBED).source == "description"

    def test_classes_come_by_the_way(self, fake: Fake) -> None:
        bring(fake)
        assert Concept.objects.get().code == "P5"

    def test_again_nothing_changes_and_no_page_is_kept(self, fake: Fake) -> None:
        bring(fake)
        assert not bring(fake).written.is_anything
        assert not CataloguePage.objects.exists()
        assert CatalogueImport.objects.filter(ended_at=None).count() == 0

    def test_a_list_of_names_is_followed_by_the_entries(self, fake: Fake) -> None:
        """The whole of Finland is listed by name only."""
        fake.lists = {
            "/Service": [{"id": answers.guid(each), "name": "x"} for each in (1, 2, 3)],
            "/ServiceChannel": [{"id": answers.CLINIC, "name": "x"}],
        }
        fake.by_ids |= {
            "/Service/list": [answers.service(each) for each in (1, 2, 3)],
            "/ServiceChannel/list": [answers.clinic(), answers.advice()],
        }
        assert bring(fake, of="").strange == ()
        assert len(in_use()) == 3

    def test_a_channel_of_somebody_else_is_asked_for(self, fake: Fake) -> None:
        fake.lists[CHANNELS] = [answers.clinic()]
        fake.by_ids["/ServiceChannel/list"] = [answers.advice()]
        assert bring(fake).strange == ()
        assert f"/ServiceChannel/list?guids={answers.ADVICE}" in fake.asked

    def test_channels_may_be_listed_by_name_elsewhere(self, fake: Fake) -> None:
        del fake.lists[CHANNELS]
        fake.lists[f"/ServiceChannel/organization/{COUNTY}"] = [
            {"id": each, "name": "x"} for each in (answers.CLINIC, answers.ADVICE)
        ]
        fake.by_ids["/ServiceChannel/list"] = [answers.clinic(), answers.advice()]
        assert bring(fake).strange == ()
        assert Channel.objects.count() == 2

    def test_without_a_list_of_channels_those_of_services_come_and_none_goes(self, fake: Fake) -> None:
        bring(fake)
        del fake.lists[CHANNELS]
        fake.by_ids["/ServiceChannel/list"] = [answers.clinic()]
        again = bring(fake)
        assert not again.written.kinds["channels"].touched
        assert f"/ServiceChannel/list?guids={answers.CLINIC}%2C{answers.ADVICE}" in fake.asked

    def test_a_service_that_does_not_know_organisations_by_id_is_no_trouble(self, fake: Fake) -> None:
        fake.by_ids = {}
        assert bring(fake).strange == ()
        assert ServiceOrganisation.objects.get().name.fi == "Kaavan hyvinvointialue"

    def test_it_pauses_between_questions(self, fake: Fake) -> None:
        pauses: list[float] = []
        polite = Ptv(
            fake.base,
            opener=urllib.request.build_opener(),
            tick=lambda: 0.0,
            sleep=pauses.append,
            pause=0.5,
        )
        bring(fake, service=polite)
        assert pauses == [0.5] * (len(fake.asked) - 1)

    def test_what_no_database_keeps_is_left_out(self, fake: Fake) -> None:
        names = [{"value": "A\x00B\ud800", "language": "fi", "type": "Name"}]
        fake.lists[SERVICES] = [answers.service(1, serviceNames=names)]
        bring(fake)
        assert Service.objects.get(pk=answers.guid(1)).name.fi == "AB"

    def test_a_dry_run_keeps_nothing(self, fake: Fake) -> None:
        assert bring(fake, dry_run=True).written.kinds["services"].added
        assert not Service.objects.exists()
        assert not CatalogueImport.objects.exists()


class TestWithdrawn:
    def test_what_is_gone_is_asked_for_once_more_and_retired(self, fake: Fake) -> None:
        bring(fake)
        fake.lists[SERVICES].pop()
        imported = bring(fake)
        assert f"/Service/list?guids={answers.guid(5)}" in fake.asked
        assert imported.written.kinds["services"].retired == [answers.guid(5)]

    def test_what_slipped_between_two_pages_stays(self, fake: Fake) -> None:
        bring(fake)
        fake.by_ids["/Service/list"] = [fake.lists[SERVICES].pop()]
        imported = bring(fake)
        assert not imported.written.is_anything
        assert answers.guid(5) in in_use()

    def test_what_is_another_organisations_now_is_retired(self, fake: Fake) -> None:
        bring(fake)
        fake.lists[SERVICES].pop()
        moved = answers.service(5, organizations=[{"organization": {"id": answers.guid(901), "name": "Y"}}])
        fake.by_ids["/Service/list"] = [moved]
        assert bring(fake).written.kinds["services"].retired == [answers.guid(5)]

    def test_an_empty_list_is_not_believed(self, fake: Fake) -> None:
        bring(fake)
        fake.lists[SERVICES] = []
        imported = bring(fake)
        assert "not a single service" in str(imported.strange)
        assert len(in_use()) == 5

    def test_an_entry_nobody_knows_retires_nothing(self, fake: Fake) -> None:
        bring(fake)
        fake.lists[SERVICES] = [*fake.lists[SERVICES][:3], {"what": "ever"}]
        assert len(bring(fake).strange) == 1
        assert len(in_use()) == 5

    def test_a_broken_reading_retires_nothing(self, fake: Fake) -> None:
        bring(fake)
        fake.lists[SERVICES] = fake.lists[SERVICES][:3]
        fake.instead[page(2)] = Reply(status=500)
        with pytest.raises(NoAnswer):
            bring(fake)
        assert len(in_use()) == 5


class TestABrokenReading:
    @pytest.fixture
    def broken(self, fake: Fake) -> Fake:
        fake.instead[page(3)] = Reply(status=500)
        with pytest.raises(NoAnswer, match=r"What was read is kept \(pages: 2\)"):
            bring(fake)
        assert not Service.objects.exists()
        fake.instead.clear()
        fake.asked.clear()
        return fake

    def test_goes_on_where_it_broke(self, broken: Fake) -> None:
        imported = bring(broken)
        assert broken.asked[0] == page(3)
        assert imported.kept == 2
        assert len(in_use()) == 5
        assert not CataloguePage.objects.exists()

    def test_begins_anew_when_asked_to(self, broken: Fake) -> None:
        assert bring(broken, resume=False).kept == 0
        assert broken.asked[0] == page(1)
        assert CatalogueImport.objects.count() == 1

    def test_begins_anew_after_a_day(self, broken: Fake) -> None:
        assert bring(broken, clock=lambda: NOW + timedelta(days=2)).kept == 0
        assert broken.asked[0] == page(1)

    def test_begins_anew_when_the_list_has_become_another(self, broken: Fake) -> None:
        broken.lists[SERVICES] = [answers.service(each) for each in range(1, 8)]
        imported = bring(broken)
        assert (imported.kept, len(in_use())) == (0, 7)
        assert broken.asked[:2] == [page(3), page(1)]

    def test_of_another_organisation_is_not_gone_on_with(self, broken: Fake) -> None:
        assert bring(broken, organisation="muu").kept == 0

    def test_there_must_be_one_to_go_on_with(self, fake: Fake) -> None:
        with pytest.raises(Refused, match="no broken reading"):
            bring(fake, resume=True)

    def test_what_is_refused_at_its_end_is_read_anew(self, fake: Fake) -> None:
        fake.lists[SERVICES][0]["serviceChargeType"] = "Sometimes"
        with pytest.raises(Refused, match="Sometimes"):
            bring(fake, strict=True)
        assert not CatalogueImport.objects.exists()

    def test_a_list_that_changes_while_it_is_read_is_refused(self, fake: Fake) -> None:
        other = fake.page(fake.lists[SERVICES], 2) | {"pageCount": 4}
        fake.instead[page(2)] = Reply(json.dumps(other).encode())
        with pytest.raises(Refused, match="changed while it was read"):
            bring(fake)


class TestMisbehaviour:
    @pytest.mark.parametrize(
        ("reply", "sentence"),
        [
            (Reply(status=429, headers={"Retry-After": "120"}), r"asks to wait 120 seconds \(429\)"),
            (Reply(status=503, headers={"Retry-After": "9"}), r"asks to wait 9 seconds \(503\)"),
            (Reply(status=503), r"too much to do \(503\)"),
            (Reply(status=429, headers={"Retry-After": "soon"}), r"too much to do \(429\)"),
            (Reply(status=500), r"out of order \(500\)"),
            (Reply(status=403), r"refused the request \(403\)"),
            (Reply(status=404), r"has nothing at .* \(404\)"),
            (Reply(b"<html>Closed</html>"), "a web page instead of data"),
            (Reply(b'{"pageNumber": 1, "itemLi'), "cut short"),
            (Reply(b"{}", promise=100), "broke off"),
            (Reply("[{'ä'}]".encode("latin-1")), "not UTF-8"),
            (Reply(b'{"message": "hello"}'), "no data of the national service catalogue"),
            (Reply(b'{"pageNumber": 1, "pageCount": -1, "itemList": []}'), "which of how many"),
            (Reply(b" " * 2_000_000), "larger than 1 MB"),
            (
                Reply(status=302, headers={"Location": "http://127.0.0.1:1/x"}),
                "another address|broke off|reached",
            ),
            (Reply(wait=2), "did not answer in time"),
        ],
    )
    def test_is_one_sentence_and_nothing_is_written(self, fake: Fake, reply: Reply, sentence: str) -> None:
        fake.instead[page(1)] = reply
        with pytest.raises(Refused, match=sentence) as caught:
            bring(fake, service=fake.service(timeout=0.5))
        assert len(caught.value.problems) == 1
        assert not Service.objects.exists()

    def test_only_https_is_spoken(self, fake: Fake) -> None:
        with pytest.raises(Refused, match="begin with https"):
            bring(fake, service=None)
        with pytest.raises(NoAnswer, match="cannot be reached"):
            Ptv(fake.base).get("Service")
        assert not fake.asked

    @pytest.mark.parametrize(
        "source", ["file:///etc/passwd", "ftp://example.fi/x", "https://", "http://[::1"]
    )
    def test_no_other_address_is_read(self, source: str) -> None:
        with pytest.raises(Refused):
            import_ptv(actor=operator(), clock=lambda: NOW, source=source, organisation="kaava")
