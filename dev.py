"""Set up, start and test Lupaus on a machine that has only Python.

python3 dev.py install    make .venv and install what running needs
python3 dev.py demo       install, load the example and serve it (PORT chooses another port)
python3 dev.py test       install what tests need and run every check (more words: only those tests)
python3 dev.py messages   bring the Finnish and Swedish translations in step with the code
python3 dev.py docs       write the reference of the commands and of the rights anew
python3 dev.py bench      measure large pages, the audit trail and a bank of 48 million rows on this machine:
                          bench/results.json (more words: only that, such as bench bank --size 1)
python3 dev.py beyond     install the engine that tests of many machines ask, in an environment of its own

Standard library only, and old Pythons must be able to read this file as far as the version check.
"""

import errno
import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - older Pythons do come here, and deserve a sentence
    sys.exit(
        f"Lupaus needs Python 3.11 or newer; this is {sys.version_info[0]}.{sys.version_info[1]}. "
        "Install a newer one and run again with it, for example: "
        "python3.11 dev.py demo (or: make demo PYTHON=python3.11)."
    )

PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOG = VENV / "install.log"
STAMP = VENV / "lupaus-installed"
#: Each includes what stands before it: tests need what running needs, measuring needs the peers too.
KINDS = ("run", "test", "bench")
LOCKS = {kind: ROOT / "requirements" / f"{kind}.txt" for kind in KINDS}
#: What Lupaus is measured or tried against: each in an environment of its own, .venv/peers/<name>, because
#: nothing of it may be among what Lupaus itself needs.
PEERS = {
    "datasette": ROOT / "requirements" / "peers-datasette.txt",
    "pandas": ROOT / "requirements" / "peers-pandas.txt",
    "beyond": ROOT / "requirements" / "beyond.txt",
}
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")

#: What pip says, and what a person can do about it. The first that fits is told.
TROUBLES = {
    "The disk is full. Make room and run the same command again.": ("No space left on device",),
    "A downloaded package is not the one that was locked, so it was not installed. Try again, and tell the "
    "keeper of your package index if it happens twice.": ("DO NOT MATCH THE HASHES",),
    f"The folder {ROOT} cannot be written. Give yourself write permission to it.": ("Permission denied",),
    "The package index does not answer. The first run needs the network; check it and run the same command "
    "again (later runs work without).": (
        "(from versions: none)",
        "Temporary failure in name resolution",
        "NameResolutionError",
        "NewConnectionError",
        "Failed to establish a new connection",
        "Max retries exceeded",
        "Connection refused",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ProxyError",
        "Network is unreachable",
    ),
    f"A locked package is not offered for this Python ({PYTHON} on {sys.platform}). Try another Python "
    "from 3.11 up.": ("No matching distribution found",),
}


def stop(sentence: str) -> NoReturn:
    sys.exit("\n" + sentence if sys.stderr.isatty() else sentence)


def say(words: str) -> None:
    print(words, flush=True)


def fingerprint(kind: str) -> str:
    """What an installation of this kind depends on; when it changes, the next run installs again."""
    digest = hashlib.sha256(repr((sys.version, str(ROOT))).encode())
    for path in (LOCKS[kind], ROOT / "pyproject.toml", ROOT / "hatch_build.py"):
        digest.update(path.read_bytes())
    return f"{kind} {digest.hexdigest()}"


def installed(kind: str) -> bool:
    """Whether this kind, or one that includes it, is there."""
    try:
        stamp = STAMP.read_text(encoding="utf-8").strip()
    except OSError:
        return False
    return stamp in {fingerprint(each) for each in KINDS[KINDS.index(kind) :]}


def make_venv(folder: Path = VENV) -> None:
    if any(importlib.util.find_spec(module) is None for module in ("venv", "ensurepip")):
        stop(
            "This Python lacks its venv module. Install it (on Debian and Ubuntu: apt-get install "
            f"python{PYTHON}-venv) and run the same command again."
        )
    say(f"Making the folder {folder.relative_to(ROOT).as_posix()} …")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        explain(made.stdout + made.stderr, f"Python could not make the folder .venv in {ROOT}.")


def explain(output: str, otherwise: str) -> NoReturn:
    """End with the one sentence that fits what a tool printed."""
    for sentence, signs in TROUBLES.items():
        if any(sign in output for sign in signs):
            stop(sentence)
    last = [line.strip() for line in output.splitlines() if line.strip()][-1:]
    stop(f"{otherwise} {last[0] if last else ''}")


