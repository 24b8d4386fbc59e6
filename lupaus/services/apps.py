from django.apps import AppConfig

from lupaus.web.rooms import expect


class ServicesConfig(AppConfig):
    name = "lupaus.services"

    def ready(self) -> None:
        expect("lupaus.services.house")
