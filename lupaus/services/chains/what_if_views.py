"""Pages of a chain's figures, of its what-if, and of the scenarios that editors keep."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.services.chains import scenarios as kept
from lupaus.services.chains.asked import MOST_STAGES, Asked
from lupaus.services.chains.figures_page import figures_page
from lupaus.services.chains.queries import chain
from lupaus.services.chains.scenarios import ScenarioRefused, editable, remove_scenario, save_scenario
from lupaus.services.chains.scenarios_page import scenarios_page
from lupaus.services.chains.what_if_page import what_if_page
from lupaus.web.address import PageRequest
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.rights import nothing_here

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def figures(request: PageRequest, work: str) -> HttpResponse:
    return render(request, "services/chains/figures.html", {"page": figures_page(request.address, work)})


@require_safe
def what_if(request: PageRequest, work: str) -> HttpResponse:
    """What was typed wrong is told beside the form; the rest of the page shows that nothing changes."""
    page = what_if_page(request.address, work)
    return render(request, "services/chains/what_if.html", {"page": page})


@require_safe
def scenarios(request: PageRequest, work: str) -> HttpResponse:
    page = scenarios_page(request.address, work)
    return render(request, "services/chains/scenarios.html", {"page": page})


@signed_in
@require_safe
def own_scenarios(request: PersonRequest, work: str) -> HttpResponse:
    """The scenarios of a chain, for who may remove them."""
    editable(request.actor, work)
    context = {"chain": chain(work), "scenarios": kept.scenarios(work), "done": request.address.value("done")}
    return render(request, "services/chains/own_scenarios.html", context)


@signed_in
@WRITES
def new_scenario(request: PersonRequest, work: str) -> HttpResponse:
    """Asks for a name; what is kept comes with the address, or stands in the form."""
    editable(request.actor, work)
    found = chain(work)
    problems: tuple[Problem, ...] = ()
    status = 200
    typed = Typed.sent(request.GET)
    if request.method == "POST":
        sent = Sent(request)
        typed = sent.typed
        try:
            title, note = (
                sent.words("title", due=True, longest=120),
                sent.words("note", prose=True, longest=2000),
            )
            asked = _asked(sent)
            if sent.problems:
                raise ScenarioRefused(sent.problems)
            saved = save_scenario(
                actor=request.actor, clock=real_clock, work=work, title=title, note=note, asked=asked
            )
        except Refused as refused:
            problems, status = refused.problems, refused.status
        else:
            compare = reverse("services:chain-scenarios", args=[work])
            return HttpResponseRedirect(f"{compare}?scenario={saved.slug}")
    context = {
        "chain": found,
        "typed": typed,
        "problems": problems,
        "fields": [(f"share{at}", stage) for at, stage in enumerate(found.stages[:MOST_STAGES], 1)],
    }
    return render(request, "services/chains/new_scenario.html", context, status=status)


@signed_in
@WRITES
def remove(request: PersonRequest, work: str, slug: str) -> HttpResponse:
    """Asks first: the address of the comparison then shows it no more."""
    editable(request.actor, work)
    found = next((each for each in kept.scenarios(work) if each.slug == slug), None)
    if found is None:
        raise nothing_here()
    if request.method == "POST":
        remove_scenario(actor=request.actor, clock=real_clock, work=work, slug=slug)
        return HttpResponseRedirect(f"{reverse('services:own-scenarios', args=[work])}?done=removed")
    return render(request, "services/chains/remove_scenario.html", {"scenario": found})


def _asked(sent: Sent) -> Asked:
    shares = [sent.line(f"share{at}", longest=20) for at in range(1, MOST_STAGES + 1)]
    while shares and not shares[-1]:
        shares.pop()
    return Asked(
        tuple(shares),
        sent.line("horizon", longest=20),
        sent.line("full_by", longest=20),
        sent.line("growth", longest=20),
    )
