from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings

from lupaus.config.secret import read_or_make_secret_key
from tests.conftest import PROJECT


def test_the_signing_key_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _each: read_or_make_secret_key(tmp_path / "data"), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_without_a_folder_to_keep_it_the_key_lives_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert read_or_make_secret_key(tmp_path / "file" / "below") != read_or_make_secret_key(
        tmp_path / "file" / "below"
    )


def test_nothing_of_another_origin_is_allowed_on_a_page() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed <= {"'self'", "'none'", "data:"}
    assert directives["default-src"] == ["'none'"]


def test_every_variable_the_program_reads_is_documented() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "lupaus").rglob("*.py"))
    read = set(re.findall(r"(?:os\.environ(?:\.get)?[(\[]\s*|envvar=)[\"'](\w+)[\"']", code)) - {
        "DJANGO_SETTINGS_MODULE"
    }
    documented = (PROJECT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in documented} == set()


def test_in_production_cookies_are_for_this_host_over_https_only() -> None:
    asked = (
        "from lupaus.config import production as p; print(p.SESSION_COOKIE_NAME, p.CSRF_COOKIE_NAME, "
        "p.SESSION_COOKIE_SECURE, p.CSRF_COOKIE_SECURE, p.SESSION_COOKIE_HTTPONLY, p.LUPAUS_PROXIES, "
        "p.LUPAUS_SECOND_FACTOR)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.split() == [
        "__Host-lupaus-session",
        "__Host-lupaus-csrf",
        "True",
        "True",
        "True",
        "1",
        "required",
    ]


def test_the_second_factor_is_required_unless_it_is_said_to_be_optional() -> None:
    environment = {**os.environ, "LUPAUS_SECOND_FACTOR": "no"}
    asked = "from lupaus.config import settings"
    told = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "LUPAUS_SECOND_FACTOR must be required or optional" in told.stderr
