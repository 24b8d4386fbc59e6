"""The private pages of own observations, as an editor meets them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role
from lupaus.indicators import bank
from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.operations import Row, record_own_observations
from lupaus.web.clock import Clock
from tests.signed_in import client_of
from tests.workspace.pages import fields
from tests.workspace.programs import somebody

pytestmark = pytest.mark.django_db

KAAVA = "kaava"
LIST = "/en/workspace/observations/"
GRID = f"{LIST}{KAAVA}/figures/jobs/?kind=municipality&year=2023"
FILE = f"{LIST}{KAAVA}/file/"
CHECK = f"{LIST}{KAAVA}/check/"
OTHER = Actor(name="oskari", channel="page", grants=frozenset({(Role.EDITOR, KAAVA)}))
HEADER = "indicator,region,gender,year,value"


@pytest.fixture(autouse=True)
def own(catalogue: None, clock: Clock) -> None:
    """`jobs` is Kaava's own: Espoo 1 in 2022 and 2 in 2023."""
    Indicator.objects.filter(pk="jobs").update(organisation=KAAVA, counts_people=True)
    write(clock, ("KU049", "2022", 1), ("KU049", "2023", 2))


@pytest.fixture
def editor() -> Client:
    somebody("eeva", (Role.EDITOR, KAAVA))
    return client_of("eeva")


@pytest.fixture(autouse=True)
def _after() -> Iterator[None]:
    yield
    translation.activate("en")


def write(clock: Clock, *figures: tuple[str, str, float]) -> None:
    rows = [
        Row(place, "jobs", region, "total", year, value)
        for place, (region, year, value) in enumerate(figures)
    ]
    record_own_observations(actor=OTHER, clock=clock, organisation=KAAVA, rows=rows)


def figures() -> dict[tuple[str, str], float | None]:
    release = Release.objects.order_by("-id").first()
    return {(seen.region, seen.period): seen.value for seen in bank.observations(release=release)}


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1])
    return " ".join(unescape(text).split())


def typed(editor: Client, address: str = GRID, **cells: str) -> dict[str, str]:
    """What the form of the grid sends with some cells typed over: `KU049_2023="5"`."""
    sent = fields(editor.get(address).content.decode())
    return sent | {f"v.{name.replace('_', '.')}": value for name, value in cells.items()}


def sealed(answer: Any) -> str:
    found = re.search(r'name="intended" value="([^"]+)"', answer.content.decode())
    assert found, words(answer)
    return found[1]


class TestTheList:
    def test_it_tells_the_newest_figures_and_what_is_due(self, editor: Client) -> None:
        told = words(editor.get(LIST))
        assert "1 indicator waits for its figures." in told
        assert "Newest figures: 2023" in told
        assert "The figures of 2024 should be here by now." in told

    def test_an_indicator_without_figures_waits_too(self, editor: Client) -> None:
        Indicator.objects.filter(pk="income").update(organisation=KAAVA)
        told = words(editor.get(LIST))
        assert "2 indicators wait" in told
        assert "There are no figures yet." in told

    def test_an_organisation_without_indicators_says_so(self) -> None:
        somebody("maija", (Role.EDITOR, "muu"))
        assert "has no indicators of its own yet" in words(client_of("maija").get(LIST))

    def test_nobody_sees_another_organisations(self) -> None:
        somebody("maija", (Role.EDITOR, "muu"))
        assert "Jobs" not in words(client_of("maija").get(LIST))

    @pytest.mark.parametrize("role", [Role.READER, Role.APPROVER])
    def test_who_writes_for_nobody_is_refused(self, role: Role) -> None:
        somebody("maija", (role, KAAVA))
        assert client_of("maija").get(LIST).status_code == 403
        assert client_of("maija").get(GRID).status_code == 403

    def test_it_costs_the_same_with_one_and_with_three(self, editor: Client) -> None:
        editor.get(LIST)
        with CaptureQueriesContext(connection) as one:
            editor.get(LIST)
        Indicator.objects.filter(pk__in=["income", "filler-1"]).update(organisation=KAAVA)
        editor.get(LIST)
        with CaptureQueriesContext(connection) as three:
            editor.get(LIST)
        assert len(one) == len(three)


