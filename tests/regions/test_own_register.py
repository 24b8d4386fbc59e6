"""The register that is part of the product."""

from __future__ import annotations

import pytest

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.regions import queries
from lupaus.regions.files.own import county_ids, own_entries
from lupaus.regions.models import Category, Region
from lupaus.regions.operations import load_register
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed
from lupaus.web.versions import content_version

pytestmark = pytest.mark.django_db


def test_it_holds_the_municipalities_the_counties_and_helsinki(planner: Actor, clock: Clock) -> None:
    written = load_register(actor=planner, clock=clock)
    assert len(written.added) == 37
    assert len(queries.codes_of("municipality", within="MK01")) == 26
    assert queries.codes_of("county", within="MK01") == ("HVA01", "HVA02", "HVA03", "HVA04", "HVA90")
    assert [region.code for region in queries.parents_of("KU049")] == ["SK011", "HVA03", "MK01", "SSS"]
    assert str(Region.objects.get(code="HVA90").name) == "Helsingin kaupunki"


def test_loading_it_again_changes_nothing(planner: Actor, clock: Clock) -> None:
    load_register(actor=planner, clock=clock)
    records, version = AuditRecord.objects.count(), content_version()
    written = load_register(actor=planner, clock=clock)
    assert (written.added, written.changed, len(written.unchanged)) == ((), (), 37)
    assert (AuditRecord.objects.count(), content_version()) == (records, version)


def test_every_region_it_adds_is_audited(planner: Actor, clock: Clock) -> None:
    load_register(actor=planner, clock=clock)
    audited = AuditRecord.objects.get(kind="region", object_id="KU091")
    assert (audited.actor, audited.verb, audited.before) == ("pirkko", "load_register", None)
    assert audited.after is not None
    assert audited.after["name"] == {"fi": "Helsinki", "sv": "Helsingfors", "en": "Helsinki"}
    assert AuditRecord.objects.count() == 37


def test_an_outsider_may_not(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        load_register(actor=outsider, clock=clock)
    assert not Region.objects.exists()


def test_every_municipality_has_a_tile_of_its_own_and_nothing_else_has() -> None:
    tiles = {entry.code: entry.tile for entry in own_entries().values() if entry.tile}
    assert len(set(tiles.values())) == 26
    assert all(own_entries()[code].category == Category.MUNICIPALITY for code in tiles)


@pytest.mark.parametrize(
    ("west", "east"), [("KU078", "KU710"), ("KU149", "KU257"), ("KU257", "KU091"), ("KU753", "KU434")]
)
def test_the_coast_runs_from_hanko_in_the_west_to_loviisa_in_the_east(west: str, east: str) -> None:
    tiles = {code: entry.tile for code, entry in own_entries().items()}
    assert (tiles[west] or (0, 0))[0] < (tiles[east] or (0, 0))[0]


def test_present_and_former_county_ids_of_sotkanet_mean_the_same_county(planner: Actor, clock: Clock) -> None:
    load_register(actor=planner, clock=clock)
    codes = queries.sotkanet_codes()
    assert codes[969] == codes[889] == "HVA03"
    assert codes[960] == codes[880] == "HVA90"
    assert codes[658] == "SSS"
    assert len(county_ids()) == 45
