from django.apps import AppConfig

from lupaus.web.rooms import expect


class StrategyConfig(AppConfig):
    name = "lupaus.strategy"

    def ready(self) -> None:
        expect("lupaus.strategy.house")
