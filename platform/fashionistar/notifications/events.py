"""Facts about notifications."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class NotificationQueued(Event):
    """There is a message to be sent."""

    topic: ClassVar[str] = "notification"
    notification_id: UUID
