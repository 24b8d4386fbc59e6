"""Waiting, ways in and outcomes of the example: levels of our own. Nothing here is a statistic."""

from __future__ import annotations

from typing import Final, NamedTuple

from lupaus.services.example.shares import Line
from lupaus.web.texts import Text


class Wait(NamedTuple):
    """Median days from the first contact to the service."""

    id: str
    words: Text
    days: Line


class WayIn(NamedTuple):
    """A way of becoming a client: its share of all contacts (%), median days to the answer."""

    id: str
    words: Text
    share: Line
    days: Line


class Outcome(NamedTuple):
    """An outcome of the process map: a share in per cent, or visits."""

    id: str
    title: Text
    description: Text
    unit: Text
    polarity: str
    theme: str
    level: Line
    decimals: int = 1


#: Contacts with health and social services a resident a year.
CONTACTS_A_RESIDENT: Final = Line(3.2, 3.6)

WAITS: Final = (
    Wait("wait-advice", Text("Neuvonta", "Rådgivning", "Advice"), Line(2.1, 0.9)),
    Wait(
        "wait-family-guidance",
        Text("Lapsiperheiden asiakasohjaus", "Klienthandledning för familjer", "Guidance for families"),
        Line(9, 6),
    ),
    Wait(
        "wait-senior-guidance",
        Text("Ikäihmisten asiakasohjaus", "Klienthandledning för äldre", "Guidance for older people"),
        Line(6, 2.6),
    ),
    Wait(
        "wait-needs-assessment",
        Text("Palvelutarpeen arviointi", "Bedömning av servicebehovet", "Assessment of needs"),
        Line(11, 6.4),
    ),
    Wait("wait-clinic", Text("Neuvola", "Rådgivningsbyrå", "Child health clinic"), Line(9, 8)),
    Wait("wait-school-health", Text("Kouluterveydenhuolto", "Skolhälsovård", "School health"), Line(8, 6)),
    Wait(
        "wait-pupil-welfare",
        Text("Oppilas- ja opiskeluhuolto", "Elev- och studerandevård", "Pupil welfare"),
        Line(12, 9),
    ),
    Wait(
        "wait-family-law",
        Text("Perheoikeudelliset palvelut", "Familjerättsliga tjänster", "Family law"),
        Line(41, 34),
    ),
    Wait(
        "wait-home-help",
        Text("Lapsiperheiden kotipalvelu", "Hemservice för barnfamiljer", "Home help for families"),
        Line(13, 7),
    ),
    Wait(
        "wait-counselling",
        Text("Kasvatus- ja perheneuvonta", "Uppfostrings- och familjerådgivning", "Family counselling"),
        Line(33, 30),
    ),
    Wait(
        "wait-social-guidance",
        Text(
            "Lapsiperheiden sosiaaliohjaus", "Socialhandledning för familjer", "Social guidance of families"
        ),
        Line(19, 13),
    ),
    Wait(
        "wait-family-social-work",
        Text("Perhesosiaalityö", "Familjesocialarbete", "Social work with families"),
        Line(16, 17),
    ),
    Wait(
        "wait-child-protection",
        Text("Lastensuojelun sosiaalityö", "Barnskyddets socialarbete", "Child protection"),
        Line(6.5, 5.5),
    ),
    Wait(
        "wait-adult-social-work",
        Text("Työikäisten sosiaalityö", "Socialarbete för vuxna", "Adult social work"),
        Line(8, 6),
    ),
    Wait("wait-home-care", Text("Kotihoito", "Hemvård", "Home care"), Line(5, 2.8)),
    Wait(
        "wait-home-support",
        Text("Kotihoidon tukipalvelut", "Stödtjänster i hemmet", "Support at home"),
        Line(18, 12),
    ),
    Wait(
        "wait-modifications",
        Text("Kodin muutostyöt", "Ändringsarbeten i bostaden", "Home modifications"),
        Line(62, 51),
    ),
    Wait("wait-short-term", Text("Lyhytaikaishoito", "Korttidsvård", "Short-term care"), Line(19, 13)),
    Wait("wait-service-housing", Text("Palveluasuminen", "Serviceboende", "Service housing"), Line(38, 47)),
    Wait(
        "wait-enhanced-housing",
        Text("Ympärivuorokautinen asuminen", "Boende med heldygnsomsorg", "Housing with 24-hour care"),
        Line(58, 44),
    ),
    Wait(
        "wait-health-centre",
        Text("Sote-keskuksen vastaanotto", "Mottagning på hälsocentralen", "Health centre appointments"),
        Line(12, 6),
    ),
    Wait("wait-dental", Text("Aikuisten suun hoito", "Tandvård för vuxna", "Dental care"), Line(96, 82)),
    Wait(
        "wait-mental-first",
        Text(
            "Perustason mielenterveyspalvelut",
            "Mentalvårdstjänster på basnivå",
            "First-line mental health",
        ),
        Line(24, 18),
    ),
    Wait(
        "wait-child-psychiatry",
        Text("Lasten- ja nuorisopsykiatria", "Barn- och ungdomspsykiatri", "Child psychiatry"),
        Line(48, 56),
    ),
    Wait(
        "wait-specialised",
        Text("Erikoissairaanhoito", "Specialiserad sjukvård", "Specialised care"),
        Line(68, 74),
    ),
)

