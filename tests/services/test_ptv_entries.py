"""What one entry of the national catalogue says, in whichever of its forms."""

from __future__ import annotations

from typing import Any

import pytest

from lupaus.services.catalogue.codes import Concepts
from lupaus.services.catalogue.ptv.answers import json_of, kind_of, page_of
from lupaus.services.catalogue.ptv.channels import channel_of
from lupaus.services.catalogue.ptv.code_lists import concepts_of, in_order
from lupaus.services.catalogue.ptv.entries import description_of, organisation_of, service_of
from lupaus.services.catalogue.ptv.ground import Ground
from lupaus.services.catalogue.ptv.opening_hours import hours_of
from lupaus.services.catalogue.ptv.places import coordinates_of
from lupaus.services.catalogue.ptv.told import Strange, Told, prose
from lupaus.services.catalogue.wanted import WantedProvision, WantedService
from lupaus.web.refusals import Refused
from lupaus.web.texts import Text
from tests.services import ptv_answers as answers

REGIONS = {"KU049", "KU091", "HVA03", "MK01"}


def told(value: Any) -> Told:
    import json

    return Told(json_of(json.dumps(value).encode(), "x"), "x", "", Strange())


def sentences(of: Told) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in of.strange.problems]


@pytest.fixture
def ground() -> Ground:
    concepts = concepts_of(in_order([told(each) for each in answers.classes()]))
    concepts += concepts_of([told(answers.concept("KR1", "ptvkohderyhmat"))])
    return Ground(
        regions=REGIONS,
        concepts=Concepts().with_new(concepts),
        descriptions={answers.DESCRIBED: "SOTE-0900"},
    )


def service(ground: Ground, **more: Any) -> tuple[WantedService, list[str]]:
    entry = told(answers.service(**more))
    found = service_of(entry, ground)
    assert found is not None
    return found, sentences(entry)


class TestAService:
    def test_is_understood_whole(self, ground: Ground) -> None:
        found, strange = service(ground)
        assert strange == []
        assert found.id == answers.guid(1)
        values = found.values
        assert values["name"] == Text("Service 1 fi", "Service 1 sv", "Service 1 en")
        assert values["summary"].en == "Short en"
        assert values["instructions"].sv == "Do this sv"
        assert values["charge_note"].fi == "Costs nothing fi"
        assert (values["type"], values["charge"], values["area"]) == ("service", "free", "limited")
        assert values["regions"] == ["HVA03", "KU049"]
        assert values["languages"] == ["fi", "sv", "smn"]
        assert values["general_description"] == "SOTE-0900"
        assert found.concepts == (f"{answers.CODES}P5",)
        assert [by.channel for by in found.connections] == [answers.CLINIC, answers.ADVICE]
        assert found.connections[0].note.en == "By the main door en"

    def test_html_becomes_prose(self, ground: Ground) -> None:
        found, _strange = service(ground)
        assert found.values["description"].fi == "Long & bold\n\nSecond\nfi"

    def test_a_voucher_is_a_way_of_the_organiser(self, ground: Ground) -> None:
        found, _strange = service(ground)
        assert set(found.provisions) == {
            WantedProvision(answers.COUNTY, "organiser"),
            WantedProvision(answers.COUNTY, "organiser", "voucher"),
            WantedProvision(answers.COUNTY, "producer", "own"),
        }

    @pytest.mark.parametrize(
        "word", ["Charged", "Chargeable", "chargeable", "Free", "FreeOfCharge", "Other", None]
    )
    def test_a_charge_is_understood_from_code_list_and_answer(self, ground: Ground, word: str | None) -> None:
        found, strange = service(ground, serviceChargeType=word)
        expected = {"c": "chargeable", "F": "free", "C": "chargeable", "O": "", "": ""}[(word or "")[:1]]
        assert (found.values["charge"], strange) == (expected, [])

    @pytest.mark.parametrize(
        ("word", "area"),
        [
            ("WholeCountry", "country"),
            ("Nationwide", "country"),
            ("WholeCountryExceptAlandIslands", "mainland"),
            ("NationwideExceptAlandIslands", "mainland"),
            ("AreaType", "limited"),
            ("LimitedType", "limited"),
        ],
    )
    def test_an_area_is_understood_from_code_list_and_answer(
        self, ground: Ground, word: str, area: str
    ) -> None:
        found, strange = service(ground, areaType=word)
        assert (found.values["area"], bool(found.values["regions"]), strange) == (area, area == "limited", [])

    @pytest.mark.parametrize(
        ("word", "kind"),
        [
            ("SelfProduced", "own"),
            ("Self-produced", "own"),
            ("SelfProducedServices", "own"),
            ("PurchaseServices", "bought"),
            ("ProcuredServices", "bought"),
            ("VoucherServices", "voucher"),
            ("Other", "other"),
            (None, ""),
        ],
    )
    def test_a_provision_is_understood_from_code_list_and_answer(
        self, ground: Ground, word: str | None, kind: str
    ) -> None:
        organisations = [
            {
                "organization": {"id": answers.COUNTY, "name": "X"},
                "roleType": "Producer",
                "provisionType": word,
            }
        ]
        found, strange = service(ground, organizations=organisations, serviceVouchersInUse=False)
        assert (found.provisions, strange) == ((WantedProvision(answers.COUNTY, "producer", kind),), [])

    def test_an_area_whose_code_is_not_known_gives_its_municipalities(self, ground: Ground) -> None:
        area = {"type": "BusinessRegions", "code": "1", "municipalities": [{"code": "091"}, {"code": "49"}]}
        found, strange = service(ground, areas=[area])
        assert (found.values["regions"], strange) == (["KU091", "KU049"], [])

    def test_what_is_not_understood_is_told_with_its_place(self, ground: Ground) -> None:
        _found, strange = service(
            ground,
            serviceChargeType="Sometimes",
            areas=[{"type": "Municipality", "code": "999"}],
            serviceClasses=[{"uri": "http://www.yso.fi/onto/koko/p1", "code": ""}],
            languages=["fi", "Finnish"],
            type=["Service"],
        )
        assert sorted(strange) == [
            "areas: The area is limited, but no region in it is known here.",
            "areas[0].code: There is no region 999.",
            "languages: The word “Finnish” is not known here.",
            "serviceChargeType: The word “Sometimes” is not known here.",
            "serviceClasses[0]: The class http://www.yso.fi/onto/koko/p1 is not known here.",
            "type: Expected something else than “['Service']”.",
        ]

    @pytest.mark.parametrize("more", [{"id": None}, {"id": "a b"}, {"serviceNames": []}])
    def test_without_an_id_or_a_name_it_is_none(self, ground: Ground, more: dict[str, Any]) -> None:
        entry = told(answers.service() | more)
        assert service_of(entry, ground) is None
        assert sentences(entry)

    def test_a_planner_adds_a_class_an_answer_describes(self, ground: Ground) -> None:
        ground.adds_classes = True
        new = {
            "uri": f"{answers.CODES}P5.9",
            "code": "P5.9",
            "name": answers.texts("New"),
            "parentUri": f"{answers.CODES}P5",
        }
        found, strange = service(ground, serviceClasses=[new])
        assert (found.concepts, strange) == ((f"{answers.CODES}P5.9",), [])
        assert ground.added[f"{answers.CODES}P5.9"].broader == f"{answers.CODES}P5"


