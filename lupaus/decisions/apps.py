from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "lupaus.decisions"

    def ready(self) -> None:
        from lupaus.decisions.house import move_in  # noqa: PLC0415 - models can be imported only now

        move_in()
