"""The example's services: whole in three languages, in our own words, loaded once, with only planted gaps."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord
from lupaus.indicators.models import Indicator, Release
from lupaus.regions.files.own import own_entries
from lupaus.services.example import load_services_example
from lupaus.services.example.definitions import definitions
from lupaus.services.example.files import CATALOGUE, CHILDREN, MATRIX, OLDER, POPULATION_POINTS, PROCESSES
from lupaus.services.example.illustrative import COUNTIES, YEARS, Figure, illustrative_figures
from lupaus.services.example.load import MARK, ORGANISATION, WORKS
from lupaus.services.example.make_population_points import is_inside, written
from lupaus.services.example.population import points, spread
from lupaus.services.example.shares import GROUPS, HORIZON, REGION
from lupaus.strategy.example import load_example
from lupaus.strategy.example.files import STRATEGY
from lupaus.strategy.example.load import MARK as STRATEGY_MARK
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed
from lupaus.workspace import operations
from lupaus.workspace.content import Content
from lupaus.workspace.models import Version

FILES: Final = (CATALOGUE, MATRIX, CHILDREN, OLDER, PROCESSES)
LANGUAGES: Final = {"fi", "sv", "en"}

#: The groups of tasks that the source names, by level, as it names them.
TASKS: Final = {
    "demanding-level": ["Valtakunnalliset ja yhteistyöalueen palvelut"],
    "special-level": [
        "Lastensuojelu",
        "Vammaispalvelut",
        "Erikoissairaanhoito",
        "Päivystys ja ensihoito",
        "Mielenterveys- ja päihdepalvelut",
    ],
    "basic-level": [
        "Perheoikeudelliset asiat",
        "Lapsiperheiden sosiaalipalvelut",
        "Työikäisten sosiaalipalvelut",
        "Ikäihmisten sosiaalipalvelut",
        "Sote-keskuksen palvelut",
        "Suun terveydenhuolto",
    ],
    "preventive-level": ["Neuvola sekä koulu-, opiskelu- ja työterveyshuolto", "Ennaltaehkäisevä työ"],
    "guidance-level": [
        "Neuvonta ja ohjaus",
        "Hyvinvoinnin ja terveyden edistäminen",
        "Kuntapalveluyhteistyö",
        "Kasvupalveluyhteistyö",
    ],
    "interface-level": [
        "Kunnan palvelut",
        "Kasvupalvelut",
        "Järjestöt",
        "Valtion palvelut",
        "Muut yhdyspintapalvelut",
    ],
}
#: The critical services that the drafts name, by stage, as ids of the catalogue.
CRITICAL: Final = {
    "lastensuojelu": {
        "well": [
            "education-and-care-together",
            "basic-education",
            "pupil-welfare",
            "early-education",
            "maternity-child-clinic",
            "dental-children",
            "need-in-adult-services",
            "integration-support",
            "separation-services",
            "family-law",
        ],
        "light": [
            "home-help-families",
            "child-family-counselling",
            "social-guidance-families",
            "mental-health-first-line",
        ],
        "broad": [
            "family-social-work",
            "family-work",
            "mental-health-first-line",
            "child-psychiatry",
            "neuro-rehabilitation",
            "adult-social-work",
        ],
        "open-care": ["child-protection", "intensive-family-work", "open-care-continues"],
        "placed": ["child-protection", "foster-family", "residential-child-care", "child-psychiatry"],
    },
    "ikaihmiset-kotona": {
        "independent": ["senior-visits", "health-centre", "private-home-services"],
        "supported": ["meals", "safety-services", "mobility-support", "home-modifications", "veterans"],
        "assisted": [
            "home-care",
            "home-support",
            "informal-care",
            "family-care-seniors",
            "short-term-care",
            "day-activity",
        ],
        "service-housing": ["service-housing", "home-doctor"],
        "enhanced": ["enhanced-housing", "geriatrics"],
    },
}
#: What SOURCES.md says is planted.
EMPTY: Final = {
    ("older", "mental-health", "occasional"),
    ("working-age", "preventive-work", "much"),
    ("children", "other-interface", "much"),
}
OVERLOADED: Final = ["children-mental-health-much"]
NOT_PRODUCED: Final = {"home-help-families": {"KU149"}, "short-term-care": {"KU504", "KU616"}}
NOBODY: Final = {"lastensuojelu": [], "ikaihmiset-kotona": ["service-housing-to-assisted"]}
SLOW: Final = {"lastensuojelu": ["light-to-broad"], "ikaihmiset-kotona": ["assisted-to-service-housing"]}


class TextLoader(yaml.SafeLoader):
    """Reads `on` as the text it is in our files, not as true."""


TextLoader.yaml_implicit_resolvers = {
    first: [each for each in found if each[0] != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def inside(file: Path) -> dict[str, Any]:
    """What the one key of a file holds."""
    loaded: dict[str, dict[str, Any]] = yaml.load(file.read_text(encoding="utf-8"), TextLoader)
    (found,) = loaded.values()
    return found


@pytest.fixture(scope="module")
def files() -> dict[Path, dict[str, Any]]:
    return {file: inside(file) for file in FILES}


@pytest.fixture(scope="module")
def catalogue(files: dict[Path, dict[str, Any]]) -> dict[str, Any]:
    return files[CATALOGUE]


@pytest.fixture(scope="module")
def chains(files: dict[Path, dict[str, Any]]) -> list[dict[str, Any]]:
    return [files[CHILDREN], files[OLDER]]


@pytest.fixture(scope="module")
def figures() -> dict[tuple[str, str, int], float]:
    made = list(illustrative_figures())
    assert len({figure[:3] for figure in made}) == len(made)
    return {figure[:3]: figure.value for figure in made}


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in languages, with its place."""
    if isinstance(value, dict) and "fi" in value:
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, f"{path}.{key}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from texts(each, f"{path}[{each.get('id', place) if isinstance(each, dict) else place}]")


