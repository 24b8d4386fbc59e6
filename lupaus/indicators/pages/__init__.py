"""What the pages of the indicators show, put together; the templates only lay it out."""

from lupaus.indicators.pages.catalogue import catalogue
from lupaus.indicators.pages.indicator import indicator_page
from lupaus.indicators.pages.releases import indicator_releases, release_list, release_page

__all__ = ["catalogue", "indicator_page", "indicator_releases", "release_list", "release_page"]
