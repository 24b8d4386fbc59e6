from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "lupaus.strategy"

    def ready(self) -> None:
        from lupaus.strategy.house import move_in

        move_in()
