"""The ten matters that a service strategy decides or sets goals for.

Source: the county executive of Uusimaa, 4 June 2018, on the service strategy prepared under the government
proposal HE 15/2017; in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lupaus.web.texts import Text

POINTS: Final[Mapping[str, Text]] = {
    "choice-timetable": Text(
        "Valinnanvapauden aikataulu: milloin asiakas voi valita ja mitä",
        "Valfrihetens tidtabell: när klienten får välja och vad",
        "Timetable of free choice: when clients may choose, and what",
    ),
    "direct-choice": Text(
        "Suora valinta: mitkä palvelut asiakas valitsee suoraan",
        "Direktval: vilka tjänster klienten väljer direkt",
        "Direct choice: the services clients choose themselves",
    ),
    "many-producers": Text(
        "Monta tuottajaa: mitä kilpailutetaan, missä käytetään asiakasseteliä ja henkilökohtaista budjettia",
        "Flera producenter: vad som konkurrensutsätts, var kundsedel och personlig budget används",
        "Many producers: what is put out to tender, where vouchers and personal budgets are used",
    ),
    "own-production": Text(
        "Oma tuotanto: kuinka paljon tuotetaan itse ja miksi",
        "Egen produktion: hur mycket som produceras i egen regi och varför",
        "Own production: how much the organiser produces itself, and why",
    ),
    "integration": Text(
        "Palvelujen yhteensovittaminen: mihin keskeisissä palvelukokonaisuuksissa pyritään",
        "Samordning av tjänster: vad man strävar efter i de viktigaste servicehelheterna",
        "Integration: what is aimed at in the main service entities",
    ),
    "structure-and-quality": Text(
        "Palvelurakenne ja laatu: tärkeimmät tavoitteet",
        "Servicestruktur och kvalitet: de viktigaste målen",
        "Structure and quality of services: the main goals",
    ),
    "service-network": Text(
        "Palveluverkko: periaatteet toimipisteille ja digitaalisille palveluille",
        "Servicenätet: principer för serviceställen och digitala tjänster",
        "Service network: principles for service points and digital services",
    ),
    "participation": Text(
        "Asiakkaiden osallisuus: miten asiakkaat ovat mukana kehittämässä palveluja",
        "Klienternas delaktighet: hur klienterna är med och utvecklar tjänsterna",
        "Participation: how clients take part in developing services",
    ),
    "health-and-welfare": Text(
        "Hyvinvoinnin ja terveyden edistäminen: mitä sosiaali- ja terveyspalvelut kehittävät",
        "Främjande av hälsa och välfärd: vad social- och hälsovården utvecklar",
        "Health and welfare promotion: what the health and social services develop",
    ),
    "cooperation": Text(
        "Yhteistyö: mitä hoidetaan itse ja mitä yhdessä toisen alueen kanssa",
        "Samarbete: vad som sköts själv och vad som görs tillsammans med ett annat område",
        "Cooperation: what is done alone and what together with another region",
    ),
}
