"""Real outlines for the map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyproj import Transformer

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.regions import queries
from lupaus.regions.models import Boundary
from lupaus.regions.operations import import_boundaries, load_register
from lupaus.regions.register import Written
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db

SQUARE: Any = [[24.5, 60.1], [24.9, 60.1], [24.9, 60.4], [24.5, 60.4], [24.5, 60.1]]
HOLE: Any = [[24.6, 60.2], [24.7, 60.2], [24.7, 60.3], [24.6, 60.2]]


def feature(coordinates: Any, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties or {"kunta": "049"}, "geometry": geometry}


class Importer:
    def __init__(self, actor: Actor, clock: Clock, folder: Path) -> None:
        self.actor, self.clock, self.folder = actor, clock, folder

    def __call__(self, *features: Any, attribution: str = "Us", **members: Any) -> Written:
        path = self.folder / "shapes.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **members}))
        return self.file(path, attribution)

    def file(self, path: Path, attribution: str = "") -> Written:
        return import_boundaries(actor=self.actor, clock=self.clock, path=path, attribution=attribution)

    def refusal(self, *features: Any, **members: Any) -> list[str]:
        with pytest.raises(Refused) as refused:
            self(*features, **members)
        assert not Boundary.objects.exists()
        return [f"{problem.path}: {problem.message}" for problem in refused.value.problems]


@pytest.fixture
def bring(planner: Actor, clock: Clock, tmp_path: Path) -> Importer:
    load_register(actor=planner, clock=clock)
    return Importer(planner, clock, tmp_path)


def test_a_polygon_with_a_hole_is_kept_as_a_multipolygon(bring: Importer) -> None:
    assert bring(feature([SQUARE, HOLE])).added == ("KU049",)
    assert queries.outlines(["KU049"]) == {"KU049": [[SQUARE, HOLE]]}


def test_parts_of_one_region_are_gathered(bring: Importer) -> None:
    bring(feature([SQUARE]), feature([[HOLE]], "MultiPolygon"))
    assert queries.outlines(["KU049"])["KU049"] == [[SQUARE], [HOLE]]


def test_the_same_file_again_changes_nothing_and_another_shape_does(bring: Importer) -> None:
    bring(feature([SQUARE]))
    records = AuditRecord.objects.count()
    assert bring(feature([SQUARE])).unchanged == ("KU049",)
    assert AuditRecord.objects.count() == records
    assert bring(feature([HOLE])).changed == ("KU049",)
    assert AuditRecord.objects.filter(kind="boundary").count() == 2


@pytest.mark.parametrize("named", [True, False])
def test_metres_become_degrees_whether_the_file_says_so_or_not(bring: Importer, named: bool) -> None:
    to_metres = Transformer.from_crs(4326, 3067, always_xy=True)
    ring = [list(to_metres.transform(x, y)) for x, y in SQUARE]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3067"}} if named else None
    bring(feature([ring]), crs=crs)
    ((stored,),) = queries.outlines(["KU049"])["KU049"]
    assert stored == [pytest.approx(point, abs=1e-6) for point in SQUARE]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"kunta": "049", "vuosi": 2026}, "KU049"),
        ({"kunta": 49}, "KU049"),
        ({"NATCODE": "049"}, "KU049"),
        ({"natcode": "049"}, "KU049"),
        ({"hyvinvointialue": "03"}, "HVA03"),
        ({"hva": 3}, "HVA03"),
        ({"maakunta": "01"}, "MK01"),
        ({"seutukunta": "011"}, "SK011"),
        ({"kunta": "049", "hva_code": "03"}, "KU049"),
        ({"code": "MK01"}, "MK01"),
    ],
)
def test_the_region_is_found_by_the_property_that_names_it(
    bring: Importer, properties: dict[str, Any], code: str
) -> None:
    assert bring(feature([SQUARE], **properties)).added == (code,)


@pytest.mark.parametrize(
    ("wrong", "where", "reason"),
    [
        (feature([SQUARE], name="Espoo"), ".properties", "The region's code was expected in one of these"),
        (feature([SQUARE], kunta="Espoo"), ".properties", "The region's code was expected in one of these"),
        (feature([24.5, 60.1], "Point"), ".geometry.type", "A Polygon or MultiPolygon was expected."),
        (feature([]), ".geometry.coordinates[0]", "The shape has no outline."),
        (feature([], "MultiPolygon"), ".geometry.coordinates", "The shape has no outline."),
        (feature([SQUARE[:3]]), ".geometry.coordinates[0][0]", "A ring needs at least four points."),
        (feature([SQUARE[:4]]), ".geometry.coordinates[0][0]", "The ring is not closed"),
        (feature([[["24", 60]]]), ".geometry.coordinates[0][0]", "Every point needs two finite numbers."),
        (feature([[[True, 60]]]), ".geometry.coordinates[0][0]", "Every point needs two finite numbers."),
        (feature([[[y, x] for x, y in SQUARE]]), ".geometry.coordinates[0][0]", "have changed places"),
        (feature([[[x - 20, y] for x, y in SQUARE]]), ".geometry.coordinates[0][0]", "outside Finland"),
        ({"type": "Feature", "properties": {}, "geometry": None}, "", "A feature with properties"),
        ("a feature", "", "A feature with properties"),
    ],
)
def test_a_wrong_shape_is_refused_with_its_place(
    bring: Importer, wrong: Any, where: str, reason: str
) -> None:
    (sentence,) = bring.refusal(feature([SQUARE]), wrong)
    assert sentence.startswith(f"features[1]{where}: ")
    assert reason in sentence


def test_numbers_out_of_all_bounds_are_refused(bring: Importer) -> None:
    path = bring.folder / "huge.geojson"
    ring = "[[1e999, 60], [25, 60], [25, 61], [1e999, 60]]"
    path.write_text(
        '{"features": [{"properties": {"kunta": "049"}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}'
    )
    with pytest.raises(Refused, match="Every point needs two finite numbers"):
        bring.file(path, "Us")


def test_another_coordinate_system_is_refused(bring: Importer) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2393"}}
    assert bring.refusal(feature([SQUARE]), crs=crs) == [
        "crs: Coordinates were expected in WGS84 or ETRS-TM35FIN (EPSG:3067)."
    ]


def test_regions_nobody_knows_are_left_out_and_noted_unless_all_are(bring: Importer) -> None:
    written = bring(feature([SQUARE]), feature([SQUARE], kunta="999"))
    assert written.notes == ("Outlines of regions that are not known here, left out: KU999.",)
    with pytest.raises(Refused, match=r"None of the regions is known here: KU999\."):
        bring(feature([SQUARE], kunta="999"))


def test_the_source_must_be_named_unless_it_is_recognised(bring: Importer) -> None:
    assert bring.refusal(feature([SQUARE]), attribution="") == [
        ": Say whom the map must name as its source: --attribution."
    ]
    bring(feature([SQUARE], NATCODE="049"), attribution="")
    assert "National Land Survey" in queries.attributions(["KU049"])[0]


def test_an_outsider_may_not(bring: Importer, outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        import_boundaries(actor=outsider, clock=clock, path=bring.folder)


@pytest.mark.real_data
def test_the_real_boundaries_of_uusimaa_go_in(bring: Importer, real_data: Path) -> None:
    written = bring.file(real_data / "geo" / "uusimaa_26_kuntarajat_nls.geojson")
    assert written.added == queries.codes_of("municipality", within="MK01")
