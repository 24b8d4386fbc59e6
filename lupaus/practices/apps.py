from django.apps import AppConfig

from lupaus.web.rooms import expect


class PracticesConfig(AppConfig):
    name = "lupaus.practices"

    def ready(self) -> None:
        expect("lupaus.practices.house")
