"""What webhooks need of the outside: somebody who reads the payload, and somebody who sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from fashionistar.kernel.actor import Actor
from fashionistar.webhooks.event_types import WebhookEventType


class RenderError(Exception):
    """The payload could not be read; the message is for the endpoint's owner."""


class Renderer(Protocol):
    """Reads what an endpoint selected of the row that an event is about."""

    def __call__(self, *, actor: Actor, event: WebhookEventType, subject: UUID, selection: str) -> bytes:
        """The selection as JSON, as the actor may see it; an empty selection is the event's own.

        Raises:
            RenderError: The selection cannot be read, or not now.
        """
        ...


def get_renderer() -> Renderer:
    """The renderer that the settings name."""
    return cast("Renderer", import_string(settings.WEBHOOK_RENDERER))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try: a status, or an error; and the first KB of what the receiver said."""

    duration_ms: int
    status_code: int | None = None
    error: str = ""
    text: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it."""
        return self.status_code is not None and 200 <= self.status_code < 300


class Sender(Protocol):
    """Sends one request and never raises for what the receiver does."""

    def __call__(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST the body."""
        ...