def known_indicators() -> set[str]:
    strategy = yaml.safe_load(STRATEGY.read_text(encoding="utf-8"))["indicators"]
    return {each["id"] for each in strategy} | {each.id for each in definitions()}


# The files


@pytest.mark.parametrize(("work", "declared", "file"), WORKS, ids=[name for name, _declared, _file in WORKS])
def test_a_work_is_as_take_would_write_it(work: str, declared: Any, file: Path) -> None:
    words = file.read_text(encoding="utf-8")
    document = declared.read_bytes(words.encode(), file.name)
    assert declared.head_of(document).id == work
    again = declared.write_yaml(Content(tuple(declared.parts_of(declared.head_of(document)))))
    assert "".join(line for line in words.splitlines(True) if not line.startswith("#")) == again


def test_every_text_is_in_three_languages(files: dict[Path, dict[str, Any]]) -> None:
    lacking = [
        (file.name, path) for file in FILES for path, text in texts(files[file]) if set(text) != LANGUAGES
    ]
    assert lacking == []
    assert [each.id for each in definitions() if not all(each.title.as_dict().values())] == []


def test_no_address_number_or_text_could_be_taken_for_a_real_one(catalogue: dict[str, Any]) -> None:
    for channel in catalogue["channels"]:
        told = json.dumps(channel, ensure_ascii=False)
        if channel["kind"] == "place":
            assert channel["name"]["fi"].startswith("Esimerkki: ")
            assert channel["address"]["fi"].startswith("Esimerkkikatu")
        for number in re.findall(r'"number": "([^"]+)"', told):
            assert number in {"112", "116117"} or number.startswith("+358 9 000 ")
        for address in re.findall(r"https?://([^/\"]+)", told):
            assert address == "sote.example"
    for change in catalogue["changes"]:
        assert change["decision"]["fi"].startswith("Esimerkki: ")
        assert "2026-11-22" <= change["on"] <= "2030-12-31"
    made_up = [each for each in catalogue["organisations"] if each["sector"] in ("company", "ngo")]
    assert len(made_up) >= 6
    assert all("keksitty" in each["name"]["fi"] for each in made_up)


