"""What is sent is the attack: replays, stale forms, fields nobody asked for, scripts, formulas, bombs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoDbBlocker

from lupaus.accounts.actors import actor_of
from lupaus.accounts.models import AuditRecord, User
from lupaus.workspace import operations, queries
from lupaus.workspace.models import Part, State, Version
from tests.journeys.attacked_plan import CLOCK, PLAN, SCRIPTS, build
from tests.journeys.surface import places
from tests.signed_in import client_of
from tests.workspace.programs import program_of
from tests.world import standing

GOAL: Final = f"{PLAN}/2/goal/goal-0/"
FORMULAS: Final = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")')


@pytest.fixture(scope="module")
def standing_plan(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with standing(django_db_blocker, tmp_path_factory.mktemp("observations"), build):
        yield


@pytest.fixture
def plan(standing_plan: None, db: None) -> None:
    """The plan, as it was for every test; what a test writes is undone."""


def goal_form(title: str, revision: int = 1, **more: str) -> dict[str, str]:
    words = {f"title.{language}": title for language in ("fi", "sv", "en")}
    return words | {"revision": str(revision)} | more


def goal() -> Part:
    return Part.objects.get(version__number=2, kind="goal", slug="goal-0")


@pytest.mark.usefixtures("plan")
class TestForms:
    def test_a_form_sent_twice_does_its_work_once(self) -> None:
        browser = client_of("kirsi")
        for _again in range(2):
            browser.post(f"{PLAN}/2/submit/", {})
        assert AuditRecord.objects.filter(verb="submit").count() == 1
        approve = {"decision": "Council § 2"}
        sent = [browser.post(f"{PLAN}/2/approve/", approve).status_code for _again in range(2)]
        assert (sent[0], sent[1]) in {(302, 302), (302, 409)}
        for _again in range(2):
            browser.post(f"{PLAN}/2/publish/", {})
        for verb in ("approve", "publish"):
            assert AuditRecord.objects.filter(verb=verb, kind="strategy-version").count() == 1
        new = {"title.en": "One", "title.fi": "One", "title.sv": "One", "id": "one", "parent": "all"}
        client_of("kirsi").post(f"{PLAN}/begin/", {})
        for _again in range(2):
            browser.post(f"{PLAN}/3/new/goal/", new)
        assert Part.objects.filter(version__number=3, slug="one").count() == 1

    def test_a_form_of_a_version_that_is_over_does_nothing_to_the_next(self) -> None:
        before = list(Part.objects.order_by("pk").values())
        for address in (f"{PLAN}/1/goal/goal-0/", f"{PLAN}/1/goal/goal-0/remove/", f"{PLAN}/1/new/goal/"):
            answer = client_of("kirsi").post(address, goal_form("Late", id="late", parent="all"))
            assert answer.status_code in (403, 404, 409), address
        assert list(Part.objects.order_by("pk").values()) == before

    def test_a_stale_form_overwrites_nothing_and_shows_both(self) -> None:
        first = client_of("kirsi").post(GOAL, goal_form("First words"))
        assert first.status_code == 302
        second = client_of("esko").post(GOAL, goal_form("Second words"))
        assert second.status_code == 409
        page = second.content.decode()
        assert "First" in page
        assert "Second" in page
        assert goal().content["title"]["en"] == "First words"

    def test_a_field_nobody_asked_for_is_nobodys(self) -> None:
        strange: dict[str, Any] = {
            "state": "published",
            "approved_by": "kirsi",
            "version": "1",
            "version_id": "1",
            "organisation": "muu",
            "work": "other",
            "changed_by": "somebody else",
            "position": "99",
            "slug": "other",
            "removed_at": "2020-01-01",
            "is_active": "1",
            "attributes.secret": "x",
        }
        client_of("kirsi").post(GOAL, goal_form("New", **strange))
        changed = goal()
        assert (changed.revision, changed.changed_by, changed.position) == (2, "kirsi", 0)
        assert set(changed.content) <= {"title", "description", "number"}
        version = Version.objects.get(number=2)
        assert (version.state, version.work.organisation) == (State.DRAFT, "kaava")

    def test_an_id_of_another_organisation_in_a_form_opens_nothing(self) -> None:
        answer = client_of("matti").post(
            "/en/workspace/new/?kind=strategy&organisation=kaava", goal_form("Mine", id="mine")
        )
        assert answer.status_code in (403, 404)
        assert not Version.objects.exclude(work="plan").exists()


def written(words: str) -> None:
    """The words in every text of the draft, in its history, in a remark and in an attribute."""
    kirsi = actor_of(User.objects.get(username="kirsi"), "page")
    at: dict[str, Any] = {"actor": kirsi, **CLOCK, "work": "plan"}
    operations.save_attribute(
        actor=kirsi,
        **CLOCK,
        organisation="kaava",
        kind="goal",
        slug="note",
        title=_text(words[:100]),
        form="text",
        is_public=True,
    )
    texts = dict.fromkeys(("fi", "sv", "en"), words)
    operations.change_part(
        **at,
        kind="goal",
        slug="goal-0",
        revision=1,
        content={"title": texts, "description": texts, "attributes": {"note": words}},
    )
    operations.change_part(
        **at, kind="measure", slug="measure-0-0", revision=1, content={"title": texts, "responsible": texts}
    )
    operations.write_comment(
        **at, words=words, kind="goal", slug="goal-0", field="title", language="en", passage=words
    )


def _text(words: str) -> Any:
    from lupaus.web.texts import Text

    return Text.same(words)


def pages_of_the_plan() -> Iterator[tuple[str, str]]:
    """Every page there is, with the plan in its place: (address, who asks)."""
    replaced = {"/book/1/": "/plan/2/", "/chapter/a/": "/goal/goal-0/", "/book/": "/plan/"}
    for place in places():
        if place.is_api or place.address.startswith("/en/account/log") or place.address.endswith(".pdf"):
            continue
        address = (
            place.address.replace("/chapter/", "/goal/") if "/workspace/" in place.address else place.address
        )
        for old, new in replaced.items():
            address = address.replace(old, new)
        yield address.replace("/new/chapter/", "/new/goal/").replace("/goal/a/", "/goal/goal-0/"), place.name


@pytest.mark.usefixtures("plan")
class TestScripts:
    def test_a_script_that_is_kept_is_words_on_every_page(self) -> None:
        written(" ".join(SCRIPTS))
        browser = client_of("kirsi")
        shown = 0
        for address, _name in pages_of_the_plan():
            answer = browser.get(address)
            if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
                continue
            page = answer.content.decode()
            shown += "alert(1)" in page
            assert not re.search(r"<(?:img src=x|svg/|script>)", page), address
            assert not re.search(r"href=[\"']?\s*javascript:", page, re.IGNORECASE), address
            policy = answer.headers["Content-Security-Policy"]
            assert "script-src 'self'" in policy, address
            assert "unsafe" not in policy, address
        assert shown >= 5

    def test_a_page_with_scripts_in_it_is_published_as_words(self) -> None:
        written(SCRIPTS[0])
        kirsi = actor_of(User.objects.get(username="kirsi"), "page")
        at: dict[str, Any] = {"actor": kirsi, **CLOCK, "work": "plan"}
        operations.submit(**at, number=2)
        for remark in queries.comments(actor=kirsi, work="plan", number=2):
            operations.close_comment(**at, comment=remark.pk)
        operations.approve(**at, number=2, decision=SCRIPTS[0])
        operations.publish(**at, number=2)
        browser = client_of("kirsi")
        for address in (
            "/en/strategies/plan/versions/",
            "/en/strategies/plan/versions/2/",
            "/en/strategies/plan/versions/2/compare/1/",
            "/en/strategies/plan/versions/2/print/",
            "/en/goals/goal-0/",
            "/en/",
        ):
            page = browser.get(address).content.decode()
            assert "<script>alert" not in page, address


@pytest.mark.usefixtures("plan")
class TestFormulas:
    @pytest.mark.parametrize("formula", FORMULAS)
    def test_no_cell_that_is_taken_out_is_a_formula(self, formula: str) -> None:
        written(formula)
        answer = client_of("kirsi").get(f"{PLAN}/2/take.xlsx")
        assert answer.status_code == 200
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        book = openpyxl.load_workbook(io.BytesIO(body))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        met = [cell for cell in cells if isinstance(cell.value, str) and formula in cell.value]
        assert met
        assert all(cell.data_type != "f" for cell in cells)
        assert all(cell.quotePrefix for cell in met if cell.value == formula)
        for name in zipfile.ZipFile(io.BytesIO(body)).namelist():
            assert b"<f>" not in zipfile.ZipFile(io.BytesIO(body)).read(name)

    def test_no_table_of_the_audit_trail_holds_one(self) -> None:
        written(FORMULAS[0])
        for place in places():
            if not place.is_workspace or place.is_api or not place.address.endswith(".csv"):
                continue
            answer = client_of("kirsi").get(place.address)
            rows = csv.reader(io.StringIO(answer.content.decode())) if answer.status_code == 200 else ()
            assert not [cell for row in rows for cell in row if cell[:1] in "=+-@"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
        packed.writestr("[Content_Types].xml", b"<Types/>")
    return out.getvalue()


def workbook(rows: int = 1, *, link: bool = False, formula: bool = False) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("goal")
    sheet.append(["id", "parent", "title.fi"])
    for _row in range(rows):
        sheet.append(["=1+1" if formula else "a", "all", "b"])
    out = io.BytesIO()
    book.save(out)
    if not link:
        return out.getvalue()
    linked = io.BytesIO(out.getvalue())
    with zipfile.ZipFile(linked, "a") as packed:
        packed.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    return linked.getvalue()


@pytest.mark.usefixtures("plan")
class TestFiles:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("bomb.xlsx", bomb),
            ("rows.xlsx", partial(workbook, 30_000)),
            ("link.xlsx", partial(workbook, link=True)),
            ("formula.xlsx", partial(workbook, formula=True)),
            ("laughs.yaml", lambda: b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b,*b]\nstrategy: *c\n" * 40),
            ("python.yaml", lambda: b"strategy: !!python/object/apply:os.system ['true']\n"),
            ("entity.xlsx", lambda: b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"),
            ("program.exe", lambda: b"MZ"),
            ("../../etc/passwd", lambda: b"x"),
        ],
    )
    def test_a_file_that_is_a_weapon_is_refused_with_a_sentence(
        self, name: str, data: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO", logger="lupaus.security")
        before = list(Part.objects.order_by("pk").values())
        sent = {"file": SimpleUploadedFile(name, data())}
        answer = client_of("kirsi").post(f"{PLAN}/2/bring/", sent)
        page = answer.content.decode()
        assert answer.status_code in (413, 422), page[:500]
        assert "root:" not in page
        assert list(Part.objects.order_by("pk").values()) == before
        assert any("user=kirsi" in each.getMessage() for each in caplog.records)


@pytest.mark.usefixtures("plan")
class TestTold:
    def test_a_refused_attempt_is_in_the_security_log_with_the_name_alone(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO", logger="lupaus.security")
        client_of("matti").get(GOAL)
        client_of("esko").post(f"{PLAN}/2/approve/", {"decision": "secret words"})
        client_of("esko", checks_forms=True).post(GOAL, goal_form("secret words"))
        lines = [each.getMessage() for each in caplog.records if each.name == "lupaus.security"]
        assert len(lines) == 3
        assert lines[0].startswith(
            "refused status=404 user=matti channel=page method=GET route=en/workspace/"
        )
        assert lines[1].startswith("refused status=403 user=esko channel=page method=POST")
        assert lines[2].startswith("refused status=403 user=")
        assert "secret" not in "".join(lines)
        assert "@" not in "".join(lines)

    def test_a_token_of_one_organisation_opens_nothing_of_another(self) -> None:
        program = program_of(User.objects.get(username="matti"))
        for method, address in (
            ("GET", "works/plan"),
            ("GET", "works/plan/versions/2/content"),
            ("POST", "works/plan/versions/2/submit"),
        ):
            program.told(404, method, address)
