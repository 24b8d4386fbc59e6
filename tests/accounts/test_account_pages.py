"""A person's own pages: sessions, password, second factor, tokens."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lupaus.accounts import second_factor
from lupaus.accounts.models import AuditRecord, SignIn, Token, User
from lupaus.accounts.tokens import actor_of_token
from lupaus.web import clock as web_clock
from lupaus.web.clock import Clock, real_clock
from tests.accounts.authenticator import code_of, with_phone
from tests.signed_in import client_of
from tests.world import EERO, OLLI, PASSWORD, PIRKKO, settle

pytestmark = pytest.mark.django_db

ACCOUNT = "/en/account/"
NEW = "quite another long sentence"


@pytest.fixture(autouse=True)
def cast(clock: Clock) -> None:
    settle(clock)


def words(page: Any) -> str:
    return str(page.content.decode())


def later(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    now = real_clock() + timedelta(minutes=minutes)
    monkeypatch.setattr(web_clock, "real_clock", lambda: now)


class TestSessions:
    def test_they_are_listed_with_device_address_and_time(self) -> None:
        here, _there = client_of(EERO), client_of(EERO)
        client_of(OLLI)
        SignIn.objects.filter(user__username="eero").update(device="Thing/5.0 <b>x</b>")
        page = words(here.get(ACCOUNT))
        assert page.count("Thing/5.0 &lt;b&gt;x") == 2
        assert page.count("this session") == 1
        assert page.count("127.0.0.1") == 2

    def test_the_account_costs_so_many_queries_however_many_sessions_there_are(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        here = client_of(EERO)
        here.get(ACCOUNT)
        for _again in range(4):
            client_of(EERO)
        with django_assert_max_num_queries(14):
            here.get(ACCOUNT)

    def test_one_is_ended_and_the_others_go_on(self) -> None:
        here, there = client_of(EERO), client_of(EERO)
        other = SignIn.objects.get(session_key=there.cookies["lupaus-session"].value)
        assert here.post(f"/en/account/sessions/{other.pk}/end/").status_code == 302
        assert there.get(ACCOUNT).status_code == 302
        assert here.get(ACCOUNT).status_code == 200

    def test_all_the_others_are_ended_at_once(self) -> None:
        here, others = client_of(EERO), [client_of(EERO), client_of(EERO)]
        olli = client_of(OLLI)
        here.post("/en/account/sessions/others/end/")
        assert [other.get(ACCOUNT).status_code for other in others] == [302, 302]
        record = AuditRecord.objects.get(verb="end_sessions")
        assert (record.actor, record.object_id, record.after) == ("eero", "eero", {"ended": 2})
        assert here.get(ACCOUNT).status_code == olli.get(ACCOUNT).status_code == 200

    def test_nobody_ends_the_session_of_somebody_else(self) -> None:
        eero, olli = client_of(EERO), client_of(OLLI)
        whose = SignIn.objects.get(user__username="eero")
        assert olli.post(f"/en/account/sessions/{whose.pk}/end/").status_code == 404
        assert olli.post(f"/en/account/sessions/{whose.pk + 99}/end/").status_code == 404
        assert eero.get(ACCOUNT).status_code == 200


class TestPassword:
    def change(self, client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> Any:
        return client.post("/en/account/password/", {"old": old, "new": new, "again": again})

    def test_it_is_changed_and_every_other_session_ends(self) -> None:
        here, there = client_of(EERO), client_of(EERO)
        before = here.cookies["lupaus-session"].value
        assert self.change(here).headers["Location"] == "/en/account/?done=password-changed"
        assert User.objects.get(username="eero").check_password(NEW)
        assert there.get(ACCOUNT).status_code == 302
        assert here.get(ACCOUNT).status_code == 200
        assert here.cookies["lupaus-session"].value != before
        assert SignIn.objects.count() == 1
        record = AuditRecord.objects.get(verb="change_password")
        assert (record.actor, record.before, record.after) == ("eero", None, None)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"old": "not this one at all"}, "old"),
            ({"again": "something else here"}, "again"),
            ({"new": "short", "again": "short"}, "new"),
            ({"new": "eero editor eero", "again": "eero editor eero"}, "new"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, wrong: dict[str, str], field: str) -> None:
        answer = self.change(client_of(EERO), **wrong)
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in words(answer)
        assert User.objects.get(username="eero").check_password(PASSWORD)
        assert NEW not in words(answer)

    def test_the_old_one_cannot_be_tried_at_will(self) -> None:
        client = client_of(EERO)
        for _again in range(6):
            self.change(client, old="wrong")
        assert self.change(client).status_code == 429


class TestSettingUpTheSecondFactor:
    PAGE = "/en/account/second-factor/"

    @pytest.fixture
    def client(self) -> Client:
        return client_of(EERO, second_factor=False)

    def key(self, client: Client) -> str:
        found = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', words(client.get(self.PAGE)))
        assert found
        return found[1]

    def test_the_way_from_the_first_sign_in_to_the_page_one_wanted(self, client: Client) -> None:
        sent = client.get(ACCOUNT).headers["Location"]
        page = words(client.get(sent))
        assert '<svg class="qr"' in page
        assert "style=" not in page
        key = self.key(client)
        answer = client.post(self.PAGE, {"code": code_of(key, real_clock), "next": ACCOUNT})
        codes = re.findall(r"<li><code>(\d{5}) (\d{5})</code></li>", words(answer))
        assert len(codes) == 10
        assert f'href="{ACCOUNT}"' in words(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        page = words(client.get(ACCOUNT))
        assert "10 recovery codes are left" in page
        assert all("".join(code) not in page for code in codes)
        assert AuditRecord.objects.filter(verb="set_up_second_factor", actor="eero").count() == 1
        assert key.replace(" ", "") not in str(list(AuditRecord.objects.values()))

    def test_the_key_stays_the_same_until_it_is_set_up(self, client: Client) -> None:
        assert self.key(client) == self.key(client)

    def test_a_wrong_code_sets_nothing_up(self, client: Client) -> None:
        self.key(client)
        assert client.post(self.PAGE, {"code": "000000"}).status_code == 422
        assert not second_factor.is_set_up(User.objects.get(username="eero"))

    def test_a_key_of_ones_own_choice_is_not_taken(self, client: Client) -> None:
        self.key(client)
        chosen = second_factor.new_key()
        answer = client.post(self.PAGE, {"code": code_of(chosen, real_clock), "key": chosen})
        assert answer.status_code == 422

    def test_who_holds_only_the_password_cannot_replace_one_that_is_there(self, client: Client) -> None:
        self.key(client)
        with_phone("eero", real_clock)
        assert client.get(self.PAGE).status_code == 302
        assert client.get(ACCOUNT).status_code == 302
        assert client.post("/en/account/second-factor/remove/").status_code == 302
        assert second_factor.is_set_up(User.objects.get(username="eero"))

    def test_the_key_lies_encrypted(self) -> None:
        from allauth.mfa.models import Authenticator

        key, codes = with_phone("eero", real_clock)
        kept = str(list(Authenticator.objects.values("data")))
        assert key not in kept
        assert all(code not in kept for code in codes)

    def test_a_key_that_can_no_longer_be_read_is_said_to_be_so(self, settings: Settings) -> None:
        key, _codes = with_phone("eero", real_clock)
        settings.SECRET_KEY = "another key of the service, after the old one was lost"
        with pytest.raises(second_factor.SecondFactorRefused, match="can no longer be read"):
            second_factor.use_code(
                User.objects.get(username="eero"), code_of(key, real_clock), clock=real_clock
            )
        settings.SECRET_KEY_FALLBACKS = []

    def test_new_recovery_codes_replace_the_old_ones(self) -> None:
        _key, old = with_phone("eero", real_clock)
        client = client_of(EERO)
        assert client.get("/en/account/second-factor/codes/").status_code == 200
        page = words(client.post("/en/account/second-factor/codes/"))
        assert f"{old[0][:5]} {old[0][5:]}" not in page
        eero = User.objects.get(username="eero")
        assert second_factor.use_code(eero, old[0], clock=real_clock) is None

    def test_one_that_is_removed_must_be_set_up_again(self) -> None:
        with_phone("eero", real_clock)
        client = client_of(EERO)
        assert client.get("/en/account/second-factor/remove/").status_code == 200
        client.post("/en/account/second-factor/remove/")
        assert client.get(ACCOUNT).headers["Location"].startswith(self.PAGE)


class TestProvingAgain:
    def test_after_a_while_the_password_is_asked_for_once_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        client = client_of(EERO)
        assert client.get("/en/account/tokens/").status_code == 200
        later(monkeypatch, 11)
        away = client.get("/en/account/tokens/").headers["Location"]
        assert away == "/en/account/again/?next=%2Fen%2Faccount%2Ftokens%2F"
        assert client.post("/en/account/tokens/", {"name": "x"}).status_code == 302
        assert not Token.objects.exists()
        assert client.post(away, {"password": "wrong"}).status_code == 422
        answer = client.post(away, {"password": PASSWORD})
        assert answer.headers["Location"] == "/en/account/tokens/"
        assert client.get("/en/account/tokens/").status_code == 200

    def test_who_has_no_password_here_gives_a_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        eero = User.objects.get(username="eero")
        eero.set_unusable_password()
        eero.save()
        key, _codes = with_phone("eero", real_clock)
        client = client_of(EERO)
        later(monkeypatch, 11)
        assert 'name="code"' in words(client.get("/en/account/again/"))
        code = code_of(key, web_clock.real_clock)
        assert client.post("/en/account/again/", {"code": code}).status_code == 302
        assert client.get("/en/account/tokens/").status_code == 200

    def test_who_has_neither_signs_in_anew(self, monkeypatch: pytest.MonkeyPatch) -> None:
        eero = User.objects.get(username="eero")
        eero.set_unusable_password()
        eero.save()
        client = client_of(EERO)
        later(monkeypatch, 11)
        assert "Sign out and in again" in words(client.get("/en/account/again/"))
        assert client.post("/en/account/again/", {"password": ""}).status_code == 200
        assert client.get("/en/account/tokens/").status_code == 302

    def test_it_leads_nowhere_else(self) -> None:
        answer = client_of(EERO).post(
            "/en/account/again/", {"password": PASSWORD, "next": "https://evil.example"}
        )
        assert answer.headers["Location"] == ACCOUNT


class TestTokens:
    PAGE = "/en/account/tokens/"

    def make(self, client: Client, *rights: str, name: str = "sync", days: str = "30") -> Any:
        return client.post(self.PAGE, {"name": name, "rights": rights, "days": days})

    def test_one_is_made_shown_once_and_revoked(self) -> None:
        client = client_of(PIRKKO)
        page = words(self.make(client, "editor:kaava", name="<i>sync</i>"))
        secret = re.search(r"lupaus_[\w-]{43}", page)
        assert secret
        assert actor_of_token(secret[0], clock=real_clock).grants == {("editor", "kaava")}
        listed = words(client.get(self.PAGE))
        assert secret[0] not in listed
        assert "&lt;i&gt;sync" in listed
        assert "<i>sync" not in listed
        token = Token.objects.get()
        client.post(f"/en/account/tokens/{token.pk}/revoke/")
        token.refresh_from_db()
        assert token.revoked_at

    @pytest.mark.parametrize("right", ["administrator:", "editor:muu", "king:", "editor:", "x"])
    def test_a_right_one_does_not_hold_cannot_be_sent(self, right: str) -> None:
        assert self.make(client_of(PIRKKO), right).status_code in (403, 422)
        assert not Token.objects.exists()

    @pytest.mark.parametrize("days", ["0", "366", "-1", "", "ten", "9" * 50])
    def test_a_token_lives_neither_never_nor_for_ever(self, days: str) -> None:
        assert self.make(client_of(PIRKKO), "planner:", days=days).status_code == 422

    def test_who_holds_no_role_can_make_none(self) -> None:
        client = client_of(OLLI)
        assert "could do nothing" in words(client.get(self.PAGE))
        assert self.make(client, "editor:kaava").status_code in (403, 422)

    def test_nobody_revokes_the_token_of_somebody_else(self) -> None:
        self.make(client_of(PIRKKO), "planner:")
        token = Token.objects.get()
        assert client_of(EERO).post(f"/en/account/tokens/{token.pk}/revoke/").status_code == 404
        token.refresh_from_db()
        assert token.revoked_at is None