def test_the_catalogue_is_as_varied_as_the_format(catalogue: dict[str, Any]) -> None:
    assert 65 <= len(catalogue["services"]) <= 95
    places = [each for each in catalogue["channels"] if each["kind"] == "place"]
    assert len(places) >= 45
    municipalities = {code for code, entry in own_entries().items() if code.startswith("KU")}
    assert {each["municipality"] for each in places} == municipalities
    assert {each["kind"] for each in catalogue["channels"]} == {
        "place",
        "phone",
        "e-service",
        "web-page",
        "form",
    }
    assert {each["kind"] for each in catalogue["changes"]} == {"opens", "closes", "moves", "digital"}
    provisions = [each for service in catalogue["services"] for each in service["provisions"]]
    assert {each.get("kind") for each in provisions} >= {"own", "bought", "voucher", "personal-budget"}
    assert {each.get("accessibility") for each in places} >= {"accessible", "partly", "not", None}


# What they name


def test_everything_that_is_named_exists(
    files: dict[Path, dict[str, Any]], catalogue: dict[str, Any], chains: list[dict[str, Any]]
) -> None:
    services = {each["id"] for each in catalogue["services"]}
    channels = {each["id"] for each in catalogue["channels"]}
    organisations = {each["id"] for each in catalogue["organisations"]}
    codes = {each["code"] for each in catalogue["concepts"]}
    indicators = known_indicators()
    regions = set(own_entries())
    used: set[str] = set()
    for service in catalogue["services"]:
        used |= {*service["classes"], *service["target_groups"], *service.get("life_events", [])}
        assert {each["channel"] for each in service["channels"]} <= channels, service["id"]
        assert {each["organisation"] for each in service["provisions"]} <= organisations, service["id"]
        assert {code for each in service["provisions"] for code in each.get("regions", [])} <= regions
        assert service.get("wait_indicator", "wait-advice") in indicators
        assert {each["role"] for each in service["provisions"]} == {"organiser", "producer"}, service["id"]
    above = {each["broader"] for each in catalogue["concepts"] if "broader" in each}
    assert used | above == codes
    for chain in chains:
        stages = {stage["id"] for stage in chain["stages"]}
        for stage in chain["stages"]:
            assert {each["service"] for each in stage["services"]} <= services
            assert {stage[key] for key in ("clients", "cost", "capacity", "reentries") if key in stage} <= (
                indicators
            )
        for each in chain["handovers"]:
            assert {each["from_stage"], each["to_stage"]} <= stages
            assert {each["days"], each["flow"]} <= indicators
        assert {one for each in chain["beneath"] for one in each["services"]} <= services
        assert {one for each in chain["targets"] for one in each.get("stages", [])} <= stages
        assert {each["indicator"] for each in chain["targets"]} | {chain["population"]} <= indicators
    cells = files[MATRIX]["cells"]
    assert {one for cell in cells for one in cell["services"]} <= services
    assert {one for cell in cells for one in cell["indicators"]} <= indicators
    named = {one for cell in cells for one in cell["services"]}
    named |= {each["service"] for chain in chains for stage in chain["stages"] for each in stage["services"]}
    named |= {one for chain in chains for each in chain["beneath"] for one in each["services"]}
    assert services == named, "each service of the catalogue stands in the matrix or in a chain"