class TestAChannel:
    def test_a_place_is_understood_whole(self, ground: Ground) -> None:
        entry = told(answers.clinic())
        found = channel_of(entry, ground)
        assert found is not None
        assert sentences(entry) == []
        values = found.values
        assert (values["kind"], values["municipality_id"]) == ("place", "KU049")
        assert values["address"] == Text("Kamreerintie 2 A", "Kamrersv. 2 A")
        assert (values["postal_code"], values["post_office"].fi) == ("02770", "Espoo fi")
        assert values["latitude"] == pytest.approx(60.19386, abs=1e-5)
        assert values["longitude"] == pytest.approx(24.65050, abs=1e-5)
        assert values["phones"] == [
            {
                "number": "+358 9 123 456",
                "charge": "8 c/min",
                "language": "fi",
                "name": "Appointments",
            },
            {"number": "116 117", "charge": "0 €"},
        ]
        assert values["emails"] == ["clinic@example.fi"]
        assert values["url"] == Text("https://example.fi/clinic")
        assert values["accessibility_note"].en == "No steps en\nWide door en"
        assert values["hours"] == [
            {"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"},
            {"days": [6], "from": "10:00", "to": "14:00"},
            {
                "valid_from": "2026-12-24",
                "valid_to": "2026-12-26",
                "note": {"fi": "Christmas fi", "sv": "Christmas sv", "en": "Christmas en"},
                "exception": True,
                "closed": True,
            },
        ]

    @pytest.mark.parametrize(
        ("word", "kind"),
        [
            ("ServiceLocation", "place"),
            ("EChannel", "e-service"),
            ("Phone", "phone"),
            ("WebPage", "web-page"),
            ("PrintableForm", "form"),
        ],
    )
    def test_every_kind_is_known(self, ground: Ground, word: str, kind: str) -> None:
        found = channel_of(told(answers.advice(serviceChannelType=word)), ground)
        assert found is not None
        assert found.values["kind"] == kind

    def test_a_link_that_is_none_is_told_and_left_out(self, ground: Ground) -> None:
        entry = told(answers.advice(webPages=[{"url": "javascript:alert(1)", "language": "fi"}]))
        found = channel_of(entry, ground)
        assert found is not None
        assert not found.values["url"]
        assert sentences(entry) == ["webPages[0].url: “javascript:alert(1)” is not a web address."]

    def test_a_kind_nobody_knows_is_told(self, ground: Ground) -> None:
        entry = told(answers.advice(serviceChannelType="Pigeon"))
        assert channel_of(entry, ground) is None
        assert "serviceChannelType: The word “Pigeon” is not known here." in sentences(entry)


