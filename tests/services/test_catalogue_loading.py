"""Loading a file of an organiser's own catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord, Role
from lupaus.services.catalogue.loading import Loaded, load_catalogue
from lupaus.services.models import (
    Channel,
    Concept,
    Connection,
    PlannedChange,
    Provision,
    SearchTerm,
    Service,
    ServiceOrganisation,
    Source,
)
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.web.texts import Text
from lupaus.web.versions import content_version
from tests.conftest import NOW
from tests.services import catalogue_files as files

pytestmark = pytest.mark.django_db

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def _settled(db: None) -> None:
    files.settle()


@pytest.fixture
def load(tmp_path: Path, clock: Clock) -> Callable[..., Loaded]:
    """Load the small catalogue, after some change to it."""

    def loaded(
        change: Change = lambda _catalogue: None, *, actor: Actor | None = None, **more: Any
    ) -> Loaded:
        catalogue = files.plain()
        change(catalogue)
        path = files.written(tmp_path, catalogue)
        return load_catalogue(actor=actor or operator(), clock=clock, path=path, **more)

    return loaded


def everything() -> tuple[int, ...]:
    kinds = (Service, Channel, ServiceOrganisation, PlannedChange, Concept, SearchTerm, AuditRecord)
    return (content_version(), *(kind.objects.count() for kind in kinds))


class TestWhatIsWritten:
    def test_a_service_with_its_classes_organisations_and_channels(self, load: Callable[..., Loaded]) -> None:
        loaded = load()
        clinic = Service.objects.get(pk="child-health-clinic")
        assert clinic.name == Text.of(files.words("Child health clinic"))
        assert (clinic.organisation, clinic.source, clinic.changed_at) == ("kaava", Source.OWN, NOW)
        assert (clinic.area, clinic.regions, clinic.charge) == ("limited", ["KU049"], "free")
        assert (clinic.promised_days, clinic.wait_indicator_id) == (7, "wait")
        assert [each.code for each in clinic.concepts.all()] == ["P5.1"]
        provision = clinic.provisions.get()
        assert (provision.organisation_id, provision.role, provision.kind) == (
            "kaava-county",
            "organiser",
            "own",
        )
        notes = {each.channel_id: each.note.en for each in clinic.connections.all()}
        assert notes == {"clinic": "", "advice": "First call en"}
        assert loaded.written.numbers()["services"]["added"] == 2

    def test_a_point_with_coordinates_hours_and_a_planned_change(self, load: Callable[..., Loaded]) -> None:
        load()
        clinic = Channel.objects.get(pk="clinic")
        assert (clinic.latitude, clinic.longitude, clinic.municipality_id) == (60.2, 24.65, "KU049")
        assert clinic.hours == [{"days": [1, 2, 3], "from": "08:00", "to": "16:00"}]
        assert clinic.phones == [{"number": "+358 9 123", "language": "fi"}]
        assert clinic.address == Text.same("Kamreerintie 2")
        assert clinic.changes.get().on.isoformat() == "2028-01-01"

    def test_a_service_without_regions_is_of_the_whole_country(self, load: Callable[..., Loaded]) -> None:
        load()
        assert Service.objects.get(pk="home-care").area == "country"

    def test_a_class_keeps_the_one_above_it(self, load: Callable[..., Loaded]) -> None:
        load()
        clinics = Concept.objects.get(code="P5.1")
        assert clinics.broader is not None
        assert clinics.broader.code == "P5"

    def test_the_search_knows_the_services(self, load: Callable[..., Loaded]) -> None:
        load()
        assert set(SearchTerm.objects.values_list("service", flat=True)) == {
            "child-health-clinic",
            "home-care",
        }

    def test_json_says_the_same(self, load: Callable[..., Loaded], tmp_path: Path, clock: Clock) -> None:
        load()
        path = tmp_path / "catalogue.json"
        path.write_text(json.dumps({"catalogue": files.plain()}), encoding="utf-8")
        assert not load_catalogue(actor=operator(), clock=clock, path=path).written.is_anything

    def test_one_record_says_what_changed(self, load: Callable[..., Loaded]) -> None:
        load()
        record = AuditRecord.objects.latest("pk")
        assert (record.verb, record.kind, record.object_id) == ("load_catalogue", "catalogue", "kaava")
        assert record.after is not None
        assert record.after["services"] == {
            "added": {"count": 2, "ids": ["child-health-clinic", "home-care"]}
        }
        assert len(record.after["file"]) == 64


class TestAgain:
    def test_the_same_file_changes_nothing(self, load: Callable[..., Loaded]) -> None:
        load()
        before = everything()
        again = load()
        assert not again.written.is_anything
        assert again.written.numbers()["services"] == {
            "added": 0,
            "changed": 0,
            "unchanged": 2,
            "retired": 0,
        }
        assert everything() == before

    def test_only_what_differs_is_written(self, load: Callable[..., Loaded]) -> None:
        load()
        loaded = load(lambda catalogue: catalogue["services"][1].update(charge="chargeable"))
        assert loaded.written.kinds["services"].changed == ["home-care"]
        assert Service.objects.get(pk="home-care").charge == "chargeable"
        assert Service.objects.get(pk="child-health-clinic").connections.count() == 2

    def test_other_connections_and_provisions_replace_the_old_ones(self, load: Callable[..., Loaded]) -> None:
        load()

        def change(catalogue: dict[str, Any]) -> None:
            catalogue["services"][0]["channels"] = [{"channel": "clinic"}]
            catalogue["services"][0]["provisions"] = []
            catalogue["services"][0]["classes"] = ["P5"]

        load(change)
        assert list(Connection.objects.values_list("channel", flat=True)) == ["clinic"]
        assert not Provision.objects.exists()
        assert [each.code for each in Service.objects.get(pk="child-health-clinic").concepts.all()] == ["P5"]

    def test_what_is_gone_is_retired_and_may_come_back(self, load: Callable[..., Loaded]) -> None:
        load()
        gone = load(lambda catalogue: catalogue["services"].pop())
        assert gone.written.kinds["services"].retired == ["home-care"]
        assert Service.objects.get(pk="home-care").retired_at == NOW
        assert not SearchTerm.objects.filter(service="home-care").exists()
        back = load()
        assert back.written.kinds["services"].changed == ["home-care"]
        assert Service.objects.get(pk="home-care").retired_at is None

    def test_a_planned_change_that_is_gone_was_called_off(self, load: Callable[..., Loaded]) -> None:
        load()
        loaded = load(lambda catalogue: catalogue.pop("changes"))
        assert loaded.written.kinds["changes"].retired == ["clinic-closes"]
        assert not PlannedChange.objects.exists()

    def test_a_class_that_is_known_stays_as_it_is(self, load: Callable[..., Loaded]) -> None:
        load()
        Concept.objects.filter(code="P5").update(label=Text.same("Official"))
        load(lambda catalogue: catalogue["services"].pop())
        assert Concept.objects.get(code="P5").label == Text.same("Official")

    def test_what_comes_from_another_source_or_organisation_is_let_be(
        self, load: Callable[..., Loaded]
    ) -> None:
        load()
        Service.objects.filter(pk="home-care").update(source=Source.PTV)
        Channel.objects.filter(pk="advice").update(organisation="muu")

        def change(catalogue: dict[str, Any]) -> None:
            catalogue["services"].pop()
            catalogue["channels"].pop()

        loaded = load(change)
        assert not loaded.written.kinds["services"].retired
        assert not loaded.written.kinds["channels"].retired

    def test_a_new_name_of_an_organisation_is_found_in_the_search(self, load: Callable[..., Loaded]) -> None:
        load()
        load(lambda catalogue: catalogue["organisations"][0].update(name="Virkkala"))
        assert SearchTerm.objects.filter(service="child-health-clinic", term__startswith="virkkal").exists()

    def test_a_dry_run_tells_and_changes_nothing(self, load: Callable[..., Loaded]) -> None:
        before = everything()
        assert load(dry_run=True).written.kinds["services"].added == ["child-health-clinic", "home-care"]
        assert everything() == before


class TestRights:
    def test_an_editor_of_the_organisation_loads_what_needs_no_new_class(
        self, load: Callable[..., Loaded]
    ) -> None:
        load(lambda catalogue: catalogue.pop("services"))
        editor = Actor("eeva", "command", frozenset({(Role.EDITOR, "kaava")}))
        assert load(actor=editor).written.kinds["services"].added

    def test_a_new_class_needs_a_planner(self, load: Callable[..., Loaded]) -> None:
        editor = Actor("eeva", "command", frozenset({(Role.EDITOR, "kaava")}))
        with pytest.raises(NotAllowed, match="planner"):
            load(actor=editor)
        assert not Service.objects.exists()

    def test_an_editor_of_another_organisation_is_refused(self, load: Callable[..., Loaded]) -> None:
        with pytest.raises(NotAllowed, match="needs the role"):
            load(actor=Actor("eero", "command", frozenset({(Role.EDITOR, "muu")})))


def refused(load: Callable[..., Loaded], change: Change) -> str:
    before = everything()
    with pytest.raises(Refused) as caught:
        load(change)
    assert everything() == before
    problem = caught.value.problems[0]
    assert problem.line, problem
    assert len(caught.value.problems) == 1, str(caught.value)
    return f"{problem.path}: {problem.message}"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (lambda c: c["services"][0].update(regions=["KU999"]), "There is no region KU999."),
            (
                lambda c: c["services"][0].update(classes=["P5.11"]),
                "There is no class P5.11. Did you mean “P5.1”?",
            ),
            (lambda c: c["services"][0].update(target_groups=["KR1"]), "There is no class KR1."),
            (lambda c: c["services"][0].update(wait_indicator="waits"), "Did you mean “wait”?"),
            (
                lambda c: c["services"][0]["channels"][0].update(channel="clinik"),
                "There is no channel “clinik” in the catalogue. Did you mean “clinic”?",
            ),
            (
                lambda c: c["services"][0]["provisions"][0].update(organisation="kaava"),
                "There is no organisation “kaava” in the catalogue.",
            ),
            (lambda c: c["channels"][0].pop("longitude"), "There is a latitude, but no longitude."),
            (lambda c: c["channels"][0].pop("latitude"), "There is a longitude, but no latitude."),
            (lambda c: c["channels"][0].update(latitude=600), "degrees from −90 to 90"),
            (lambda c: c["channels"][1].update(latitude=60, longitude=24), "Only a place has coordinates."),
            (lambda c: c["channels"][0].update(municipality="MK01"), "MK01 is not a municipality."),
            (lambda c: c["channels"][0]["hours"][0].update(to="25:00"), "A time is written 08:00"),
            (lambda c: c["channels"][0]["hours"][0].update(day=1), "Opening hours know no “day”."),
            (lambda c: c["services"][1].update(id="child-health-clinic"), "is here more than once"),
            (lambda c: c["services"][1].update(id="classes"), "an address needs it"),
            (lambda c: c["services"][1].update(area="limited"), "no region is named"),
            (lambda c: c["services"][0].update(area="country"), "only where the area is limited"),
            (lambda c: c["changes"][0].update(channel="advice"), "no service point “advice”"),
            (lambda c: c["changes"][0].update(kind="moves"), "Say where it moves to"),
            (lambda c: c["changes"][0].update(latitude=60, longitude=24), "Only a move has coordinates."),
            (lambda c: c["changes"][0].update(replaced_by="advice"), "Only what becomes digital"),
            (
                lambda c: c["services"][0]["channels"].append({"channel": "clinic"}),
                "“clinic” is here more than once.",
            ),
            (lambda c: c["concepts"][1].update(broader="P9"), "There is no class P9."),
            (lambda c: c["services"][0].pop("languages"), "Missing"),
        ],
    )
    def test_a_mistake_is_named_with_its_line(
        self, load: Callable[..., Loaded], change: Change, sentence: str
    ) -> None:
        assert sentence in refused(load, change)

    def test_every_mistake_is_told_at_once(self, load: Callable[..., Loaded]) -> None:
        def change(catalogue: dict[str, Any]) -> None:
            catalogue["services"][0]["regions"] = ["KU998", "KU999"]
            catalogue["channels"][0]["municipality"] = "KU997"

        with pytest.raises(Refused) as caught:
            load(change)
        assert len(caught.value.problems) == 3
        assert len({problem.line for problem in caught.value.problems}) == 3

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"organisation": "muu"}, "it belongs to another organisation"),
            ({"source": Source.PTV}, "it comes from another source"),
        ],
    )
    def test_an_id_of_somebody_else_is_refused(
        self, load: Callable[..., Loaded], values: dict[str, str], sentence: str
    ) -> None:
        load()
        Service.objects.filter(pk="home-care").update(**values)
        assert sentence in refused(load, lambda _catalogue: None)

    def test_a_change_of_somebody_elses_point_keeps_its_id(self, load: Callable[..., Loaded]) -> None:
        load()
        Channel.objects.create(id="theirs", organisation="muu", kind="place", changed_at=NOW)
        PlannedChange.objects.update(channel="theirs")
        assert "it belongs to another organisation" in refused(load, lambda _catalogue: None)

    def test_a_class_known_by_another_address_is_refused(self, load: Callable[..., Loaded]) -> None:
        Concept.objects.create(uri="http://example.fi/P5", scheme="service-class", code="P5")
        assert "already known by another address" in refused(load, lambda _catalogue: None)

    def test_what_is_retired_is_not_spoken_of(self, load: Callable[..., Loaded]) -> None:
        load()

        def change(catalogue: dict[str, Any]) -> None:
            catalogue["channels"].pop(0)  # the clinic goes, its services and its change stay

        with pytest.raises(Refused) as caught:
            load(change)
        assert {problem.path for problem in caught.value.problems} == {
            "catalogue.services[0].channels[0].channel",
            "catalogue.changes[0].channel",
        }


@pytest.mark.slow
def test_a_large_county_is_loaded_in_queries_by_the_hundred(tmp_path: Path, clock: Clock) -> None:
    catalogue = files.plain()
    service, point = catalogue["services"][0], catalogue["channels"][0]
    catalogue["services"] = [service | {"id": f"service-{each}"} for each in range(1200)]
    catalogue["channels"] += [point | {"id": f"point-{each}"} for each in range(600)]
    path = tmp_path / "large.json"
    path.write_text(json.dumps({"catalogue": catalogue}), encoding="utf-8")
    with CaptureQueriesContext(connection) as queries:
        load_catalogue(actor=operator(), clock=clock, path=path)
    assert len(queries) < 150
    assert Service.objects.count() == 1200
