from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "lupaus.indicators"

    def ready(self) -> None:
        from lupaus.indicators.house import move_in  # noqa: PLC0415 - models can be imported only now

        move_in()
