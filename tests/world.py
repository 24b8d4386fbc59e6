"""The invented cast of the tests, and the small world they live in.

Kaava is a region with three indicators, three targets and two promises, small enough to work out by hand.
Here it is as the planner keeps it, a file and a table of figures; `tests.strategy.followed` builds the same
world without files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from lupaus.accounts.actors import Actor, Channel, nobody, operator
from lupaus.accounts.models import Role
from lupaus.web.clock import Clock
from tests.strategy.followed import FIGURES

STRATEGY_ID: Final = "kaava-2030"


class Person(NamedTuple):
    """Somebody with an account, and the roles they hold as (role, organisation)."""

    username: str
    name: str
    grants: tuple[tuple[Role, str], ...] = ()

    def acts(self, channel: Channel = "command") -> Actor:
        """The person at a door, without a database."""
        return Actor(name=self.username, channel=channel, grants=frozenset(self.grants))


AINO = Person("aino", "Aino Aalto, administrator", ((Role.ADMINISTRATOR, ""),))
#: Brings statistics in, and carries a strategy from its first word to the public alone.
PIRKKO = Person(
    "pirkko",
    "Pirkko Planner",
    (
        (Role.PLANNER, ""),
        (Role.EDITOR, "kaava"),
        (Role.EDITOR, "mk01"),
        (Role.EDITOR, "uusimaa"),
        (Role.APPROVER, ""),
        (Role.PUBLISHER, ""),
    ),
)
EERO = Person("eero", "Eero Editor", ((Role.EDITOR, "kaavan-nuoret"),))

#: One person per role of the organisation Kaava …
RIITTA = Person("riitta", "Riitta Reader", ((Role.READER, "kaava"),))
#: Of the Kumaja network of NGOs: a partner, who comments on what Kaava is writing.
KAISA = Person("kaisa", "Kaisa of Kumaja", ((Role.PARTNER, "kaava"),))
RASMUS = Person("rasmus", "Rasmus Responsible", ((Role.RESPONSIBLE, "kaava"),))
AKSELI = Person("akseli", "Akseli Approver", ((Role.APPROVER, "kaava"),))
PAULA = Person("paula", "Paula Publisher", ((Role.PUBLISHER, "kaava"),))
#: … and of another one, who may do nothing in Kaava.
MAIJA = Person("maija", "Maija of Muu, administrator", ((Role.ADMINISTRATOR, "muu"),))
MATTI = Person("matti", "Matti of Muu, editor", ((Role.EDITOR, "muu"),))

#: Has an account and may do nothing.
OLLI = Person("olli", "Olli Outsider")
CAST: Final = (AINO, PIRKKO, EERO, RIITTA, KAISA, RASMUS, AKSELI, PAULA, MAIJA, MATTI, OLLI)

#: Somebody who never signed in: may do nothing either.
VISITOR: Final = nobody("page")

PASSWORD: Final = "four words nobody guesses"  # of everybody in the cast


def settle(clock: Clock) -> None:
    """Give the cast their accounts and roles."""
    from lupaus.accounts.operations import create_user, grant_role

    for person in CAST:
        create_user(
            actor=operator(), clock=clock, username=person.username, name=person.name, password=PASSWORD
        )
        for role, organisation in person.grants:
            grant_role(
                actor=operator(),
                clock=clock,
                username=person.username,
                role=role,
                organisation=organisation,
            )


STRATEGY: Final = """\
indicators:
  - id: employment-rate
    title: {fi: Työllisyysaste, sv: Sysselsättningsgrad, en: Employment rate}
    unit: "%"
    polarity: higher_is_better
    producer: {fi: Kaavan toimisto, sv: Kaava byrå, en: Kaava Office}
    licence: CC BY 4.0
    source: {kind: own}
  - id: unemployment-rate
    title: {fi: Työttömyysaste, sv: Arbetslöshetsgrad, en: Unemployment rate}
    unit: "%"
    polarity: lower_is_better
    producer: {fi: Kaavan toimisto, sv: Kaava byrå, en: Kaava Office}
    licence: CC BY 4.0
    source: {kind: own}
  - id: other-languages
    title: {fi: Muunkieliset, sv: Personer med annat modersmål, en: Speakers of other languages}
    unit: "%"
    polarity: neutral
    producer: {fi: Kaavan toimisto, sv: Kaava byrå, en: Kaava Office}
    licence: CC BY 4.0
    source: {kind: own}
strategy:
  id: kaava-2030
  organiser: {name: {fi: Kaavan liitto, sv: Kaava förbund, en: Kaava Council}, region: MK01}
  title: {fi: Kaava 2030, sv: Kaava 2030, en: Kaava 2030}
  vision: {fi: Kaikki töihin, sv: Arbete åt alla, en: Work for all}
  period: {start: 2018, end: 2030}
  focus_areas:
    - id: area
      title: {fi: Elinvoima, sv: Livskraft, en: Vitality}
      goals:
        - id: work
          number: 9
          title: {fi: Tavoite work, sv: Mål work, en: Goal work}
          targets:
            - id: employment
              indicator: employment-rate
              region: MK01
              baseline: {year: 2017, value: 72.9}
              target: {year: 2030, value: 79}
            - id: lohja
              indicator: unemployment-rate
              region: KU444
              baseline: {year: 2014}
              target: {year: 2024, value: 8}
        - id: people
          number: 10
          title: {fi: Tavoite people, sv: Mål people, en: Goal people}
          targets:
            - id: falls
              indicator: unemployment-rate
              region: MK01
              baseline: {year: 2017, value: 8.7}
              direction: decrease
  promises:
    - id: a-job
      title: {fi: Lupaus a-job, sv: Löfte a-job, en: Promise a-job}
      life_stage: working-age
      evidence: [employment]
      goals: [people]
    - id: nothing-yet
      title: {fi: Lupaus nothing-yet, sv: Löfte nothing-yet, en: Promise nothing-yet}
      life_stage: all
"""
FIGURES_CSV: Final = "indicator,region,gender,year,value,status\n" + "".join(
    f"{indicator},{region},total,{year},{'' if value is None else value},{'M' if value is None else 'A'}\n"
    for indicator, region, year, value in FIGURES
)


class Desk(NamedTuple):
    """The planner's own files."""

    strategy: Path
    figures: Path


def desk(folder: Path) -> Desk:
    """Put the planner's files into a folder."""
    files = Desk(folder / "kaava.yaml", folder / "figures.csv")
    files.strategy.write_text(STRATEGY, encoding="utf-8")
    files.figures.write_text(FIGURES_CSV, encoding="utf-8")
    return files


@contextmanager
def standing(blocker: DjangoDbBlocker, observations: Path, build: Callable[[], object]) -> Iterator[None]:
    """A world built once for many tests and taken down after the last; its observations lie in a folder.

    Each test adds the fixtures `db`, which undoes what it writes, and `settings.OBSERVATIONS`.
    """
    around = transaction.atomic()
    # As Django's own TestCase does: an import wants the outermost transaction, and this one is the test's.
    around._from_testcase = True  # type: ignore[attr-defined]  # known to Django only
    with blocker.unblock(), pytest.MonkeyPatch.context() as patch, around:
        patch.setattr("django.conf.settings.OBSERVATIONS", observations)
        build()
        yield
        transaction.set_rollback(True)
