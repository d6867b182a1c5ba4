"""Every address of the platform."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from config.mailbox import mailbox
from config.pictures import picture
from fashionistar.kernel.metrics import EventsCollector, metrics
from fashionistar.notifications.metrics import NotificationsCollector
from fashionistar.reconciliation.metrics import ReconciliationCollector
from schema.chat.files import attachment_file
from schema.endpoint import gateway_webhook
from schema.graphiql.views import graphiql
from schema.statements.files import statement_file


async def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; what it needs is not asked."""
    return HttpResponse("ok", content_type="text/plain")


def home(_request: HttpRequest) -> HttpResponse:
    """The front door leads to GraphiQL."""
    return redirect("/graphql/")


urlpatterns = [
    path("", home),
    path("graphql/", require_safe(graphiql), name="graphql"),
    # People type these into gateways' dashboards, with the slash or without.
    re_path(r"^webhooks/(?P<gateway>[a-z]+)/?$", gateway_webhook, name="gateway-webhook"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics(EventsCollector(), NotificationsCollector(), ReconciliationCollector()), name="metrics"),
    path("statements/", require_safe(statement_file), name="statement"),
    path("attachments/", require_safe(attachment_file), name="attachment"),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    # In a deployment the storage or the proxy serves pictures.
    urlpatterns.append(re_path(r"^media/(?P<file>.*)$", require_safe(picture)))

if settings.MAILBOX_DIR:
    # Development only: it shows the codes that were sent.
    urlpatterns.append(path("dev/mailbox/", require_safe(mailbox), name="mailbox"))
