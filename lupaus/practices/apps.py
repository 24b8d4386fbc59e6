from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "lupaus.practices"

    def ready(self) -> None:
        from lupaus.practices.house import move_in  # noqa: PLC0415 - models can be imported only now

        move_in()
