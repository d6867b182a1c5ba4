"""Reads of chat; the tenant scope of conversations and of all that is in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fashionistar.chat.models import (
    AttachmentFile,
    AttachmentStatus,
    ChatSide,
    Conversation,
    Message,
    MessageAttachment,
    MessageReport,
    MessageVersion,
    Note,
    Participant,
)
from fashionistar.chat.policies import ATTACHMENT_OVERDUE
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.vendors.models import VendorMember, VendorPermission, VendorRole
from fashionistar.vendors.policies import OF_ROLE
from fashionistar.vendors.selectors import vendors_where

_NOTHING = Q(pk__in=[])


def own_scope(actor: Actor, path: str = "") -> Q:
    """What the actor shops for, as a condition on rows that lead to conversations by `path`."""
    return _NOTHING if actor.user_id is None else Q(**{f"{path}shopper": actor.user_id})


def shop_scope(actor: Actor, path: str = "") -> Q:
    """What is in the inboxes of her shops; who has shopped there herself stays the shopper."""
    inbox = Q(**{f"{path}vendor__in": vendors_where(actor, VendorPermission.CHAT_REPLY)})
    return inbox if actor.user_id is None else inbox & ~Q(**{f"{path}shopper": actor.user_id})


def support_scope(actor: Actor, path: str = "") -> Q:
    """What is in the support's inbox, for its staff."""
    if not actor.may(StaffPermission.CHAT_SUPPORT):
        return _NOTHING
    return Q(**{f"{path}vendor__isnull": True}) & ~Q(**{f"{path}shopper": actor.user_id})


def team_scope(actor: Actor, path: str = "") -> Q:
    """What she sees from behind the counter: of her shops, and of the support."""
    return shop_scope(actor, path) | support_scope(actor, path)


def conversation_scope(actor: Actor, path: str = "") -> Q:
    """What an actor may see of conversations at all."""
    return own_scope(actor, path) | team_scope(actor, path)


