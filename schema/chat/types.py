"""Conversations on the wire."""

from datetime import datetime
from typing import Any, Optional

import strawberry
import strawberry_django
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from strawberry import auto, relay

from fashionistar.chat import models
from fashionistar.chat.selectors import (
    own_participants,
    unread_where,
    visible_conversations,
    visible_messages,
    visible_notes,
    visible_participants,
    visible_reports,
    visible_versions,
)
from fashionistar.kernel.actor import Actor
from fashionistar.offers.models import Offer
from fashionistar.vendors.models import VendorMember as Member
from schema.chat.attachment_types import MessageAttachment
from schema.chat.enums import ChatSide, MessageKind, ReportReason
from schema.lib import edges
from schema.lib.context import WireInfo
from schema.lib.paging import Connection, connection
from schema.lib.projection.fields import computed, expression, kept
from schema.lib.projection.rows import Rows
from schema.lib.projection.sql import global_id
from schema.measurements.enums import Term
from schema.measurements.types import MeasurementProfile
from schema.orders.types import VendorOrder
from schema.products.types import Product
from schema.vendors.types import Vendor, VendorMember

#: A list of messages is not counted further: conversations may be very long.
COUNTED_AT_MOST = 1_000

strawberry.enum(models.MessageChange, description="What became of an earlier text.")


def _member_of(vendor: str, user: str) -> Rows:
    """Whose place in the shop it is, for those who work there."""
    return Rows(Member, Q(vendor=OuterRef(vendor), user=OuterRef(user)), limit=1)


@strawberry_django.type(models.MessageReaction, description="What somebody feels about a message.")
class MessageReaction(relay.Node):
    """Seen by whoever sees the message."""

    emoji: auto
    side: ChatSide

    @expression(strawberry.ID, description="The id of the account whose it is.")
    def author_id() -> Any:
        """A user's."""
        return global_id("User", F("user_id"))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the messages that the actor may see."""
        return rows.filter(message__in=visible_messages(actor))


@strawberry_django.type(models.MessageVersion, description="What a reported message said before.")
class MessageVersion(relay.Node):
    """The platform's staff who moderate see it."""

    change: models.MessageChange
    body: auto
    replaced_at: auto

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """None, for all others."""
        return visible_versions(actor, rows)


@strawberry_django.type(models.Message, description="Something that was said.")
class Message(relay.Node):
    """Its place, `sequence`, is the same for everybody; what was deleted keeps its place."""

    conversation: "Conversation" = kept()
    sequence: int = strawberry_django.field(description="Its place in the conversation, from 1 and without gaps.")
    side: ChatSide
    kind: MessageKind
    body: str = strawberry_django.field(description="Empty when it was deleted, or is a card without words.")
    product: Product | None = strawberry_django.field(description="The card's product, while it is shown.")
    vendor_order: VendorOrder | None = strawberry_django.field(description="The card's part of an order.")
    terms: list[Term] = strawberry_django.field(description="What the shop asks to have measured, for MEASUREMENT.")
    reply_to: Optional["Message"] = kept(description="What it answers.")
    reactions: list[MessageReaction] = kept()
    attachments: list[MessageAttachment] = strawberry_django.field(
        description="Pictures and voice notes beside the words, of any kind of message; none when it was deleted."
    )
    versions: list[MessageVersion] = strawberry_django.field(
        description="What it said before; for staff who moderate, once it was reported."
    )
    has_contact: bool = strawberry_django.field(
        description="Somebody gave an address, a link or a number. What is paid outside the platform has no protection."
    )
    sent_at: auto
    edited_at: auto
    deleted_at: auto

    @expression(strawberry.ID | None, description="What its sender's client calls it, a UUID; null for the platform's.")
    def client_id() -> Any:
        """As it was sent."""
        return Cast("client_id", TextField())

    @expression(strawberry.ID | None, description="The account that wrote it; null for a shop's system and for ours.")
    def author_id() -> Any:
        """A user's; compare it with `me.id`."""
        return Case(When(author__isnull=False, then=global_id("User", F("author_id"))))

    @expression(VendorMember | None, description="The shop's member who wrote it, for those who work there.")
    def member() -> Any:
        """Null for all others, and when she works there no longer."""
        return _member_of("conversation__vendor", "author")

    @expression(edges.Offer, description="The offer that it is, for OFFER.")
    def offer() -> Any:
        """As it stands now."""
        return Rows(Offer, Q(message=OuterRef("pk")), limit=1)

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the conversations that the actor may see; what was reported, for staff who moderate."""
        return visible_messages(actor, rows)


@strawberry_django.type(models.Participant, description="How far somebody has read.")
class ConversationParticipant(relay.Node):
    """The shopper, her shop (or the support) as a whole, or one member of it, whom only its members see."""

    side: ChatSide
    read_sequence: int = strawberry_django.field(description="The `sequence` of the last message that was read.")
    read_at: auto
    unread_count: int = strawberry_django.field(description="How many messages of the other side were not read.")

    @expression(VendorMember | None, description="Which member; null for the shopper, and for a side as a whole.")
    def member() -> Any:
        """For those who work there."""
        return _member_of("conversation__vendor", "user")

    @expression(Message | None, description="The first message that was not read.")
    def first_unread() -> Any:
        """Of the other side's."""
        where = unread_where(side=OuterRef("side"), after=OuterRef("read_sequence"))
        return Rows(models.Message, where & Q(conversation=OuterRef("conversation")), order=("sequence", "id"), limit=1)

    @computed(
        needs={"owner": "user", "until": "muted_until"},
        description="Until when it is muted; one's own, null for all others.",
    )
    def muted_until(self, info: WireInfo) -> datetime | None:
        """Nobody else's business."""
        held: Any = self
        return held["until"] if held["owner"] is not None and held["owner"] == info.context.actor.user_id else None

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Of the conversations that the actor may see."""
        return visible_participants(actor, rows)


@strawberry_django.type(models.Note, description="What the shop's members, or the support, tell each other.")
class ConversationNote(relay.Node):
    """The shopper never sees it."""

    body: auto
    created_at: auto
    author_name: str = strawberry_django.field(annotate=F("author__name"), description="Who wrote it.")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Of one's own team's conversations."""
        return visible_notes(actor, rows)


