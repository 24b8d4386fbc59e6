"""A figure's permanent address: it says the same for ever, and can be computed again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.test import Client

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import IndicatorEdition, Release
from lupaus.indicators.operations import save_indicators
from lupaus.indicators.proof import addresses
from lupaus.indicators.proof.citing import cite
from lupaus.indicators.proof.commands import reproduce
from lupaus.indicators.proof.figures import checksum
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from lupaus.web.texts import Text
from tests.indicators.conftest import Import

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FIGURE = "/figures/1/1/jobs/KU049/total/2021/"
API = "/api/v1/figures/1/1/jobs/KU049/total/2021"


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(reproduce, arguments)


def define(planner: Actor, clock: Clock, id_: str, **said: Any) -> None:
    save_indicators(
        actor=planner, clock=clock, definitions=[IndicatorDefinition(id_, Text.same(id_), **said)]
    )


@pytest.fixture
def figures(bring_in: Import) -> None:
    bring_in(
        ["jobs,KU049,total,2021,72.5,145,200,A"],
        header="indicator,region,gender,year,value,numerator,denominator,status",
    )


def test_the_page_tells_value_definition_release_and_checksum(figures: None, client: Client) -> None:
    page = text(client, f"/en{FIGURE}")
    assert "Jobs, Espoo, 2021: 72.5." in page
    assert Release.objects.get().checksum in page
    assert client.get(API).json()["sum"] in page
    assert "lupaus reproduce /en/figures/1/1/jobs/KU049/total/2021/?sum=" in page


def test_the_address_says_the_same_whatever_is_imported_or_renamed_later(
    figures: None, bring_in: Import, client: Client, planner: Actor, clock: Clock
) -> None:
    before, page = client.get(API).content, text(client, f"/en{FIGURE}")
    bring_in(["jobs,KU049,total,2021,99", "jobs,KU444,total,2021,1"], name="later.csv")
    define(planner, clock, "jobs", unit=Text.same("hours"), decimals=3)
    assert client.get(API).content == before
    assert text(client, f"/en{FIGURE}") == page
    newer = client.get("/api/v1/figures/2/2/jobs/KU049/total/2021").json()
    assert (newer["value"], newer["definition"]["decimals"]) == (99.0, 3)


def test_the_checksum_is_over_canonical_json_of_all_that_is_told(figures: None, client: Client) -> None:
    told = client.get(API).json()
    document = {name: value for name, value in told.items() if name not in ("sum", "agrees", "address")}
    assert checksum(document) == told["sum"]
    assert told["numerator"] == 145.0
    assert client.get(f"{API}?sum={told['sum']}").json()["agrees"] is True
    assert client.get(f"{API}?sum={'0' * 32}").json()["agrees"] is False
    assert "is not that of this figure" in text(client, f"/en{FIGURE}?sum={'0' * 32}")
    assert "is not that of this figure" not in text(client, f"/en{FIGURE}?sum={told['sum'][:32]}")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/figures/9/1/jobs/KU049/total/2021/", "There is no release 9."),
        ("/figures/1/7/jobs/KU049/total/2021/", "The indicator jobs has no edition 7."),
        ("/figures/1/1/nothing/KU049/total/2021/", "There is no indicator nothing."),
        ("/figures/1/1/jobs/KU444/total/2021/", "has no figure of jobs for KU444, total, 2021"),
        ("/figures/1/1/jobs/KU049/total/1999/", "has no figure of jobs for KU049, total, 1999"),
    ],
)
def test_an_address_of_no_figure_says_what_is_not_there(
    figures: None, client: Client, address: str, sentence: str
) -> None:
    assert sentence in text(client, f"/en{address}", 404)
    assert client.get(f"/api/v1{address.rstrip('/')}").status_code == 404
    result = run(address)
    assert result.exit_code == 1
    assert sentence in str(result.exception)


def test_a_citation_carries_the_address_and_its_checksum(figures: None, client: Client) -> None:
    citation = cite(
        queries.indicator("jobs"), region="KU049", gender="total", period="2021",
        release=queries.release(1), language="fi", origin="https://example.fi",
    )  # fmt: skip
    assert citation.address.startswith(f"/fi{FIGURE}?sum=")
    assert f"https://example.fi{citation.address}" in citation.words
    assert "is not that of this figure" not in text(client, citation.address.replace("/fi/", "/en/"))
    absent = cite(
        queries.indicator("jobs"), region="KU049", gender="total", period="1999",
        release=queries.release(1), language="sv",
    )  # fmt: skip
    assert "sum=" not in absent.address


@pytest.mark.parametrize(
    "form", ["{0}", "/sv{0}", "https://example.fi/en{0}?sum={1}", "https://example.fi{2}?sum={1}", "{2}"]
)
def test_a_figure_is_computed_again_from_any_form_of_its_address(
    figures: None, bring_in: Import, client: Client, form: str
) -> None:
    sum_ = client.get(API).json()["sum"]
    bring_in(["jobs,KU049,total,2021,99"], name="later.csv")
    result = run(form.format(FIGURE, sum_[:32], API))
    assert result.exit_code == 0, result.output
    assert "Shown: 72.5" in result.output
    assert "Computed again: 72.5" in result.output
    assert result.output.rstrip().endswith("Equal.")


def test_a_wrong_checksum_is_not_equal(figures: None) -> None:
    result = run(f"/fi{FIGURE}?sum={'0' * 32}", "--format", "json")
    told = json.loads(result.output)
    assert (result.exit_code, told["equal"], told["same_value"]) == (1, False, True)
    assert told["sum"]["agrees"] is False


def test_figures_that_were_tampered_with_are_not_equal(
    figures: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lupaus.indicators import told

    honest = told.series

    def changed(*arguments: Any) -> Any:
        found = honest(*arguments)
        return {key: tuple(each._replace(value=73.0) for each in seen) for key, seen in found.items()}

    monkeypatch.setattr(told, "series", changed)
    result = run(FIGURE)
    assert result.exit_code == 1
    assert "The value is not the same." in result.output


def write_into_the_table(sql: str) -> None:
    """Somebody with access to the disk rewrites the one file of the table."""
    (path,) = (Path(settings.OBSERVATIONS) / "table").rglob("*.parquet")
    with duckdb.connect(":memory:") as database:
        rows = f"SELECT * FROM read_parquet('{path}', hive_partitioning = false)"
        database.execute(f"CREATE TABLE rows AS {rows}")
        database.execute(sql)
        path.unlink()
        database.execute(f"COPY rows TO '{path}' (FORMAT parquet)")


@pytest.mark.parametrize("told", ["value = 73", "value = 73, numerator = 146", "value = value"])
def test_a_table_that_was_tampered_with_is_not_equal(figures: None, told: str) -> None:
    assert run(FIGURE).exit_code == 0
    write_into_the_table(f"UPDATE rows SET {told}")
    result = run(FIGURE)
    assert result.exit_code == 1
    assert "holds something else than its release brought" in result.output
    assert result.output.rstrip().endswith("Not equal.")


def test_a_tampered_table_does_not_agree_with_a_citation(figures: None, client: Client) -> None:
    sum_ = client.get(API).json()["sum"]
    write_into_the_table("UPDATE rows SET value = 73")
    told = json.loads(run(f"{FIGURE}?sum={sum_}", "--format", "json").output)
    assert (told["equal"], told["computed"], len(told["foreign_files"])) == (False, 73.0, 1)
    assert False in (told["same_value"], told["sum"]["agrees"])


def test_a_row_that_was_taken_out_of_the_table_is_missed(figures: None) -> None:
    write_into_the_table("DELETE FROM rows")
    result = run(FIGURE)
    assert result.exit_code == 1
    assert "Equal." not in result.output


def test_a_row_that_was_put_in_beside_is_refused(figures: None) -> None:
    write_into_the_table("INSERT INTO rows SELECT * REPLACE (73 AS value) FROM rows")
    result = run(FIGURE)
    assert result.exit_code == 1
    assert "Equal." not in result.output


def test_a_derived_figure_of_too_few_people_says_so_and_nothing_else(
    bring_in: Import, planner: Actor, clock: Clock, client: Client
) -> None:
    define(planner, clock, "clients", counts_people=True)
    define(
        planner, clock, "per-job", source_kind="derived",
        derivation={"kind": "share", "of": "clients", "among": "jobs", "per": 1},
    )  # fmt: skip
    bring_in(["clients,KU049,total,2024,3", "jobs,KU049,total,2024,1"], nature="own")
    address = "/figures/1/1/per-job/KU049/total/2024/"
    told = client.get(f"/api/v1{address.rstrip('/')}")
    assert "3.0" not in told.content.decode()
    result = run(address)
    assert result.exit_code == 0, result.output
    assert "not shown: too few people" in result.output
    assert "3.0" not in result.output


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/fi/indicators/jobs/", "This is no address of a figure"),
        ("/fi/figures/1/1/jobs/", "has 3 parts"),
        ("/fi/figures/x/1/jobs/KU049/total/2021/", "“x” where its release should be"),
        ("/fi/figures/1/1/jobs/KU049/everybody/2021/", "“everybody” where its gender should be"),
        (f"{FIGURE}?sum=zz", "is not one"),
        ("", "no address of a figure"),
    ],
)
def test_a_bad_address_is_refused_with_a_sentence(address: str, sentence: str) -> None:
    with pytest.raises(Refused, match=re.escape(sentence)):
        addresses.read(address)


def test_a_figure_of_too_few_people_says_so_and_nothing_else(
    bring_in: Import, planner: Actor, clock: Clock, client: Client
) -> None:
    define(planner, clock, "clients", counts_people=True)
    bring_in(["clients,KU049,total,2024,3"], nature="own")
    told = client.get("/api/v1/figures/1/1/clients/KU049/total/2024").json()
    assert (told["value"], told["status"]) == (None, "Q")
    assert "too few people" in text(client, "/en/figures/1/1/clients/KU049/total/2024/")
    result = run("/figures/1/1/clients/KU049/total/2024/")
    assert result.exit_code == 0
    assert "not shown: too few people" in result.output
    assert "3.0" not in result.output


DERIVED: dict[str, tuple[dict[str, Any], str, float]] = {
    "share": ({"kind": "share", "of": "jobs", "among": "income"}, "KU049", 1000 / 7),
    "per-capita": ({"kind": "per-capita", "of": "jobs", "population": "income", "per": 3}, "KU049", 30 / 7),
    "sum": ({"kind": "sum", "addends": ["jobs", "income"]}, "KU049", 17.0),
    "difference": ({"kind": "difference", "of": "jobs", "less": "income"}, "KU049", 3.0),
    "index": ({"kind": "index", "of": "jobs", "against": "KU444"}, "KU049", 1000 / 30),
    "moving-average": ({"kind": "moving-average", "of": "jobs", "years": 2}, "KU049", 10.5),
    "weighted-mean": ({"kind": "weighted-mean", "of": "jobs", "by": "income"}, "HVA03", (70 + 90) / 10),
    "dispersion": ({"kind": "dispersion", "of": "jobs", "category": "municipality"}, "HVA03", 50.0),
}  # fmt: skip


@pytest.mark.parametrize("kind", DERIVED)
def test_a_derived_figure_is_computed_again_from_its_parts(
    bring_in: Import, planner: Actor, clock: Clock, client: Client, kind: str
) -> None:
    from lupaus.regions.models import Region, RegionParent

    for code in ("KU049", "KU444"):
        RegionParent.objects.create(
            child=Region.objects.get(code=code), parent=Region.objects.get(code="HVA03")
        )
    derivation, region, expected = DERIVED[kind]
    define(planner, clock, "made", source_kind="derived", derivation=derivation)
    lines = ["jobs,KU049,total,2020,11", "jobs,KU049,total,2021,10", "income,KU049,total,2021,7"]
    bring_in([*lines, "jobs,KU444,total,2021,30", "income,KU444,total,2021,3"])
    address = f"/figures/1/1/made/{region}/total/2021/"
    told = client.get(f"/api/v1{address.rstrip('/')}").json()
    assert told["value"] == pytest.approx(expected)
    assert told["observations"]
    assert "The observations it is worked out from" in text(client, f"/en{address}")
    bring_in(["jobs,KU049,total,2021,1"], name="later.csv")
    result = run(f"{address}?sum={told['sum'][:32]}")
    assert result.exit_code == 0, result.output


def test_an_edition_keeps_how_its_parts_were_made(
    bring_in: Import, planner: Actor, clock: Clock, client: Client
) -> None:
    define(
        planner,
        clock,
        "half",
        source_kind="derived",
        derivation={"kind": "sum", "addends": ["jobs", "income"]},
    )
    define(
        planner, clock, "whole", source_kind="derived",
        derivation={"kind": "difference", "of": "half", "less": "income"},
    )  # fmt: skip
    bring_in(["jobs,KU049,total,2021,10", "income,KU049,total,2021,7"])
    old = client.get("/api/v1/figures/1/1/whole/KU049/total/2021").content
    assert json.loads(old)["value"] == 10.0
    define(
        planner, clock, "half", source_kind="derived",
        derivation={"kind": "difference", "of": "jobs", "less": "income"},
    )  # fmt: skip
    assert IndicatorEdition.objects.filter(indicator="whole").count() == 2
    assert client.get("/api/v1/figures/1/1/whole/KU049/total/2021").content == old
    assert client.get("/api/v1/figures/1/2/whole/KU049/total/2021").json()["value"] == -4.0
    assert run("/figures/1/1/whole/KU049/total/2021/").exit_code == 0
    assert run("/figures/1/2/whole/KU049/total/2021/").exit_code == 0
