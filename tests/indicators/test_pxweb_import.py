"""Statistics Finland's tables come in by a mapping, whatever the service does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, Release, SourceVisit
from lupaus.indicators.operations import import_observations_file, save_indicators
from lupaus.indicators.operations.pxweb import (
    PxImported,
    PxPlanned,
    import_pxweb,
    look_up_pxweb,
    look_up_pxweb_table,
    plan_pxweb,
)
from lupaus.indicators.pxweb import NoSuchTable
from lupaus.regions.models import Category, Region
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.web.texts import Text
from tests.conftest import NOW
from tests.indicators.pxweb_server import FakePxWeb, Table, fake_pxweb
from tests.indicators.sotkanet_server import Reply

pytestmark = pytest.mark.django_db

WAY: Final = "StatFin/vaerak/11s5.px"
AREAS: Final = {"SSS": "KOKO MAA", "KU049": "Espoo", "KU444": "Lohja", "HVA03": "Länsi-Uusimaa"}
SIGN = {("KU444", "2024"): "...", ("HVA03", "2023"): "-"}

MAPPING: Final = """
tables:
  - table: StatFin/vaerak/11s5.px
    region: alue
    measure: tiedot
    indicators:
      people:
        measure: väkiluku
        title: {fi: Väkiluku, sv: Folkmängd, en: People}
        unit: {fi: henkeä}
