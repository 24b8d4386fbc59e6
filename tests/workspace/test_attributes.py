"""What an organisation adds to its parts: kept in its form, and within its walls unless it is public."""

from __future__ import annotations

from typing import Any

import pytest

from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound
from lupaus.web.texts import Text
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Attribute, Form, Version
from lupaus.workspace.operations import AttributeRefused, PartRefused
from tests.conftest import NOW
from tests.workspace.ledger import APPROVER, EDITOR, PUBLISHER, READER, STRANGER, words

CHOICES = [{"id": "high", "title": {"en": "High"}}, {"id": "low", "title": {"fi": "Matala"}}]


def save(slug: str, form: str, **how: Any) -> Attribute:
    asked: dict[str, Any] = {
        "actor": EDITOR,
        "clock": lambda: NOW,
        "organisation": "kaava",
        "kind": "note",
        "slug": slug,
        "title": Text(en=slug),
        "form": form,
    }
    return operations.save_attribute(**asked | how)


def write(value: Any, revision: int = 1, slug: str = "it") -> dict[str, Any]:
    part = operations.change_part(
        actor=EDITOR,
        clock=lambda: NOW,
        work="book",
        kind="note",
        slug="x",
        revision=revision,
        content={"title": words("x"), "attributes": {slug: value}},
    )
    kept: dict[str, Any] = part.content.get("attributes", {})
    return kept


@pytest.mark.parametrize(
    ("form", "value", "kept"),
    [
        ("choice", "high", "high"),
        ("number", "12,5", 12.5),
        ("number", "−3", -3),
        ("number", 4.0, 4),
        ("text", "  =SUM(A1)  ", "=SUM(A1)"),
        ("date", "2026-03-31", "2026-03-31"),
    ],
)
def test_a_value_is_kept_in_its_form(form: str, value: Any, kept: Any, draft: Version) -> None:
    save("it", form, choices=CHOICES if form == "choice" else ())
    assert write(value) == {"it": kept}


@pytest.mark.parametrize(
    ("form", "value", "sentence"),
    [
        ("choice", "middling", "Choose one of: high, low"),
        ("choice", ["high"], "Choose one of"),
        ("number", "much", "Expected a number"),
        ("number", True, "Expected a number"),
        ("number", float("nan"), "Expected a number"),
        ("number", "1e400", "Expected a number"),
        ("number", {"a": 1}, "Expected a number"),
        ("text", 5, "Expected a text"),
        ("text", "x" * 2001, "longer than 2000"),
        ("text", "a\x00b", "control character"),
        ("date", "31.3.2026", "Expected a day"),
        ("date", "2026-02-30", "Expected a day"),
    ],
)
def test_a_value_in_another_form_is_refused(form: str, value: Any, sentence: str, draft: Version) -> None:
    save("it", form, choices=CHOICES if form == "choice" else ())
    with pytest.raises(PartRefused, match=sentence) as refused:
        write(value)
    assert refused.value.problems[0].path == "attributes.it"


def test_an_attribute_nobody_added_is_refused(draft: Version) -> None:
    save("other", "text", kind="chapter")
    with pytest.raises(PartRefused, match="no attribute “other” here"):
        write("x", slug="other")


@pytest.mark.parametrize(
    ("how", "path"),
    [
        ({"kind": "poem"}, "kind"),
        ({"kind": "note\x00"}, "kind"),
        ({"slug": "Not an id"}, "id"),
        ({"slug": "a\x00"}, "id"),
        ({"title": Text()}, "title"),
        ({"title": Text(en="x" * 101)}, "title"),
        ({"title": Text(en="x\x00")}, "title"),
        ({"form": "password"}, "form"),
        ({"form": "choice"}, "choices"),
        ({"form": "choice", "choices": [CHOICES[0], CHOICES[0]]}, "choices"),
        ({"form": "choice", "choices": [{"id": "A b", "title": {"en": "x"}}]}, "choices"),
        ({"form": "choice", "choices": [{"id": "a"}]}, "choices"),
        ({"position": -1}, "position"),
        ({"position": 10**12}, "position"),
    ],
)
def test_an_attribute_that_cannot_be(how: dict[str, Any], path: str, draft: Version) -> None:
    with pytest.raises(AttributeRefused) as refused:
        save(**{"slug": "it", "form": "text"} | how)
    assert path in {problem.path for problem in refused.value.problems}
    assert not Attribute.objects.exists()


def test_what_an_attribute_holds_never_changes(draft: Version) -> None:
    save("it", "text")
    with pytest.raises(AttributeRefused, match="cannot change"):
        save("it", "number")


def test_an_attribute_of_nobodys_organisation_is_not_found(draft: Version) -> None:
    from lupaus.accounts.actors import operator

    for organisation in ("kaava\x00", "Not an id", "x" * 90):
        with pytest.raises(NotFound):
            save("it", "text", actor=operator(), organisation=organisation)
    with pytest.raises(NotFound):
        save("it", "text", actor=STRANGER)
    with pytest.raises(NotAllowed):
        save("it", "text", actor=READER)


def test_what_is_internal_never_leaves_the_workspace(draft: Version, clock: Clock) -> None:
    save("secret", "text")
    save("open", "text", is_public=True)
    operations.change_part(
        actor=EDITOR,
        clock=clock,
        work="book",
        kind="note",
        slug="x",
        revision=1,
        content={"title": words("x"), "attributes": {"secret": "hush", "open": "hear"}},
    )
    at: dict[str, Any] = {"clock": clock, "work": "book", "number": 1}
    operations.submit(actor=EDITOR, **at)
    operations.approve(actor=APPROVER, **at, decision="Council § 1")
    version = operations.publish(actor=PUBLISHER, **at)
    within = queries.content(version).get("note", "x")
    outside = queries.public_content(version).get("note", "x")
    assert within is not None
    assert outside is not None
    assert within.content["attributes"] == {"open": "hear", "secret": "hush"}
    assert outside.content["attributes"] == {"open": "hear"}
    operations.retire_attribute(actor=EDITOR, clock=clock, organisation="kaava", kind="note", slug="secret")
    assert queries.public_content(version).get("note", "x") == outside


def test_an_attribute_is_retired_and_taken_up_again(draft: Version, clock: Clock) -> None:
    save("it", "text")
    for wanted in (NotFound, None):
        slug = "nothing" if wanted else "it"
        asked: dict[str, Any] = {"clock": clock, "organisation": "kaava", "kind": "note", "slug": slug}
        if wanted:
            with pytest.raises(wanted):
                operations.retire_attribute(actor=EDITOR, **asked)
        else:
            operations.retire_attribute(actor=EDITOR, **asked)
    assert queries.attributes_of(actor=READER, organisation="kaava") == []
    with pytest.raises(PartRefused, match="no attribute"):
        write("x")
    save("it", Form.TEXT)
    assert write("x") == {"it": "x"}
