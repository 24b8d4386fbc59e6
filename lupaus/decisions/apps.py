from django.apps import AppConfig

from lupaus.web.rooms import expect


class DecisionsConfig(AppConfig):
    name = "lupaus.decisions"

    def ready(self) -> None:
        expect("lupaus.decisions.house")
