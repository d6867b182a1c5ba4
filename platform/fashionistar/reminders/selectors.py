"""Reads of reminders, for workers: which conversations are to be looked at, and who reads there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, DateTimeField, OuterRef, QuerySet, Subquery, When

from fashionistar.chat.models import ChatSide, Conversation, Message, Participant
from fashionistar.chat.selectors import replying_members, unread_where
from fashionistar.offers.models import Offer
from fashionistar.offers.selectors import standing_offers
from fashionistar.reminders.models import Reminder
from fashionistar.reminders.policies import Reader
from fashionistar.vendors.models import VendorMember


def due_conversations(*, now: datetime, limit: int) -> list[UUID]:
    """The conversations that are to be looked at now, whose time came first."""
    due = Conversation.objects.filter(remind_at__lte=now).order_by("remind_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def readers_of(talks: Sequence[Conversation]) -> Iterator[Reader]:
    """Who reads in these conversations: their shoppers, and who shares the inboxes of their shops.

    One that is assigned is read by its assignee, who has her own count; the others have their shop's: what one of them
    has read waits for none of them.
    """
    rows: dict[UUID, dict[tuple[str, UUID | None], Any]] = defaultdict(dict)
    for row in _participants(talks):
        rows[row.conversation_id][row.side, row.user_id] = row
    shops = {talk.vendor_id for talk in talks if talk.vendor_id is not None}
    members: dict[UUID, list[VendorMember]] = defaultdict(list)
    for member in replying_members(*shops):
        members[member.vendor_id].append(member)
    for talk in talks:
        yield from _readers(talk, rows[talk.pk], members[talk.vendor_id] if talk.vendor_id else [])


def told_before(readers: Iterable[Reader]) -> dict[tuple[UUID, UUID], int]:
    """How far each had read when she was told the last time, by conversation and user."""
    told = Reminder.objects.filter(conversation__in={reader.talk.pk for reader in readers})
    return {(talk, user): read for talk, user, read in told.values_list("conversation", "user", "read_sequence")}


def offers_for(readers: Iterable[Reader], *, now: datetime) -> Mapping[tuple[UUID, str], list[Offer]]:
    """The offers that stand in their conversations, the latest first, by conversation and the side that answers."""
    found: dict[tuple[UUID, str], list[Offer]] = defaultdict(list)
    for offer in standing_offers({reader.talk.pk for reader in readers}, now=now):
        answers = ChatSide.SHOPPER if offer.side == ChatSide.SHOP else ChatSide.SHOP
        found[offer.conversation_id, answers].append(offer)
    return found


def _participants(talks: Sequence[Conversation]) -> QuerySet[Any]:
    """Who takes part, each with the time `since` which something waits for her."""
    where = unread_where(side=OuterRef("side"), after=OuterRef("read_sequence"))
    waiting = Message.objects.filter(where, conversation=OuterRef("conversation")).order_by("sequence")
    oldest = Subquery(waiting.values("sent_at")[:1], output_field=DateTimeField())
    rows = Participant.objects.filter(conversation__in=talks)
    return rows.annotate(since=Case(When(unread_count__gt=0, then=oldest), output_field=DateTimeField()))


def _readers(
    talk: Conversation, rows: Mapping[tuple[str, UUID | None], Any], members: Sequence[VendorMember]
) -> Iterator[Reader]:
    shopper = rows[ChatSide.SHOPPER, talk.shopper_id]
    yield _reader(talk, ChatSide.SHOPPER, talk.shopper_id, waits=shopper, hers=shopper)
    # Who has shopped there herself stays the shopper.
    team = [member for member in members if member.user_id != talk.shopper_id]
    assigned = [member for member in team if member.pk == talk.assignee_id]
    for member in assigned or team:
        whole = rows[ChatSide.SHOP, None]
        hers = rows.get((ChatSide.SHOP, member.user_id), whole)
        yield _reader(talk, ChatSide.SHOP, member.user_id, waits=hers if assigned else whole, hers=hers)


def _reader(talk: Conversation, side: ChatSide, user_id: UUID, *, waits: Any, hers: Any) -> Reader:
    return Reader(
        talk=talk,
        side=side,
        user_id=user_id,
        count=waits.unread_count,
        since=waits.since,
        read_sequence=hers.read_sequence,
        muted_until=None if hers.user_id is None else hers.muted_until,
    )
