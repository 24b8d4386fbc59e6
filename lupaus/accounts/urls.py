from __future__ import annotations

from django.urls import path

from lupaus.accounts.views import account, again, people, second_factor, sign_in, tokens

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
    path("account/sessions/<int:number>/end/", account.end_session, name="end-session"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:number>/revoke/", tokens.revoke, name="revoke-token"),
    path("workspace/people/", people.people, name="people"),
    path("workspace/people/give/", people.give_role, name="give-role"),
    path("workspace/people/<str:username>/take/", people.take_role, name="take-role"),
    path("workspace/people/<str:username>/deactivate/", people.deactivate, name="deactivate"),
    path("workspace/people/<str:username>/sessions/end/", people.end_sessions, name="end-sessions"),
]
