from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "lupaus.workspace"

    def ready(self) -> None:
        from lupaus.workspace.house import move_in  # noqa: PLC0415 - models can be imported only now

        move_in()
