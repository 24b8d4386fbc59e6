from django.apps import AppConfig

from lupaus.web.rooms import expect


class AnalysisConfig(AppConfig):
    name = "lupaus.analysis"

    def ready(self) -> None:
        expect("lupaus.analysis.house")
