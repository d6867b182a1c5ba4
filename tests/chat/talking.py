"""Talking, for tests: conversations and messages through the use-cases, and what the wire says of them."""

from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat.models import Conversation, Message, Note, Participant
from fashionistar.chat.selectors import miscounted, misnumbered
from fashionistar.chat.services.conversation_note_add import conversation_note_add
from fashionistar.chat.services.conversation_open import Subject, conversation_open
from fashionistar.chat.services.message_send import Draft, message_send
from fashionistar.orders.models import VendorOrder
from fashionistar.vendors.models import Vendor
from tests.accounts.codes import ask
from tests.people import acting
from tests.wire.client import Answer, Wire, gid

MESSAGE = "message { id sequence side kind body hasContact clientId } userErrors { code field }"
TALK = "conversation { id lastSequence blockedBy viewer { side readSequence unreadCount } } userErrors { code field }"

_serial = count(1)


def talk_of(shopper: User, shop: Vendor | None = None, **subject: UUID) -> Conversation:
    """A shopper's conversation: about nothing, unless said."""
    about = Subject(**subject) if subject else Subject(vendor_id=None if shop is None else shop.pk)
    return conversation_open(actor=acting(shopper), subject=about, now=timezone.now())


def about(part: VendorOrder) -> Conversation:
    """What its shopper says about a part."""
    assert part.order.user is not None
    return talk_of(part.order.user, vendor_order_id=part.pk)


def say(who: User, talk: Conversation, body: str = "", **given: Any) -> Message:
    """One more message."""
    draft = Draft(given.pop("client_id", None) or uuid4(), body or f"Line {next(_serial)}", **given)
    return message_send(actor=acting(who), conversation_id=talk.pk, draft=draft, now=timezone.now())


def note(who: User, talk: Conversation, body: str = "She pays late") -> Note:
    """One more note."""
    return conversation_note_add(actor=acting(who), conversation_id=talk.pk, client_id=uuid4(), body=body)


def send(wire: Wire, talk: Conversation, body: str = "How long is it?", **given: Any) -> Answer:
    """Send `messageSend`."""
    given = {"conversationId": gid(talk), "clientId": str(uuid4()), "body": body} | given
    return ask("messageSend", MESSAGE, wire, **given)


def read(wire: Wire, talk: Conversation, sequence: int) -> Answer:
    """Send `conversationRead`."""
    return ask("conversationRead", TALK, wire, conversationId=gid(talk), sequence=sequence)


def unread(talk: Conversation) -> dict[tuple[str, str | None], tuple[int, int]]:
    """How far each has read, and how much not: by side and name."""
    rows = Participant.objects.filter(conversation=talk).values_list(
        "side", "user__name", "read_sequence", "unread_count"
    )
    return {(side, name): (read_, left) for side, name, read_, left in rows}


def assert_counts_are_right() -> None:
    """What is counted is what there is."""
    assert list(miscounted().values_list("side", "unread_count", "counted")) == []
    assert list(misnumbered().values_list("pk", "last_sequence")) == []
