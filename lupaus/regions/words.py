"""The words of regions as readers see them, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.regions.models import Category


def category_word(category: str) -> str:
    """What one region of a category is called; the category itself where it has no word of its own."""
    return {
        Category.COUNTRY.value: _("Country"),
        Category.REGION.value: _("Region"),
        Category.COUNTY.value: _("Wellbeing services county"),
        Category.SUBREGION.value: _("Sub-region"),
        Category.MUNICIPALITY.value: _("Municipality"),
        Category.HOSPITAL_DISTRICT.value: _("Hospital district"),
        Category.COLLABORATIVE_AREA.value: _("Collaborative area"),
        Category.MAJOR_REGION.value: _("Major region"),
    }.get(category, str(Category(category).label).capitalize())


def among_words(category: str) -> str:
    """The regions of a category as those a region is compared with: “municipalities”."""
    return {
        Category.REGION.value: _("regions"),
        Category.COUNTY.value: _("wellbeing services counties"),
        Category.SUBREGION.value: _("sub-regions"),
        Category.MUNICIPALITY.value: _("municipalities"),
        Category.HOSPITAL_DISTRICT.value: _("hospital districts"),
    }.get(category, _("areas of the same kind"))
