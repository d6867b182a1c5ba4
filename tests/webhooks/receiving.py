"""A receiver of webhooks, as a shop would run it, and the operations that a shop sends about them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings
from standardwebhooks import Webhook

from fashionistar.accounts.models import User
from fashionistar.vendors.models import Vendor
from fashionistar.webhooks.gateway import Sender, get_renderer
from fashionistar.webhooks.models import WebhookEndpoint
from fashionistar.webhooks.services.delivery_send import delivery_send
from fashionistar.webhooks.transport import send
from schema.lib.ids import row_id
from tests.checkout.shopping import payload
from tests.wire.client import Wire, gid

ENDPOINT = """webhookEndpoint { id url events selection description vendor { slug } disabledReason failingSince }
  userErrors { code message field }"""
CREATE = (
    f"mutation($input: WebhookEndpointCreateInput!) {{ webhookEndpointCreate(input: $input) {{ secret {ENDPOINT} }} }}"
)
UPDATE = f"mutation($input: WebhookEndpointUpdateInput!) {{ webhookEndpointUpdate(input: $input) {{ {ENDPOINT} }} }}"
ENABLE = f"mutation($input: WebhookEndpointEnableInput!) {{ webhookEndpointEnable(input: $input) {{ {ENDPOINT} }} }}"
ROTATE = f"mutation($input: WebhookSecretRotateInput!) {{ webhookSecretRotate(input: $input) {{ secret {ENDPOINT} }} }}"
DELETE = """mutation($input: WebhookEndpointDeleteInput!) {
  webhookEndpointDelete(input: $input) { deletedId userErrors { code message field } } }"""
TEST = """mutation($input: WebhookEndpointTestInput!) {
  webhookEndpointTest(input: $input) { webhookDelivery { id event status } userErrors { code message field } } }"""
REDELIVER = """mutation($input: WebhookDeliveryRedeliverInput!) {
  webhookDeliveryRedeliver(input: $input) { webhookDelivery { id status } userErrors { code message field } } }"""
LOG = """query($id: ID!) { node(id: $id) { ... on WebhookEndpoint { deliveries(first: 50) { totalCount nodes {
  id messageId event status occurredAt deliveredAt nextAttemptAt body
  attempts { startedAt durationMs statusCode error answer } } } } } }"""


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What a shop runs: it keeps what it gets and answers as it is told; `gate` holds its answers back."""

    url: str = ""
    status: int = 200
    answer: bytes = b"thanks"
    location: str = ""
    received: list[Received] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    at_once: int = 0
    most_at_once: int = 0

    def take(self, request: Received) -> None:
        """Keep a request and answer when the gate is open."""
        with self.lock:
            self.received.append(request)
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
        self.gate.wait(30)
        with self.lock:
            self.at_once -= 1


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of loopback."""
    shop = Receiver()
    shop.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            shop.take(Received(self.path, dict(self.headers), body))
            self.send_response(shop.status)
            if shop.location:
                self.send_header("Location", shop.location)
            self.send_header("Content-Length", str(len(shop.answer)))
            self.end_headers()
            self.wfile.write(shop.answer)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a sender that gave up is no fault
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        shop.url = f"http://127.0.0.1:{server.server_port}/hooks"
        try:
            yield shop
        finally:
            shop.gate.set()
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    """Receivers of these tests run here."""
    settings.WEBHOOK_HTTP_ALLOWED = True
    settings.WEBHOOK_ALLOWED_NETWORKS = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver."""
    with receiving() as shop:
        yield shop


def wanted(vendor: Vendor | None, url: str, *events: str, **changes: Any) -> dict[str, Any]:
    """A good input of `webhookEndpointCreate`, with changes."""
    given = {"url": url, "events": list(events) or ["VENDOR_ORDER_SHIPPED"]}
    return given | ({} if vendor is None else {"vendorId": gid(vendor)}) | changes


def registered(
    user: User, vendor: Vendor | None, url: str, *events: str, **changes: Any
) -> tuple[WebhookEndpoint, str]:
    """An endpoint made over the wire, and its secret."""
    made = payload(Wire(user)(CREATE, input=wanted(vendor, url, *events, **changes)))
    assert made["userErrors"] == []
    row = row_id(made["webhookEndpoint"]["id"], "WebhookEndpoint")
    return WebhookEndpoint.objects.get(pk=row), made["secret"]


def sent(endpoint: WebhookEndpoint, *, at: datetime | None = None, sender: Sender = send, chance: float = 0.5) -> int:
    """Send all that is due, as a worker does at a time; returns how many tries were made."""
    count = 0
    while delivery_send(
        endpoint_id=endpoint.pk,
        renderer=get_renderer(),
        sender=sender,
        clock=lambda: at or timezone.now(),
        chance=lambda: chance,
    ):
        count += 1
    return count


def verified(request: Received, secret: str) -> dict[str, Any]:
    """What a receiver reads, once the signature holds."""
    body: dict[str, Any] = Webhook(secret).verify(request.body, request.headers)
    return body


def log_of(user: User, endpoint: WebhookEndpoint) -> list[dict[str, Any]]:
    """The delivery log as a member reads it."""
    found: list[dict[str, Any]] = Wire(user)(LOG, id=gid(endpoint)).data["node"]["deliveries"]["nodes"]
    return found
