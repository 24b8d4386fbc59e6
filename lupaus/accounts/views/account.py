"""A person's own pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from lupaus.accounts.pages import PersonRequest, signed_in, signed_in_with_password


@signed_in
def account(request: PersonRequest) -> HttpResponse:
    return render(request, "accounts/account.html")


@signed_in_with_password
def second_factor(request: PersonRequest) -> HttpResponse:
    return render(request, "accounts/account.html")
