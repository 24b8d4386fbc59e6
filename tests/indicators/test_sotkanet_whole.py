"""The whole of Sotkanet: politely, so that it can be broken off, and only what changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, Release, SourceRun, SourceVisit
from lupaus.indicators.operations import (
    import_observations,
    import_observations_file,
    import_whole_sotkanet,
    save_indicators,
    save_sotkanet_catalogue,
)
from lupaus.indicators.operations.sotkanet import BrokenOff, Choice, Whole
from lupaus.indicators.sotkanet import Sotkanet
from lupaus.indicators.visits import Run
from lupaus.regions.models import Category, Region, RegionIdentifier
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, Refused
from lupaus.web.texts import Text
from tests.conftest import NOW
from tests.indicators.sotkanet_server import Fake, Reply, fake_sotkanet

pytestmark = pytest.mark.django_db

THL = {"id": 2, "title": {"fi": "THL", "sv": "THL", "en": "THL"}}
STATISTICS = {
    "id": 3,
    "title": {"fi": "Tilastokeskus", "sv": "Statistikcentralen", "en": "Statistics Finland"},
}
WHEN = "Sun, 01 Mar 2026 06:00:00 GMT"
AWAY = {"Location": "http://example.org/"}
NUMBERS = (4, 127, 181, 322)


def listed(*numbers: int) -> bytes:
    entries = [
        {
            "id": number,
            "title": {"fi": f"Indikaattori {number}<br />", "sv": "", "en": f"Indicator {number}"},
            "organization": STATISTICS if number == 127 else THL,
            "classifications": {"sex": {"values": ["total"]}, "region": {"values": ["Kunta"]}},
        }
        for number in numbers
    ]
    return json.dumps(entries).encode()


def metadata(number: int, updated: str = "2026-03-01", first: int = 2020, last: int = 2021) -> bytes:
    said = json.loads(listed(number))[0] | {
        "data-updated": updated,
        "range": {"start": first, "end": last},
        "description": {"fi": f"<p>Kuvaus {number}.</p>", "sv": "", "en": ""},
        "interpretation": {"fi": "<ul><li>Näin luet.</ul>", "sv": " ", "en": ""},
        "limits": {"fi": "", "sv": "", "en": "<script>alert(1)</script>Mind the gap."},
        "primaryValueType": {"code": "PROS", "title": {"fi": "Prosenttia"}},
        "decimals": 2,
    }
    return json.dumps(said).encode()


def figures(number: int, value: float = 1.0, *more: dict[str, object]) -> bytes:
    rows: list[dict[str, object]] = [
        {"indicator": number, "region": region, "year": year, "gender": "total", "value": value + year - 2020}
        for region in (20, 180)
        for year in (2020, 2021)
    ]
    return json.dumps([*rows, *more]).encode()


@dataclass
class Bring:
    actor: Actor
    fake: Fake
    now: datetime = NOW
    told: list[str] = field(default_factory=list)

    def __call__(self, **how: Any) -> Whole:
        self.now += timedelta(minutes=1)
        service = how.pop("service", None) or self.fake.service(**how.pop("client", {}))
        return import_whole_sotkanet(actor=self.actor, clock=lambda: self.now, service=service, **how)

    def again(self, **how: Any) -> tuple[Whole, list[str]]:
        """What comes of it, and what was asked."""
        self.fake.asked.clear()
        whole = self(**how)
        return whole, list(self.fake.asked)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fake_sotkanet() as fake:
        fake.replies["/indicators"] = Reply(listed(*NUMBERS))
        for number in NUMBERS:
            fake.replies[f"/indicators/{number}"] = Reply(metadata(number))
            fake.replies[f"/json?indicator={number}&"] = Reply(figures(number, number))
        yield fake


@pytest.fixture
def bring(country: None, planner: Actor, fake: Fake) -> Bring:
    return Bring(planner, fake)


def values(name: str) -> dict[tuple[str, str], float | None]:
    found = queries.observations(release=queries.newest_release(), indicators=[name])
    return {(each.region, each.period): each.value for each in found}


def elsewhere(answer: bytes) -> bytes:
    return answer.replace(b": 20,", b": 4711,").replace(b": 180,", b": 4712,")


def of(asked: list[str], start: str) -> list[str]:
    return [each for each in asked if each.startswith(start)]


class TestTheCatalogue:
    def test_is_put_in_whole_and_the_second_time_changes_nothing(
        self, country: None, planner: Actor, clock: Clock, fake: Fake
    ) -> None:
        first = save_sotkanet_catalogue(actor=planner, clock=clock, service=fake.service())
        assert (first.listed, len(first.saved.added), first.gone) == (4, 4, ())
        entry = queries.indicator("sotkanet-127")
        assert (entry.title.fi, entry.producer.en, entry.licence) == (
            "Indikaattori 127",
            "Statistics Finland",
            "Terms of the producer",
        )
        again = save_sotkanet_catalogue(actor=planner, clock=clock, service=fake.service())
        assert (again.saved.added, again.saved.changed) == ((), ())
        assert fake.asked == ["/indicators", "/indicators"]

    def test_comes_from_a_file_too_and_tells_what_is_strange_and_what_is_gone(
        self, country: None, planner: Actor, clock: Clock, tmp_path: Path
    ) -> None:
        path = tmp_path / "SotkaIndicators.json"
        path.write_bytes(listed(4, 5))
        save_sotkanet_catalogue(actor=planner, clock=clock, path=path)
        broken = [*json.loads(listed(4, 4)), {"id": "5"}, 7, {"id": 8, "title": {}}]
        path.write_text(json.dumps(broken))
        found = save_sotkanet_catalogue(actor=planner, clock=clock, path=path)
        assert found.gone == ("sotkanet-5",)
        assert [str(each) for each in found.strange] == [
            "SotkaIndicators.json: [1]: Indicator 4 is there twice.",
            "SotkaIndicators.json: [2]: Expected an indicator with an id and a title.",
            "SotkaIndicators.json: [3]: Expected an indicator with an id and a title.",
            "SotkaIndicators.json: [4]: Expected an indicator with an id and a title.",
        ]
        assert Indicator.objects.count() == 2

    @pytest.mark.parametrize("body", [b"[]", b"{}", b"[1]", b"<html>", b"[" * 9, "[ä]".encode("latin-1")])
    def test_what_is_no_list_is_refused(
        self, country: None, planner: Actor, clock: Clock, tmp_path: Path, body: bytes
    ) -> None:
        path = tmp_path / "list.json"
        path.write_bytes(body)
        with pytest.raises(Refused):
            save_sotkanet_catalogue(actor=planner, clock=clock, path=path)
        assert not Indicator.objects.exists()

    def test_an_entry_of_the_planner_keeps_its_words(
        self, country: None, planner: Actor, clock: Clock, fake: Fake
    ) -> None:
        own = IndicatorDefinition("jobs", Text.same("Ours"), "sotkanet", "127", unit=Text.same("persons"))
        save_indicators(actor=planner, clock=clock, definitions=[own])
        save_sotkanet_catalogue(actor=planner, clock=clock, service=fake.service())
        entry = queries.indicator("jobs")
        assert (entry.title.fi, entry.unit.fi, entry.producer.fi) == ("Ours", "persons", "Tilastokeskus")
        assert not Indicator.objects.filter(pk="sotkanet-127").exists()


class TestEverything:
    def test_comes_in_with_what_sotkanet_says_of_it(self, bring: Bring) -> None:
        whole = bring()
        assert (whole.total, whole.done, whole.imported, whole.refused) == (4, 4, 4, [])
        assert values("sotkanet-181") == {
            ("KU049", "2020"): 181.0,
            ("KU049", "2021"): 182.0,
            ("KU444", "2020"): 181.0,
            ("KU444", "2021"): 182.0,
        }
        entry = queries.indicator("sotkanet-181")
        assert (entry.unit.fi, entry.decimals) == ("%", 2)
        assert entry.description == Text(
            fi="Kuvaus 181.\n\nTulkinta: – Näin luet.", en="Limits: Mind the gap."
        )
        release = Release.objects.get()
        assert (release.source, release.added, release.contents.count()) == ("THL Sotkanet", 16, 4)

    def test_that_did_not_change_costs_no_question_of_figures(self, bring: Bring) -> None:
        bring()
        whole, asked = bring.again()
        assert (whole.unchanged, whole.imported, whole.releases) == (4, 0, [])
        assert of(asked, "/json") == []
        assert len(asked) == 5

    def test_only_what_sotkanet_changed_is_asked_for(self, bring: Bring) -> None:
        bring()
        bring.fake.replies["/indicators/181"] = Reply(metadata(181, "2026-05-01"))
        bring.fake.replies["/json?indicator=181&"] = Reply(figures(181, 500.0))
        whole, asked = bring.again()
        assert (whole.unchanged, whole.imported) == (3, 1)
        assert len(of(asked, "/json")) == 1
        assert values("sotkanet-181")["KU049", "2020"] == 500.0
        assert Release.objects.latest("id").url.startswith(f"{bring.fake.base}/json?indicator=181")

    def test_without_a_date_of_change_its_etag_or_the_same_answer_will_do(self, bring: Bring) -> None:
        for number in NUMBERS:
            bring.fake.replies[f"/indicators/{number}"] = Reply(metadata(number, ""))
        bring.fake.replies["/json?indicator=4&"] = Reply(figures(4), headers={"ETag": '"a"'})
        bring()
        whole, asked = bring.again()
        assert (whole.unchanged, whole.releases) == (4, [])
        assert len(of(asked, "/json")) == 4
        assert [each["If-None-Match"] for each in bring.fake.headers if "If-None-Match" in each] == ['"a"']
        assert bring.fake.answered.count((304, 0)) == 1

    def test_that_did_not_change_costs_no_byte_but_the_list_where_sotkanet_can_say_so(
        self, bring: Bring
    ) -> None:
        for number in NUMBERS:
            marked = {"ETag": f'"{number}"'} if number % 2 else {"Last-Modified": WHEN}
            bring.fake.replies[f"/indicators/{number}"] = Reply(metadata(number), headers=marked)
        bring()
        bring.fake.answered.clear()
        whole, asked = bring.again()
        assert (whole.unchanged, whole.done, len(asked)) == (4, 4, 5)
        assert bring.fake.answered == [(200, len(listed(*NUMBERS))), *[(304, 0)] * 4]
        assert bring().unchanged == 4

    def test_whose_metadata_alone_are_unchanged_is_asked_for_where_its_figures_are_not_here(
        self, bring: Bring
    ) -> None:
        """An answer of the metadata is of use only beside the figures of the same day."""
        for number in NUMBERS:
            bring.fake.replies[f"/indicators/{number}"] = Reply(metadata(number), headers={"ETag": '"m"'})
        bring.fake.replies["/json?indicator=4&"] = Reply(status=400)
        assert len(bring().refused) == 1
        bring.fake.replies["/json?indicator=4&"] = Reply(figures(4))
        whole, _asked = bring.again()
        assert (whole.imported, whole.unchanged) == (1, 3)
        for number in NUMBERS:
            changed = Reply(metadata(number, "2026-09-01"), headers={"ETag": '"n"'})
            bring.fake.replies[f"/indicators/{number}"] = changed
        bring.fake.replies["/json?indicator=4&"] = Reply(figures(4, 77.0))
        whole, asked = bring.again()
        assert (whole.imported + whole.unchanged, len(of(asked, "/json"))) == (4, 4)
        assert values("sotkanet-4")["KU049", "2020"] == 77.0
        assert all(status == 200 for status, _size in bring.fake.answered[-9:])

    def test_that_somebody_else_brought_in_since_is_asked_for(self, bring: Bring, tmp_path: Path) -> None:
        bring()
        path = tmp_path / "figures.csv"
        path.write_text("indicator,region,gender,year,value\nsotkanet-4,KU049,total,2020,9999\n")
        bring.now += timedelta(minutes=1)
        import_observations_file(actor=bring.actor, clock=lambda: bring.now, path=path)
        whole, asked = bring.again()
        assert (whole.imported, whole.unchanged, len(of(asked, "/json"))) == (1, 3, 1)
        assert values("sotkanet-4")["KU049", "2020"] == 4.0
        assert bring().unchanged == 4

    def test_can_be_asked_for_again_all_the_same(self, bring: Bring) -> None:
        bring()
        whole, asked = bring.again(again=True)
        assert (whole.imported, whole.releases, len(of(asked, "/json"))) == (4, [], 4)

    def test_a_release_holds_so_many_indicators(self, bring: Bring) -> None:
        told: list[int] = []
        steps: list[tuple[int, int | None]] = []
        bring(
            batch=3,
            told=lambda imported, whole: told.append(whole.imported),
            progress=lambda done, total: steps.append((done, total)),
        )
        assert [release.contents.count() for release in Release.objects.order_by("id")] == [3, 1]
        assert told == [3, 4]
        assert steps == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]

    def test_what_the_answer_no_longer_gives_is_withdrawn_in_its_own_years_only(self, bring: Bring) -> None:
        bring()
        bring.fake.replies["/indicators/4"] = Reply(metadata(4, "2026-06-01", last=2025))
        bring.fake.replies["/indicators/127"] = Reply(metadata(127, "2026-06-01", first=2021))
        only = [each for each in json.loads(figures(127)) if each["region"] == 20 and each["year"] == 2021]
        bring.fake.replies["/json?indicator=127&"] = Reply(json.dumps(only).encode())
        whole = bring()
        assert whole.releases[0].withdrawn == 1
        assert set(values("sotkanet-127")) == {("KU049", "2020"), ("KU444", "2020"), ("KU049", "2021")}

    def test_of_some_years_is_another_question(self, bring: Bring) -> None:
        bring.fake.replies["/indicators/322"] = Reply(metadata(322, first=1990, last=2000))
        whole, asked = bring.again(years=(2021, 2030))
        assert (whole.imported, whole.unchanged) == (3, 1)
        assert all("&years=2021&genders" in each for each in of(asked, "/json"))
        assert bring().imported == 4
        assert bring(years=(2021, 2030)).unchanged == 4

    def test_may_be_a_choice_of_numbers_or_of_a_theme(self, bring: Bring, clock: Clock) -> None:
        whole, asked = bring.again(choice=Choice(numbers=(181, 4, 181)))
        assert (whole.total, whole.imported) == (2, 2)
        assert "/indicators" not in asked
        themed = IndicatorDefinition("sotkanet-4", Text.same("x"), "sotkanet", "4", theme="health")
        save_indicators(actor=bring.actor, clock=clock, definitions=[themed])
        assert bring(choice=Choice(theme="health")).unchanged == 1
        with pytest.raises(Refused, match="no indicator of Sotkanet with the theme sports"):
            bring(choice=Choice(theme="sports"))

    def test_an_outsider_may_not(self, country: None, outsider: Actor, fake: Fake) -> None:
        with pytest.raises(NotAllowed):
            Bring(outsider, fake)()
        assert fake.asked == []


class TestWhatIsWrongWithOne:
    @pytest.mark.parametrize(
        ("at", "reply", "sentence"),
        [
            ("/json?indicator=127&", Reply(figures(127)[:-30]), "cut short"),
            ("/json?indicator=127&", Reply(b'[{"a": 1}]'), "Expected a number"),
            ("/json?indicator=127&", Reply(b"[]"), "no observations for these years"),
            ("/json?indicator=127&", Reply(figures(4)), "which was not asked for. (and 3 more problems)"),
            ("/json?indicator=127&", Reply(figures(127).replace(b"2021", b"21")), "is not between 1750"),
            (
                "/json?indicator=127&",
                Reply(figures(127, 1.0, *json.loads(figures(127, 2.0)))),
                "is there twice with different values",
            ),
            ("/json?indicator=127&", Reply("[{ä}]".encode("latin-1")), "not UTF-8"),
            ("/json?indicator=127&", Reply(elsewhere(figures(127))),
             "None of its figures is of a region known here"),
            ("/json?indicator=127&", Reply(status=500), "out of order (500)"),
            ("/json?indicator=127&", Reply(status=400), "refused the request (400)"),
            ("/json?indicator=127&", Reply(b"x" * 60, promise=100), "broke off"),
            ("/json?indicator=127&", Reply(b"<html>Huolto</html>"), "web page instead of data"),
            ("/indicators/127", Reply(metadata(126)), "another indicator than 127"),
            ("/indicators/127", Reply(b"<html>Huolto</html>"), "web page instead of data"),
            ("/indicators/127", Reply(metadata(127)[:-30]), "cut short"),
            ("/indicators/127", Reply('{"id":127,"title":{"fi":"työ"}}'.encode("latin-1")), "not UTF-8"),
            ("/indicators/127", Reply(status=429), "too many requests (429)"),
            ("/indicators/127", Reply(status=503, headers={"Retry-After": "7200"}), "to wait 7200 seconds"),
            ("/json?indicator=127&", Reply(status=429, headers={"Retry-After": "7200"}), "wait 7200 seconds"),
            ("/indicators/127", Reply(status=302, headers=AWAY), "another address"),
        ],
    )  # fmt: skip
    def test_is_told_and_stops_nothing(self, bring: Bring, at: str, reply: Reply, sentence: str) -> None:
        bring()
        before = values("sotkanet-127")
        for number in NUMBERS:
            bring.fake.replies[f"/indicators/{number}"] = Reply(metadata(number, "2026-07-01"))
            bring.fake.replies[f"/json?indicator={number}&"] = Reply(figures(number, 900.0))
        bring.fake.replies[at] = reply
        whole = bring()
        assert (whole.imported, whole.done) == (3, 4)
        (problem,) = whole.refused
        assert sentence in str(problem)
        assert str(problem).startswith("THL Sotkanet: 127")
        assert values("sotkanet-127") == before
        assert values("sotkanet-322")["KU049", "2020"] == 900.0
        visit = SourceVisit.objects.get(source_id="127")
        assert (visit.outcome, sentence in visit.told) == ("refused", True)

    def test_is_asked_about_anew_the_next_time(self, bring: Bring) -> None:
        bring.fake.replies["/json?indicator=127&"] = Reply(b"[]")
        bring()
        bring.fake.replies["/json?indicator=127&"] = Reply(figures(127))
        whole, asked = bring.again()
        assert (whole.imported, whole.unchanged) == (1, 3)
        assert len(of(asked, "/json")) == 1

    def test_that_disappeared_is_told_and_its_figures_stay(self, bring: Bring) -> None:
        bring()
        bring.fake.replies["/indicators"] = Reply(listed(4, 127, 181))
        bring.fake.replies["/indicators/181"] = Reply(status=404)
        whole = bring()
        assert sorted(whole.gone) == ["181", "322"]
        assert whole.refused == []
        assert len(values("sotkanet-322")) == len(values("sotkanet-181")) == 4
        assert SourceVisit.objects.get(source_id="322").outcome == "gone"

    def test_figures_of_regions_nobody_knows_are_left_out_until_they_are_known(self, bring: Bring) -> None:
        more: dict[str, object] = {
            "indicator": 4, "region": 977, "year": 2020, "gender": "total", "value": 9,
        }  # fmt: skip
        bring.fake.replies["/json?indicator=4&"] = Reply(figures(4, 4.0, more))
        whole = bring()
        assert (whole.refused, whole.left_out) == ([], Counter({977: 1}))
        assert bring().unchanged == 4
        region = Region.objects.create(
            code="HVA04", category=Category.COUNTY, number="04", name=Text.same("Vantaa-Kerava")
        )
        RegionIdentifier.objects.create(scheme="sotkanet", value="977", region=region)
        whole, asked = bring.again()
        assert (whole.imported, whole.unchanged, len(of(asked, "/json"))) == (1, 3, 1)
        assert values("sotkanet-4")["HVA04", "2020"] == 9.0

    def test_an_entry_that_is_newer_than_its_figures_gets_them(self, bring: Bring) -> None:
        bring()
        bring.now += timedelta(hours=1)
        own = IndicatorDefinition("ours", Text.same("Ours"), "sotkanet", "127")
        save_indicators(actor=bring.actor, clock=lambda: bring.now, definitions=[own])
        assert bring().imported == 1
        assert len(values("ours")) == 4

    def test_bad_rows_may_be_left_out(self, bring: Bring) -> None:
        bad: dict[str, object] = {
            "indicator": 4, "region": 20, "year": 20, "gender": "total", "value": 9,
        }  # fmt: skip
        bring.fake.replies["/json?indicator=4&"] = Reply(figures(4, 4.0, bad))
        whole = bring(skip_bad=True)
        assert (whole.refused, whole.releases[0].skipped_rows) == ([], 1)


class Killed(BaseException):
    """The process ends here."""


class TestBrokenOff:
    def test_when_sotkanet_stops_answering_it_goes_on_from_there(self, bring: Bring) -> None:
        for number in (127, 181, 322):
            bring.fake.replies[f"/indicators/{number}"] = Reply(status=503)
        with pytest.raises(BrokenOff) as broken:
            bring()
        assert [str(each) for each in broken.value.problems] == [
            "Sotkanet is out of order (503). Try again later.",
            "Done so far: 1 of 4 indicators. The same command goes on from there.",
        ]
        assert len(values("sotkanet-4")) == 4
        for number in (127, 181, 322):
            bring.fake.replies[f"/indicators/{number}"] = Reply(metadata(number))
        whole, asked = bring.again()
        assert (whole.was_broken_off, whole.total, whole.done, whole.imported) == (True, 4, 4, 3)
        assert "/indicators" not in asked
        assert "/indicators/4" not in asked

    def test_it_waits_as_long_as_sotkanet_says(self, bring: Bring) -> None:
        busy = Reply(status=429, headers={"Retry-After": "17"})
        later = Reply(status=503, headers={"Retry-After": "Sun, 22 Nov 2026 09:00:30 GMT"})
        bring.fake.replies["/json?indicator=4&"] = [busy, later, Reply(figures(4))]
        whole = bring(client={"now": lambda: NOW})
        assert whole.refused == []
        assert bring.fake.slept == [17.0, 30.0]

    @pytest.mark.slow
    def test_a_process_killed_anywhere_goes_on_and_asks_nothing_twice(
        self, bring: Bring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Killed after each answer, and before and after each writing; then gone on with."""
        real_ask, real_keep, real_import = Sotkanet._get, Run.keep, import_observations
        left = 0

        def step() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed

        def ask(self: Sotkanet, *given: Any) -> Any:
            answer = real_ask(self, *given)
            step()
            return answer

        def import_(**given: Any) -> Any:
            step()
            imported = real_import(**given)
            step()
            return imported

        def keep(self: Run, *given: Any, **more: Any) -> None:
            step()
            real_keep(self, *given, **more)
            step()

        monkeypatch.setattr(Sotkanet, "_get", ask)
        monkeypatch.setattr("lupaus.indicators.operations.sotkanet.batches.import_observations", import_)
        monkeypatch.setattr(Run, "keep", keep)
        for when in range(1, 18):
            for each in (SourceVisit, SourceRun):
                each.objects.all().delete()
            bring.fake.asked.clear()
            left = when
            with pytest.raises(Killed):
                bring(batch=2)
            answered = len(bring.fake.asked)
            left = 0
            whole = bring(batch=2)
            asked = Counter(bring.fake.asked)
            # The one answer that had come and was not on disk yet is asked for again.
            assert sum(asked.values()) - len(asked) <= 1, (when, asked)
            assert (whole.was_broken_off, whole.total, whole.done) == (True, 4, 4)
            assert len(bring.fake.asked) <= 9 + 1 >= answered
            assert [len(values(f"sotkanet-{number}")) for number in NUMBERS] == [4, 4, 4, 4]
            assert SourceRun.objects.get().finished_at is not None
        assert Release.objects.count() <= 4

    def test_a_run_can_be_begun_anew(self, bring: Bring) -> None:
        bring.fake.replies["/indicators/322"] = bring.fake.replies["/indicators/181"] = Reply(status=500)
        bring.fake.replies["/indicators/127"] = Reply(status=500)
        for _each in range(2):
            with pytest.raises(BrokenOff):
                bring(anew=True)
        assert bring.fake.asked.count("/indicators") == 2
        assert SourceRun.objects.count() == 1
        bring.now += timedelta(days=8)
        with pytest.raises(BrokenOff):
            bring()
        assert bring.fake.asked.count("/indicators") == 3

    def test_two_at_once_do_not_go(self, bring: Bring) -> None:
        def told(*_what: object) -> None:
            with pytest.raises(Refused, match="Another process is going through this source"):
                bring()

        assert bring(told=told).imported == 4

    def test_a_list_that_is_none_stops_it_and_is_not_kept(self, bring: Bring) -> None:
        good = bring.fake.replies["/indicators"]
        for body in (b"{}", b"[]", b"<html>", b"[" * 10):
            bring.fake.replies["/indicators"] = Reply(body)
            with pytest.raises(Refused):
                bring()
        bring.fake.replies["/indicators"] = good
        assert bring().imported == 4

    def test_nothing_stays_on_disk_when_it_is_done(self, bring: Bring, own_store: Path) -> None:
        bring()
        assert [each.name for each in (own_store / "fetched" / "sotkanet").iterdir()] == ["run.lock"]