def test_the_process_map_follows_five_outcomes_and_is_digital_first(
    files: dict[Path, dict[str, Any]],
) -> None:
    found = files[PROCESSES]
    segments = {f"{files[MATRIX]['id']}/{each['id']}" for each in files[MATRIX]["segments"]}
    outcomes = ("productivity", "effectiveness", "availability", "client_experience", "staff_experience")
    for process in found["processes"]:
        assert all(process[each] for each in outcomes), process["id"]
        assert {one for each in outcomes for one in process[each]} <= known_indicators()
        assert set(process["segments"]) <= segments
    assert {each["group"] for each in found["processes"]} == {"core", "support"}
    assert [each["channel"] for each in found["entries"]] == [
        "digital",
        "phone",
        "place",
        "referral",
        "other",
    ]
    assert {each[key] for each in found["entries"] for key in ("contacts", "first_contact")} <= (
        known_indicators()
    )


# What the source holds


def test_the_matrix_holds_exactly_the_tasks_of_the_source(files: dict[Path, dict[str, Any]]) -> None:
    matrix = files[MATRIX]
    assert [each["life_stage"] for each in matrix["entities"]] == ["children", "working-age", "older"]
    assert len(matrix["segments"]) == 2
    found = {level["id"]: [task["title"]["fi"] for task in level["tasks"]] for level in matrix["levels"]}
    assert found == TASKS


def test_the_chains_hold_exactly_the_critical_services_of_the_source(chains: list[dict[str, Any]]) -> None:
    for chain in chains:
        found = {stage["id"]: [each["service"] for each in stage["services"]] for stage in chain["stages"]}
        assert found == CRITICAL[chain["id"]]
        assert list(found) == list(CRITICAL[chain["id"]])
        # Left out, it is critical.
        assert {one.get("critical", "yes") for stage in chain["stages"] for one in stage["services"]} == {
            "yes"
        }


def test_the_goals_are_those_of_the_source(chains: list[dict[str, Any]]) -> None:
    children, older = chains
    assert [each.get("share") for each in older["targets"]] == [95, 5]
    assert [each["stages"] for each in older["targets"]] == [
        ["independent", "supported", "assisted"],
        ["enhanced"],
    ]
    assert [each.get("share") for each in children["targets"]] == [None, None]
    assert {each["direction"] for each in children["targets"]} == {"increase", "decrease"}
    assert all("Ehdotus" in each["effect"]["fi"] for each in chains)


@pytest.mark.real_data
def test_no_eight_words_in_a_row_are_those_of_the_source_documents(
    files: dict[Path, dict[str, Any]], real_data: Path
) -> None:
    sources = sorted((real_data.parent / "seeds").glob("*.txt"))
    if not sources:
        pytest.skip("the source documents are not beside the project")
    theirs = {eight for source in sources for eight in eights(source.read_text(encoding="utf-8"))}
    said = [words for file in FILES for _path, text in texts(files[file]) for words in text.values()]
    said += [
        text for each in definitions() if each.description for text in each.description.as_dict().values()
    ]
    assert [eight for words in said for eight in eights(words) if eight in theirs] == []


def eights(words: str) -> Iterator[tuple[str, ...]]:
    listed = re.findall(r"\w+", words.casefold())
    return (tuple(listed[place : place + 8]) for place in range(len(listed) - 7))


# What is planted


def test_the_matrix_lacks_only_what_was_planted(files: dict[Path, dict[str, Any]]) -> None:
    matrix = files[MATRIX]
    segments = [each["id"] for each in matrix["segments"]]
    entities = [each["id"] for each in matrix["entities"]]
    meant = {
        (entity, task["id"], segment)
        for level in matrix["levels"]
        for task in level["tasks"]
        for entity in task.get("entities", entities)
        for segment in segments
    }
    held = Counter(
        (cell["entity"], cell["task"], segment)
        for cell in matrix["cells"]
        for segment in ([cell["segment"]] if "segment" in cell else segments)
        if cell["services"]
    )
    assert meant - set(held) == EMPTY
    assert set(held) - meant == set()
    assert max(held.values()) == 1
    full = [
        cell["id"]
        for cell in matrix["cells"]
        if any(each["people"] > cell["capacity"] for each in cell["figures"] if each["year"] == 2025)
    ]
    assert full == OVERLOADED