class TestTheGrid:
    def test_it_holds_the_figures_there_are(self, editor: Client) -> None:
        sent = typed(editor)
        assert (sent["v.KU049.2022"], sent["v.KU049.2023"], sent["v.KU444.2023"]) == ("1", "2", "")
        assert sent["base"] == "1"

    def test_what_is_typed_is_asked_about_and_then_written(self, editor: Client) -> None:
        asked = editor.post(
            GRID, typed(editor, KU444_2023="1 200,25", KU049_2023="", KU049_2022="..") | {"status": "P"}
        )
        told = words(asked)
        assert "3 figures would change. Nothing has been done yet." in told
        assert "1 new 1 changed 1 withdrawn" in told
        assert "200.25 no figure new provisional" in told
        assert figures() == {("KU049", "2022"): 1, ("KU049", "2023"): 2}
        done = editor.post(CHECK, {"intended": sealed(asked)})
        assert (done.status_code, done["Location"]) == (302, f"{LIST}?done=saved")
        assert figures() == {("KU049", "2022"): None, ("KU444", "2023"): 1200.25}
        release = Release.objects.latest("id")
        assert (release.nature, release.actor) == ("own", "eeva")
        assert "The figures are saved and public." in words(editor.get(done["Location"]))

    def test_a_form_sent_twice_changes_nothing_the_second_time(self, editor: Client) -> None:
        asked = sealed(editor.post(GRID, typed(editor, KU444_2023="7")))
        for _time in range(2):
            assert editor.post(CHECK, {"intended": asked}).status_code == 302
        assert Release.objects.count() == 2

    def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_typed_is_lost(
        self, editor: Client
    ) -> None:
        answer = editor.post(GRID, typed(editor, KU444_2023="much", KU049_2023="5,5"))
        assert answer.status_code == 422
        assert "Espoo" in words(answer)
        assert "Lohja 2023: Write a number, such as" in words(answer)
        sent = fields(answer.content.decode())
        assert (sent["v.KU444.2023"], sent["v.KU049.2023"]) == ("much", "5,5")

    def test_the_bounds_of_the_catalogue_are_kept(self, editor: Client) -> None:
        Indicator.objects.filter(pk="jobs").update(least=0, most=100)
        assert editor.post(GRID, typed(editor, KU444_2023="101")).status_code == 422

    def test_nothing_changed_is_said(self, editor: Client) -> None:
        answer = editor.post(GRID, typed(editor))
        assert "Nothing was changed: the figures are as they were." in words(answer)

    def test_one_may_go_back_from_the_question_and_go_on_typing(self, editor: Client) -> None:
        asked = editor.post(GRID, typed(editor, KU444_2023="7,5", KU049_2023=""))
        back = re.search(r'formaction="([^"]+)"', asked.content.decode())
        assert back is not None
        again = editor.post(back[1].replace("&amp;", "&"), {"intended": sealed(asked)})
        sent = fields(again.content.decode())
        assert (sent["v.KU444.2023"], sent["v.KU049.2023"], sent["v.KU049.2022"]) == ("7.5", "", "1")

    def test_the_years_of_one_area(self, editor: Client) -> None:
        address = f"{LIST}{KAAVA}/figures/jobs/?area=KU049&year=2023"
        sent = typed(editor, address, KU049_2010="3")
        assert sent["v.KU049.2022"] == "1"
        editor.post(CHECK, {"intended": sealed(editor.post(address, sent))})
        assert figures()["KU049", "2010"] == 3

    def test_the_first_figures_of_all_are_typed_into_an_empty_bank(self, editor: Client) -> None:
        Release.objects.all().delete()
        assert "There are no figures yet." in words(editor.get(LIST))
        assert editor.get(f"{FILE}jobs/").status_code == 200
        address = f"{LIST}{KAAVA}/figures/jobs/"
        assert "Länsi-Uusimaa" in words(editor.get(address))  # the counties, where nothing says otherwise
        asked = editor.post(GRID, typed(editor, KU444_2023="7"))
        editor.post(CHECK, {"intended": sealed(asked)})
        assert figures() == {("KU444", "2023"): 7}

    def test_another_gender_is_another_figure(self, editor: Client) -> None:
        address = f"{GRID}&gender=female"
        sent = typed(editor, address, KU049_2023="9")
        editor.post(CHECK, {"intended": sealed(editor.post(address, sent))})
        release = Release.objects.latest("id")
        assert [seen.gender for seen in bank.observations(release=release)] == ["female", "total", "total"]

    def test_few_people_are_said_not_to_be_shown(self, editor: Client) -> None:
        told = words(editor.post(GRID, typed(editor, KU444_2023="3")))
        assert "not shown to the public: too few people" in told

    def test_an_indicator_of_others_is_not_there(self, editor: Client) -> None:
        assert editor.get(f"{LIST}{KAAVA}/figures/income/").status_code == 404
        assert editor.get(f"{LIST}muu/figures/income/").status_code == 404


