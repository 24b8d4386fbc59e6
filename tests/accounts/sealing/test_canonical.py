from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.accounts.models import AuditRecord
from lupaus.accounts.sealing.canonical import canonical, moment, moment_of

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"ä": "ö", "z": "\u2028"}, '{"z":"\u2028","ä":"ö"}'),
        ({"\U0001f600": 1, "\uffff": 2}, '{"\uffff":2,"\U0001f600":1}'),
        ('"\\\b\t\n\f\r\x1f\x7f/', '"\\"\\\\\\b\\t\\n\\f\\r\\u001f\x7f/"'),
        ("\ud800", '"\\ud800"'),
        (
            [12.0, -0.0, 1e20, 2**70, 0.1, 1e-7],
            "[12,0,100000000000000000000,1180591620717411303424,0.1,1e-07]",
        ),
        ({1: "x", None: "y"}, '{"1":"x","null":"y"}'),
        ((1, 2), "[1,2]"),
    ],
)
def test_a_value_is_written_in_one_way(value: Any, written: str) -> None:
    assert canonical(value) == written.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_has_no_word_for_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical([value])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(json_values)
def test_what_was_written_reads_back_and_is_written_the_same(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    value=st.dictionaries(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), json_values
    )
)
def test_the_database_gives_back_what_was_committed_to(value: dict[str, Any]) -> None:
    record = AuditRecord.objects.create(
        at=datetime(2026, 11, 22, tzinfo=UTC),
        actor="",
        channel="",
        verb="",
        kind="",
        object_id="",
        after=_without_nul(value),
    )
    assert canonical(AuditRecord.objects.get(pk=record.pk).after) == canonical(record.after)


def _without_nul(value: Any) -> Any:
    """PostgreSQL has no word for U+0000, and an operation that writes it is refused there."""
    return json.loads(json.dumps(value).replace("\\u0000", ""))


def test_a_time_is_written_in_utc_with_six_digits() -> None:
    at = datetime(2026, 11, 22, 11, 0, tzinfo=timezone(timedelta(hours=2)))
    assert moment(at) == "2026-11-22T09:00:00.000000Z"
    assert moment_of(moment(at)) == at
