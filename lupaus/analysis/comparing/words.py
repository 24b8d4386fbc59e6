"""The words of comparisons as readers see them, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lupaus.analysis.comparing.asked import View


def view_word(view: View) -> str:
    """What a view is called where it is chosen."""
    return {
        View.LINES: _("Lines"),
        View.RANKING: _("In order"),
        View.MAP: _("Map"),
        View.MULTIPLES: _("Small pictures"),
        View.DUMBBELL: _("Two years"),
        View.SCATTER: _("Two indicators"),
        View.GENDERS: _("Women and men"),
        View.SIMILAR: _("Similar areas"),
    }[view]


def view_words(view: View) -> str:
    """What a view shows, in a sentence."""
    return {
        View.LINES: _("How the figure has gone in each area, year by year."),
        View.RANKING: _("The areas in the order of their figures in one year."),
        View.MAP: _("The figures of one year on a map."),
        View.MULTIPLES: _("A small picture for each area, all with one scale."),
        View.DUMBBELL: _("How far each area has come from one year to another."),
        View.SCATTER: _("Whether areas with a high figure of one indicator have a high figure of another."),
        View.GENDERS: _("The figures of women and of men beside each other."),
        View.SIMILAR: _("An area among those most like it by population, languages and age structure."),
    }[view]
