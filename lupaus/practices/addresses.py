"""Where the pages of a handbook are: of the version in force, or of a version for ever."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from lupaus.web.address import Address


class Place(NamedTuple):
    """A handbook as an address speaks of it; without a number, the version in force, whichever that is."""

    address: Address
    work: str
    number: int | None = None

    @property
    def contents(self) -> str:
        return self._to("practices:version" if self.number else "practices:contents")

    def chapter(self, slug: str) -> str:
        return self._to("practices:version-chapter" if self.number else "practices:chapter", slug)

    def pdf(self, version: int, chapter: str | None = None) -> str:
        """A version, or a chapter of it, to print: the path alone, for nothing else decides it."""
        if chapter is None:
            return reverse("practices:version-pdf", args=[self.work, version])
        return reverse("practices:chapter-pdf", args=[self.work, version, chapter])

    def section(self, chapter: str, section: str) -> str:
        return f"{self.chapter(chapter)}#{anchor(section)}"

    def _to(self, name: str, *more: str) -> str:
        where: tuple[str | int, ...] = (self.work,) if self.number is None else (self.work, self.number)
        return self.address.link(reverse(name, args=[*where, *more]))


def anchor(section: str) -> str:
    """The id of a section within its page: no other id there begins like it."""
    return f"section-{section}"
