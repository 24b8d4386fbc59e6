"""Every check of the project, one after the other, with one summary. `dev.py test` calls it.

python -m tools.gates               everything
python -m tools.gates tests/web …   only pytest, with these arguments

All checks run even when an earlier one failed. What this machine lacks is left out and named at the end with
the way to get it; LUPAUS_REQUIRE=browser,postgres makes its absence a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|xpassed)")
UNIT_SECONDS = 60
LONGEST = 900


@dataclass(frozen=True)
class Gate:
    """One check: a command that ends with 0 when all is well."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def gates() -> list[Gate]:
    django = (PYTHON, "-m", "django")
    ordinary = {"DJANGO_SETTINGS_MODULE": "lupaus.config.settings"}
    production = {
        "DJANGO_SETTINGS_MODULE": "lupaus.config.production",
        "LUPAUS_SECRET_KEY": "only-for-this-check-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    }
    return [
        Gate("types (mypy)", (PYTHON, "-m", "mypy")),
        Gate("format (ruff)", (PYTHON, "-m", "ruff", "format", "--check", ".")),
        Gate("lint (ruff)", (PYTHON, "-m", "ruff", "check", ".")),
        Gate("order of the rooms (import-linter)", (str(BIN / "lint-imports"), "--no-cache")),
        Gate("migrations match the models", (*django, "makemigrations", "--check", "--dry-run"), ordinary),
        Gate("production settings", (*django, "check", "--deploy", "--fail-level", "WARNING"), production),
        Gate("translations are complete", (PYTHON, "-m", "tools.messages", "check")),
    ]


def try_gate(gate: Gate) -> tuple[bool, float, str]:
    """Run one gate: whether it holds, the seconds it took, and what it said."""
    begun = monotonic()
    ran = subprocess.run(
        gate.command,
        cwd=ROOT,
        env={**os.environ, **gate.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    return ran.returncode == 0, monotonic() - begun, ran.stdout


def try_gates(counts: Counter[str]) -> None:
    # Two at a time: mypy alone takes as long as all the others.
    with ThreadPoolExecutor(2) as pool:
        for gate, (holds, seconds, said) in zip(gates(), pool.map(try_gate, gates()), strict=True):
            print(f"{'ok    ' if holds else 'FAILED'} {gate.name} ({seconds:.1f} s)", flush=True)
            if not holds:
                print(said.rstrip(), flush=True)
            counts["passed" if holds else "failed"] += 1


@dataclass(frozen=True)
class Part:
    """A part of the tests: pytest with these arguments, in this environment."""

    name: str
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


#: Quick examples first; what searches for counter-examples (hypothesis) or takes seconds comes after.
HERE = "not browser and not postgres"
UNIT = f"not slow and not hypothesis and {HERE}"
SLOW = f"(slow or hypothesis) and {HERE}"


def parts(has: dict[str, bool]) -> list[Part]:
    found = [
        Part("unit tests", ("-n", "2", "-m", UNIT)),
        Part("slow and property tests", ("-n", "2", "-m", SLOW)),
    ]
    if has["browser"]:
        found.append(Part("browser tests", ("-n", "2", "-m", "browser")))
    if has["postgres"]:
        on_postgres = {"DATABASE_URL": os.environ["LUPAUS_TEST_POSTGRES"]}
        # Which languages and which mistakes a test tries makes no difference to a database.
        again = ("-n", "2", "-m", f"database and {UNIT}", "--one-of-each")
        found.append(Part("unit tests on PostgreSQL", again, on_postgres))
        found.append(Part("the same on both databases", ("-n", "2", "--dist", "loadfile", "-m", "postgres")))
    return found


def run_part(part: Part) -> tuple[Counter[str], float]:
    """Run pytest, passing its lines on except the closing one, whose counts are returned."""
    begun = monotonic()
    print(f"\n— {part.name}", flush=True)
    counts: Counter[str] = Counter()
    with subprocess.Popen(
        [PYTHON, "-m", "pytest", "--color", "yes" if sys.stdout.isatty() else "no", *part.arguments],
        cwd=ROOT,
        env={**os.environ, **part.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as running:
        for line in running.stdout or ():
            closing = re.search(r" in [\d.]+s", line) and COUNT.findall(line)
            if not closing:
                print(line, end="", flush=True)
                continue
            counts.clear()
            for number, word in closing:
                counts["failed" if word.startswith(("error", "xpassed")) else word] += int(number)
    nothing_chosen = 5
    if running.returncode not in {0, nothing_chosen} and not counts["failed"]:
        counts["failed"] = 1
    seconds = monotonic() - begun
    print(f"{part.name}: {closing_line(counts)} ({seconds:.0f} s)", flush=True)
    return counts, seconds


def closing_line(counts: Counter[str]) -> str:
    line = f"{counts['passed']} passed, {counts['failed']} failed"
    return f"{line}, {counts['skipped']} skipped" if counts["skipped"] else line


#: What a machine may lack: the word for LUPAUS_REQUIRE, and how to get it.
HOW_TO_GET = {
    "browser": "browser tests: install Chromium (Debian: apt-get install chromium)",
    "postgres": "tests on PostgreSQL: set LUPAUS_TEST_POSTGRES=postgres://user@host:port/database "
    "to a server where that user may create databases",
    "node": "tests of the second verifier of the audit trail: install Node (Debian: apt-get install nodejs)",
    "spark": "tests on Spark: python3 dev.py beyond installs an engine in an environment of its own",
    "real_data": "tests on real statistics: set LUPAUS_REAL_DATA to the folder that holds them",
}


def here() -> dict[str, bool]:
    """What this machine has."""
    return {
        "browser": shutil.which("chromium") is not None,
        "postgres": bool(os.environ.get("LUPAUS_TEST_POSTGRES")),
        "node": shutil.which("node") is not None,
        "spark": (Path(sys.prefix) / "peers" / "beyond" / "lupaus-installed").exists(),
        "real_data": real_data() is not None,
    }


def real_data() -> Path | None:
    """The folder of real statistics, as the tests look for it (tests/conftest.py)."""
    folder = Path(os.environ.get("LUPAUS_REAL_DATA") or ROOT.parent / "shared" / "data")
    return folder if folder.is_dir() else None


def everything() -> Counter[str]:
    counts: Counter[str] = Counter()
    has = here()
    try_gates(counts)
    with tempfile.TemporaryDirectory(prefix="lupaus-prepared-") as shelf:
        os.environ["LUPAUS_TEST_PREPARED"] = shelf  # see tests/prepared.py
        for part in parts(has):
            found, seconds = run_part(part)
            counts += found
            if part.name == "unit tests" and seconds > UNIT_SECONDS:
                print(f"The unit part took {seconds:.0f} s; it should stay under {UNIT_SECONDS} s.")
    required = set(os.environ.get("LUPAUS_REQUIRE", "").split(",")) - {""}
    print()
    for word in (word for word, present in has.items() if not present):
        if word in required:
            counts["failed"] += 1
            print(f"FAILED, because LUPAUS_REQUIRE asks for {HOW_TO_GET[word]}")
        else:
            print(f"Left out {HOW_TO_GET[word]}")
    return counts


def main(arguments: list[str]) -> None:
    begun = monotonic()
    # Hundreds of processes import the program: what is compiled once need not be compiled again by each.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        counts = run_part(Part("chosen tests", tuple(arguments)))[0] if arguments else everything()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    print(f"All of it took {monotonic() - begun:.0f} s.")
    print(closing_line(counts), flush=True)
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
