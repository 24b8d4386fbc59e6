"""What the page of an indicator says of how far its figures can be trusted."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from lupaus.indicators import queries
from lupaus.indicators.quality.findings import Asked, findings
from lupaus.indicators.quality.told import severity_word, told
from lupaus.web.address import Address

#: How many findings are told there.
_TOLD = 5


def trust_panel(address: Address, indicator: str) -> Markup:
    """What is doubtful in its figures, in short, and the way to how they were revised. Three queries."""
    release = queries.release(address.release) if address.release else queries.newest_release()
    chosen = told(findings(Asked(release, indicator=indicator))[: _TOLD + 1], address.language)
    context = {
        "found": [
            (each.severity, severity_word(each.severity), each.title, each.sentences, each.times)
            for each in chosen[:_TOLD]
        ],
        "more": len(chosen) > _TOLD,
        "releases": address.link(reverse("indicators:indicator-releases", args=[indicator])),
        "quality": address.link(reverse("indicators:quality")),
    }
    return Markup(render_to_string("indicators/trust_panel.html", context))  # noqa: S704 - rendered with escaping
