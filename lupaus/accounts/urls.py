from __future__ import annotations

from django.urls import path

from lupaus.accounts.views import account, sign_in

app_name = "accounts"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/login/", sign_in.sign_in, name="sign-in"),
    path("account/logout/", sign_in.sign_out, name="sign-out"),
    path("account/second-factor/", account.second_factor, name="second-factor"),
]
