"""What is refused before a document is understood: its size, its bytes, what goes beyond plain data."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from lupaus.strategy.files import read_document
from lupaus.web.refusals import Refused
from lupaus.workspace.files.nodes import Keyed
from lupaus.workspace.files.reading import LARGEST, read_nodes
from tests.strategy.planner_file import KAAVA_TEXT, changed, problems_of, understood, written

pytestmark = pytest.mark.usefixtures("in_english")

BOMB = 'a: &a ["x","x"]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n'


def refused(path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        read_nodes(path)
    return caught.value


def test_a_file_of_200_mb_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    begun = time.perf_counter()
    assert "The file is larger than 5 MB." in str(refused(path))
    assert time.perf_counter() - begun < 0.5


def test_the_limit_holds_for_what_tells_no_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stat.S_ISREG", lambda mode: False)
    assert "larger than 5 MB" in str(refused(written(tmp_path, b"#" * (LARGEST + 1))))


def test_a_file_that_is_not_utf8_is_refused_with_the_line_of_the_byte(tmp_path: Path) -> None:
    path = written(tmp_path, "a: b\r\nc: d\nfi: työ\n".encode("latin-1"))
    (problem,) = refused(path).problems
    assert problem.line == 3
    assert "Not UTF-8: byte 0xf6." in problem.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32-le"])
def test_other_unicode_encodings_are_refused(encoding: str, tmp_path: Path) -> None:
    assert refused(written(tmp_path, KAAVA_TEXT.encode(encoding))).problems


def test_a_byte_order_mark_is_allowed(tmp_path: Path) -> None:
    assert problems_of(written(tmp_path, b"\xef\xbb\xbf" + KAAVA_TEXT.encode())) == ()


def test_lines_may_end_as_windows_ends_them(tmp_path: Path) -> None:
    as_windows, _ = understood(written(tmp_path, KAAVA_TEXT.replace("\n", "\r\n")))
    as_others, _ = understood(written(tmp_path, KAAVA_TEXT))
    assert as_windows == as_others


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ufffe", "\r"])
def test_control_characters_are_refused_with_their_line(letter: str, tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, f"a: b\nc: d{letter}e\n")).problems
    assert problem.line == 2
    assert f"U+{ord(letter):04X}" in problem.message


def test_an_alias_bomb_is_refused_line_by_line_and_never_expanded(tmp_path: Path) -> None:
    problems = refused(written(tmp_path, BOMB)).problems
    assert [problem.line for problem in problems] == [1] + [2] * 10 + [3] * 9
    assert "An anchor (&a) is not allowed here." in problems[0].message
    assert "An alias (*a) is not allowed here. Write the words out." in problems[2].message


@pytest.mark.parametrize("tag", ["!!str", "!!python/object/apply:os.system", "!x", "!"])
def test_tags_are_refused(tag: str, tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, f"a: 1\nb: {tag} [x]\n")).problems
    assert problem.line == 2
    assert "A tag" in problem.message


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", "a: 1\nb: 2\na: 3\n"), ("a.json", '{"a": 1,\n"b": 2,\n"a": 3}')]
)
def test_a_key_that_is_there_twice_is_refused(name: str, text: str, tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, text, name)).problems
    assert problem.line == 3
    assert "The key “a” is here twice; the first is on line 1." in problem.message


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, "a: 1\n---\nb: 2\n")).problems
    assert problem.line == 2
    assert "A second document begins here." in problem.message


@pytest.mark.parametrize(("name", "around"), [("a.yaml", "[]"), ("a.json", "[]"), ("b.yaml", "{}")])
def test_what_is_nested_too_deep_is_refused(name: str, around: str, tmp_path: Path) -> None:
    inner = "" if around == "[]" else "x: "
    text = (around[0] + inner) * 100_000 + around[1] * 100_000
    assert "Nested deeper than such a file goes." in str(refused(written(tmp_path, text, name)))


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_a_file_without_content_is_refused(text: str, tmp_path: Path) -> None:
    assert problems_of(written(tmp_path, text))


def test_a_key_that_is_not_a_word_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, "a: 1\n[b]: 2\n")).problems
    assert (problem.line, problem.message) == (2, "A key must be a word.")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.yaml", "a: 1\nb: [1\n", 3),
        ("a.yaml", "a: 1\n\tb: 2\n", 2),
        ("a.yaml", "a: 1\nb: %\n", 2),
        ("a.json", '{"a": 1,\n"b": tru}', 2),
        ("a.json", '{"a": 1\n"b": 2}', 2),
        ("a.json", '{"a": 1,\n}', 2),
        ("a.json", '{"a": [1,\n2}', 2),
        ("a.json", '{"a"\n1}', 2),
        ("a.json", '{"a": "x\ny"}', 1),
        ("a.json", '{"a": 1}\n{}', 2),
        ("a.json", '{"a": NaN}', 1),
        ("a.json", "  ", None),
    ],
)
def test_what_is_not_the_language_is_refused_with_its_line(
    name: str, text: str, line: int | None, tmp_path: Path
) -> None:
    (problem,) = refused(written(tmp_path, text, name)).problems
    assert problem.line == line
    assert "not valid" in problem.message or "empty" in problem.message


def test_json_may_be_indented_with_tabs_and_knows_its_lines(tmp_path: Path) -> None:
    text = '{\n\t"strategy": {\n\t\t"id": "\\ud83d\\ude00",\n\t\t"periode": {}\n\t}\n}'
    found = {problem.path: problem.line for problem in problems_of(written(tmp_path, text, "a.json"))}
    assert found["strategy.id"] == 3
    assert found["strategy.periode"] == 4
    assert found["strategy.title"] == 2


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    from lupaus.strategy.files import write_json

    from_yaml, _ = understood(written(tmp_path, KAAVA_TEXT))
    as_json = write_json(from_yaml)
    from_json, _ = understood(written(tmp_path, as_json, "a.JSON"))
    assert from_json == from_yaml
    compact = json.dumps(json.loads(as_json))
    assert understood(written(tmp_path, compact, "b.json"))[0] == from_yaml


def test_a_lone_half_of_a_letter_is_refused(tmp_path: Path) -> None:
    text = json.dumps({"strategy": {"title": {"fi": "\ud83d"}}})
    problems = problems_of(written(tmp_path, text, "a.json"))
    assert "U+D83D" in next(each.message for each in problems if each.path == "strategy.title.fi")


def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    assert "There is no such file." in str(refused(tmp_path / "absent.yaml"))
    assert "This is a folder, not a file." in str(refused(tmp_path))
    assert "cannot be read" in str(refused(tmp_path / ("x" * 300)))
    assert "cannot be read" in str(refused(Path("a\0b")))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_file_of_a_million_values_is_refused_before_all_are_read(name: str, tmp_path: Path) -> None:
    begun = time.perf_counter()
    assert "More than 100000 values" in str(refused(written(tmp_path, f"[{'1,' * 1_000_000}1]", name)))
    assert time.perf_counter() - begun < 15


def test_both_readers_of_yaml_give_the_same_nodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    path = written(tmp_path, changed("decimals: 1", "decimals: 9"))
    fast, _ = read_nodes(path)
    monkeypatch.setattr("lupaus.workspace.files.yaml_reader._LOADER", yaml.SafeLoader)
    slow, _ = read_nodes(path)
    assert isinstance(fast, Keyed)
    assert fast == slow
    assert read_document(path)[0] == read_document(path)[0]