class TestCoordinates:
    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [
            ("6675319.5", "369736.2"),
            ("6675319,5", "369736,2"),
            ("60.193862", "24.650499"),
            (60.193862, 24.650499),
        ],
    )
    def test_metres_and_degrees_are_recognised_by_their_size(
        self, latitude: object, longitude: object
    ) -> None:
        entry = told({"latitude": latitude, "longitude": longitude})
        found = coordinates_of(entry)
        assert found == pytest.approx((60.193862, 24.650499), abs=1e-6)
        assert sentences(entry) == []

    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [
            ("0", "0"),
            ("24.65", "60.19"),
            ("north", "east"),
            ("6675319", None),
            ("nan", "nan"),
            ("-1", "9e99"),
        ],
    )
    def test_what_is_no_place_in_finland_is_told(self, latitude: object, longitude: object) -> None:
        entry = told({"latitude": latitude, "longitude": longitude})
        assert coordinates_of(entry) is None
        assert len(sentences(entry)) == 1

    def test_no_coordinates_are_nothing_strange(self) -> None:
        entry = told({"latitude": None, "longitude": ""})
        assert coordinates_of(entry) is None
        assert sentences(entry) == []


def hours(*rules: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    entry = told({"serviceHours": list(rules)})
    return hours_of(entry), sentences(entry)


class TestHours:
    def test_a_night_goes_on_past_midnight(self) -> None:
        opening = {"dayFrom": "Friday", "dayTo": "Saturday", "from": "22:00:00", "to": "04:00:00"}
        assert hours({"serviceHourType": "OverMidnight", "openingHour": [opening]}) == (
            [{"days": [5], "from": "22:00", "to": "04:00"}],
            [],
        )

    def test_an_opening_of_several_days_is_each_of_them(self) -> None:
        opening = {"dayFrom": "Friday", "dayTo": "Monday", "from": "18:00", "to": "06:00"}
        assert hours({"serviceHourType": "Special", "openingHour": [opening]})[0] == [
            {"days": [5], "from": "18:00", "to": "00:00"},
            {"days": [6, 7], "from": "00:00", "to": "00:00"},
            {"days": [1], "from": "00:00", "to": "06:00"},
        ]

    def test_an_appointment_may_have_times_or_none(self) -> None:
        opening = {"dayFrom": "Monday", "from": "08:00", "to": "10:00"}
        found, strange = hours(
            {"serviceHourType": "Standard", "isReservation": True},
            {"serviceHourType": "Standard", "isReservation": True, "openingHour": [opening]},
        )
        assert found == [
            {"appointment": True},
            {"appointment": True, "days": [1], "from": "08:00", "to": "10:00"},
        ]
        assert strange == []

    def test_an_exception_of_one_day_with_times(self) -> None:
        opening = {"dayFrom": "Thursday", "from": "10:00:00", "to": "12:00:00"}
        assert hours(
            {"serviceHourType": "Exception", "validFrom": "2026-12-31T00:00:00", "openingHour": [opening]}
        )[0] == [
            {
                "exception": True,
                "valid_from": "2026-12-31",
                "valid_to": "2026-12-31",
                "from": "10:00",
                "to": "12:00",
            }
        ]

    def test_what_is_valid_for_now_has_no_last_day(self) -> None:
        rule = {"isAlwaysOpen": True, "validForNow": True, "validFrom": "2026-01-01", "validTo": "2026-02-01"}
        assert hours(rule)[0] == [{"always": True, "valid_from": "2026-01-01"}]

    @pytest.mark.parametrize(
        "rule",
        [
            {"serviceHourType": "DaysOfTheWeek", "openingHour": []},
            {"openingHour": [{"dayFrom": "Someday", "from": "08:00", "to": "10:00"}]},
            {"openingHour": [{"dayFrom": "Monday", "from": "8", "to": "10:00"}]},
            {"openingHour": [{"from": "08:00", "to": "10:00"}]},
            {"isClosed": True},
            {"serviceHourType": "Exceptional", "isClosed": True},
            {"isAlwaysOpen": True, "validFrom": "2026-13-01"},
            {"isAlwaysOpen": True, "validFrom": "2026-02-01", "validTo": "2026-01-01"},
        ],
    )
    def test_what_makes_no_sense_is_told(self, rule: dict[str, Any]) -> None:
        assert hours(rule)[1]


class TestOthers:
    def test_an_organisation(self) -> None:
        found = organisation_of(told(answers.organisation()))
        assert found is not None
        assert (found.values["sector"], found.values["business_id"]) == ("county", "1234567-1")
        assert found.values["name"].sv == "Kaava county sv"

    def test_a_general_description_of_older_data(self, ground: Ground) -> None:
        entry = told(answers.old_description())
        found = description_of(entry, ground)
        assert found is not None
        assert sentences(entry) == []
        assert (found.id, found.values["general_description"]) == ("sote-0900", "SOTE-0900")
        assert (found.values["type"], found.values["charge"]) == ("permit", "chargeable")
        assert found.values["summary"] == Text("Lyhyesti")
        assert found.values["charge_note"] == Text("Maksaa")
        assert [uri.rpartition("/")[2] for uri in found.concepts] == ["P5.1", "P5", "KR1"]

    def test_a_general_description_of_an_answer(self, ground: Ground) -> None:
        found = description_of(told(answers.general_description()), ground)
        assert found is not None
        assert (found.id, found.values["charge"]) == (answers.DESCRIBED, "free")
        assert found.values["description"].en == "At length en"


class TestCodeLists:
    def test_a_class_keeps_its_names_and_the_one_above(self) -> None:
        found = {
            each.code: each for each in concepts_of(in_order([told(each) for each in answers.classes()]))
        }
        assert found["P5.1"].broader == f"{answers.CODES}P5"
        assert found["P5.1"].old_uri == f"{answers.OLD}v1030"
        assert found["P5"].label == Text("P5 fi", "P5 sv", "P5 en")

    @pytest.mark.parametrize(
        ("kind", "code", "scheme"),
        [
            ("ptvserclass", "P1", "service-class"),
            ("ptvkohderyhmat", "KR1", "target-group"),
            ("ptvelti", "KE1", "life-event"),
        ],
    )
    def test_each_list_is_recognised(self, kind: str, code: str, scheme: str) -> None:
        assert concepts_of([told(answers.concept(code, kind))])[0].scheme == scheme

    def test_a_class_that_lost_its_address_is_known_by_its_old_one(self) -> None:
        lost = answers.concept("P5", "PTVL", Id=None, OldUri=f"{answers.OLD}v1088")
        found = concepts_of(in_order([told(lost), told(answers.concept("P5"))]))
        assert [(each.code, each.uri) for each in found] == [
            ("P5", f"{answers.CODES}P5"),
            ("v1088", f"{answers.OLD}v1088"),
        ]

    def test_the_same_class_twice_and_one_without_a_name_are_told(self) -> None:
        twice = [
            told(answers.concept("P5")),
            told(answers.concept("P5")),
            told(answers.concept("P6", Label={})),
        ]
        assert len(concepts_of(twice)) == 1
        assert sentences(twice[1])
        assert sentences(twice[2])


class TestForms:
    def test_a_page_a_list_and_a_single_entry(self) -> None:
        page = page_of({"pageNumber": 2, "pageCount": 3, "itemList": [{"id": 1}]}, "x")
        assert (page.number, page.count, len(page.items)) == (2, 3, 1)
        assert len(page_of([{"id": 1}, {"id": 2}], "x").items) == 2
        assert page_of({"id": 1}, "x").is_single

    @pytest.mark.parametrize(
        "value", ["words", 7, None, [1], {"pageNumber": 1}, {"itemList": [{}], "pageNumber": "one"}]
    )
    def test_other_json_is_refused(self, value: object) -> None:
        with pytest.raises(Refused):
            page_of(value, "x")

    @pytest.mark.parametrize(
        ("entry", "kind"),
        [
            (answers.service(), "service"),
            (answers.clinic(), "channel"),
            (answers.organisation(), "organisation"),
            (answers.general_description(), "description"),
            ({"notation": "P1"}, "concept"),
            ({"id": "1", "name": "Only a name"}, "stub"),
            ({"code": "1", "names": []}, "aside"),
            ({"what": "ever"}, None),
        ],
    )
    def test_the_kind_of_an_entry_is_told_by_its_keys(self, entry: dict[str, Any], kind: str | None) -> None:
        assert kind_of(entry) == kind

    @pytest.mark.parametrize(
        ("words", "plain"),
        [
            ("2 < 3 & 4", "2 < 3 & 4"),
            ("<p>a</p><p>b</p>", "a\n\nb"),
            ("&lt;script&gt;x", "x"),
            ("a<br/>b", "a\nb"),
            ("a\x00b\r\nc", "ab\nc"),
            ("<style>p{}</style>a", "a"),
            ("\ud800a", "a"),
        ],
    )
    def test_prose_has_no_markup(self, words: str, plain: str) -> None:
        assert prose(words) == plain
