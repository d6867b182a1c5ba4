"""What notifications ask of those who carry messages: one Protocol, the message, and how a try fails."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """A message as it is handed over; `message_id` is the same at every try. It is never shown: it may hold a code."""

    message_id: UUID
    to: str
    subject: str
    text: str


class SendError(Exception):
    """The message was not taken, as far as we know. The words are for operators and hold nothing of the message.

    `is_permanent` says that nobody could bring it to this address. Whatever else is wrong (the provider, our account
    there, an answer that nobody understands) may be mended, or another provider may do better.
    """

    def __init__(self, said: str, *, is_permanent: bool = False) -> None:
        """Keep what to tell."""
        super().__init__(said)
        self.is_permanent = is_permanent


class Sender(Protocol):
    """A provider of e-mail or of text messages."""

    @property
    def name(self) -> str:
        """What operators know it by."""
        ...

    def send(self, message: Outgoing) -> None:
        """Hand a message over, once.

        Raises:
            SendError: It was not taken, or nobody knows.
        """
        ...
