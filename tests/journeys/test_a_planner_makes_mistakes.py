"""A planner makes every mistake the file formats know: all are told at once, with their places, and nothing
is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.config.program import Program
from tests.prepared import begun
from tests.world import STRATEGY, desk

pytestmark = pytest.mark.slow

HEADER = "indicator,region,gender,year,value\n"
DEEP = "[" * 4000


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The small world, loaded by the commands themselves."""
    folder = tmp_path_factory.mktemp("mistakes")
    program, files = begun(folder / "var"), desk(folder)
    program.told("regions", "register")
    program.told("load", str(files.strategy))
    program.told("observations", "import", str(files.figures))
    return program


def state(program: Program) -> tuple[str, dict[str, str]]:
    """Everything the database holds, and every file of the store with its checksum."""
    with sqlite3.connect(program.data / "lupaus.sqlite3") as database:
        rows = "\n".join(database.iterdump())
    store = program.data / "observations"
    files = {
        str(path.relative_to(store)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.rglob("*"))
        if path.is_file()
    }
    return rows, files


@pytest.fixture
def refused(program: Program) -> Callable[..., list[str]]:
    """Run a command that must be refused and must write nothing: the lines it complained."""

    def run(*arguments: object, status: int = 1) -> list[str]:
        before = state(program)
        ran = program.run(*map(str, arguments))
        assert (ran.returncode, "Traceback" in ran.stderr) == (status, False), ran.stderr
        assert ran.stderr.strip()
        assert state(program) == before
        return ran.stderr.splitlines()

    return run


def line_of(text: str, words: str) -> int:
    """On which line of a text the words stand, counted from 1."""
    assert text.count(words) == 1, words
    return text[: text.index(words)].count("\n") + 1


#: Each mistake of a strategy file: what is right, what is written instead, where, and what is said.
MISTAKES = [
    (
        "indicator: employment-rate",
        "indicator: employment-rat",
        "strategy.focus_areas[0].goals[0].targets[0].indicator",
        "There is no indicator “employment-rat”",
    ),
    (
        "region: KU444",
        "region: KU443",
        "strategy.focus_areas[0].goals[0].targets[1].region",
        "There is no region “KU443”",
    ),
    (
        "title: {fi: Elinvoima, sv: Livskraft, en: Vitality}",
        "title: {sv: Livskraft, en: Vitality}",
        "strategy.focus_areas[0].title.fi",
        "The Finnish words are missing.",
    ),
    (
        "target: {year: 2030, value: 79}",
        "target: {year: 2017, value: 79}",
        "strategy.focus_areas[0].goals[0].targets[0].target.year",
        "The target year must come after the baseline year: expected 2018 or later.",
    ),
    (
        "- id: falls",
        "- id: lohja  # again",
        "strategy.focus_areas[0].goals[1].targets[0].id",
        "Two targets have the id “lohja”",
    ),
    (
        "title: {fi: Tavoite people, sv: Mål people, en: Goal people}",
        "title: {fi: 2030, sv: Mål people, en: Goal people}",
        "strategy.focus_areas[0].goals[1].title.fi",
        'A number where text belongs. Put it in quotes: "2030".',
    ),
]


