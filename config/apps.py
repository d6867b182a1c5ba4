"""The Django app of `config`: its commands, and checks of what is set; and that of the admin pages."""

from typing import Any, override

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin
from django.core import checks


def _trusted_documents(**_: Any) -> list[checks.CheckMessage]:
    if settings.GRAPHQL_TRUSTED_ONLY and not settings.GRAPHQL_TRUSTED_DOCUMENTS:
        return [
            checks.Warning(
                "Only trusted documents are run and there are none, so every GraphQL request will be refused.",
                hint="Set GRAPHQL_TRUSTED_DOCUMENTS to a manifest made by `manage.py documents`, or "
                "GRAPHQL_TRUSTED_ONLY=0 to run any document within the limits.",
                id="config.W001",
            )
        ]
    return []


class ConfigConfig(AppConfig):
    """Names the app and registers its checks."""

    name = "config"

    @override
    def ready(self) -> None:
        """Register what `manage.py check` and every start of a command look at."""
        checks.register(_trusted_documents)


class StaffAdminConfig(admin.AdminConfig):
    """Names the site of the admin pages."""

    default = False  # of the admin, not of `config`
    default_site = "config.staff_site.StaffSite"
