"""Development's mailbox: e-mails and text messages become files in `MAILBOX_DIR`, one each, the newest kept."""

import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import override

import orjson
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from fashionistar.notifications.gateway import Outgoing, SendError
from fashionistar.notifications.models import Channel

KEPT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it would have reached somebody."""

    id: str
    channel: str
    to: str
    sender: str
    subject: str
    text: str
    sent_at: datetime


class TextMailbox:
    """A `Sender` of text messages that go no further than this machine."""

    name = "mailbox"

    def send(self, message: Outgoing) -> None:
        """Keep the message.

        Raises:
            SendError: It cannot be written.
        """
        try:
            keep(channel=Channel.SMS, to=message.to, sender="Fashionistar", text=message.text)
        except OSError as error:
            raise SendError(f"The mailbox cannot be written ({error.strerror}).") from None


class MailboxBackend(BaseEmailBackend):
    """A backend of Django's mail framework; whatever is sent through it is kept."""

    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages; returns how many."""
        for each in email_messages:
            to = ", ".join(each.recipients())
            subject, text = str(each.subject), str(each.body)
            keep(channel=Channel.EMAIL, to=to, sender=each.from_email, subject=subject, text=text)
        return len(email_messages)


def keep(*, channel: Channel, to: str, sender: str, text: str, subject: str = "") -> None:
    """Write a message, whole or not at all, and forget the oldest beyond `KEPT`."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Names in the order of time; what a message says is for its reader alone.
    name = f"{time.time_ns():020}-{secrets.token_hex(4)}"
    letter = Letter(name, channel, to, sender, subject, text, datetime.now(UTC))
    fresh = folder / f"{name}.new"
    fresh.touch(mode=0o600)
    fresh.write_bytes(orjson.dumps(asdict(letter)))
    fresh.replace(folder / f"{name}.json")
    for old in _newest_first(folder)[KEPT:]:
        old.unlink(missing_ok=True)


def letters(*, to: str = "") -> list[Letter]:
    """The messages that are kept, newest first; with `to` those whose address has it."""
    found = []
    for path in _newest_first(_folder())[:KEPT]:
        # Another process may forget it meanwhile.
        with suppress(FileNotFoundError):
            read = orjson.loads(path.read_bytes())
            found.append(Letter(**read | {"sent_at": datetime.fromisoformat(read["sent_at"])}))
    return [letter for letter in found if to.lower() in letter.to.lower()]


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"), reverse=True)


def _folder() -> Path:
    if settings.MAILBOX_DIR is None:
        raise ImproperlyConfigured("There is no MAILBOX_DIR here: development has a mailbox, a deployment has none.")
    return settings.MAILBOX_DIR
