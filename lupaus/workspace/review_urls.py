"""The addresses of a version's way: review, comparison, checklist, files, print, and the steps."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from lupaus.workspace.pages.steps import STEPS
from lupaus.workspace.views import bring, compare, review, steps, take

VERSION = "<slug:work>/<ordinal:number>/"


class Step:
    """A step of a version, as the last part of its address."""

    regex = "|".join(STEPS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def review_paths() -> list[URLPattern]:
    """The paths; called once the converters they stand on are known."""
    register_converter(Step, "step")
    return [
        path("<slug:work>/begin/", steps.begin, name="begin"),
        path("<slug:work>/compare/", compare.choose, name="choose-compare"),
        path(f"{VERSION}<step:step>/", steps.step, name="step"),
        path(f"{VERSION}review/", review.review, name="review"),
        path(f"{VERSION}compare/<ordinal:other>/", compare.compare, name="compare"),
        path(f"{VERSION}checklist/", compare.checklist, name="checklist"),
        path(f"{VERSION}bring/", bring.bring, name="bring"),
        path(f"{VERSION}bring/check/", bring.check, name="bring-check"),
        path(f"{VERSION}take.<slug:form>", take.take, name="take"),
        path(f"{VERSION}print/", take.printed, name="print"),
        path(f"{VERSION}print.pdf", take.as_pdf, name="pdf"),
    ]