def test_the_chains_lack_only_what_was_planted(
    catalogue: dict[str, Any], chains: list[dict[str, Any]], figures: dict[tuple[str, str, int], float]
) -> None:
    around = {code: {code, *_above(code)} for code in own_entries() if code.startswith("KU")}
    services = {each["id"]: each for each in catalogue["services"]}
    lacking: dict[str, set[str]] = {}
    for id_ in {one for stages in CRITICAL.values() for ids in stages.values() for one in ids}:
        producers = [each for each in services[id_]["provisions"] if each["role"] == "producer"]
        for code, regions in around.items():
            if not any("regions" not in each or regions & set(each["regions"]) for each in producers):
                lacking.setdefault(id_, set()).add(code)
    assert lacking == NOT_PRODUCED
    for chain in chains:
        stages = [each["id"] for each in chain["stages"]]
        steps = {(each["from_stage"], each["to_stage"]) for each in chain["handovers"]}
        up = set(pairwise(stages))
        assert steps == up | {(end, start) for start, end in up}
        nobody = [each["id"] for each in chain["handovers"] if "responsible" not in each]
        assert nobody == NOBODY[chain["id"]]
        slow = [
            each["id"]
            for each in chain["handovers"]
            if figures[each["days"], REGION, 2025] > each["promise_days"]
        ]
        assert slow == SLOW[chain["id"]]


def _above(code: str) -> set[str]:
    parents = own_entries()[code].parents
    return set(parents).union(*(_above(each) for each in parents)) if parents else set()


# The figures


def test_every_indicator_has_figures_and_every_figure_an_indicator(
    figures: dict[tuple[str, str, int], float],
) -> None:
    ids = [each.id for each in definitions()]
    assert len(set(ids)) == len(ids)
    assert {indicator for indicator, _region, _year in figures} == set(ids)
    strategy = {each["id"] for each in yaml.safe_load(STRATEGY.read_text(encoding="utf-8"))["indicators"]}
    assert strategy.isdisjoint(ids)


def test_the_clients_of_the_stages_are_the_client_group(figures: dict[tuple[str, str, int], float]) -> None:
    for group in GROUPS:
        for region in (REGION, *COUNTIES):
            for year in YEARS:
                clients = [figures[f"{stage.id}-clients", region, year] for stage in group.stages]
                assert sum(clients) == figures[f"{group.id}-population", region, year]
                assert min(clients) >= 100
        for year in YEARS:
            for stage in group.stages:
                counties = sum(figures[f"{stage.id}-clients", county, year] for county in COUNTIES)
                assert counties == figures[f"{stage.id}-clients", REGION, year]


def test_figures_are_of_a_likely_size(figures: dict[tuple[str, str, int], float]) -> None:
    units = {each.id: each.unit.en for each in definitions() if each.unit}
    for (indicator, _region, year), value in figures.items():
        assert value >= 0, indicator
        if units[indicator] == "%":
            assert value <= 100
        if units[indicator] == "people":
            assert value == round(value) >= 5
        if units[indicator] == "days":
            assert value <= 150
        assert 2018 <= year <= (HORIZON if indicator.endswith("-population") else 2025)
    for group in GROUPS:
        costs = [figures[f"{stage.id}-cost", REGION, 2025] for stage in group.stages]
        assert costs == sorted(costs)
        assert {(f"{group.id}-population", REGION, year) for year in range(2018, 2041)} <= set(figures)


