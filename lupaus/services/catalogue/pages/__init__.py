"""What the pages of the catalogue show, put together; the templates only lay it out.

Each page is a function of its address, the content version, the data release and the day.
"""

from lupaus.services.catalogue.pages.classes import ClassesPage, ClassPage, class_page, classes_page
from lupaus.services.catalogue.pages.listing import CataloguePage, catalogue_page
from lupaus.services.catalogue.pages.service import ServicePage, service_page

__all__ = [
    "CataloguePage",
    "ClassPage",
    "ClassesPage",
    "ServicePage",
    "catalogue_page",
    "class_page",
    "classes_page",
    "service_page",
]
