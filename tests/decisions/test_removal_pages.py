"""The pages and commands of removal: what goes and when is told to those who work there, and asked twice."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from lupaus.accounts.actors import operator
from lupaus.decisions.models import Item, ItemText
from lupaus.decisions.removal.commands import remove, tidy
from lupaus.web.clock import Clock
from tests import world
from tests.decisions import few_meetings
from tests.decisions.few_meetings import decided, head, words
from tests.signed_in import client_of
from tests.world import MATTI, OLLI, PAULA, PIRKKO, RIITTA

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAME = "Tiina Testaaja"


@pytest.fixture
def item(clock: Clock) -> Item:
    few_meetings.bodies(clock)
    few_meetings.publish(
        clock,
        head(stage="minutes"),
        decided("budget", 0, 98, decision=words(f"To {{{{{NAME}}}}} for ever.")),
        decided("clinic", 1, 99),
    )
    world.settle(clock)
    return Item.objects.get(slug="98")


def seen(client: Client, name: str, *arguments: object) -> tuple[int, str]:
    answer = client.get(reverse(f"decisions:{name}", args=arguments))
    return answer.status_code, answer.content.decode()


def test_what_goes_and_when_is_told_to_those_who_work_there(item: Item) -> None:
    status, page = seen(client_of(PIRKKO), "going")
    assert status == 200
    assert "15\xa0December 2026" in page
    assert f"<mark>{NAME}</mark>" in page
    assert "Remove now" in page
    for person in (MATTI, RIITTA):
        status, page = seen(client_of(person), "going")
        assert (status, NAME in page) == (200, False)
    assert seen(client_of(OLLI), "going")[0] == 404
    for person in (MATTI, RIITTA, OLLI, world.AKSELI):
        assert seen(client_of(person), "remove", item.pk)[0] == 404


def test_it_is_said_again_before_it_is_done(item: Item) -> None:
    client = client_of(PAULA)
    address = reverse("decisions:remove", args=[item.pk])
    assert "This goes by itself on 15\xa0December 2026" in seen(client, "remove", item.pk)[1]
    wish = {"words": f"{NAME}\r\n", "why": "asked for", "marked": "yes"}
    said = client.post(address, wish)
    assert said.status_code == 200
    assert "Remove this for ever?" in said.content.decode()
    assert NAME in str(ItemText.objects.get(item=item, kind="decision").text.en)
    done = client.post(address, wish | {"sure": "yes"})
    assert done.status_code == 302
    assert NAME not in str(ItemText.objects.get(item=item, kind="decision").text.en)
    assert "Nothing is marked to be removed." in client.get(done["Location"]).content.decode()


def test_what_is_not_said_well_is_told_beside_its_field(item: Item) -> None:
    answer = client_of(PAULA).post(reverse("decisions:remove", args=[item.pk]), {"words": "x", "why": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why" in page
    assert "at least 3 letters" in page


def test_the_list_is_json_for_programs(item: Item, clock: Clock) -> None:
    told = CliRunner().invoke(
        tidy, ["--dry-run", "--as-of", "2027-06-01", "--format", "json"], obj=operator()
    )
    assert told.exit_code == 0, told.output
    [each] = json.loads(told.output)["items"]
    assert (each["item"], each["words"], each["due"]) == ("98", [NAME], "2026-12-15")
    told = CliRunner().invoke(tidy, ["--dry-run", "--as-of", "2027-06-01"], obj=operator())
    assert f"§ 98: words: {NAME}" in told.output
    done = CliRunner().invoke(
        remove,
        ["executive", "2026-10-05", "98", "--words", NAME, "--why", "asked", "--yes"],
        obj=operator(),
    )
    assert done.output == "It was removed.\n"
    assert NAME not in str(ItemText.objects.get(item=item, kind="decision").text.en)
    done = CliRunner().invoke(tidy, ["--as-of", "2027-06-01"], obj=operator())
    assert done.output == "There is nothing to remove.\n"