@strawberry_django.type(models.Conversation, description="A shopper talks with a shop, or with the support.")
class Conversation(relay.Node):
    """Seen by the shopper, and by whoever shares the inbox."""

    created_at: auto
    active_at: auto = strawberry_django.field(description="When the last message came, or it was opened.")
    last_sequence: int = strawberry_django.field(description="How many messages there are.")
    vendor: Vendor | None = strawberry_django.field(description="The shop; null: the platform's support.")
    product: Product | None = strawberry_django.field(description="What it is about, while that is shown.")
    vendor_order: VendorOrder | None = strawberry_django.field(description="The part of an order that it is about.")
    measurement_profile: MeasurementProfile | None = strawberry_django.field(
        description="The body that it is about, while it is lent to the shop."
    )
    assignee: VendorMember | None = strawberry_django.field(description="Who looks after it; for the shop's members.")
    shopper_name: str = strawberry_django.field(annotate=F("shopper__name"), description="Empty when she left.")
    participants: list[ConversationParticipant]

    @expression(list[ChatSide], description="Which sides want no messages; while there is one, nobody can send.")
    def blocked_by() -> Any:
        """Neither, one or both."""
        named = Case(When(vendor__isnull=True, then=Value("SUPPORT")), default=Value("SHOP"))
        sides = [
            Case(When(shopper_blocked_at__isnull=False, then=Value("SHOPPER")), output_field=TextField()),
            Case(When(team_blocked_at__isnull=False, then=named), output_field=TextField()),
        ]
        return Func(
            *sides,
            template="array_remove(ARRAY[%(expressions)s], NULL)",
            output_field=ArrayField(base_field=TextField()),
        )

    @expression(ConversationParticipant | None, description="How far one has read oneself; until then, one's shop has.")
    def viewer() -> Any:
        """What a list of conversations shows as unread."""
        where = Q(conversation=OuterRef("pk"))
        return Rows(models.Participant, where, within=own_participants, order=("user_id", "id"), limit=1)

    @expression(Message | None, description="The last message, for lists.")
    def last_message() -> Any:
        """Null before the first."""
        return Rows(models.Message, Q(conversation=OuterRef("pk")), order=("-sequence", "-id"), limit=1)

    @connection(
        Connection[Message],
        description="What was said, the oldest first; `last` opens it at its end. `Query.messages` goes on from there.",
    )
    def messages() -> Rows:
        """A page in either direction."""
        where = Q(conversation=OuterRef("pk"))
        return Rows(models.Message, where, order=("sequence", "id"), counted=COUNTED_AT_MOST)

    @connection(edges.Offers, description="What was offered in it, newest first.")
    def offers() -> Rows:
        """By either side."""
        return Rows(Offer, Q(conversation=OuterRef("pk")), order=("-created_at", "-id"))

    @connection(Connection[ConversationNote], description="The team's notes, newest first; empty for the shopper.")
    def notes() -> Rows:
        """For those who share the inbox."""
        return Rows(models.Note, Q(conversation=OuterRef("pk")), order=("-created_at", "-id"))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own, and those of the inboxes that one shares."""
        return visible_conversations(actor, rows)


@strawberry_django.type(models.MessageReport, description="Somebody wants the platform's staff to look at a message.")
class MessageReport(relay.Node):
    """Seen by whoever made it, and by staff who moderate."""

    message: Message = kept()
    side: ChatSide = strawberry_django.field(description="Of whoever reported it.")
    reason: ReportReason
    comment: auto
    created_at: auto

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own; all for staff who moderate."""
        return visible_reports(actor, rows)
