"""A resident of Lohja asks whether it is going well where she lives, and can show others what she saw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.browser.site import kind_of
from tests.journeys.doors import Reader, told
from tests.journeys.pages import Element, Page, figures
from tools import messages

pytestmark = pytest.mark.usefixtures("uusimaa")

LOHJA = {"fi": "Lohja", "sv": "Lojo", "en": "Lohja"}


def says(language: str, english: str) -> str:
    """The words of the interface in a language."""
    with translation.override(language):
        return gettext(english)


def chooses(reader: Reader, page: Page, name: str, language: str) -> Page:
    """Fill in the form at the head of the page, as a browser without JavaScript sends it."""
    form = page.all("form", "region-form")[0]
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
    assert form.one("button").text == says(language, "Show")
    return reader.opens(form.attributes["action"], {**fields, "region": form.option(name)})


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_from_the_front_page_to_a_figure_that_can_be_shown_to_others(language: str, tmp_path: Path) -> None:
    lohja = LOHJA[language]
    reader = Reader()
    front = reader.opens(f"/{language}/")
    assert says(language, "Choose your area") in front.text

    # She chooses once; every page after that is about Lohja.
    chosen = chooses(reader, front, lohja, language)
    assert f"{says(language, 'Your area')}: {lohja}" in chosen.text
    later = reader.opens(f"/{language}/goals/employment/")
    assert later.address == f"/{language}/goals/employment/?region=KU444"
    assert f"{says(language, 'Your area')}: {lohja}" in later.text

    # The page of Lohja has every goal; one of them leads to the figures.
    region = reader.follows(chosen, lohja)
    assert region.heading == lohja
    assert len(region.all("li", "line--verdict")) == 18
    goal = reader.opens(region.one("li", id="goal-employment").all("a")[0].attributes["href"])

    section = next(goal.target(name) for name in goal.target_ids if "latest" in figures(goal.target(name)))
    name, seen = section.attributes["id"], figures(section)
    assert lohja in section.one("h2").text
    source = {each.one("dt").text: each.one("dd").text for each in section.one("aside").one("dl").all("div")}
    for term in ("Indicator", "Producer", "Source", "Licence", "Release"):
        assert source[says(language, term)], term
    kept = section.link(says(language, "Link that keeps this figure for ever"))
    assert kept.startswith("http")
    newest = source[says(language, "Release")]

    # Somebody corrects the figure. The page says so; what she kept does not.
    file = tmp_path / "corrected.csv"
    indicator = urlsplit(section.link(source[says(language, "Indicator")])).path.split("/")[-2]
    year, value = seen["latest"]
    file.write_text(f"indicator,region,gender,year,value\n{indicator},KU444,total,{year},{value + 1}\n")
    told("observations", "import", str(file))
    now = figures(reader.opens(f"/{language}/goals/employment/").target(name))
    assert now["latest"] == (year, value + 1)
    for anybody in (reader, Reader()):
        before = anybody.opens(urlsplit(kept)._replace(scheme="", netloc="", fragment="").geturl())
        assert figures(before.target(name)) == seen
        assert says(language, "See the newest") in before.text
        words = figures_of_release(before.target(name), language)
        assert words == newest

    # She has had enough of Lohja.
    again = reader.opens(f"/{language}/")
    forgotten = reader.follows(again, says(language, "Show the whole region"))
    assert forgotten.address == f"/{language}/"
    assert says(language, "Choose your area") in forgotten.text
    assert reader.opens(f"/{language}/goals/employment/").address == f"/{language}/goals/employment/"


def figures_of_release(section: Element, language: str) -> str:
    facts = {each.one("dt").text: each.one("dd").text for each in section.one("aside").one("dl").all("div")}
    return facts[says(language, "Release")]


def test_she_changes_the_language_and_stays_where_she_is() -> None:
    reader = Reader()
    page = reader.opens("/fi/goals/employment/", {"region": "KU444"})
    for name, language in (("Svenska", "sv"), ("English", "en"), ("Suomi", "fi")):
        page = reader.follows(page, name)
        assert page.address == f"/{language}/goals/employment/?region=KU444"
        assert page.one("html").attributes["lang"] == language


def test_an_area_that_is_nobodys_is_told_and_not_remembered() -> None:
    client = Client()
    assert client.get("/fi/", {"region": "KU999"}).status_code == 404
    assert client.get("/fi/").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_she_may_come_to_is_in_order(language: str) -> None:
    english = Untranslated(language)
    met = list(every_page(language))
    kinds = Counter(urlsplit(page.address).path.split("/")[2] for page in met)
    assert kinds["goals"] == 18
    assert kinds["promises"] >= 3
    assert kinds["regions"] >= 10
    assert kinds["indicators"] >= 40
    problems = [problem for page in met for problem in (*faults(page, language), *english.on(page))]
    assert problems == []


#: A catalogue has more pages of one kind than show anything new.
SOME_OF_A_KIND: Final = 8
MOST_OF_A_KIND: Final = {"goal": 100, "promise": 100, "region": 100, "indicator": 60}


def every_page(language: str) -> Iterator[Page]:
    """Every page of a language that links lead to, without what stands after the `?`; of a kind, some."""
    reader = Reader()
    waiting = [f"/{language}/"]
    seen = set(waiting)
    opened: Counter[tuple[str, str] | None] = Counter()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        opened[kind] += 1
        if kind and opened[kind] > MOST_OF_A_KIND.get(kind[1], SOME_OF_A_KIND):
            continue
        page = reader.opens(address)
        yield page
        for link in page.all("a"):
            parts = urlsplit(urljoin(f"http://testserver{page.address}", link.attributes["href"]))
            here = parts.netloc == "testserver" and parts.path.startswith(f"/{language}/")
            is_file = parts.path.rpartition(".")[2] in ("pdf", "yaml", "json", "xlsx", "csv")
            if here and not is_file and parts.path not in seen:
                seen.add(parts.path)
                waiting.append(parts.path)


def faults(page: Page, language: str) -> Iterator[str]:
    """What is wrong with a page as HTML."""
    if page.one("html").attributes.get("lang") != language:
        yield f"{page.address}: its language is not {language}"
    if len(page.all("h1")) != 1:
        yield f"{page.address}: {len(page.all('h1'))} h1"
    if not re.fullmatch(r".+ – Lupaus", page.one("head").one("title").text):
        yield f"{page.address}: no title"
    ids = Counter(each.attributes["id"] for each in page.everything() if "id" in each.attributes)
    yield from (f"{page.address}: the id {name!r} {times} times" for name, times in ids.items() if times > 1)
    for each in page.everything():
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for wanted in each.attributes.get(name, "").split():
                if wanted not in ids:
                    yield f"{page.address}: {name}={wanted!r} names nothing"
        fragment = each.attributes.get("href", "")
        if fragment.startswith("#") and fragment[1:] not in ids:
            yield f"{page.address}: {fragment} leads nowhere"
    levels = [int(each.tag[1]) for each in page.everything() if re.fullmatch("h[1-6]", each.tag)]
    yield from (
        f"{page.address}: from h{before} to h{after}"
        for before, after in pairwise(levels)
        if after > before + 1
    )


class Untranslated:
    """Finds English words of the interface that have a translation on a page in another language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.whole: set[str] = set()
        patterns = []
        for room in messages.rooms() if language != "en" else []:
            for message in messages.messages(messages.translated(room, language)):
                for english in messages.sources(message):
                    if not any(messages.strings(message)) or english in messages.strings(message):
                        continue
                    if "%(" in english:
                        patterns.append(_as_pattern(english))
                    else:
                        self.whole.add(" ".join(english.split()))
        self.pattern = re.compile("|".join(patterns) or r"(?!)")

    def on(self, page: Page) -> Iterator[str]:
        for words, language in page.spoken():
            if language == self.language and (words in self.whole or self.pattern.fullmatch(words)):
                yield f"{page.address}: {words!r} is English"


#: Placeholders that hold a number; what stands there is told by its digits.
_COUNTS: Final = frozenset({"num", "count", "number", "total", "more"})


def _as_pattern(english: str) -> str:
    """Matches the message with anything in place of its placeholders; never where nothing else stands."""
    words = " ".join(english.split())
    fixed, names = re.split(r"%\(\w+\)[a-z]", words), re.findall(r"%\((\w+)\)[a-z]", words)
    if not re.search(r"[a-z]{3}", "".join(fixed)):
        return r"(?!)"
    holes = [r"[\d\s.,]+" if name in _COUNTS else ".+?" for name in names]
    return "".join(re.escape(part) + hole for part, hole in zip(fixed, [*holes, ""], strict=True))
