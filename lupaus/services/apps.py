from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "lupaus.services"

    def ready(self) -> None:
        from lupaus.services.house import move_in  # noqa: PLC0415 - models can be imported only now

        move_in()
