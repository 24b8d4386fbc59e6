"""The pages every published work of this room has: its versions, two of them side by side, and the PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from lupaus.services.published import Published, nothing_here, published, two_versions
from lupaus.web import clock, printing
from lupaus.web.address import Address, PageRequest
from lupaus.web.printing import Report
from lupaus.workspace import queries as workspace
from lupaus.workspace.attributes import in_force
from lupaus.workspace.kinds import WorkKind
from lupaus.workspace.models import State
from lupaus.workspace.pages.compared import compared


class Printed(Protocol):
    """Makes the document of a published version. `web_address` is that of the version's own page."""

    def __call__(self, work: Published, *, address: Address, web_address: str) -> Report: ...


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the works of a kind are: `name` is that of one work's page among the addresses.

    Addresses: `services:<listing>`, `services:<name>`, `services:<name>-version`, `-versions`, `-compare`,
    `-pdf`.
    """

    kind: WorkKind
    name: str
    listing: str
    prefix: str  # "processes"
    label: Callable[[], str]  # of the list
    printed: Printed
    #: The picture of a version in a language, to lay beside that of another.
    beside: Callable[[Published, str], Markup] | None = None
    #: Whether what is printed shows figures, as of a release.
    prints_figures: bool = False

    def pdf(self, work: str, number: int, release: int | None = None) -> str:
        """A version to print: the path, and the release where there are figures; nothing else decides it."""
        path_ = reverse(f"services:{self.name}-pdf", args=[work, number])
        return f"{path_}?release={release}" if release and self.prints_figures else path_

    @property
    def urls(self) -> list[URLPattern]:
        base = f"{self.prefix}/<slug:work>/versions/"
        return [
            path(base, self._versions, name=f"{self.name}-versions"),
            path(
                f"{base}<ordinal:older>/compare/<ordinal:newer>/", self._compare, name=f"{self.name}-compare"
            ),
            path(f"{base}<ordinal:number>/{self.name}.pdf", self._pdf, name=f"{self.name}-pdf"),
        ]

    @property
    def _versions(self) -> Callable[..., HttpResponse]:
        @require_safe
        def versions(request: PageRequest, work: str) -> HttpResponse:
            found = [each for each in workspace.public_versions(work) if each.work.kind == self.kind.name]
            if not found:
                raise nothing_here()
            newest = next((each for each in found if each.state == State.PUBLISHED), found[0])
            context = {
                "doors": self,
                "versions": found,
                "title": published(self.kind.name, work, newest.number).title,
                "work": work,
            }
            return render(request, "services/versions.html", context)

        return versions

    @property
    def _compare(self) -> Callable[..., HttpResponse]:
        @require_safe
        def compare(request: PageRequest, work: str, older: int, newer: int) -> HttpResponse:
            first, second = two_versions(self.kind.name, work, older, newer)
            shown = compared(
                first.content,
                second.content,
                self.kind,
                attributes=[each for each in in_force(second.version.work.organisation) if each.is_public],
                page=int(request.address.value("page") or 1),
            )
            language = request.address.language
            context = {
                "doors": self,
                "older": first,
                "newer": second,
                "shown": shown,
                "pictures": [(each, self.beside(each, language)) for each in (first, second)]
                if self.beside
                else [],
            }
            return render(request, "services/compare.html", context)

        return compare

    @property
    def _pdf(self) -> Callable[..., HttpResponse]:
        @require_safe
        def pdf(request: PageRequest, work: str, number: int) -> HttpResponse:
            """One address for each version and, where there are figures, each release."""
            address = self.pdf(work, number, request.address.release)
            if str(request.address) != address:
                return HttpResponseRedirect(address)
            found = published(self.kind.name, work, number)
            where = self.kind.public_address
            own = where(found.version.work, found.version, request.address.language) if where else ""
            report = self.printed(found, address=request.address, web_address=request.build_absolute_uri(own))
            name = f"{work}-{number}-{request.address.language}.pdf"
            return HttpResponse(
                printing.pdf(report),
                content_type="application/pdf",
                headers={"Content-Disposition": f'inline; filename="{name}"'},
            )

        return pdf


def today() -> date:
    return clock.day_of(clock.real_clock)
