"""`lupaus services list|load|import ptv`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from lupaus.accounts.actors import Actor, operator
from lupaus.services.commands import services
from lupaus.web.refusals import NotAllowed
from tests.services import catalogue_files as files
from tests.services import ptv_answers as answers
from tests.world import OLLI

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "bring-the-service-catalogue.md"


def run(*arguments: str, actor: Actor | None = None) -> Result:
    return CliRunner().invoke(services, list(arguments), obj=actor or operator(), catch_exceptions=False)


@pytest.fixture
def _settled(db: None) -> None:
    files.settle()


@pytest.mark.usefixtures("_settled")
class TestLoadAndList:
    def test_load_tells_what_became_of_each_kind(self, tmp_path: Path) -> None:
        path = str(files.written(tmp_path))
        dry = run("load", path, "--dry-run").stdout
        assert dry.endswith("Nothing was written.\n")
        told = run("load", path).stdout
        assert "Services: 2 added, 0 changed, 0 retired, 0 as before." in told
        assert "Planned changes: 1 added" in told
        assert run("load", path).stdout.endswith("Nothing has changed.\n")

    def test_list_names_what_is_in_use(self, tmp_path: Path) -> None:
        assert "no services yet" in run("list").stdout
        run("load", str(files.written(tmp_path)))
        assert "home-care  Home care en  (kaava)" in run("list").stdout
        rows = json.loads(run("list", "--organisation", "kaava", "--format", "json").stdout)
        assert [row["id"] for row in rows] == ["child-health-clinic", "home-care"]
        assert rows[0]["name"]["sv"] == "Child health clinic sv"
        assert json.loads(run("list", "--organisation", "muu", "--format", "json").stdout) == []

    def test_import_tells_what_was_not_understood(self, tmp_path: Path) -> None:
        answers.saved(
            tmp_path,
            classes=answers.classes(),
            service=answers.service(serviceChargeType="Sometimes", serviceChannels=[]),
            areas=[{"code": "1", "names": []}],
        )
        ran = run("import", "ptv", str(tmp_path), "--organisation", "kaava")
        assert "service.json: serviceChargeType: The word “Sometimes” is not known here." in ran.stderr
        assert "Not understood and left out: 1." in ran.stderr
        assert "Known and not needed: areas.json." in ran.stdout
        assert "Classes: 3 added" in ran.stdout
        assert "Services: 1 added" in ran.stdout
        assert run("import", "ptv", str(tmp_path), "--organisation", "kaava").stdout.endswith(
            "Nothing has changed.\n"
        )

    def test_who_has_no_role_is_refused(self, tmp_path: Path) -> None:
        for words in (("load", "x"), ("import", "ptv", "x"), ("import", "ptv", "x", "--organisation", "a")):
            with pytest.raises(NotAllowed):
                run(*words, actor=OLLI.acts())


class TestTheFormat:
    def test_the_schema_takes_what_the_reader_takes(self) -> None:
        schema = json.loads(run("load", "--schema").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        checker = jsonschema.Draft202012Validator(schema)
        assert not list(checker.iter_errors({"catalogue": files.plain()}))
        for name in ("kind", "id", "languages"):
            broken = files.plain()
            broken["channels"][0].pop(name)
            assert list(checker.iter_errors({"catalogue": broken}))

    @pytest.mark.django_db
    def test_the_example_of_the_guide_can_be_loaded(self, tmp_path: Path) -> None:
        files.settle()
        answers.saved(tmp_path, classes=[answers.concept("P4"), answers.concept("P4.3")])
        run("import", "ptv", str(tmp_path))
        found = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
        assert found
        path = tmp_path / "catalogue.yaml"
        path.write_text(found[1], encoding="utf-8")
        assert yaml.safe_load(found[1])["catalogue"]["organisation"] == "uusimaa"
        assert "Services: 1 added" in run("load", str(path)).stdout
