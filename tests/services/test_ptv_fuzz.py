"""Whatever the national catalogue answers: it is understood, told as strange or refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.services.catalogue.codes import Concepts
from lupaus.services.catalogue.ptv.answers import json_of, page_of
from lupaus.services.catalogue.ptv.channels import channel_of
from lupaus.services.catalogue.ptv.code_lists import concepts_of, in_order
from lupaus.services.catalogue.ptv.entries import (
    description_of,
    is_published,
    organisation_of,
    organisations_named,
    service_of,
)
from lupaus.services.catalogue.ptv.ground import Ground
from lupaus.services.catalogue.ptv.told import Strange, Told, prose
from lupaus.services.points.hours import problems_of
from lupaus.web.refusals import Refused
from tests.services import ptv_answers as answers

pytestmark = pytest.mark.slow

ENTRIES = [
    answers.service(),
    answers.clinic(),
    answers.advice(),
    answers.organisation(),
    answers.general_description(),
    answers.old_description(),
    answers.concept("P5.1"),
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "language", "type", "code", "id", "fi"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of everything in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from places(each, (*path, key))


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """An entry of which one to three things are something else."""
    entry: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(ENTRIES)))
    for _time in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(list(places(entry))))
        holder: Any = entry
        for key in way:
            holder = holder[key]
        holder[last] = draw(VALUES)
    return entry


@settings(max_examples=400, deadline=None)
@given(spoilt())
def test_a_spoilt_entry_is_no_accident(entry: dict[str, Any]) -> None:
    told = Told(json_of(json.dumps(entry).encode(), "x"), "x", "", Strange())
    ground = Ground(regions={"KU049", "HVA03"}, concepts=Concepts(), adds_classes=True)
    is_published(told)
    list(organisations_named(told))
    found = [
        service_of(told, ground),
        channel_of(told, ground),
        organisation_of(told),
        description_of(told, ground),
    ]
    for each in filter(None, found):
        assert each.id
        assert len(each.checksum) == 64
        assert not problems_of(each.values.get("hours", []))
    for concept in concepts_of(in_order([told])):
        assert len(concept.uri) <= 200
        assert len(concept.code) <= 20
    assert all(problem.message for problem in told.strange.problems)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda words: words.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_a_page_or_a_sentence(body: bytes) -> None:
    with suppress(Refused):
        page_of(json_of(body, "x"), "x")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<", ">", "&lt;", "&amp;", "script", "<script>", "a", " ", "<!--", "&#60;"]
        )
    )
)
def test_prose_holds_no_tag(parts: list[str]) -> None:
    plain = prose("".join(parts))
    assert "<script>" not in plain
    assert "<p>" not in plain
