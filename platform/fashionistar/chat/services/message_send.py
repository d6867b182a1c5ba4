"""Say something in a conversation."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.db import transaction

from fashionistar.chat.attaching import attach, sendable
from fashionistar.chat.held_conversation import Held, held_conversation, require_open
from fashionistar.chat.models import ChatSide, Message, MessageKind
from fashionistar.chat.posting import post, said_before, words
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle
from fashionistar.measurements.estimation.terms import Term
from fashionistar.orders.models import VendorOrder
from fashionistar.products.models import Product, ProductStatus
from fashionistar.tailoring.specifying import ordered


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as the client has it.

    Attributes:
        client_id: What the client calls it; sending it again gives the same message.
        body: Words, 4,000 characters at most; beside a card or attachments they may be left out.
        product_id: A product card.
        vendor_order_id: A card of a part of an order.
        terms: What the shop asks to have measured anew.
        reply_to_id: The message of this conversation that it answers.
        attachment_ids: What was uploaded before, eight at most, in the order in which it is shown.
    """

    client_id: UUID
    body: str = ""
    product_id: UUID | None = None
    vendor_order_id: UUID | None = None
    terms: tuple[Term, ...] = ()
    reply_to_id: UUID | None = None
    attachment_ids: tuple[UUID, ...] = ()

    @property
    def digest(self) -> str:
        """What it asks for, in short."""
        return hashlib.sha256(orjson.dumps(asdict(self))).hexdigest()

    @property
    def kind(self) -> MessageKind:
        """What it is, by what it holds."""
        if self.product_id is not None:
            return MessageKind.PRODUCT
        if self.terms:
            return MessageKind.MEASUREMENT
        return MessageKind.TEXT if self.vendor_order_id is None else MessageKind.ORDER


def message_send(*, actor: Actor, conversation_id: UUID, draft: Draft, now: datetime) -> Message:
    """Add a message. The same draft sent again, by the same sender, gives the message that it became.

    Raises:
        DomainError: NOT_FOUND, REQUIRED (nothing in it), INVALID, CONVERSATION_BLOCKED, RATE_LIMITED,
            STATUS_CONFLICT (an attachment is not ready, or was sent), IDEMPOTENCY_KEY_MISMATCH (its client id was used
            for another message).
    """
    throttle("chat-message", actor.label)
    return _sent(actor, conversation_id, draft, now=now)


@transaction.atomic(durable=True)
def _sent(actor: Actor, conversation_id: UUID, draft: Draft, *, now: datetime) -> Message:
    held = held_conversation(actor, conversation_id)
    if (done := said_before(actor, held, draft.client_id, draft.digest)) is not None:
        return done
    require_open(held)
    said = words(draft.body, required=draft.kind == MessageKind.TEXT and not draft.attachment_ids)
    attached = sendable(actor, held, draft.attachment_ids)
    _check_cards(held, draft)
    if draft.reply_to_id is not None:
        _check_reply(held, draft.reply_to_id)
    message = Message(
        client_id=draft.client_id,
        side=held.side,
        author_id=actor.user_id,
        sender=actor.label,
        sent_hash=draft.digest,
        kind=draft.kind,
        body=said.body,
        product_id=draft.product_id,
        vendor_order_id=draft.vendor_order_id,
        terms=ordered(draft.terms),
        reply_to_id=draft.reply_to_id,
        has_contact=said.has_contact,
    )
    post(held.conversation, message, actor=actor, now=now)
    attach(attached, message)
    return message


def _check_cards(held: Held, draft: Draft) -> None:
    """Cards show what both sides may see: what is in the shop window, and what the shopper ordered of this shop."""
    if sum((draft.product_id is not None, draft.vendor_order_id is not None, bool(draft.terms))) > 1:
        raise refuse(ErrorCode.INVALID, "A message has one card, or one request.", "vendorOrderId")
    if draft.terms and held.side != ChatSide.SHOP:
        raise refuse(ErrorCode.INVALID, "A shop asks its shopper to measure.", "terms")
    talk = held.conversation
    if draft.product_id is not None:
        shown = Product.objects.filter(pk=draft.product_id, status=ProductStatus.PUBLISHED)
        if not (shown if talk.vendor_id is None else shown.filter(vendor=talk.vendor_id)).exists():
            raise refuse(ErrorCode.NOT_FOUND, "The shop shows no such product.", "productId")
    if draft.vendor_order_id is not None:
        parts = VendorOrder.objects.filter(pk=draft.vendor_order_id, order__user=talk.shopper_id)
        if not (parts if talk.vendor_id is None else parts.filter(vendor=talk.vendor_id)).exists():
            raise refuse(ErrorCode.NOT_FOUND, "There is no such order between you.", "vendorOrderId")


def _check_reply(held: Held, message_id: UUID) -> None:
    said = Message.objects.filter(pk=message_id, conversation=held.conversation).exclude(side=ChatSide.PLATFORM)
    if not said.exists():
        raise refuse(ErrorCode.NOT_FOUND, "There is no such message in this conversation.", "replyToId")
