from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "lupaus.indicators"

    def ready(self) -> None:
        from lupaus.indicators.house import move_in

        move_in()