def visible_conversations(actor: Actor, queryset: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """The conversations that the actor may see."""
    rows = Conversation.objects.all() if queryset is None else queryset
    return rows.filter(conversation_scope(actor))


def visible_messages(actor: Actor, queryset: QuerySet[Message] | None = None) -> QuerySet[Message]:
    """The messages of those; for staff who moderate, also those that were reported."""
    rows = Message.objects.all() if queryset is None else queryset
    seen = conversation_scope(actor, "conversation__")
    if actor.may(StaffPermission.CHAT_MODERATE):
        seen |= Q(Exists(MessageReport.objects.filter(message=OuterRef("pk"))))
    return rows.filter(seen)


def visible_attachments(actor: Actor, queryset: QuerySet[MessageAttachment] | None = None) -> QuerySet[Any]:
    """What was sent in conversations that the actor may see, until it is deleted; and what she uploaded there herself.

    For staff who moderate, also what reported messages showed, before and after they were deleted.
    """
    rows = MessageAttachment.objects.all() if queryset is None else queryset
    sent = Q(message__isnull=False, message__deleted_at__isnull=True)
    # What a shop's systems upload has no author; the scope is the shop's.
    author = Q(author__isnull=True) if actor.user_id is None else Q(author=actor.user_id)
    hers = author & Q(message__isnull=True)
    seen = (sent | hers) & conversation_scope(actor, "conversation__")
    if actor.may(StaffPermission.CHAT_MODERATE):
        seen |= Q(Exists(MessageReport.objects.filter(message=OuterRef("message"))))
    return rows.filter(seen)


def visible_versions(actor: Actor, queryset: QuerySet[MessageVersion]) -> QuerySet[MessageVersion]:
    """What reported messages said before, for staff who moderate."""
    if not actor.may(StaffPermission.CHAT_MODERATE):
        return queryset.none()
    return queryset.filter(Exists(MessageReport.objects.filter(message=OuterRef("message"))))


def visible_reports(actor: Actor, queryset: QuerySet[MessageReport]) -> QuerySet[MessageReport]:
    """All for staff who moderate; one's own for everybody."""
    if actor.may(StaffPermission.CHAT_MODERATE):
        return queryset
    return queryset.none() if actor.user_id is None else queryset.filter(reporter=actor.user_id)


def visible_notes(actor: Actor, queryset: QuerySet[Note] | None = None) -> QuerySet[Note]:
    """The notes of the teams that the actor is of."""
    rows = Note.objects.all() if queryset is None else queryset
    return rows.filter(team_scope(actor, "conversation__"))


def visible_participants(actor: Actor, queryset: QuerySet[Participant] | None = None) -> QuerySet[Participant]:
    """All of the team's own conversations; for a shopper her own row, and the shop's as a whole."""
    rows = Participant.objects.all() if queryset is None else queryset
    mine = own_scope(actor, "conversation__") & (Q(user=actor.user_id) | Q(user__isnull=True))
    return rows.filter(mine | team_scope(actor, "conversation__"))


def own_participants(actor: Actor, queryset: QuerySet[Participant]) -> QuerySet[Participant]:
    """What counts for the actor: her own row and, until she has one, her side's."""
    hers = _NOTHING if actor.user_id is None else Q(user=actor.user_id)
    return queryset.filter(hers | Q(user__isnull=True) & team_scope(actor, "conversation__"))


def side_of(actor: Actor, conversation: Conversation) -> ChatSide:
    """On whose side the actor speaks in a conversation that she may see."""
    if actor.user_id is not None and conversation.shopper_id == actor.user_id:
        return ChatSide.SHOPPER
    return ChatSide.SUPPORT if conversation.vendor_id is None else ChatSide.SHOP


def unread_where(*, side: Any, after: Any) -> Q:
    """Which messages count as unread for a participant: what other people said on another side, if it is still there.

    Args:
        side: The participant's own.
        after: How far the participant has read; both may be references to an outer row.
    """
    said = Q(sequence__gt=after, deleted_at__isnull=True) & ~Q(side=ChatSide.PLATFORM)
    return said & ~Q(side=side)


def unread_count(participant: Participant, *, after: int) -> int:
    """How many messages would be unread if the participant had read so far."""
    said = Message.objects.filter(conversation=participant.conversation_id)
    return said.filter(unread_where(side=participant.side, after=after)).count()


def miscounted() -> QuerySet[Any]:
    """Participants whose count is not that of the messages they have not read, which is `counted`."""
    where = unread_where(side=OuterRef("side"), after=OuterRef("read_sequence"))
    said = Message.objects.filter(where, conversation=OuterRef("conversation")).order_by()
    number = said.values("conversation").annotate(number=Count("pk")).values("number")
    counted = Coalesce(Subquery(number), 0, output_field=IntegerField())
    return Participant.objects.annotate(counted=counted).exclude(unread_count=F("counted")).order_by("pk")


def misnumbered() -> QuerySet[Any]:
    """Conversations whose messages are not numbered from 1 to the last without a gap."""
    said = Message.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    number, last = (
        Coalesce(Subquery(said.annotate(found=found).values("found")), 0, output_field=BigIntegerField())
        for found in (Count("pk"), Max("sequence"))
    )
    rows = Conversation.objects.annotate(number=number, last=last)
    return rows.exclude(number=F("last_sequence"), last=F("last_sequence")).order_by("pk")


def replying_members(*vendor_ids: UUID) -> QuerySet[VendorMember]:
    """Who shares the inbox of one of these shops."""
    by_role = [role for role, permissions in OF_ROLE.items() if VendorPermission.CHAT_REPLY in permissions]
    by_name = Q(role=VendorRole.STAFF, permissions__contains=[VendorPermission.CHAT_REPLY])
    return VendorMember.objects.filter(Q(role__in=by_role) | by_name, vendor__in=vendor_ids)


def old_conversations(*, before: datetime, limit: int) -> list[UUID]:
    """Those in which nothing was said since."""
    old = Conversation.objects.filter(active_at__lt=before).order_by("active_at")
    return list(old.values_list("pk", flat=True)[:limit])


def unsent_attachments(actor: Actor) -> QuerySet[MessageAttachment]:
    """What an actor has uploaded and not sent, and may still send."""
    unsent = MessageAttachment.objects.filter(sender=actor.label, message__isnull=True)
    return unsent.exclude(status=AttachmentStatus.REJECTED)


def overdue_attachments(*, now: datetime) -> QuerySet[MessageAttachment]:
    """What waits for a worker that nobody woke, or ran on a lease that is over, or may ask the scanner again."""
    waiting = Q(leased_until__isnull=True, created_at__lte=now - ATTACHMENT_OVERDUE)
    open_ = MessageAttachment.objects.filter(message__isnull=True, status=AttachmentStatus.PROCESSING)
    return open_.filter(waiting | Q(leased_until__lte=now)).order_by("created_at", "pk")


def nobodys_files(*, now: datetime) -> QuerySet[AttachmentFile]:
    """Files that belong to nothing, and are not about to."""
    free = Q(reserved_until__isnull=True) | Q(reserved_until__lte=now)
    return AttachmentFile.objects.filter(free, attachment__isnull=True).order_by("created_at", "pk")