def test_the_story_is_told(figures: dict[tuple[str, str, int], float]) -> None:
    def share(group: str, stage: str, year: int) -> float:
        return 100 * figures[f"{stage}-clients", REGION, year] / figures[f"{group}-population", REGION, year]

    at_home = ("older-independent", "older-supported", "older-assisted")
    home = {year: sum(share("older", stage, year) for stage in at_home) for year in (2018, 2025)}
    # The levels of the example strategy's own indicators, living-at-home and enhanced-service-housing.
    assert {year: round(home[year], 1) for year in home} == {2018: 91.2, 2025: 92.3}
    enhanced = {year: round(share("older", "older-enhanced", year), 1) for year in (2018, 2025)}
    assert enhanced == {2018: 7.1, 2025: 6.2}
    for stage in ("child-open-care", "child-placed"):
        assert share("child", stage, 2025) == pytest.approx(share("child", stage, 2018), abs=0.15)


def test_the_same_figures_come_every_time() -> None:
    again: list[Figure] = list(illustrative_figures())
    assert again == list(illustrative_figures())


# Where people live


def test_people_are_spread_and_none_is_lost() -> None:
    assert spread(10, [0.5, 0.3, 0.2]) == [5, 3, 2]
    assert spread(7, [0.5, 0.3, 0.2]) == [4, 2, 1]
    assert sum(spread(684_018, [point.share for point in points()[:20]])) == 684_018
    by_municipality = Counter(point.municipality for point in points())
    assert set(by_municipality.values()) == {20}
    assert set(by_municipality) == {code for code in own_entries() if code.startswith("KU")}


@pytest.mark.real_data
def test_the_points_are_made_of_the_outlines_and_lie_inside_them(real_data: Path) -> None:
    assert POPULATION_POINTS.read_text(encoding="utf-8") == written(real_data)
    shapes = json.loads((real_data / "geo/uusimaa_26_kuntarajat_nls.geojson").read_text(encoding="utf-8"))
    rings: dict[str, list[Any]] = {}
    for shape in shapes["features"]:
        outline = shape["geometry"]
        parts = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
        rings[f"KU{shape['properties']['NATCODE']}"] = [part[0] for part in parts]
    for point in points():
        place = point.latitude, point.longitude
        assert any(is_inside(place, ring) for ring in rings[point.municipality]), point
    for channel in inside(CATALOGUE)["channels"]:
        if channel["kind"] == "place":
            place = channel["latitude"], channel["longitude"]
            assert any(is_inside(place, ring) for ring in rings[channel["municipality"]]), channel["id"]


# Loading


@pytest.mark.slow
@pytest.mark.django_db
def test_it_is_loaded_once_and_left_alone_when_others_write(clock: Clock) -> None:
    load_example(actor=operator(), clock=clock)
    loaded = load_services_example(actor=operator(), clock=clock)
    assert [version.work_id for version in loaded.works] == [work for work, _declared, _file in WORKS]
    assert all(version.decision.startswith("Esimerkki") for version in loaded.works)
    assert {version.work.organisation for version in loaded.works} == {ORGANISATION}
    assert loaded.points == 520
    assert loaded.figures is not None
    assert loaded.figures.release is not None
    assert loaded.figures.release.nature == "illustrative"
    assert loaded.catalogue is not None
    assert loaded.catalogue.notes == ()
    assert Indicator.objects.filter(pk="older-enhanced-clients").exists()

    before = AuditRecord.objects.count(), Release.objects.count()
    again = load_services_example(actor=operator(), clock=clock)
    assert (again.figures, again.catalogue, again.points, again.works) == (None, None, 0, ())
    assert (AuditRecord.objects.count(), Release.objects.count()) == before

    operations.begin_draft(actor=operator(), clock=clock, work="lastensuojelu")
    assert load_services_example(actor=operator(), clock=clock).works == ()
    assert Version.objects.filter(work="lastensuojelu").count() == 2


def test_an_outsider_may_not_load_it(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed, match="needs the role"):
        load_services_example(actor=outsider, clock=clock)


def test_an_example_is_marked_alike_everywhere() -> None:
    assert MARK == STRATEGY_MARK
