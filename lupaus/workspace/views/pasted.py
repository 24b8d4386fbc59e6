"""What a browser pastes into a longer text, as prose."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.web.pasting import pasted as prose_of


@signed_in
@require_POST
def pasted(request: PersonRequest) -> HttpResponse:
    """HTML from the clipboard (`html`) as the text it becomes. Nothing is kept."""
    return HttpResponse(prose_of(request.POST.get("html", "")), content_type="text/plain; charset=utf-8")
