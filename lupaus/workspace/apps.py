from django.apps import AppConfig

from lupaus.web.rooms import expect


class WorkspaceConfig(AppConfig):
    name = "lupaus.workspace"

    def ready(self) -> None:
        expect("lupaus.workspace.house")
