"""Measures what is worth knowing, on this machine: `python3 dev.py bench`.

python -m tools.bench               everything
python -m tools.bench workspace     one of the modules in tools/bench
python -m tools.bench bank …        the indicator bank at national scale (tools.bench.bank; --help tells more)

Each module has `measure() -> Iterable[Figure]`, or `run()` with a dictionary of its own. Figures are printed
and written to bench/results.json with what kind of machine it was. They are told, never tested: time is no
property of a program, numbers of queries are (tests/workspace/test_query_numbers.py).
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from tools.bench.figures import Figure, machine

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results.json"


def modules() -> list[str]:
    """What can be measured: every module here that has `measure`."""
    names = sorted(each.name for each in iter_modules([str(Path(__file__).parent)]) if not each.ispkg)
    return [name for name in names if name not in ("__main__", "asked", "figures")]


def measured(name: str) -> list[Figure]:
    """The figures of one module, in a data folder and a database of its own."""
    module = import_module(f"tools.bench.{name}")
    if hasattr(module, "measure"):
        return list(module.measure())
    told: dict[str, Any] = module.run()  # by database, in processes of its own
    return [
        Figure(
            f"{told['writers']} writers on {database}", {key: _short(value) for key, value in each.items()}
        )
        for database, each in told.items()
        if isinstance(each, dict)
    ]


def _short(value: float) -> float:
    return round(value, 3)


def print_table(name: str, figures: list[Figure]) -> None:
    print(f"\n{name}")
    width = max(len(figure.what) for figure in figures)
    for figure in figures:
        told = "  ".join(f"{key} {_shown(value)}" for key, value in figure.values.items())
        print(f"  {figure.what:{width}}  {told}")


def _shown(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def start(folder: str) -> None:
    """The program on an empty database in a folder of its own."""
    os.environ["LUPAUS_DATA"] = folder
    os.environ["LUPAUS_LOG"] = "CRITICAL"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
    import django  # noqa: PLC0415 - after the settings are named
    from django.conf import settings  # noqa: PLC0415

    settings.LUPAUS_PAGES_BYTES = 0  # no page is kept: each is made anew
    settings.LOGGING = {}
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    call_command("migrate", verbosity=0)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["bank"]:
        sys.exit(bank(arguments[1:]))
    known = modules()
    chosen = arguments or known
    if unknown := set(chosen) - set(known):
        sys.exit(f"Nothing to measure is called {', '.join(sorted(unknown))}; there is: {', '.join(known)}.")
    results: dict[str, Any] = {"at": datetime.now(UTC).date().isoformat(), "machine": machine()}
    if RESULTS.exists():
        before = json.loads(RESULTS.read_text(encoding="utf-8"))
        results = (before if arguments else {"bank": before["bank"]} if "bank" in before else {}) | results
    with tempfile.TemporaryDirectory(prefix="lupaus-bench-") as folder:
        start(folder)
        for name in chosen:
            figures = measured(name)
            if figures:
                print_table(name, figures)
                results[name] = [{"what": figure.what, **figure.values} for figure in figures]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nWritten to {RESULTS.relative_to(ROOT)} ({platform.python_implementation()}).")
    if not arguments:
        sys.exit(bank([]))


def bank(arguments: list[str]) -> int:
    """The indicator bank, in processes of its own on data folders of its own."""
    return subprocess.call([sys.executable, "-m", "tools.bench.bank", *arguments], cwd=ROOT)


if __name__ == "__main__":
    main(sys.argv[1:])
