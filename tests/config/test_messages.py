"""The tool that keeps translations in step with the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from hatch_build import compile_messages
from tools import messages


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one room, which says a few things in code and template."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    folder = tmp_path / "lupaus" / "garden"
    (folder / "templates" / "garden").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "views.py").write_text('_("A tree")\nngettext("%(n)s leaf", "%(n)s leaves", 2)\n')
    (folder / "templates" / "garden" / "page.html").write_text(
        "{% trans n=1 %}A bed of {{ n }}{% endtrans %}"
    )
    return folder


def translate(room: Path, language: str, words: dict[str, str]) -> None:
    path = messages.po_file(room, language)
    text = path.read_text(encoding="utf-8")
    for english, translation in words.items():
        if english.startswith("msgstr"):
            text = text.replace(f'{english} ""', f'{english} "{translation}"')
        else:
            text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{translation}"')
    path.write_text(text, encoding="utf-8")


ALL = {
    "A tree": "Puu",
    "A bed of %(n)s": "Penkki, jossa %(n)s",
    "msgstr[0]": "%(n)s lehti",
    "msgstr[1]": "%(n)s lehteä",
}


def complete(room: Path) -> None:
    messages.update([])
    for language in messages.LANGUAGES:
        translate(room, language, ALL)


def test_what_code_and_templates_say_is_found(room: Path) -> None:
    messages.update([])
    text = messages.po_file(room, "fi").read_text(encoding="utf-8")
    for words in ("A tree", "%(n)s leaf", "%(n)s leaves", "A bed of %(n)s"):
        assert f'"{words}"' in text


def test_the_files_change_only_when_the_words_do(room: Path) -> None:
    complete(room)
    before = messages.po_file(room, "fi").read_bytes()
    views = room / "views.py"
    views.write_text("\n\n" + views.read_text())
    messages.update([])
    assert messages.po_file(room, "fi").read_bytes() == before
    assert b"Date" not in before
    assert b"views.py" not in before


def test_a_complete_translation_has_no_problems(room: Path) -> None:
    complete(room)
    assert list(messages.problems()) == []


def test_each_thing_that_is_missing_is_named_for_each_language(room: Path) -> None:
    assert len(list(messages.problems())) == 3 * 2
    messages.update([])
    assert all("is not translated" in problem for problem in messages.problems())


def test_a_translation_that_loses_or_invents_a_placeholder_is_wrong(room: Path) -> None:
    complete(room)
    path = messages.po_file(room, "fi")
    path.write_text(path.read_text().replace("jossa %(n)s", "jossa %(m)s"))
    (problem,) = messages.problems()
    assert "%(m)s" in problem


def test_words_no_longer_said_are_a_problem_until_updated(room: Path) -> None:
    complete(room)
    (room / "views.py").write_text('_("A tree")\n')
    assert {problem.split(": ", 1)[1] for problem in messages.problems()} == {
        "'%(n)s leaf' is no longer said anywhere"
    }
    messages.update([])
    assert list(messages.problems()) == []


def test_words_that_move_to_another_room_keep_their_translation(room: Path) -> None:
    complete(room)
    other = room.parent / "orchard"
    other.mkdir()
    (other / "__init__.py").touch()
    (room / "views.py").rename(other / "views.py")
    messages.update([])
    assert list(messages.problems()) == []


def test_a_fuzzy_translation_does_not_count(room: Path) -> None:
    complete(room)
    path = messages.po_file(room, "fi")
    path.write_text(path.read_text().replace('msgid "A tree"', '#, fuzzy\nmsgid "A tree"'))
    (problem,) = messages.problems()
    assert "fuzzy" in problem


def test_compiling_twice_writes_once_and_always_the_same(room: Path, tmp_path: Path) -> None:
    complete(room)
    assert len(compile_messages(tmp_path)) == 2
    first = messages.po_file(room, "fi").with_suffix(".mo").read_bytes()
    assert compile_messages(tmp_path) == []
    messages.po_file(room, "fi").with_suffix(".mo").unlink()
    compile_messages(tmp_path)
    assert messages.po_file(room, "fi").with_suffix(".mo").read_bytes() == first
