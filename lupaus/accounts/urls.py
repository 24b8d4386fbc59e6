from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from lupaus.accounts.views import account, again, people, second_factor, sign_in, tokens


class RowConverter(IntConverter):
    """The number of a row: not one that no database can hold."""

    regex = "[0-9]{1,18}"


class UsernameConverter(StringConverter):
    regex = "[a-z0-9][a-z0-9._-]{0,149}"


register_converter(RowConverter, "row")
register_converter(UsernameConverter, "username")

app_name = "accounts"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/again/", again.again, name="again"),
    path("account/login/", sign_in.sign_in, name="sign-in"),
    path("account/login/code/", sign_in.code, name="sign-in-code"),
    path("account/logout/", sign_in.sign_out, name="sign-out"),
    path("account/provider/", sign_in.provider, name="provider"),
    path("account/provider/answer/", sign_in.provider_answer, name="provider-answer"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", second_factor.second_factor, name="second-factor"),
    path("account/second-factor/remove/", second_factor.remove, name="remove-factor"),
    path("account/second-factor/codes/", second_factor.recovery_codes, name="recovery-codes"),
    path("account/sessions/others/end/", account.end_others, name="end-others"),
    path("account/sessions/<row:number>/end/", account.end_session, name="end-session"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<row:number>/revoke/", tokens.revoke, name="revoke-token"),
    path("workspace/people/", people.people, name="people"),
    path("workspace/people/give/", people.give_role, name="give-role"),
    path("workspace/people/<username:username>/take/", people.take_role, name="take-role"),
    path("workspace/people/<username:username>/deactivate/", people.deactivate, name="deactivate"),
    path("workspace/people/<username:username>/sessions/end/", people.end_sessions, name="end-sessions"),
]
