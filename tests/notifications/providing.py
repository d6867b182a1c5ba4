"""Providers as they are met on the network: two HTTP APIs and a mail server, each on a port of loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override
from uuid import uuid4

import orjson
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.notifications.gateway import Outgoing
from fashionistar.notifications.gateways import senders_of
from fashionistar.notifications.models import Channel, Notification
from fashionistar.notifications.services.notification_queue import Message, Recipient, notification_queue
from fashionistar.notifications.services.notification_send import notification_send

EMAIL, PHONE = "dami@example.com", "+2348031234567"
CODE = "314159"
TERMII_KEY, AFRICAS_TALKING_KEY = "TL-key-of-the-suite", "atsk_key-of-the-suite"
TERMII_OK = {"code": "ok", "message_id": "9122821270554876574", "message": "Successfully Sent", "balance": 9}


def of_africas_talking(code: int | str, status: str) -> dict[str, Any]:
    """What Africa's Talking says of one number."""
    recipient = {"statusCode": code, "number": PHONE, "status": status, "cost": "NGN 2.2000", "messageId": "ATXid_1"}
    return {"SMSMessageData": {"Message": "Sent to 1/1", "Recipients": [recipient]}}


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Provider:
    """An HTTP API: it keeps what it is asked and answers as it is told; `gate` holds its answers back."""

    url: str = ""
    status: int = 200
    answer: object = None
    echo: bool = False
    asked: list[Asked] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def body(self, request: Asked) -> bytes:
        """What it answers."""
        if self.echo:
            words = f"{request.headers.get('apiKey')} {request.body.decode()}"
            return orjson.dumps({"message": words, "SMSMessageData": {"Message": words, "Recipients": []}})
        return self.answer if isinstance(self.answer, bytes) else orjson.dumps(self.answer)


@contextmanager
def providing(status: int, answer: object) -> Iterator[Provider]:
    """A provider on a free port."""
    provider = Provider(status=status, answer=answer)
    provider.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = Asked(self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
            provider.asked.append(request)
            provider.gate.wait(30)
            body = provider.body(request)
            self.send_response(provider.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that gave up is no fault
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        provider.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield provider
        finally:
            provider.gate.set()
            server.shutdown()
            thread.join()


@dataclass
class MailServer:
    """A mail server that keeps what it takes; `recipient` and `data` are its words on an address and on a message."""

    port: int = 0
    recipient: str = "250 OK"
    data: str = "250 OK"
    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  (the server calls it so)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to an address."""
        if self.recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer to a message."""
        if self.data.startswith("2") and isinstance(envelope.content, bytes):
            self.taken.append(message_from_bytes(envelope.content, policy=default))
        return self.data


@pytest.fixture(autouse=True)
def fresh_senders() -> Iterator[None]:
    """Each test chooses its providers."""
    senders_of.cache_clear()
    yield
    senders_of.cache_clear()


@pytest.fixture
def termii(settings: Settings) -> Iterator[Provider]:
    """Termii, and nobody else."""
    with providing(200, TERMII_OK) as provider:
        settings.SMS_PROVIDERS = ["termii"]
        settings.TERMII_API_KEY, settings.TERMII_SENDER_ID = TERMII_KEY, "Fashion"
        settings.TERMII_BASE_URL = provider.url
        yield provider


@pytest.fixture
def africas_talking(settings: Settings) -> Iterator[Provider]:
    """Africa's Talking, and nobody else."""
    with providing(201, of_africas_talking(101, "Success")) as provider:
        settings.SMS_PROVIDERS = ["africastalking"]
        settings.AFRICASTALKING_USERNAME, settings.AFRICASTALKING_API_KEY = "fashionistar", AFRICAS_TALKING_KEY
        settings.AFRICASTALKING_BASE_URL = provider.url
        yield provider


class OnAnyPort(Controller):
    """Runs a mail server on a free port."""

    @override
    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailing(**options: Any) -> Iterator[MailServer]:
    """A mail server on a free port; the options are aiosmtpd's."""
    server = MailServer()
    controller = OnAnyPort(server, hostname="127.0.0.1", port=0, **options)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A mail server that Django's mail framework is told of."""
    settings.DEFAULT_FROM_EMAIL = "Fashionistar <no-reply@fashionistar.example>"
    with mailing() as server:
        settings.MAILERS = smtp(server.port)
        yield server


def smtp(port: int, **options: object) -> dict[str, Any]:
    """Mailers that lead to a mail server."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5} | options}}


def outgoing(text: str = "314159 is your code.", *, to: str = PHONE, subject: str = "Your code") -> Outgoing:
    """A message as a sender gets it."""
    return Outgoing(message_id=uuid4(), to=to, subject=subject, text=text)


def queued(
    channel: Channel = Channel.EMAIL,
    to: str = "",
    *,
    at: datetime | None = None,
    expires_at: datetime | None = None,
    suppressed: bool = False,
) -> Notification:
    """A code on its way to somebody."""
    address = to or (EMAIL if channel is Channel.EMAIL else PHONE)
    message = Message("otp", f"{CODE} is your code", f"{CODE} is your Fashionistar code. Tell nobody.")
    with transaction.atomic():
        return notification_queue(
            to=Recipient(channel, address),
            message=message,
            now=at or timezone.now(),
            expires_at=expires_at,
            suppressed=suppressed,
        )


def sent(channel: Channel = Channel.EMAIL, *, at: datetime | None = None, chance: float = 0.5) -> int:
    """Send all that is due on a channel, as a worker does at a time; returns how many tries were made."""
    count = 0
    while notification_send(
        channel=channel,
        senders=senders_of(channel),
        clock=lambda: at or timezone.now(),
        chance=lambda: chance,
    ):
        count += 1
    return count
