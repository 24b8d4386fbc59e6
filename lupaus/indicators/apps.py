from django.apps import AppConfig

from lupaus.web.rooms import expect


class IndicatorsConfig(AppConfig):
    name = "lupaus.indicators"

    def ready(self) -> None:
        expect("lupaus.indicators.house")
