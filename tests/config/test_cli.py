"""The command's manners: sentences, exit statuses, and never a traceback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import click
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from lupaus import __version__
from lupaus.config import cli
from lupaus.config.cli import sentences
from lupaus.web.refusals import Problem, Refused
from tests.config.program import LUPAUS, Program

pytestmark = pytest.mark.slow


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "data")


def refused(ran: subprocess.CompletedProcess[str]) -> str:
    """The one sentence a refusal prints."""
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    return ran.stderr


def test_it_tells_its_version_and_its_commands_without_a_database(program: Program) -> None:
    assert __version__ in program.told("--version")
    shown = program.told("--help")
    for command in (
        "assess",
        "demo",
        "dump",
        "load",
        "observations",
        "regions",
        "releases",
        "serve",
        "sotkanet",
    ):
        assert f"  {command} " in shown
    program.told("load", "--help")
    assert not (program.data / "lupaus.sqlite3").exists()


@pytest.mark.parametrize(
    "arguments", [["lode"], ["load"], ["serve", "--port", "http"], ["--language", "de", "user"]]
)
def test_wrong_usage_ends_with_two(arguments: list[str], program: Program) -> None:
    ran = program.run(*arguments)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("status", [0, 1, 3])
def test_what_a_command_leaves_with_is_the_exit_status(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.pass_context
    def leaving(ctx: click.Context) -> None:
        ctx.exit(status)

    monkeypatch.setattr(cli, "lupaus", leaving)
    monkeypatch.setattr("sys.argv", ["lupaus"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == status


def test_the_first_command_makes_the_database(program: Program) -> None:
    assert program.told("user", "list", "--format", "json").strip() == "[]"
    with sqlite3.connect(program.data / "lupaus.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert (program.data / "secret.key").stat().st_mode & 0o077 == 0


def test_several_first_commands_at_once_all_work(program: Program) -> None:
    running = [program.start("user", "list", "--format", "json") for _each in range(4)]
    told = [one.communicate(timeout=120)[0] for one in running]
    assert [one.returncode for one in running] == [0] * 4, told


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written" in refused(Program(tmp_path / "file").run("user", "list"))


def test_a_damaged_database_is_refused(program: Program) -> None:
    program.data.mkdir()
    (program.data / "lupaus.sqlite3").write_text("these are not the pages of a database, but words" * 100)
    assert "is not a whole database" in refused(program.run("user", "list"))


@pytest.mark.parametrize(
    "url",
    [
        "postgres://",
        "postgres://anna:very-secret@localhost",
        "postgres://anna:very-secret@localhost:port/x",
        "postgres://anna:very-secret[@localhost/x",
    ],
)
def test_a_database_address_with_a_slip_is_refused_without_telling_its_password(
    url: str, tmp_path: Path
) -> None:
    told = refused(Program(tmp_path, {"DATABASE_URL": url}).run("user", "list"))
    assert "postgres://user:password@host:5432/database" in told
    assert "very-secret" not in told


@pytest.mark.parametrize("url", ["nonsense", "mysql://root@localhost/x", "sqlite:///x"])
def test_a_database_of_another_make_is_refused(url: str, tmp_path: Path) -> None:
    told = refused(Program(tmp_path, {"DATABASE_URL": url}).run("user", "list"))
    assert "postgres://" in told


def test_a_server_that_does_not_answer_is_refused_without_telling_its_password(tmp_path: Path) -> None:
    url = "postgres://anna:very-secret@127.0.0.1:1/lupaus"
    told = refused(Program(tmp_path, {"DATABASE_URL": url}).run("user", "list"))
    assert "does not answer" in told
    assert "very-secret" not in told


def test_acting_as_somebody_unknown_is_refused(program: Program) -> None:
    assert "no active user" in refused(program.run("--as", "nobody", "user", "list"))


def test_it_speaks_the_language_one_asks_for(program: Program) -> None:
    assert "Käyttäjää nobody" in refused(program.run("--language", "fi", "--as", "nobody", "user", "list"))
    swedish = Program(program.data, {"LUPAUS_LANGUAGE": "sv"})
    assert "Användaren nobody" in refused(swedish.run("--as", "nobody", "user", "list"))


def test_a_reader_who_leaves_early_is_no_trouble(program: Program) -> None:
    program.told("regions", "register")
    head = subprocess.run(
        f"'{LUPAUS}' regions show KU444 | head -c 10",
        shell=True,
        env=program.environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert head.returncode == 0
    assert head.stderr == ""


def test_a_reader_who_leaves_a_long_list_early_is_no_trouble_either(program: Program) -> None:
    program.told("regions", "register")
    with program.start("regions") as listing:
        assert listing.stdout
        listing.stdout.close()  # before the first of many lines
        assert listing.wait(timeout=60) == 0


def test_a_terminal_that_knows_only_ascii_gets_the_sentence_all_the_same(program: Program) -> None:
    program.told("regions", "register")
    narrow = Program(program.data, {"PYTHONIOENCODING": "ascii"})
    assert "KU106" in narrow.told("--language", "fi", "regions")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_refused(program: Program, tmp_path: Path) -> None:
    secret = tmp_path / "strategy.yaml"
    secret.touch(mode=0o000)
    refused(program.run("load", str(secret)))


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (Refused([Problem("one"), Problem("two", file="a.yaml", line=3)]), ["one", "a.yaml:3: two"]),
        (ImproperlyConfigured("Say it so."), ["Say it so."]),
        (FileNotFoundError(2, "No such file", "a.csv"), ["[Errno 2] No such file: 'a.csv'"]),
        (DatabaseError("disk image is malformed"), ["The database refused: disk image is malformed"]),
    ],
)
def test_every_error_becomes_sentences(trouble: Exception, told: list[str]) -> None:
    assert sentences(trouble) == told


def test_an_unexpected_error_is_one_sentence_too() -> None:
    (told,) = sentences(ZeroDivisionError("by zero"))
    assert "ZeroDivisionError: by zero" in told
    assert "LUPAUS_LOG=DEBUG" in told
