"""The order of the parts of a version, the languages they lack, and what a form makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from lupaus.web.clock import Clock
from lupaus.workspace import operations, outline, queries
from lupaus.workspace.kinds import PartKind
from lupaus.workspace.languages import lacking
from lupaus.workspace.models import Version
from lupaus.workspace.pages.form import FormField, proposed_slug, put
from tests.workspace.ledger import EDITOR, LEDGER, words


def kind(name: str) -> PartKind:
    found = LEDGER.part(name)
    assert found is not None
    return found


def slugs(version: Version, name: str) -> list[str]:
    return [line.slug for line in outline.outline(version, LEDGER, kind(name))]


def test_parts_stand_in_the_order_of_what_they_stand_under(draft: Version, clock: Clock) -> None:
    assert slugs(draft, "note") == ["x", "y", "z"]
    at_desk: dict[str, Any] = {"actor": EDITOR, "clock": clock, "work": "book"}
    operations.move_part(**at_desk, kind="chapter", slug="b", position=0)
    assert slugs(draft, "note") == ["z", "x", "y"]
    operations.move_part(**at_desk, kind="note", slug="y", position=0)
    assert slugs(draft, "note") == ["z", "y", "x"]
    operations.remove_part(**at_desk, kind="note", slug="x", revision=1)
    lines = outline.outline(draft, LEDGER, kind("note"))
    assert [(line.slug, line.parent, line.place, line.siblings) for line in lines] == [
        ("z", "b", 0, 1),
        ("y", "a", 0, 1),
    ]


def test_an_outline_is_the_order_of_the_whole_content(draft: Version) -> None:
    whole = queries.content(draft)
    under = [part.slug for chapter in whole.under("chapter") for part in whole.under("note", chapter.slug)]
    assert slugs(draft, "note") == under
    assert queries.content_when_asked(draft) == whole


def test_what_stands_under_what_is_known_from_the_kinds() -> None:
    assert [each.name for each in outline.ancestors(LEDGER, kind("note"))] == ["chapter"]
    assert outline.ancestors(LEDGER, kind("ledger")) == ()
    assert [each.name for each in outline.standing_under(LEDGER, LEDGER.head)] == ["chapter", "question"]
    assert [each.name for each in outline.standing_under(LEDGER, kind("chapter"))] == ["note"]


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ({"title": words("all")}, ()),
        ({"title": {"fi": "a", "sv": ""}}, ("sv", "en")),
        ({}, ("fi", "sv", "en")),
        ({"title": words("all"), "text": {"en": "only"}}, ("fi", "sv")),
        ({"title": "no mapping at all"}, ("fi", "sv", "en")),
    ],
)
def test_a_language_lacks_what_another_has_or_what_is_due(
    content: dict[str, Any], missing: tuple[str, ...]
) -> None:
    assert lacking(kind("note"), content) == missing


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ({"fi": "Äänekäs Öljy"}, "aanekas-oljy"),
        ({"fi": "Suomeksi", "en": "In English"}, "in-english"),
        ({"fi": "…"}, ""),
        ({"fi": "a" * 200}, "a" * 60),
        ({"fi": "snake_case _"}, "snake-case"),
        ({}, ""),
    ],
)
def test_an_id_is_made_of_the_first_words(title: dict[str, str], slug: str) -> None:
    field = FormField("title", "words", "Title", "", due=True)
    assert proposed_slug((field,), {"title": title}) == slug


def test_what_is_emptied_leaves_nothing_behind() -> None:
    values: dict[str, Any] = {"target": {"year": 2030}, "title": {"fi": "x"}, "other": 1}
    put(values, "target.year", None)
    put(values, "title.fi", "")
    put(values, "baseline.value", 0)
    put(values, "other", "")
    assert values == {"baseline": {"value": 0}}
