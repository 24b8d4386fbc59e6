"""What the documents say is true of the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.program import LUPAUS
from tests.conftest import PROJECT
from tests.prepared import begun
from tools import reference

PAGES = sorted(
    [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "lupaus").rglob("*.md")]
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.slow
def test_the_reference_tells_every_command_as_it_is() -> None:
    # In a process of its own: click keeps what other tests in this one asked of the commands.
    told = subprocess.check_output(
        [sys.executable, "-m", "tools.reference", "--print"], cwd=PROJECT, text=True
    )
    assert reference.PAGE.read_text(encoding="utf-8") == told, "run: python3 dev.py docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL))
    ours = [
        link.split("#")[0] for link in links if "://" not in link and not link.startswith(("mailto:", "#"))
    ]
    assert [link for link in ours if not (page.parent / link).exists()] == []


def test_the_index_leads_to_every_page() -> None:
    index = (PROJECT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = {
        (PROJECT / "docs" / link.split("#")[0]).resolve() for link in LINK.findall(index) if "://" not in link
    }
    pages = {path.resolve() for path in (PROJECT / "docs").rglob("*.md")} - {PROJECT / "docs" / "README.md"}
    assert pages - linked == set()


def test_the_commands_of_the_documents_exist() -> None:
    known = {name for name, _told in reference.commands()}
    groups = {name.rsplit(" ", 1)[0] for name in known if " " in name}
    said = set()
    for page in PAGES:
        for block in re.findall(
            r"```(?:sh|bash|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
        ):
            said |= set(re.findall(r"^\s*(?:\S+/)?(lupaus(?: [a-z][a-z-]*)+)", block, re.MULTILINE))
    wrong = set()
    for command in said:
        words = command.split()
        # The longest beginning that is a command; a group must be followed by one of its own.
        whole = next(" ".join(words[:n]) for n in range(len(words), 0, -1) if " ".join(words[:n]) in known)
        if whole == "lupaus" or (
            whole in groups and len(words) > len(whole.split()) and whole != "lupaus indicators"
        ):
            wrong.add(command)
    assert wrong == set()


@pytest.mark.slow
def test_the_readmes_own_strategy_is_judged_as_it_says(tmp_path: Path) -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    (strategy,) = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "lohja-2030.yaml").write_text(strategy, encoding="utf-8")
    (commands,) = (
        block for block in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if "lupaus load" in block
    )
    program = begun(tmp_path / "data")
    commands = commands.replace(". .venv/bin/activate\n", "")
    environment = {**program.environ(), "PATH": f"{Path(LUPAUS).parent}:{os.environ['PATH']}"}
    ran = subprocess.run(
        ["sh", "-e"],
        input=commands,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "needs 60.2\u00a0% by now, is 58.5\u00a0%" in ran.stdout
    assert "needs 60.2 % by now, is 58.5 % (2024)" in readme


def test_the_readme_names_the_two_commands() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    for words in (
        "make demo",
        "make test",
        "python3 dev.py demo",
        "python3 dev.py test",
        "Serving http://127.0.0.1:8000",
    ):
        assert words in readme