"""


def figure(of: Mapping[str, str]) -> object:
    """What the table says: people, by area and year; signs now and then."""
    region, year = of["alue_28"], of["timeperiod_y"]
    if of.get("contentscode", "vaesto") != "vaesto":
        return 7.0
    return SIGN.get((region, year), 100 * list(AREAS).index(region) + int(year) - 2000)


def table(**more: Any) -> Table:
    variables: dict[str, tuple[str, dict[str, str]]] = {
        "alue_28": ("Alue", AREAS),
        "timeperiod_y": ("Vuosi", {"2023": "2023", "2024": "2024"}),
        "contentscode": ("Tiedot", {"vaesto": "Väkiluku", "synt": "Elävänä syntyneet"}),
    }
    usual: dict[str, Any] = {"variables": variables, "figure": figure, "time": "timeperiod_y"}
    return Table(**(usual | more))


@dataclass
class Bring:
    actor: Actor
    fake: FakePxWeb
    path: Path
    now: datetime = NOW

    def say(self, mapping: str) -> None:
        self.path.write_text(mapping, encoding="utf-8")

    def __call__(self, **how: Any) -> PxImported:
        self.now += timedelta(minutes=1)
        how.setdefault("service", self.fake.service)
        return import_pxweb(actor=self.actor, clock=lambda: self.now, path=self.path, **how)

    def again(self, **how: Any) -> tuple[PxImported, list[str]]:
        """What comes of it, and what was asked."""
        self.fake.asked.clear()
        self.fake.sent.clear()
        return self(**how), list(self.fake.asked)

    def refusal(self, **how: Any) -> str:
        """Why the table was refused; nothing may have changed."""
        before = figures(), Indicator.objects.count(), Release.objects.count()
        done = self(**how)
        assert (done.tables, bool(done.refused)) == ([], True)
        assert (figures(), Indicator.objects.count(), Release.objects.count()) == before
        return "\n".join(map(str, done.refused))

    def plan(self) -> PxPlanned:
        return plan_pxweb(actor=self.actor, path=self.path, service=self.fake.service)


@pytest.fixture
def fake() -> Iterator[FakePxWeb]:
    with fake_pxweb() as fake:
        fake.tables[WAY] = table()
        yield fake


@pytest.fixture
def bring(country: None, planner: Actor, fake: FakePxWeb, tmp_path: Path) -> Bring:
    bring = Bring(planner, fake, tmp_path / "tables.yaml")
    bring.say(MAPPING)
    return bring


def figures(name: str = "people") -> dict[tuple[str, str], tuple[float | None, str]]:
    newest = queries.newest_release()
    if newest is None:
        return {}
    found = queries.observations(release=newest, indicators=[name])
    return {(each.region, each.period): (each.value, each.status) for each in found}


WHOLE: Final = {
    ("HVA03", "2023"): (0.0, "A"),
    ("HVA03", "2024"): (324.0, "A"),
    ("KU049", "2023"): (123.0, "A"),
    ("KU049", "2024"): (124.0, "A"),
    ("KU444", "2023"): (223.0, "A"),
    ("KU444", "2024"): (None, "Q"),
}


class TestATable:
    def test_comes_in_with_its_signs_under_our_own_codes(self, bring: Bring) -> None:
        done = bring()
        assert figures() == WHOLE
        (each,) = done.tables
        assert (each.table, each.left_out, done.refused) == (WAY, ("SSS KOKO MAA",), [])
        entry = queries.indicator("people")
        assert (entry.title.sv, entry.unit.fi, entry.source_kind, entry.source_id) == (
            "Folkmängd",
            "henkeä",
            "pxweb",
            WAY,
        )
        assert (entry.producer.sv, entry.licence) == ("Statistikcentralen", "CC BY 4.0")

    def test_is_one_release_that_names_where_it_came_from(self, bring: Bring) -> None:
        bring()
        release = Release.objects.get()
        assert (release.source, release.producer, release.licence) == (
            "Statistics Finland PxWeb",
            "Statistics Finland",
            "CC BY 4.0",
        )
        assert release.url == f"{bring.fake.base}/fi/{WAY}"
        assert len(release.checksum) == 64

    @pytest.mark.parametrize(
        "how", [{"index_is_object": True}, {"is_sparse": True}, {"index_is_object": True, "is_sparse": True}]
    )
    def test_says_the_same_however_the_answer_is_written(self, bring: Bring, how: dict[str, bool]) -> None:
        bring.fake.tables[WAY] = table(**how)
        bring()
        assert figures() == WHOLE

    def test_without_words_for_its_signs_is_read_as_usual(self, bring: Bring) -> None:
        bring.fake.tables[WAY] = table(signs=None)
        bring()
        assert figures() == WHOLE

    def test_is_asked_for_in_the_language_of_the_mapping_by_the_codes_of_today(self, bring: Bring) -> None:
        bring.say("language: sv" + MAPPING)
        bring()
        assert all(each.startswith("/sv/") for each in bring.fake.asked)
        asked = json.loads(bring.fake.sent[0])
        assert asked["response"] == {"format": "json-stat2"}
        assert {each["code"]: each["selection"] for each in asked["query"]} == {
            "alue_28": {"filter": "item", "values": ["KU049", "KU444", "HVA03"]},
            "timeperiod_y": {"filter": "item", "values": ["2023", "2024"]},
            "contentscode": {"filter": "item", "values": ["vaesto"]},
        }
        assert all(each["User-Agent"].startswith("Lupaus/") for each in bring.fake.headers)

    def test_without_prefixes_says_the_same(self, bring: Bring) -> None:
        bare = {"049": "Espoo", "444": "Lohja"}
        bring.fake.tables[WAY] = Table(
            {"Alue 2017": ("Alue 2017", bare), "Vuosi": ("Vuosi", {"2016": "2016"})},
            lambda of: int(of["Alue 2017"]),
            time="Vuosi",
        )
        bring.say(
            f"tables: [{{table: {WAY}, category: municipality, indicators: {{people: {{title: People}}}}}}]"
        )
        bring()
        assert figures() == {("KU049", "2016"): (49.0, "A"), ("KU444", "2016"): (444.0, "A")}

    def test_by_gender_and_with_a_value_of_another_variable(self, bring: Bring) -> None:
        sexes = {"SSS": "Yhteensä", "1": "Miehet", "2": "Naiset"}
        bring.fake.tables[WAY] = Table(
            {
                "alue": ("Alue", {"KU049": "Espoo"}),
                "vuosi": ("Vuosi", {"2024": "2024"}),
                "sukupuoli": ("Sukupuoli", sexes),
                "ikä": ("Ikä", {"SSS": "Yhteensä", "65-": "65-"}),
            },
            lambda of: {"SSS": 30, "1": 14, "2": 16}[of["sukupuoli"]] + (100 if of["ikä"] == "SSS" else 0),
        )
        bring.say(
            f"""
            tables:
              - table: {WAY}
                gender: sukupuoli
                genders: {{yhteensä: total, miehet: male, naiset: female}}
                indicators:
                  old: {{title: Old people, only: {{ikä: 65-}}}}
                  all: {{title: All people, only: {{ikä: SSS}}}}
            """
        )
        bring()
        newest = queries.newest_release()
        found = queries.observations(release=newest, indicators=["all", "old"])
        assert {(each.indicator, each.gender): each.value for each in found} == {
            ("all", "total"): 130.0,
            ("all", "male"): 114.0,
            ("all", "female"): 116.0,
            ("old", "total"): 30.0,
            ("old", "male"): 14.0,
            ("old", "female"): 16.0,
        }

    def test_keeps_the_words_of_an_entry_that_is_there(self, bring: Bring) -> None:
        own = IndicatorDefinition("people", Text.same("Ours"), "sotkanet", "127", unit=Text.same("persons"))
        save_indicators(actor=bring.actor, clock=lambda: NOW, definitions=[own])
        bring.say(f"tables: [{{table: {WAY}, measure: tiedot, indicators: {{people: {{measure: vaesto}}}}}}]")
        bring()
        entry = queries.indicator("people")
        assert (entry.title.fi, entry.unit.fi, entry.source_kind, entry.source_id) == (
            "Ours",
            "persons",
            "sotkanet",
            "127",
        )
        assert figures() == WHOLE

    def test_of_an_indicator_nobody_named_is_refused_before_any_figure_is_asked_for(
        self, bring: Bring
    ) -> None:
        bring.say(f"tables: [{{table: {WAY}, measure: tiedot, indicators: {{people: {{measure: vaesto}}}}}}]")
        assert "The catalogue has no indicator people: give it a title" in bring.refusal()
        assert bring.fake.data_calls == 0


class TestTheNextTime:
    def test_nothing_is_asked_for_where_the_table_says_that_it_has_not_changed(self, bring: Bring) -> None:
        bring()
        done, asked = bring.again()
        assert done.tables[0].imported is None
        assert (asked, bring.fake.sent) == ([f"/fi/{WAY}", "/fi/StatFin/vaerak/"], [])
        assert Release.objects.count() == 1
        assert bring(again=True).tables[0].imported is not None

    def test_the_same_figures_make_no_release(self, bring: Bring) -> None:
        bring()
        bring.fake.tables[WAY].updated = "2026-04-01T08:00:00"
        (each,) = bring().tables
        assert each.imported is not None
        assert (each.imported.release, each.imported.unchanged) == (None, 6)
        assert Release.objects.count() == 1

    def test_without_a_date_it_is_asked_and_makes_no_release_either(self, bring: Bring) -> None:
        bring.fake.tables[WAY].updated = ""
        bring()
        bring()
        assert (bring.fake.data_calls, Release.objects.count()) == (2, 1)

    def test_a_changed_table_revises_and_withdraws(self, bring: Bring) -> None:
        bring()
        changed = {("KU049", "2024"): 999, ("KU444", "2023"): None}
        bring.fake.tables[WAY] = table(
            figure=lambda of: changed.get((of["alue_28"], of["timeperiod_y"]), figure(of)),
            updated="2026-05-01",
        )
        bring()
        left = WHOLE | {("KU049", "2024"): (999.0, "A")}
        del left["KU444", "2023"]
        assert figures() == left

    def test_another_mapping_another_area_or_another_source_is_asked_for(
        self, bring: Bring, tmp_path: Path
    ) -> None:
        bring()
        Region.objects.create(code="SSS", category=Category.COUNTRY, number="358", name=Text.same("Suomi"))
        assert bring().tables[0].left_out == ()
        assert len(figures()) == 8
        bring.say(MAPPING.replace("väkiluku", "synt"))
        bring()
        assert figures()["KU049", "2023"] == (7.0, "A")
        bring.say(MAPPING)
        bring()
        assert figures()["KU049", "2023"] == (123.0, "A")
        path = tmp_path / "people.csv"
        path.write_text("indicator,region,gender,year,value\npeople,KU049,total,2023,5\n")
        bring.now += timedelta(minutes=1)
        import_observations_file(actor=bring.actor, clock=lambda: bring.now, path=path)
        bring()
        assert figures()["KU049", "2023"] == (123.0, "A")

    def test_new_words_in_the_mapping_reach_the_catalogue_all_the_same(self, bring: Bring) -> None:
        bring()
        bring.say(MAPPING.replace("en: People", "en: Inhabitants"))
        done, _asked = bring.again()
        assert done.tables[0].imported is None
        assert queries.indicator("people").title.en == "Inhabitants"


class TestWhatChangesThere:
    def test_a_table_that_is_gone_is_told_with_what_there_is_now(self, bring: Bring) -> None:
        bring()
        bring.fake.tables = {
            "StatFin/vaerak/115z.px": table(title="Väestö kuukausittain"),
            "StatFin/vaerak/11rb.px": table(title="Ikärakenne"),
        }
        assert bring.refusal() == (
            "tables[0]: Statistics Finland has no table “StatFin/vaerak/11s5.px” now. In StatFin/vaerak there"
            " are: 115z.px (Väestö kuukausittain), 11rb.px (Ikärakenne). Nothing was changed."
        )
        visit = SourceVisit.objects.get(source_id=WAY)
        assert (visit.outcome, "has no table" in visit.told) == ("gone", True)

    def test_a_shortened_id_is_found_among_many(self, bring: Bring) -> None:
        bring.fake.tables |= {f"StatFin/vaerak/{number}x.px": table() for number in range(100, 140)}
        bring.say(MAPPING.replace("11s5.px", "statfin_vaerak_pxt_11s5.px"))
        assert "In StatFin/vaerak there are: 11s5.px (A table). Nothing was changed." in bring.refusal()

    def test_a_folder_that_is_gone_is_told_by_the_one_around_it(self, bring: Bring) -> None:
        bring.say(MAPPING.replace("vaerak", "vrm"))
        assert "In StatFin there are: vaerak (Folder vaerak). Nothing was changed." in bring.refusal()
        bring.say(MAPPING.replace("StatFin/vaerak", "Nowhere/vrm"))
        assert bring.refusal() == (
            "tables[0]: Statistics Finland has no table “Nowhere/vrm/11s5.px” now. Nothing was changed."
        )

    def test_of_several_ids_the_first_there_is_counts(self, bring: Bring) -> None:
        bring.say(MAPPING.replace("StatFin/vaerak/11s5.px", f"[StatFin/vaerak/old.px, {WAY}]"))
        assert bring().tables[0].table == WAY

    def test_a_renamed_variable_is_found_by_its_label(self, bring: Bring) -> None:
        bring()
        old = bring.fake.tables[WAY]
        renamed = {
            "alue_28_20260101" if code == "alue_28" else code: said for code, said in old.variables.items()
        }
        bring.fake.tables[WAY] = table(
            variables=renamed,
            figure=lambda of: figure({**of, "alue_28": of["alue_28_20260101"]}),
            updated="2026-06-08",
        )
        bring()
        assert figures() == WHOLE
        assert b"alue_28_20260101" in bring.fake.sent[-1]
        assert Release.objects.count() == 1

    def test_a_variable_renamed_altogether_is_told_with_what_there_is_now(self, bring: Bring) -> None:
        bring()
        old = bring.fake.tables[WAY]
        other = {"contentscode": old.variables["contentscode"], "timeperiod_y": old.variables["timeperiod_y"]}
        bring.fake.tables[WAY] = table(variables={"kunta": ("Kunta", AREAS), **other})
        assert bring.refusal() == (
            f"{bring.fake.base}/fi/{WAY}: tables[0]: There is no variable “alue”. There are: kunta (Kunta),"
            " contentscode (Tiedot), timeperiod_y (Vuosi)."
        )

    def test_a_value_that_is_gone_is_told(self, bring: Bring) -> None:
        bring()
        old = bring.fake.tables[WAY]
        bring.fake.tables[WAY] = table(
            variables=old.variables | {"contentscode": ("Tiedot", {"synt": "Elävänä syntyneet"})}
        )
        assert "The variable “Tiedot” has no value “väkiluku”" in bring.refusal()

    def test_a_variable_renamed_between_its_description_and_the_question_is_told(self, bring: Bring) -> None:
        bring.fake.instead["POST", WAY] = Reply(status=400)
        assert "codes of variables change: look the table up and mend the mapping" in bring.refusal()

    def test_an_area_the_mapping_names_must_be_known(self, bring: Bring) -> None:
        bring.say(MAPPING + "    regions: [SSS, KU049]\n")
        assert "There is no area “SSS”" in bring.refusal()
        done = bring(skip_bad=True)
        assert done.tables[0].imported is not None
        assert done.tables[0].imported.skipped_rows == 1
        assert set(figures()) == {("KU049", "2023"), ("KU049", "2024")}


HTML: Final = Reply(b"<!doctype html><h1>Huoltokatko</h1>", kind="text/html")
GOOD: Final = json.dumps(table().answer({"alue_28": ["KU049"], "timeperiod_y": ["2024"]})).encode()


class TestWhatGoesWrongThere:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize("status", [429, 503])
    def test_it_waits_as_long_as_it_is_told_and_goes_on(self, bring: Bring, method: str, status: int) -> None:
        bring.fake.instead[method, WAY] = [
            Reply(status=status, headers={"Retry-After": "17"}),
            Reply(status=status, headers={"Retry-After": "Sun, 22 Nov 2026 09:00:30 GMT"}),
        ]
        done = bring(service=lambda language: bring.fake.service(language, now=lambda: NOW))
        assert done.refused == []
        assert [each for each in bring.fake.slept if each > 1] == [17.0, 30.0]
        assert figures() == WHOLE

    def test_without_a_time_to_wait_it_waits_a_minute(self, bring: Bring) -> None:
        bring.fake.instead["POST", WAY] = [Reply(status=429)]
        bring()
        assert [each for each in bring.fake.slept if each > 1] == [60.0]
        assert figures() == WHOLE

    @pytest.mark.parametrize(
        "passing", [Reply(status=500), Reply(GOOD[:50], promise=len(GOOD)), Reply(status=502)]
    )
    def test_what_passes_is_tried_again(self, bring: Bring, passing: Reply) -> None:
        bring.fake.instead["POST", WAY] = [passing, passing]
        assert bring().refused == []
        assert figures() == WHOLE

    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize(
        ("reply", "sentence"),
        [
            (Reply(status=429), "has had too many calls (429)"),
            (Reply(status=503), "is out of order (503)"),
            (Reply(status=503, headers={"Retry-After": "7200"}), "asks to wait 7200 seconds (503)"),
            (Reply(GOOD[:50], promise=len(GOOD)), "answer broke off"),
            (Reply(GOOD[:50]), "cut short"),
            (HTML, "web page instead of data"),
            (Reply('[{"text": "Länsi"}]'.encode("latin-1")), "not UTF-8"),
            (Reply(b"{}"), ""),
            (Reply(b"[]"), ""),
            (Reply(b"null"), ""),
            (Reply(b"[" * 50_000), ""),
            (Reply(status=302, headers={"Location": "http://example.org/"}), "leads to another address"),
            (Reply(status=418), "refused the request (418)"),
            (Reply(b" " * (1 << 20) + b"{}"), "larger than 1 MB"),
        ],
    )
    def test_what_stays_wrong_is_told_and_nothing_changes(
        self, bring: Bring, method: str, reply: Reply, sentence: str
    ) -> None:
        bring()
        bring.fake.tables[WAY].updated = "2026-06-01"
        bring.fake.instead[method, WAY] = reply
        service = lambda language: bring.fake.service(language, largest=1 << 20)  # noqa: E731
        assert sentence in bring.refusal(service=service)
        assert figures() == WHOLE
        assert SourceVisit.objects.get(source_id=WAY).outcome == "refused"
        del bring.fake.instead[method, WAY]
        assert bring().refused == []
        assert not SourceVisit.objects.filter(source_id=WAY).exists()

    def test_a_table_without_any_figure_is_not_believed(self, bring: Bring) -> None:
        bring()
        bring.fake.tables[WAY] = table(figure=lambda _of: None, updated="2026-06-01")
        assert "has no figure of what was asked for. Nothing was changed." in bring.refusal()

    def test_a_cell_that_is_none_stops_the_table_or_is_left_out(self, bring: Bring) -> None:
        bring.fake.tables[WAY] = table(
            figure=lambda of: "?" if (of["alue_28"], of["timeperiod_y"]) == ("KU049", "2024") else figure(of)
        )
        assert "“?” is neither a figure nor a sign that is known." in bring.refusal()
        done = bring(skip_bad=True)
        assert done.tables[0].imported is not None
        assert done.tables[0].imported.skipped_rows == 1
        assert ("KU049", "2024") not in figures()

    def test_a_list_that_cannot_be_read_does_not_matter(self, bring: Bring) -> None:
        for reply in (Reply(status=404), Reply(b"{}"), Reply(b"[1, {}]"), Reply(b"[")):
            bring.fake.instead["GET", "StatFin/vaerak/"] = reply
            assert bring().refused == []
        assert figures() == WHOLE

    def test_one_table_stops_no_other(self, bring: Bring) -> None:
        other = MAPPING.replace("11s5.px", "gone.px").replace("people:", "nobody:")
        bring.say(other + MAPPING.replace("\ntables:\n", ""))
        done = bring()
        assert [each.table for each in done.tables] == [WAY]
        assert "tables[0]: Statistics Finland has no table" in str(done.refused[0])
        assert figures() == WHOLE

    def test_a_service_that_stops_answering_is_not_asked_for_the_rest(self, bring: Bring) -> None:
        others = "".join(
            MAPPING.replace("11s5.px", f"{name}.px").replace("\ntables:\n", "") for name in ("down", "b", "c")
        )
        bring.say(MAPPING + others)
        bring.fake.instead["GET", "down.px"] = Reply(status=503)
        done = bring()
        assert (len(done.tables), len(done.refused), done.not_asked) == (1, 1, 2)
        assert figures() == WHOLE
        assert not [each for each in bring.fake.asked if each.endswith(("/b.px", "/c.px"))]

    def test_two_at_once_do_not_go(self, bring: Bring) -> None:
        def second(*_how: object) -> None:
            with pytest.raises(Refused, match="Another process is going through this source"):
                bring()

        assert bring(progress=second).refused == []


def large(regions: int, years: int, measures: int) -> Table:
    """A table of municipalities KU000, KU001 …, years from 1900 on and measures m0, m1 …; only m0 has
    figures."""
    return table(
        variables={
            "alue": ("Alue", {f"KU{number:03d}": "x" for number in range(regions)}),
            "vuosi": ("Vuosi", {str(1900 + year): str(1900 + year) for year in range(years)}),
            "tiedot": ("Tiedot", {f"m{number}": f"Measure {number}" for number in range(measures)}),
        },
        figure=lambda of: int(of["vuosi"]) / 10_000 if of["tiedot"] == "m0" else None,
        time="vuosi",
    )


@pytest.mark.slow
class TestTheLimits:
    @pytest.fixture
    def wide(self, bring: Bring) -> Bring:
        """A table of 300 areas, 30 years and 14 measures: 126,000 cells, 9,000 figures."""
        known = set(Region.objects.values_list("code", flat=True))
        numbers = [f"{number:03d}" for number in range(300)]
        Region.objects.bulk_create(
            Region(code=f"KU{number}", category=Category.MUNICIPALITY, number=number, name=Text.same(number))
            for number in numbers
            if f"KU{number}" not in known
        )
        bring.fake.tables[WAY] = large(300, 30, 14)
        measures = "\n".join(f"      m{number}: {{title: M{number}}}" for number in range(14))
        bring.say(f"tables:\n  - table: {WAY}\n    measure: tiedot\n    indicators:\n{measures}\n")
        return bring

    def test_of_cells_are_kept_by_splitting(self, wide: Bring) -> None:
        done = wide()
        assert done.refused == []
        assert len(wide.fake.cells) == 2
        assert max(wide.fake.cells) <= 120_000
        assert sum(wide.fake.cells) == 300 * 30 * 14
        assert done.tables[0].imported is not None
        assert done.tables[0].imported.added == 9000

    def test_of_cells_are_kept_where_the_service_allows_less_than_it_says(self, wide: Bring) -> None:
        wide.fake.most_cells = 50_000
        assert wide().refused == []
        answered = [cells for cells in wide.fake.cells if cells <= 50_000]
        assert sum(answered) == 300 * 30 * 14
        assert len(wide.fake.cells) - len(answered) <= 2

    def test_of_calls_are_kept_by_waiting(self, wide: Bring) -> None:
        wide.fake.config = {"maxValues": 1400, "maxCells": 1400, "maxCalls": 40, "timeWindow": 60}
        wide.fake.takes = 0.25
        done = wide()
        assert done.refused == []
        assert wide.fake.data_calls == 100
        assert wide.fake.most_calls_in(60) == 40
        assert max(wide.fake.cells) <= 1400
        assert 120 < wide.fake.clock < 150
        assert len(figures("m0")) == 9000

    def test_a_service_that_allows_less_is_asked_less(self, wide: Bring) -> None:
        wide.fake.config = {"maxValues": 24_000, "maxCells": 999_999, "maxCalls": 5, "timeWindow": 90}
        wide()
        assert max(wide.fake.cells) <= 24_000
        assert wide.fake.most_calls_in(90) <= 5 + 3  # what came before it said so

    @pytest.mark.parametrize("config", [[], {}, {"maxCells": -1, "maxCalls": "x"}, {"maxCells": 10**9}])
    def test_one_that_says_nothing_that_can_be_meant_is_asked_as_usual(
        self, wide: Bring, config: object
    ) -> None:
        wide.fake.config = config
        assert wide.plan().limits.cells == 120_000
        assert wide.plan().calls == 2

    def test_one_that_refuses_whatever_is_asked_is_not_asked_for_ever(self, wide: Bring) -> None:
        wide.fake.most_cells = 0
        assert "too much at a time (403)" in wide.refusal()
        assert wide.fake.data_calls < 12

    def test_a_killed_process_asks_for_nothing_twice(self, wide: Bring) -> None:
        class Killed(BaseException):
            """The process ends here."""

        def kill(done: int, _total: int | None) -> None:
            if done == 7:
                raise Killed

        wide.fake.config = {"maxCells": 14_000}
        with pytest.raises(Killed):
            wide(progress=kill)
        assert wide.fake.data_calls == 7
        assert not Release.objects.exists()
        done = wide()
        assert done.refused == []
        assert wide.fake.data_calls == len(set(wide.fake.sent)) == 10
        assert len(figures("m0")) == 9000


class TestLookingBefore:
    def test_a_plan_tells_cells_and_calls_and_asks_for_no_figure(self, bring: Bring) -> None:
        planned = bring.plan()
        (each,) = planned.tables
        assert (each.table, each.indicators, each.years, each.areas, each.left_out) == (
            WAY,
            ("people",),
            ("2023", "2024"),
            3,
            ("SSS KOKO MAA",),
        )
        assert (each.cells, each.calls, planned.calls, each.updated) == (6, 1, 1, "2026-03-01T08:00:00")
        assert bring.fake.sent == []
        assert not Indicator.objects.exists()
        assert not SourceVisit.objects.exists()

    def test_a_plan_tells_what_would_be_refused(self, bring: Bring) -> None:
        bring.say(MAPPING.replace("tiedot", "jotain"))
        planned = bring.plan()
        assert planned.tables == []
        assert "There is no variable “jotain”" in str(planned.refused[0])

    def test_folders_and_tables_can_be_looked_up(self, bring: Bring) -> None:
        service, actor = bring.fake.service(), bring.actor
        assert [each.id for each in look_up_pxweb(actor=actor, service=service)] == ["StatFin"]
        (there,) = look_up_pxweb(actor=actor, folder="StatFin/vaerak", service=service)
        assert (there.id, there.is_table, there.updated) == ("11s5.px", True, "2026-03-01T08:00:00")
        found = look_up_pxweb_table(actor=actor, table=WAY, service=service)
        assert [variable.label for variable in found.variables] == ["Alue", "Vuosi", "Tiedot"]
        with pytest.raises(NoSuchTable):
            look_up_pxweb(actor=actor, folder="Nowhere", service=service)

    def test_an_outsider_may_neither_look_nor_import(self, bring: Bring, outsider: Actor) -> None:
        bring.actor = outsider
        for refused in (bring, bring.plan):
            with pytest.raises(NotAllowed):
                refused()
        with pytest.raises(NotAllowed):
            look_up_pxweb(actor=outsider, service=bring.fake.service())
        with pytest.raises(NotAllowed):
            look_up_pxweb_table(actor=outsider, table=WAY, service=bring.fake.service())
        assert bring.fake.asked == []