class TestSomebodyElseWrote:
    @pytest.fixture
    def asked(self, editor: Client, clock: Clock) -> str:
        """Espoo 5 and Lohja 7 wait for a yes; meanwhile somebody wrote 4 for Espoo."""
        asked = sealed(editor.post(GRID, typed(editor, KU049_2023="5", KU444_2023="7")))
        write(clock, ("KU049", "2023", 4))
        return asked

    def test_both_figures_are_shown_and_nothing_is_written(self, editor: Client, asked: str) -> None:
        answer = editor.post(CHECK, {"intended": asked})
        assert answer.status_code == 409
        told = words(answer)
        assert "Somebody else wrote one of these figures meanwhile." in told
        assert "Jobs: Espoo, All, 2023" in told
        assert "When you began: 2" in told
        assert "Keep theirs: 4" in told
        assert "Write yours: 5" in told
        assert figures()["KU049", "2023"] == 4

    @pytest.mark.parametrize(("choice", "espoo"), [("theirs", 4), ("yours", 5)])
    def test_the_second_writer_chooses(self, editor: Client, asked: str, choice: str, espoo: float) -> None:
        again = sealed(editor.post(CHECK, {"intended": asked}))
        assert editor.post(CHECK, {"intended": again, "keep.0": choice}).status_code == 302
        assert figures() == {("KU049", "2022"): 1, ("KU049", "2023"): espoo, ("KU444", "2023"): 7}

    def test_without_a_choice_nothing_is_written(self, editor: Client, asked: str) -> None:
        again = sealed(editor.post(CHECK, {"intended": asked}))
        answer = editor.post(CHECK, {"intended": again})
        assert answer.status_code == 422
        assert "When you began: 2" in words(answer)
        assert "Keep theirs: 4" in words(answer)
        assert figures()["KU049", "2023"] == 4

    def test_a_third_one_in_between_is_seen_too(self, editor: Client, asked: str, clock: Clock) -> None:
        again = sealed(editor.post(CHECK, {"intended": asked}))
        write(clock, ("KU049", "2023", 6))
        answer = editor.post(CHECK, {"intended": again, "keep.0": "yours"})
        assert answer.status_code == 409
        assert "Keep theirs: 6" in words(answer)

    @pytest.mark.parametrize(("choice", "espoo"), [("theirs", 4), ("yours", 5)])
    def test_many_are_chosen_between_all_at_once(
        self, editor: Client, asked: str, choice: str, espoo: float, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("asking", "views"):
            monkeypatch.setattr(f"lupaus.indicators.own.{module}.ONE_BY_ONE", 0)
        answer = editor.post(CHECK, {"intended": asked})
        assert "All figures that both of you wrote" in words(answer)
        again = sealed(answer)
        assert editor.post(CHECK, {"intended": again}).status_code == 422
        assert editor.post(CHECK, {"intended": again, "keep.all": choice}).status_code == 302
        assert figures()["KU049", "2023"] == espoo
        assert figures()["KU444", "2023"] == 7

    def test_typing_on_with_an_old_form_is_noticed(self, editor: Client, clock: Clock) -> None:
        sent = typed(editor, KU049_2023="5")
        write(clock, ("KU049", "2023", 4))
        answer = editor.post(CHECK, {"intended": sealed(editor.post(GRID, sent))})
        assert answer.status_code == 409

    def test_another_figure_is_nobodys_collision(self, editor: Client, clock: Clock) -> None:
        sent = typed(editor, KU444_2023="5")
        write(clock, ("KU049", "2023", 4))
        editor.post(CHECK, {"intended": sealed(editor.post(GRID, sent))})
        assert figures()["KU049", "2023"] == 4
        assert figures()["KU444", "2023"] == 5


class TestFiles:
    def bring(self, editor: Client, *lines: str, header: str = HEADER, **more: Any) -> Any:
        content = "\n".join([header, *lines]).encode()
        return editor.post(FILE, {"file": SimpleUploadedFile("own.csv", content), **more})

    def test_a_file_is_shown_before_it_is_done(self, editor: Client) -> None:
        asked = self.bring(
            editor, "jobs,KU049,total,2023,9", "jobs,KU049,total,2022,1", "jobs,KU444,total,2023,7"
        )
        told = words(asked)
        assert "own.csv : 2 figures would change. Nothing has been done yet." in told
        assert Release.objects.count() == 1
        editor.post(CHECK, {"intended": sealed(asked)})
        release = Release.objects.latest("id")
        assert (release.source, release.added, release.changed, release.withdrawn) == ("own.csv", 1, 1, 0)
        assert len(release.checksum) == 64

    def test_a_whole_file_withdraws_what_it_lacks(self, editor: Client) -> None:
        asked = self.bring(editor, "jobs,KU049,total,2023,2", whole="yes")
        assert "1 withdrawn" in words(asked)
        editor.post(CHECK, {"intended": sealed(asked)})
        assert figures() == {("KU049", "2023"): 2}

    def test_a_mapping_may_come_with_it(self, editor: Client) -> None:
        mapping = SimpleUploadedFile(
            "map.yaml", b"constants: {indicator: jobs}\nregions: {category: municipality}"
        )
        asked = self.bring(editor, "Lohja;2023;7,5", header="region;year;value", mapping=mapping)
        assert "Lohja" in words(asked)

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("income,KU049,total,2023,1", "line 2 : “income” is no indicator of the organisation's own."),
            ("jobs,KU999,total,2023,1", "line 2 : There is no region “KU999”."),
            ("jobs,KU049,total,2023,x", "line 2 : The value “x” is not a number."),
            (
                "jobs,KU444,total,2023,1\njobs,KU444,total,2023,2",
                "line 3 : jobs KU444 total 2023 has another value",
            ),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, editor: Client, line: str, sentence: str) -> None:
        answer = self.bring(editor, line)
        assert answer.status_code == 422
        assert sentence in words(answer)
        assert Release.objects.count() == 1

    def test_what_is_there_already_is_said(self, editor: Client) -> None:
        told = words(self.bring(editor, "jobs,KU049,total,2023,2"))
        assert "Everything is there already. There is nothing to do." in told

    @pytest.mark.parametrize("content", [b"<html>", b"\xff\xfe", b"PK\x03\x04", b"{}", b"[" * 5000])
    def test_hostile_files_are_refused_with_a_sentence(self, editor: Client, content: bytes) -> None:
        answer = editor.post(FILE, {"file": SimpleUploadedFile("own.csv", content)})
        assert answer.status_code == 422
        assert "The file cannot be brought as it is" in words(answer)

    def test_a_workbook_is_taken_with_every_figure_changed_and_brought_back(self, editor: Client) -> None:
        taken = editor.get(f"{FILE}jobs/")
        assert taken["Cache-Control"] == "no-store"
        assert taken["Content-Disposition"] == 'attachment; filename="jobs.xlsx"'
        same = editor.post(FILE, {"file": SimpleUploadedFile("jobs.xlsx", taken.content)})
        assert "Everything is there already." in words(same)
        book = openpyxl.load_workbook(BytesIO(taken.content))
        sheet = book.worksheets[0]
        columns = [cell.value for cell in sheet[1]]
        assert sheet.cell(2, columns.index("value") + 1).value == 1  # few people, told to their own
        sheet.cell(2, columns.index("value") + 1).value = 8
        changed = BytesIO()
        book.save(changed)
        asked = editor.post(FILE, {"file": SimpleUploadedFile("jobs.xlsx", changed.getvalue())})
        editor.post(CHECK, {"intended": sealed(asked)})
        assert figures() == {("KU049", "2022"): 8, ("KU049", "2023"): 2}

    def test_a_public_file_never_writes_over_what_it_does_not_tell(self, editor: Client) -> None:
        public = editor.get("/api/v1/observations", {"indicator": "jobs", "format": "csv"}).content
        assert b",Q," in public
        for whole in ({}, {"whole": "yes"}):
            answer = editor.post(FILE, {"file": SimpleUploadedFile("own.csv", public), **whole})
            assert "Everything is there already." in words(answer)

    def test_nobody_else_takes_the_workbook(self, editor: Client) -> None:
        assert editor.get(f"{FILE}income/").status_code == 404
        somebody("stranger", (Role.EDITOR, "muu"), (Role.READER, "vieras"))
        assert client_of("stranger").get(f"{FILE}jobs/").status_code == 404
        somebody("reader", (Role.READER, KAAVA))
        assert client_of("reader").get(f"{FILE}jobs/").status_code == 403
        assert Client().get(f"{FILE}jobs/").status_code == 302

    def test_a_file_is_due(self, editor: Client) -> None:
        assert "Choose a file." in words(editor.post(FILE, {}))

    def test_a_small_file_that_unpacks_to_very_many_rows_is_left(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lupaus.indicators.own.uploading.MOST_ROWS", 1_000)
        packed = gzip.compress(b"indicator,region,gender,year,value\n" + b"x,y,z,0,0\n" * 100_000)
        answer = editor.post(FILE, {"file": SimpleUploadedFile("own.csv.gz", packed)})
        assert "The file has more than 1000 rows. Bring it with the command instead." in words(answer)

    def test_more_changes_than_a_page_asks_about_go_to_the_command(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lupaus.indicators.own.uploading.MOST", 1)
        answer = self.bring(editor, "jobs,KU049,total,2023,9", "jobs,KU444,total,2023,7")
        assert "Bring it with the command instead." in words(answer)


class TestAttacks:
    def test_a_form_that_was_changed_on_its_way_is_refused(self, editor: Client) -> None:
        asked = sealed(editor.post(GRID, typed(editor, KU444_2023="7")))
        assert editor.post(CHECK, {"intended": asked[:-2] + "xx"}).status_code == 422
        assert editor.post(CHECK, {}).status_code == 422
        assert Release.objects.count() == 1

    def test_what_was_asked_of_one_organisation_is_not_done_for_another(self, editor: Client) -> None:
        somebody("both", (Role.EDITOR, KAAVA), (Role.EDITOR, "muu"))
        asked = sealed(editor.post(GRID, typed(editor, KU444_2023="7")))
        answer = client_of("both").post(CHECK.replace(KAAVA, "muu"), {"intended": asked})
        assert answer.status_code == 422
        assert Release.objects.count() == 1

    def test_a_stranger_with_the_form_of_an_editor_is_told_nothing(self, editor: Client) -> None:
        asked = sealed(editor.post(GRID, typed(editor, KU444_2023="7")))
        somebody("stranger", (Role.EDITOR, "muu"))
        for address in (CHECK, GRID, FILE):
            answer = client_of("stranger").post(address, {"intended": asked, "base": "1"})
            assert answer.status_code == 404
        assert Release.objects.count() == 1

    def test_a_release_that_is_not_there_is_no_beginning(self, editor: Client) -> None:
        assert editor.post(GRID, typed(editor, KU444_2023="7") | {"base": "99"}).status_code == 404

    def test_fields_of_areas_that_are_not_on_the_page_are_not_read(self, editor: Client) -> None:
        answer = editor.post(GRID, typed(editor, HVA03_2023="7", KU049_1800="7"))
        assert "Nothing was changed" in words(answer)
