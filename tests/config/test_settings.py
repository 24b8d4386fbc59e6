from __future__ import annotations

import re
import stat
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
    read = set(re.findall(r"(?:environ(?:\.get)?[(\[]\s*|envvar=)[\"'](\w+)[\"']", code)) - {
        "DJANGO_SETTINGS_MODULE"
    }
    documented = (PROJECT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in documented} == set()
