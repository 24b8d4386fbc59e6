"""Bringing the national catalogue in from files: what is written, what is retired, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord, Role
from lupaus.regions.operations import load_register
from lupaus.services.catalogue.ptv import Imported, import_ptv
from lupaus.services.models import (
    CatalogueImport,
    Channel,
    Concept,
    Connection,
    Provision,
    SearchTerm,
    Service,
    ServiceOrganisation,
    Source,
)
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.web.versions import content_version
from tests.conftest import NOW
from tests.services import ptv_answers as answers

pytestmark = pytest.mark.django_db

Bring = Callable[..., Imported]


@pytest.fixture(autouse=True)
def _settled(db: None) -> None:
    load_register(actor=operator(), clock=lambda: NOW)


@pytest.fixture
def bring(tmp_path: Path, clock: Clock) -> Bring:
    """Save some answers as files of a folder and bring it in."""

    def brought(*, organisation: str = "kaava", actor: Actor | None = None, **more: Any) -> Imported:
        options = {name: more.pop(name) for name in ("strict", "dry_run") if name in more}
        for old in tmp_path.glob("*.json"):
            old.unlink()
        folder = answers.saved(tmp_path, **more)
        return import_ptv(
            actor=actor or operator(), clock=clock, source=str(folder), organisation=organisation, **options
        )

    return brought


def paged(*entries: dict[str, Any], number: int = 1, count: int = 1) -> dict[str, Any]:
    return {"pageNumber": number, "pageSize": 1000, "pageCount": count, "itemList": list(entries)}


def everything(*services: dict[str, Any]) -> dict[str, Any]:
    """A folder with code lists, a general description, services and their channels."""
    return {
        "ServiceClasses": answers.classes(),
        "TargetGroups": [answers.concept("KR1", "ptvkohderyhmat")],
        "GeneralDescription": [answers.old_description(id=answers.DESCRIBED)],
        "services": paged(*(services or (answers.service(1), answers.service(2)))),
        "channels": paged(answers.clinic(), answers.advice()),
        "organizations": [answers.organisation()],
    }


def state() -> list[Any]:
    """Everything of the catalogue that can be written."""
    kinds = (Concept, Service, Channel, ServiceOrganisation, Provision, Connection, SearchTerm)
    return [content_version(), *(list(kind.objects.order_by("pk").values()) for kind in kinds)]


class TestAFolder:
    def test_becomes_the_catalogue_of_the_organisation(self, bring: Bring) -> None:
        imported = bring(**everything())
        assert imported.strange == ()
        assert {kind: numbers["added"] for kind, numbers in imported.written.numbers().items()} == {
            "concepts": 4,
            "descriptions": 1,
            "organisations": 1,
            "channels": 2,
            "services": 2,
        }
        service = Service.objects.get(pk=answers.guid(1))
        assert (service.organisation, service.source, service.source_id) == (
            "kaava",
            Source.PTV,
            answers.guid(1),
        )
        assert service.general_description == "SOTE-0900"
        assert service.source_modified == "2026-11-01T10:00:00Z"
        assert service.connections.count() == 2
        assert ServiceOrganisation.objects.get().sector == "county"
        clinic = Channel.objects.get(pk=answers.CLINIC)
        assert (clinic.kind, clinic.municipality_id, clinic.latitude) == ("place", "KU049", 60.193862)

    def test_general_descriptions_are_nobodys(self, bring: Bring) -> None:
        bring(**everything())
        described = Service.objects.get(pk="sote-0900")
        assert (described.organisation, described.source) == ("", Source.DESCRIPTION)
        assert [each.code for each in described.concepts.order_by("code")] == ["KR1", "P5", "P5.1"]

    def test_the_search_knows_the_services(self, bring: Bring) -> None:
        bring(**everything())
        assert SearchTerm.objects.filter(service=answers.guid(1)).exists()

    def test_code_lists_alone_need_no_organisation(self, bring: Bring) -> None:
        imported = bring(organisation="", ServiceClasses=answers.classes())
        assert imported.written.numbers()["concepts"]["added"] == 3

    def test_services_need_one(self, bring: Bring) -> None:
        with pytest.raises(Refused, match="Name the organisation"):
            bring(organisation="", services=paged(answers.service()))

    def test_lists_that_are_known_and_not_needed_are_named(self, bring: Bring) -> None:
        municipality = {"municipalityCode": "005", "names": []}
        imported = bring(ServiceClasses=answers.classes(), Municipality=[municipality])
        assert (imported.aside, imported.strange) == (("Municipality.json",), ())

    def test_one_file_is_read_alike(self, tmp_path: Path, clock: Clock) -> None:
        answers.saved(tmp_path, service=answers.service())
        source = str(tmp_path / "service.json")
        imported = import_ptv(actor=operator(), clock=clock, source=source, organisation="kaava")
        assert imported.written.numbers()["services"]["added"] == 1
        # Neither channels nor code lists were there to understand it by.
        assert {problem.path for problem in imported.strange} >= {"serviceChannels"}

    def test_a_reading_is_recorded(self, bring: Bring) -> None:
        bring(**everything())
        reading = CatalogueImport.objects.get()
        assert (reading.organisation, reading.ended_at, reading.counts["not_understood"]) == ("kaava", NOW, 0)
        record = AuditRecord.objects.latest("pk")
        assert (record.verb, record.object_id) == ("import_ptv", "kaava")
        assert record.after is not None
        assert record.after["services"]["added"]["count"] == 2


class TestAgain:
    def test_the_same_changes_nothing(self, bring: Bring) -> None:
        bring(**everything())
        before = state()
        again = bring(**everything())
        assert not again.written.is_anything
        assert state() == before

    def test_another_stamp_alone_changes_nothing(self, bring: Bring) -> None:
        bring(**everything(answers.service(1)))
        again = bring(**everything(answers.service(1, modified="2027-01-01T00:00:00Z")))
        assert not again.written.is_anything

    def test_only_what_differs_is_written(self, bring: Bring) -> None:
        bring(**everything())
        again = bring(**everything(answers.service(1), answers.service(2, serviceChargeType="Chargeable")))
        assert again.written.kinds["services"].changed == [answers.guid(2)]
        assert again.written.kinds["services"].unchanged == 1

    def test_what_a_whole_list_lacks_is_retired(self, bring: Bring) -> None:
        bring(**everything())
        again = bring(**everything(answers.service(1)))
        assert again.written.kinds["services"].retired == [answers.guid(2)]
        assert Service.objects.get(pk=answers.guid(2)).retired_at == NOW
        assert not SearchTerm.objects.filter(service=answers.guid(2)).exists()

    def test_what_comes_back_is_in_use_again(self, bring: Bring) -> None:
        bring(**everything())
        bring(**everything(answers.service(1)))
        again = bring(**everything())
        assert again.written.kinds["services"].changed == [answers.guid(2)]
        assert Service.objects.get(pk=answers.guid(2)).retired_at is None

    @pytest.mark.parametrize("status", ["Draft", "Modified", "Deleted", "Removed", "OldPublished"])
    def test_what_is_not_published_any_more_is_retired(self, bring: Bring, status: str) -> None:
        bring(**everything())
        again = bring(one=answers.service(2, publishingStatus=status))
        assert again.written.kinds["services"].retired == [answers.guid(2)]

    def test_a_single_entry_retires_no_other(self, bring: Bring) -> None:
        bring(**everything())
        assert not bring(one=answers.service(2)).written.kinds["services"].retired

    def test_a_missing_page_retires_nothing(self, bring: Bring) -> None:
        bring(**everything())
        again = bring(services=paged(answers.service(1), number=1, count=2))
        assert not again.written.kinds["services"].retired
        assert "Pages are missing: 2." in str(again.strange[-1])

    def test_all_pages_make_a_whole(self, bring: Bring) -> None:
        bring(**everything())
        again = bring(
            a=paged(answers.service(1), number=1, count=2),
            b=paged(answers.service(3), number=2, count=2),
            channels=paged(answers.clinic(), answers.advice()),
        )
        assert again.written.kinds["services"].retired == [answers.guid(2)]

    def test_an_entry_that_is_not_understood_retires_nothing(self, bring: Bring) -> None:
        bring(**everything())
        again = bring(**everything(answers.service(1), answers.service(2, serviceNames=[])))
        assert not again.written.kinds["services"].retired
        assert again.strange

    def test_a_list_without_a_single_service_is_not_believed(self, bring: Bring) -> None:
        bring(**everything())
        again = bring(services=paged(), ServiceClasses=answers.classes())
        assert not again.written.kinds["services"].retired

    def test_a_code_list_that_is_shorter_retires_classes(self, bring: Bring) -> None:
        bring(organisation="", ServiceClasses=answers.classes())
        again = bring(organisation="", ServiceClasses=answers.classes()[1:])
        assert again.written.kinds["concepts"].retired == [f"{answers.CODES}P5.1"]

    def test_a_new_name_of_a_class_is_found_in_the_search(self, bring: Bring) -> None:
        bring(**everything())
        renamed = answers.concept("P5", Label={"Fi": "Virkkalan asiat"})
        bring(**{**everything(), "ServiceClasses": [*answers.classes()[::2], renamed]})
        assert SearchTerm.objects.filter(service=answers.guid(1), term__startswith="virkkal").exists()

    def test_a_dry_run_tells_and_changes_nothing(self, bring: Bring) -> None:
        before = state()
        assert bring(dry_run=True, **everything()).written.kinds["services"].added
        assert state() == before
        assert not CatalogueImport.objects.exists()


class TestWhoseItIs:
    def test_an_editor_brings_the_services_of_the_organisation(self, bring: Bring) -> None:
        bring(organisation="", ServiceClasses=answers.classes())
        editor = Actor("eeva", "command", frozenset({(Role.EDITOR, "kaava")}))
        files = everything()
        services = {name: files[name] for name in ("services", "channels")}
        assert bring(actor=editor, **services).written.kinds["services"].added

    def test_national_lists_need_a_planner(self, bring: Bring) -> None:
        editor = Actor("eeva", "command", frozenset({(Role.EDITOR, "kaava")}))
        with pytest.raises(NotAllowed, match="planner"):
            bring(actor=editor, **everything())
        assert not Concept.objects.exists()

    def test_an_editor_adds_no_class_by_the_way(self, bring: Bring) -> None:
        editor = Actor("eeva", "command", frozenset({(Role.EDITOR, "kaava")}))
        imported = bring(actor=editor, services=paged(answers.service()), channels=[answers.clinic()])
        assert not Concept.objects.exists()
        assert "is not known here" in str(imported.strange)

    def test_a_channel_of_another_organisation_is_shared_and_stays_as_it_is(self, bring: Bring) -> None:
        bring(**everything())
        theirs = everything(answers.service(3))
        theirs["channels"] = paged(answers.clinic(emails=[]), answers.advice())
        imported = bring(organisation="muu", **theirs)
        assert imported.strange == ()
        assert Channel.objects.get(pk=answers.CLINIC).emails == ["clinic@example.fi"]
        assert Channel.objects.get(pk=answers.CLINIC).organisation == "kaava"
        assert Service.objects.get(pk=answers.guid(3)).connections.count() == 2

    def test_a_service_of_another_organisation_is_left_alone_and_told(self, bring: Bring) -> None:
        bring(**everything())
        imported = bring(organisation="muu", **everything())
        assert not imported.written.kinds["services"].touched
        assert Service.objects.get(pk=answers.guid(1)).organisation == "kaava"
        assert "belongs to another organisation" in str(imported.strange)

    def test_what_the_organisation_wrote_itself_is_never_retired(self, bring: Bring) -> None:
        Service.objects.create(id="own", organisation="kaava", source=Source.OWN, changed_at=NOW)
        bring(**everything())
        assert Service.objects.get(pk="own").retired_at is None


class TestWhatIsNotUnderstood:
    def test_is_told_with_file_and_place_and_the_rest_is_written(self, bring: Bring) -> None:
        files = everything(answers.service(1, serviceChargeType="Sometimes"))
        imported = bring(**files)
        assert [str(problem) for problem in imported.strange] == [
            "services.json: itemList[0].serviceChargeType: The word “Sometimes” is not known here."
        ]
        assert imported.written.kinds["services"].added == [answers.guid(1)]

    def test_strictly_it_refuses_everything(self, bring: Bring) -> None:
        before = state()
        with pytest.raises(Refused, match="Sometimes"):
            bring(strict=True, **everything(answers.service(1, serviceChargeType="Sometimes")))
        assert state() == before

    def test_an_entry_of_no_known_kind_is_told(self, bring: Bring) -> None:
        imported = bring(services=[answers.service(), {"what": "ever"}])
        assert "services.json: [1]: It is not known what this entry is." in map(str, imported.strange)

    def test_a_list_of_names_only_is_told_and_retires_nothing(self, bring: Bring) -> None:
        bring(**everything())
        imported = bring(**everything(answers.service(1)), names=[{"id": answers.guid(9), "name": "x"}])
        assert [str(problem) for problem in imported.strange] == [
            "names.json: [0]: An entry of which only the name is told."
        ]
        assert not imported.written.kinds["services"].retired

    def test_a_channel_that_is_nowhere_is_told(self, bring: Bring) -> None:
        files = everything(answers.service(1))
        files["channels"] = paged(answers.clinic())
        imported = bring(**files)
        (problem,) = imported.strange
        assert (problem.file, problem.path) == ("services.json", "itemList[0].serviceChannels")
        assert problem.message == f"The channel “{answers.ADVICE}” is not in what was read."


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            (b"<!doctype html><p>Closed", "a web page instead of data"),
            (b'[{"id": 1}', "cut short"),
            (b'[{"id" 1}]', "This is not JSON"),
            (b"", "empty"),
            (b'[{"id": "\xe4"}]', "not UTF-8"),
            ('[{"id": 1}]'.encode("utf-16"), "not UTF-8"),
            (b"[" * 100_000, "This is not JSON"),
            (b'[{"id": NaN}]', "This is not JSON"),
            (b"[1, 2]", "Entry 1 is no object"),
            (b'"words"', "no data of the national service catalogue"),
            (b'{"pageNumber": 1}', "A page without its entries"),
            (b"[]", "nothing of the national service catalogue"),
        ],
    )
    def test_a_bad_file_is_one_sentence_and_nothing_is_written(
        self, tmp_path: Path, clock: Clock, body: bytes, sentence: str
    ) -> None:
        answers.saved(tmp_path, a=answers.classes())
        before = state()
        if body != b"[]":
            (tmp_path / "b.json").write_bytes(body)
        else:
            (tmp_path / "a.json").write_bytes(body)
        with pytest.raises(Refused, match=sentence) as caught:
            import_ptv(actor=operator(), clock=clock, source=str(tmp_path), organisation="kaava")
        assert len(caught.value.problems) == 1
        assert state() == before

    def test_a_folder_without_files_and_no_folder_at_all(self, tmp_path: Path, clock: Clock) -> None:
        for source, sentence in ((tmp_path, "no JSON files"), (tmp_path / "none", "no such file or folder")):
            with pytest.raises(Refused, match=sentence):
                import_ptv(actor=operator(), clock=clock, source=str(source))

    def test_a_null_character_in_a_path(self, clock: Clock) -> None:
        with pytest.raises(Refused):
            import_ptv(actor=operator(), clock=clock, source="a\x00b")


def test_a_class_known_by_another_address_is_told_and_left_out(bring: Bring) -> None:
    Concept.objects.create(uri="http://example.fi/P5", scheme="service-class", code="P5")
    imported = bring(organisation="", ServiceClasses=answers.classes())
    assert "already known by another address" in str(imported.strange)
    assert Concept.objects.get(code="P5").uri == "http://example.fi/P5"


@pytest.mark.slow
@pytest.mark.real_data
class TestRealLists:
    @pytest.fixture
    def folder(self, real_data: Path) -> Path:
        found = real_data / "ptv" / "codelists"
        if not found.is_dir():
            pytest.skip("the national code lists are not among the real data")
        return found

    def test_every_class_and_description_is_there(self, folder: Path, clock: Clock) -> None:
        imported = import_ptv(actor=operator(), clock=clock, source=str(folder))
        lists = {
            name: json.loads((folder / f"{name}.json").read_text("utf-8-sig"))
            for name in ("ServiceClasses", "TargetGroups", "LifeEvents", "GeneralDescription")
        }
        by_scheme = {
            scheme: Concept.objects.filter(scheme=scheme).count()
            for scheme in ("service-class", "target-group", "life-event")
        }
        assert by_scheme == {"service-class": 230, "target-group": 17, "life-event": 19}
        assert sum(by_scheme.values()) == sum(map(len, lists.values())) - 101
        described = Service.objects.filter(source=Source.DESCRIPTION)
        assert described.count() == 101
        assert described.get(pk="sote-0001").name.fi == lists["GeneralDescription"][0]["Name"][0]["Label"]
        # The one thing in them that is no service class: a term of a general ontology.
        assert len(imported.strange) == 1
        assert described.get(pk="sote-0037").general_description == "SOTE-0037"

    def test_again_nothing_changes(self, folder: Path, clock: Clock) -> None:
        import_ptv(actor=operator(), clock=clock, source=str(folder))
        before = state()
        assert not import_ptv(actor=operator(), clock=clock, source=str(folder)).written.is_anything
        assert state() == before