def pip(*arguments: str, expected: int, python: Path = BIN / "python") -> None:
    """Run pip, showing one moving line instead of its talk; the talk goes to a log."""
    command = [str(python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    talk = []
    collected = 0
    with subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as running:
        for line in running.stdout or ():
            talk.append(line)
            if line.startswith("Collecting "):
                collected += 1
                name = line.split()[1].split("==")[0]
                progress(f"  {collected:3}/{expected} {name}", collected)
            elif line.startswith("Installing collected packages"):
                progress("  unpacking what was fetched", 0)
    progress("", -1)
    LOG.write_text("".join(talk), encoding="utf-8")
    if running.returncode:
        otherwise = "Installing failed; run the same command again. .venv/install.log tells all and ends:"
        explain("".join(talk), otherwise)


def progress(words: str, count: int) -> None:
    if sys.stdout.isatty():
        print(f"\r{words:60}", end="\r" if count < 0 else "", flush=True)
    elif count >= 0 and count % 20 == 0:
        say(words)


def install(kind: str) -> None:
    """Make `.venv` hold exactly what the lock file says. Safe to interrupt: the stamp is written last."""
    if installed(kind):
        return
    begun = monotonic()
    if STAMP.exists() and (BIN / "python").exists():
        STAMP.unlink()
    else:
        # Nothing there, or an installation that was interrupted: half-written packages can look whole.
        make_venv()
    say("Installing into .venv (once; this takes a minute or two) …")
    pip("--require-hashes", "-r", str(LOCKS[kind]), expected=packages_in(LOCKS[kind]))
    pip("--no-deps", "--no-build-isolation", "--no-index", "-e", ".", expected=1)
    STAMP.write_text(fingerprint(kind) + "\n", encoding="utf-8")
    say(f"Installed in {monotonic() - begun:.0f} s.")


def packages_in(lock: Path) -> int:
    return sum(line[:1].isalnum() for line in lock.read_text(encoding="utf-8").splitlines())


def install_peer(name: str) -> None:
    """Make `.venv/peers/<name>` hold exactly what its lock file says. The stamp is written last here, too."""
    folder, lock = VENV / "peers" / name, PEERS[name]
    stamp = folder / "lupaus-installed"
    wanted = hashlib.sha256(repr((sys.version, str(ROOT))).encode() + lock.read_bytes()).hexdigest() + "\n"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    make_venv(folder)
    pip(
        "--require-hashes",
        "-r",
        str(lock),
        expected=packages_in(lock),
        python=folder / BIN.name / "python",
    )
    stamp.write_text(wanted, encoding="utf-8")


def install_peers() -> None:
    """Whom Lupaus is measured against. Who cannot be had is told as not run, and the others are measured."""
    for name in ("datasette", "pandas"):
        try:
            install_peer(name)
        except SystemExit as trouble:
            say(f"{name} could not be installed: {str(trouble).strip()}")


def compile_messages() -> None:
    if subprocess.call([str(BIN / "python"), "-m", "tools.messages", "compile"], cwd=ROOT):
        stop("The translations could not be compiled; the lines above say where.")


def hand_over(*command: str) -> NoReturn:
    """Let the command take this process's place, so that Ctrl-C and exit status are its own."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    sys.exit(subprocess.call(command))


def main(arguments: list[str]) -> None:
    verb, *rest = arguments or ["help"]
    data = os.environ.get("LUPAUS_DATA")
    os.environ["LUPAUS_DATA"] = str(Path(data).resolve() if data else ROOT / "var")
    os.chdir(ROOT)
    if verb not in {"install", "demo", "test", "messages", "docs", "bench", "beyond"}:
        print((__doc__ or "").strip())
        sys.exit(0 if verb in {"help", "-h", "--help"} else 2)
    install({"install": "run", "demo": "run", "bench": "bench"}.get(verb, "test"))
    if verb == "beyond":
        install_peer("beyond")
        say("Ready. Try: python3 dev.py test tests/beyond")
        return
    if verb == "messages":
        hand_over(str(BIN / "python"), "-m", "tools.messages", *(rest or ["update"]))
    if verb == "docs":
        hand_over(str(BIN / "python"), "-m", "tools.reference")
    compile_messages()
    if verb == "bench":
        install_peers()
        hand_over(str(BIN / "python"), "-m", "tools.bench", *rest)
    if verb == "demo":
        hand_over(str(BIN / "lupaus"), "demo", *rest)
    if verb == "test":
        hand_over(str(BIN / "python"), "-m", "tools.gates", *rest)
    say(f"Ready. Try: {os.path.relpath(BIN / 'lupaus')} --help")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        stop("Stopped. Run the same command again to go on.")
    except PermissionError as trouble:
        stop(f"{trouble.filename or ROOT} cannot be written. Give yourself write permission to it.")
    except OSError as trouble:
        if trouble.errno == errno.ENOSPC:
            stop("The disk is full. Make room and run the same command again.")
        if trouble.errno == errno.EROFS:
            stop(f"{trouble.filename or ROOT} is on a disk that cannot be written.")
        stop(f"This did not work: {trouble}")
