"""Sotkanet: what comes in, and a sentence for whatever it does instead of answering."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, Release, SourceKind
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations import (
    Imported,
    import_from_sotkanet,
    import_sotkanet_file,
    save_indicators,
)
from lupaus.indicators.sotkanet import NoAnswer, Sotkanet
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.web.texts import Text
from tests.indicators.sotkanet_server import Fake, Reply, fake_sotkanet

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data"
ANSWER = (DATA / "sotkanet_181.json").read_bytes()
METADATA = (DATA / "sotkanet_181_metadata.json").read_bytes()


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fake_sotkanet() as fake:
        fake.replies = {"/indicators/181": Reply(METADATA), "/json?": Reply(ANSWER)}
        yield fake


class Bring:
    def __init__(self, actor: Actor, clock: Clock, fake: Fake) -> None:
        self.who: dict[str, Any] = {"actor": actor, "clock": clock}
        self.fake = fake

    def fetch(self, **how: Any) -> Imported:
        return import_from_sotkanet(
            **self.who, service=how.pop("service", self.fake.service()), indicators=[181], **how
        )

    def file(self, path: Path, *indicators: int, **how: Any) -> Imported:
        return import_sotkanet_file(**self.who, path=path, indicators=indicators or [181], **how)

    def refusal(self, **how: Any) -> str:
        """The sentence of a refusal; nothing may have been written."""
        with pytest.raises(Refused) as refused:
            self.fetch(**how)
        assert not Release.objects.exists()
        return str(refused.value)


@pytest.fixture
def bring(country: None, planner: Actor, clock: Clock, fake: Fake) -> Bring:
    return Bring(planner, clock, fake)


@pytest.fixture
def unemployment(country: None, planner: Actor, clock: Clock) -> None:
    """The indicator under a name of our own."""
    definition = IndicatorDefinition(
        "unemployment",
        Text(fi="Työttömyys"),
        source_kind=SourceKind.SOTKANET,
        source_id="181",
        polarity="lower_is_better",
    )
    save_indicators(actor=planner, clock=clock, definitions=[definition])


def test_an_answer_becomes_observations_under_our_own_codes(bring: Bring, unemployment: None) -> None:
    imported = bring.fetch()
    assert queries.observations(release=imported.release) == (
        Observation("unemployment", "HVA03", "total", "2021", None, None, None, "M", 1),
        Observation("unemployment", "KU049", "total", "2020", 11.5, 17250.0, None, "A", 1),
        Observation("unemployment", "KU049", "total", "2021", 10.25, 15500.0, None, "A", 1),
        Observation("unemployment", "KU444", "female", "2020", 9.0, 990.0, None, "A", 1),
        Observation("unemployment", "KU444", "total", "2021", 9.5, None, None, "A", 1),
    )


def test_the_release_names_service_address_producer_and_terms(bring: Bring) -> None:
    release = bring.fetch().release
    assert release is not None
    assert release.source == "THL Sotkanet"
    assert release.url.startswith(f"{bring.fake.base}/json?indicator=181&years=2020")
    assert release.producer == "Tilastokeskus"
    assert release.licence == "Terms of the producer"


def test_the_service_is_asked_for_every_gender_and_year_by_a_named_program(bring: Bring) -> None:
    bring.fetch(years=(2019, 2021))
    asked = parse_qs(urlsplit(bring.fake.asked[-1]).query)
    assert asked == {
        "indicator": ["181"],
        "years": ["2019", "2020", "2021"],
        "genders": ["male", "female", "total"],
    }
    assert all(agent.startswith("Lupaus/") for agent in bring.fake.agents)


def test_without_years_those_are_asked_for_that_the_metadata_names(bring: Bring) -> None:
    bring.fetch()
    assert parse_qs(urlsplit(bring.fake.asked[-1]).query)["years"] == ["2020", "2021"]


def test_an_indicator_that_is_new_is_added_with_its_producer(bring: Bring) -> None:
    bring.fetch()
    entry = queries.indicator("sotkanet-181")
    assert entry.title.en == "Unemployed, % of labour force"
    assert entry.unit == Text.same("%")
    assert entry.producer.sv == "Statistikcentralen"
    assert entry.description.fi == "Työttömien osuus.\n\nVuosikeskiarvo – kuukausista."
    assert (entry.source_kind, entry.source_id, entry.decimals) == ("sotkanet", "181", 1)


def test_an_entry_of_the_planner_keeps_its_words_and_learns_its_producer(
    bring: Bring, unemployment: None
) -> None:
    bring.fetch()
    entry = queries.indicator("unemployment")
    assert entry.title == Text(fi="Työttömyys")
    assert entry.polarity == "lower_is_better"
    assert entry.producer.fi == "Tilastokeskus"
    assert entry.description.fi.startswith("Työttömien osuus.")
    assert Indicator.objects.count() == 1


def test_a_second_fetch_changes_nothing(bring: Bring) -> None:
    bring.fetch()
    assert bring.fetch().release is None


def test_what_the_service_no_longer_gives_is_withdrawn_in_the_years_asked_for(bring: Bring) -> None:
    bring.fetch()
    rows = [row for row in json.loads(ANSWER) if row["region"] == 20]
    bring.fake.replies["/json?"] = Reply(json.dumps(rows).encode())
    imported = bring.fetch(years=(2021, 2021))
    assert imported.withdrawn == 2
    left = queries.observations(release=imported.release)
    assert [(o.region, o.period) for o in left] == [("KU049", "2020"), ("KU049", "2021"), ("KU444", "2020")]


def test_an_empty_answer_is_not_believed(bring: Bring) -> None:
    bring.fake.replies["/json?"] = Reply(b"[]")
    assert "no observations for these years. Nothing was changed." in bring.refusal()


def test_an_unknown_region_is_a_bad_row_that_can_be_left_out(bring: Bring) -> None:
    rows = [
        *json.loads(ANSWER),
        {"indicator": 181, "region": 4711, "year": 2020, "gender": "total", "value": 1},
    ]
    bring.fake.replies["/json?"] = Reply(json.dumps(rows).encode())
    assert bring.refusal() == (
        "THL Sotkanet: [5]: Region 4711 of Sotkanet is not known here;"
        " `lupaus regions import` brings regions in."
    )
    imported = bring.fetch(skip_bad=True)
    assert (imported.added, imported.skipped_rows) == (5, 1)


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(status=403), "Sotkanet turned the request away (403)."),
        (Reply(status=404), "Sotkanet has no indicator 181 (404)."),
        (Reply(status=429), "Sotkanet has had too many requests (429)."),
        (Reply(status=503), "Sotkanet is out of order (503)."),
        (Reply(status=429, headers={"Retry-After": "7200"}), "Sotkanet asks to wait 7200 seconds (429)."),
        (Reply(status=503, headers={"Retry-After": "7200"}), "Sotkanet asks to wait 7200 seconds (503)."),
        (Reply(status=410), "Sotkanet has no indicator 181 (410)."),
        (Reply(status=418), "Sotkanet refused the request (418)."),
        (Reply(b"<!doctype html><h1>Huolto</h1>", kind="text/html"), "web page instead of data"),
        (Reply(ANSWER[:-40]), "This is not JSON, or it was cut short."),
        (Reply(ANSWER[:-40], promise=len(ANSWER)), "Sotkanet's answer broke off."),
        (Reply('[{"indicator":181,"region":20,"year":2020,"gender":"työ"}]'.encode("latin-1")), "not UTF-8"),
        (Reply(b'{"message":"ok"}'), "Expected a list of observations"),
        (Reply(b"[1]"), "[0]: Expected an observation."),
        (
            Reply(b'[{"indicator":181,"region":"20","year":2020,"gender":"total","value":true}]'),
            "[0]: Expected a number in region, value.",
        ),
        (Reply(b'[{"indicator":181,"region":20,"year":2020,"gender":"total","value":NaN}]'), "not JSON"),
        (
            Reply(b'[{"indicator":127,"region":20,"year":2020,"gender":"total","value":1}]'),
            "[0]: The observation is of indicator 127, which was not asked for.",
        ),
        (
            Reply(b'[{"indicator":181,"region":20,"year":20,"gender":"total","value":1}]'),
            "[0]: The year 20 is not between 1750 and 2150.",
        ),
        (Reply(b"[" * 100_000), "not JSON"),
        (Reply(b" " * (1 << 20) + ANSWER), "larger than 1 MB"),
    ],
)
def test_whatever_goes_wrong_there_is_told_in_a_sentence(bring: Bring, reply: Reply, sentence: str) -> None:
    bring.fake.replies["/json?"] = reply
    assert sentence in bring.refusal()


def test_a_service_that_does_not_answer_in_time_is_told(bring: Bring) -> None:
    bring.fake.replies["/json?"] = Reply(ANSWER, wait=0.5)
    assert "did not answer in time" in bring.refusal(service=bring.fake.service(timeout=0.1))


def test_a_service_that_is_not_there_is_told(bring: Bring) -> None:
    with fake_sotkanet() as gone:
        service = gone.service()
    assert "Sotkanet cannot be reached" in bring.refusal(service=service)


def test_the_ordinary_opener_speaks_https_only(bring: Bring) -> None:
    with pytest.raises(NoAnswer, match="cannot be reached"):
        Sotkanet(base=bring.fake.base).metadata(181)
    assert bring.fake.asked == []


def test_metadata_of_another_indicator_is_refused(bring: Bring) -> None:
    bring.fake.replies["/indicators/181"] = Reply(METADATA.replace(b'"id": 181', b'"id": 182'))
    assert "another indicator than 181" in bring.refusal()


def test_a_saved_answer_is_imported_for_an_indicator_of_the_catalogue(
    bring: Bring, unemployment: None
) -> None:
    imported = bring.file(DATA / "sotkanet_181.json")
    assert imported.added == 5
    assert bring.file(DATA / "sotkanet_181.json").release is None


def test_the_csv_answer_is_read_too(bring: Bring, unemployment: None) -> None:
    imported = bring.file(DATA / "sotkanet_181.csv")
    assert [(o.region, o.value, o.numerator) for o in queries.observations(release=imported.release)] == [
        ("KU049", 11.5, 17250.0),
        ("KU444", 9.5, None),
    ]


def test_a_file_of_an_unknown_indicator_is_refused_with_what_to_do(bring: Bring) -> None:
    with pytest.raises(Refused, match=r"no indicator with the source Sotkanet 181.*--metadata"):
        bring.file(DATA / "sotkanet_181.json")


def test_a_file_may_bring_its_metadata_along(bring: Bring) -> None:
    imported = bring.file(DATA / "sotkanet_181.json", metadata=DATA / "sotkanet_181_metadata.json")
    assert imported.added == 5
    assert queries.indicator("sotkanet-181").producer.en == "Statistics Finland"


def test_a_file_withdraws_only_when_asked(bring: Bring, unemployment: None) -> None:
    bring.file(DATA / "sotkanet_181.json")
    assert bring.file(DATA / "sotkanet_181.csv").withdrawn == 0
    assert bring.file(DATA / "sotkanet_181.csv", replace=True, years=(2021, 2021)).withdrawn == 2
    assert bring.file(DATA / "sotkanet_181.csv", replace=True).withdrawn == 1


def test_years_that_were_not_asked_for_are_not_read_from_a_file(bring: Bring, unemployment: None) -> None:
    assert bring.file(DATA / "sotkanet_181.json", years=(2021, 2030)).added == 3


def test_an_outsider_may_not_import(country: None, outsider: Actor, clock: Clock, fake: Fake) -> None:
    with pytest.raises(NotAllowed):
        Bring(outsider, clock, fake).fetch()
    assert fake.asked == []
