from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "lupaus.analysis"

    def ready(self) -> None:
        from lupaus.analysis.house import move_in  # noqa: PLC0415 - models can be imported only now

        move_in()
