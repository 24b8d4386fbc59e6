"""The published JSON Schema says the same as the reader, as far as structure goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from lupaus.strategy.files import Document, write_json
from lupaus.strategy.files.schema import schema, schema_text
from tests.strategy.documents import documents
from tests.strategy.planner_file import KAAVA_TEXT, changed
from tests.strategy.test_file_problems import Mistake, mistakes

PROJECT = Path(__file__).resolve().parents[2]
PUBLISHED = PROJECT / "docs" / "strategy.schema.json"
EXAMPLE = PROJECT / "lupaus" / "strategy" / "example" / "uusimaa-2030.yaml"

#: What only the reader can know: names, order of years, how something was written.
BEYOND_STRUCTURE = {
    "unknown indicator", "unknown indicator, nothing near", "unknown region",
    "unknown region of the organiser",
    "evidence that names no target", "promise names no goal", "NUL in a text", "escape in a text",
    "two targets with one id", "two goals with one id", "two measures with one id",
    "two focus areas with one id", "two promises with one id", "octal, to some", "hexadecimal",
    "decimals not whole", "impossible day", "target year not after baseline", "growth from zero",
    "growth to less than nothing", "period ends before it starts", "measure ends before it starts",
    "eight, to some", "a thousand, to some", "infinity", "beyond any number", "address of a broken host",
    "a date where text belongs",
}  # fmt: skip
validator = Draft202012Validator(schema())


def is_right(text: str) -> bool:
    """Whether a YAML document fits the schema, its dates taken for text as JSON has them."""
    plain = json.loads(json.dumps(yaml.safe_load(text), default=lambda day: day.isoformat()))
    return bool(validator.is_valid(plain))


def test_the_published_schema_is_the_one_the_program_makes() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), (
        "write it anew: lupaus dump --schema > docs/strategy.schema.json"
    )


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_schema_accepts_the_small_strategy_and_the_example() -> None:
    assert is_right(KAAVA_TEXT)
    assert is_right(EXAMPLE.read_text(encoding="utf-8"))


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_schema_accepts_whatever_the_program_writes(document: Document) -> None:
    validator.validate(json.loads(write_json(document)))


@pytest.mark.parametrize(
    "mistake",
    [each for each in mistakes() if each.name not in BEYOND_STRUCTURE],
    ids=lambda mistake: mistake.name,
)
def test_the_schema_rejects_what_is_structurally_wrong(mistake: Mistake) -> None:
    assert not is_right(changed(mistake.old, mistake.new))