WAYS_IN: Final = (
    WayIn("digital", Text("Verkossa", "På nätet", "Online"), Line(22.0, 40.5), Line(1.6, 0.4)),
    WayIn("phone", Text("Puhelimitse", "Per telefon", "By telephone"), Line(48.0, 36.0), Line(1.9, 1.0)),
    WayIn("place", Text("Paikan päällä", "På plats", "In person"), Line(20.0, 13.5), Line(0.6, 0.5)),
    WayIn("referral", Text("Lähetteellä", "Med remiss", "By referral"), Line(7.0, 7.0), Line(11.0, 9.0)),
    WayIn(
        "other",
        Text("Toisen viranomaisen ilmoituksesta", "Genom annan myndighet", "Through another authority"),
        Line(3.0, 3.0),
        Line(4.2, 3.1),
    ),
)

_PERCENT: Final = Text("%", "%", "%")
OUTCOMES: Final = (
    Outcome(
        "visits-per-worker",
        Text("Asiakastapaamiset työntekijää kohti", "Klientmöten per anställd", "Client meetings per worker"),
        Text(
            "Vastaanotot, kotikäynnit ja etätapaamiset vuodessa, kun työaika lasketaan kokoaikaisiksi.",
            "Mottagningar, hembesök och distansmöten per år, omräknat till heltid.",
            "Appointments, home visits and remote meetings a year, by full-time worker.",
        ),
        Text("/ vuosi", "/ år", "a year"),
        "higher_is_better",
        "economy",
        Line(742, 781),
        0,
    ),
    Outcome(
        "goals-met",
        Text(
            "Suunnitelman tavoitteensa saavuttaneet", "Klienter som nått målen", "Clients who met their goals"
        ),
        Text(
            "Osuus asiakkaista, jotka arvioivat päässeensä asiakassuunnitelmaan kirjattuihin tavoitteisiin.",
            "Andelen klienter som bedömer att de nått målen i klientplanen.",
            "The share of clients who judge that they reached the goals of their plan.",
        ),
        _PERCENT,
        "higher_is_better",
        "services",
        Line(54.0, 60.5),
    ),
    Outcome(
        "shared-plans",
        Text(
            "Yhteisen asiakassuunnitelman saaneet",
            "Klienter med gemensam klientplan",
            "Clients with a shared plan",
        ),
        Text(
            "Osuus paljon palveluja tarvitsevista, joilla on yksi suunnitelma ja nimetty vastuutyöntekijä.",
            "Andelen av dem med stort servicebehov som har en plan och en ansvarig arbetstagare.",
            "The share of those with much need who have one plan and a responsible worker.",
        ),
        _PERCENT,
        "higher_is_better",
        "services",
        Line(23.0, 47.5),
    ),
    Outcome(
        "assessed-in-time",
        Text("Määräajassa arvioidut palvelutarpeet", "Behov bedömda i tid", "Needs assessed in time"),
        Text(
            "Osuus palvelutarpeen arvioista, jotka valmistuivat lain määräajassa.",
            "Andelen bedömningar av servicebehovet som blev klara inom lagens tidsfrist.",
            "The share of assessments that were ready within the time the law gives.",
        ),
        _PERCENT,
        "higher_is_better",
        "services",
        Line(84.0, 93.5),
    ),
)
