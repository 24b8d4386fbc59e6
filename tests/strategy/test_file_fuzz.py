"""Whatever a file holds, the answer is a strategy or sentences, never a failure of the program."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategy.planner_file import KAAVA_TEXT, problems_of, written

KAAVA_BYTES = KAAVA_TEXT.encode()
_HOSTILE = [
    b"\x00", b"\xff", b"\t", b"&a ", b"*a", b"!!int ", b"{", b"[", b"- ", b": ", b"? ", b"\n", b"---\n", b"%",
    b'"\\U00110000"', b'"\\ud800"', b"| \n", b">2\n", b"~", b"1e999", b"9" * 400, b"<<: *a", b"\xef\xbb\xbf",
    b"0b" + b"1" * 80, b"-.inf", b"!<tag:yaml.org,2002:binary> ", b"# ", b"%YAML 9.9\n---\n",
]  # fmt: skip
_pieces = st.one_of(st.binary(max_size=8), st.sampled_from(_HOSTILE))


def answer(content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        for problem in problems_of(written(Path(folder), content, name)):
            assert problem.message
            assert (
                problem.line is None or 1 <= problem.line <= content.count(b"\n") + content.count(b"\r") + 2
            )


@given(st.binary(max_size=300), st.sampled_from(["a.yaml", "a.json"]))
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_answered(content: bytes, name: str) -> None:
    answer(content, name)


@given(
    st.text(st.sampled_from(" \n\t{}[]:,-?&*!|>'\"%@`#abc019.~\\"), max_size=60),
    st.sampled_from(["a.yaml", "a.json"]),
)
@settings(max_examples=400, deadline=None)
def test_random_marks_are_answered(content: str, name: str) -> None:
    answer(content.encode(), name)


@given(
    st.lists(st.tuples(st.integers(0, len(KAAVA_BYTES)), st.integers(0, 30), _pieces), min_size=1, max_size=3)
)
@settings(max_examples=300, deadline=None)
def test_a_file_that_was_damaged_is_answered(damages: list[tuple[int, int, bytes]]) -> None:
    content = KAAVA_BYTES
    for at, cut, piece in damages:
        content = content[:at] + piece + content[at + cut :]
    answer(content, "a.yaml")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["strategy", "indicators", "id", "title", "fi", "goals", "period", "x"]),
                inner,
            )
        ),
        max_leaves=20,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_json_is_answered(value: object) -> None:
    answer(json.dumps(value).encode("utf-8", "surrogatepass"), "a.json")
    answer(json.dumps(value).encode("utf-8", "surrogatepass"), "a.yaml")
