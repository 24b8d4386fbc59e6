from django.apps import AppConfig
from django.utils.translation import gettext as _


class AccountsConfig(AppConfig):
    name = "lupaus.accounts"

    def ready(self) -> None:
        from lupaus.accounts.models import Role  # noqa: PLC0415 - models exist once apps are ready
        from lupaus.web.panels import Entry, register_entry  # noqa: PLC0415

        register_entry(
            Entry(
                "workspace",
                80,
                lambda: _("People"),
                "accounts:people",
                seen_by=lambda actor: actor.may_somewhere(Role.ADMINISTRATOR),
            )
        )
        register_entry(
            Entry(
                "workspace",
                90,
                lambda: _("Audit trail"),
                "audit:trail",
                seen_by=lambda actor: (Role.ADMINISTRATOR, "") in actor.grants,
            )
        )
        register_entry(Entry("person", 10, lambda: _("My account"), "accounts:account"))
        register_entry(Entry("person", 20, lambda: _("Sign out"), "accounts:sign-out", is_deed=True))
        register_entry(Entry("footer", 90, lambda: _("Sign in"), "accounts:sign-in"))
