"""What the room puts into the shell: the check of the store that `/healthz` tells of."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from typing import Any

import pytest
from pytest_django import Settings

from lupaus.indicators import bank, house
from tests.indicators.conftest import Import

pytestmark = pytest.mark.django_db


def test_an_empty_bank_works() -> None:
    house.statistics_can_be_read()


def test_one_indicator_is_read_however_much_there_is(
    bring_in: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(["jobs,KU049,total,2020,70", "income,KU049,total,2020,1"])
    bring_in(["turnout,KU444,female,2021,55"])
    asked: list[Collection[str] | None] = []
    read = bank.observations

    def told(*, indicators: Collection[str] | None = None, **more: Any) -> Any:
        asked.append(indicators)
        return read(indicators=indicators, **more)

    monkeypatch.setattr(bank, "observations", told)
    house.statistics_can_be_read()
    assert [list(names or ()) for names in asked] == [["turnout"]]


def test_a_store_whose_files_are_gone_is_told(bring_in: Import, settings: Settings) -> None:
    bring_in(["jobs,KU049,total,2020,70"])
    shutil.rmtree(settings.OBSERVATIONS)
    with pytest.raises(Exception, match=r"\S"):
        house.statistics_can_be_read()
