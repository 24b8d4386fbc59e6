from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "lupaus.strategy"

    def ready(self) -> None:
        from lupaus.strategy.house import move_in  # noqa: PLC0415 - models can be imported only now

        move_in()