def test_every_mistake_of_a_strategy_file_is_told_at_once_with_its_place(
    refused: Callable[..., list[str]], tmp_path: Path
) -> None:
    text = STRATEGY
    for right, wrong, _path, _said in MISTAKES:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    file = tmp_path / "mistakes.yaml"
    file.write_text(text, encoding="utf-8")

    complaints = refused("load", file)
    for _right, wrong, path, said in MISTAKES:
        begins = f"{file}:{line_of(text, wrong)}: {path}: "
        (told,) = [each for each in complaints if each.startswith(begins)]
        assert said in told
    assert len(complaints) == len(MISTAKES), complaints


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("name", "content", "line", "said"),
    [
        ("bomb.yaml", BOMB.encode(), 1, "An anchor (&a) is not allowed here."),
        ("latin.yaml", STRATEGY.encode("latin-1"), 3, "UTF-8"),
        ("deep.yaml", DEEP.encode(), 1, ""),
        ("broken.yaml", b"strategy:\n  id: [}\n", 2, "not valid YAML"),
        ("empty.yaml", b"", None, ""),
        ("list.yaml", b"- strategy\n", None, "found a list"),
    ],
)
def test_what_is_no_strategy_file_at_all_is_told_in_a_sentence(
    refused: Callable[..., list[str]], tmp_path: Path, name: str, content: bytes, line: int | None, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    complaints = refused("load", file)
    place = f"{file}:{line}:" if line else str(file)
    assert complaints[0].startswith(place), complaints
    assert said in complaints[0]
    assert len(complaints) < 100


def test_a_file_of_200_megabytes_is_not_even_read(refused: Callable[..., list[str]], tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as opened:
        opened.truncate(200 * 2**20)
    (complaint,) = refused("load", file)
    assert complaint.startswith(str(file))
    assert "MB" in complaint


def test_a_file_that_is_not_there_is_named(refused: Callable[..., list[str]], tmp_path: Path) -> None:
    for command in (["load"], ["observations", "import"], ["regions", "import"], ["regions", "boundaries"]):
        complaints = refused(*command, tmp_path / "nowhere")
        assert any("nowhere" in each for each in complaints)


ROWS = """\
employment-rate,KU049,total,2020,80.1
employment-rate,KU999,total,2020,80.1
employment-rate,KU049,total,2021,much
employment-rate,KU049,total,2020,80.2
employment-rate,KU049,total,3020,80.1
employmentrate,KU049,total,2022,80.1
employment-rate,KU049,everybody,2022,80.1
employment-rate,KU049,total,2023,"80,1"
employment-rate,KU049,total,2024
employment-rate,KU091,total,2024,nan
employment-rate,KU092,total,2024,77.7
"""
BAD = {
    3: "KU999",
    4: "much",
    5: "has another value than in row 2",
    6: "3020",
    7: "employmentrate",
    8: "everybody",
    9: "80,1",
    10: "4 columns",
    11: "nan",
}


def test_every_bad_row_of_a_table_is_told_at_once_with_its_line(
    refused: Callable[..., list[str]], tmp_path: Path
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(HEADER + ROWS, encoding="utf-8")
    complaints = refused("observations", "import", file)
    for line, said in BAD.items():
        (told,) = [each for each in complaints if each.startswith(f"bad.csv:{line}: ")]
        assert said in told
    assert len(complaints) == len(BAD), complaints


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("columns.csv", b"indicator,area,year,value\n", "The column region is missing"),
        ("semicolons.csv", HEADER.replace(",", ";").encode(), "separated with commas"),
        ("latin.csv", HEADER.encode() + "työ,KU049,total,2020,1\n".encode("latin-1"), "latin.csv:2: "),
        ("empty.csv", b"", "The file is empty."),
        ("sheet.csv", b"PK\x03\x04rest", "The file is no .xlsx workbook."),
        ("cut.csv.gz", b"\x1f\x8b\x08\x00rest", "broken or cut short"),
    ],
)
def test_what_is_no_table_at_all_is_told_in_a_sentence(
    refused: Callable[..., list[str]], tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    complaints = refused("observations", "import", tmp_path / name)
    assert any(said in each for each in complaints), complaints
    assert all(each.startswith(name) for each in complaints)


def test_an_answer_of_sotkanet_that_is_none_is_told_in_a_sentence(
    refused: Callable[..., list[str]], tmp_path: Path
) -> None:
    for content in (b"<html>mending</html>", b"{}", b"[1]", b""):
        (tmp_path / "answer.json").write_bytes(content)
        complaints = refused("sotkanet", "import", "--indicator", 181, "--file", tmp_path / "answer.json")
        assert len(complaints) < 5


@pytest.mark.parametrize(
    "words",
    [
        "assess --region KU999",
        "dump nobody",
        "releases diff 1 99",
        "--as nobody load file",
    ],
)
def test_what_is_not_there_is_told_in_one_sentence(words: str, refused: Callable[..., list[str]]) -> None:
    assert len(refused(*words.split())) == 1


@pytest.mark.parametrize(
    "words",
    [
        "load",
        "loda file",
        "assess --format pdf",
        "sotkanet import --indicator 181 --years 2024-2010",
        "releases diff 1",
    ],
)
def test_wrong_usage_ends_with_two_and_says_how(words: str, refused: Callable[..., list[str]]) -> None:
    complaints = refused(*words.split(), status=2)
    assert any(each.startswith("Usage:") for each in complaints)


def test_the_good_rows_go_in_when_asked_for_and_the_rest_is_listed(
    program: Program, refused: Callable[..., list[str]], tmp_path: Path
) -> None:
    """Last in the file: it changes the world of the other tests."""
    file = tmp_path / "bad.csv"
    file.write_text(HEADER + ROWS, encoding="utf-8")
    ran = program.run("observations", "import", str(file), "--skip-bad")
    assert ran.returncode == 0
    for line, said in BAD.items():
        assert any(f"bad.csv:{line}: " in each and said in each for each in ran.stderr.splitlines()), line
    listed = program.told("releases", "diff", "1", "2")
    assert "KU092" in listed
    assert "KU091" not in listed
