"""Whom a conversation may have something for, and when she is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from fashionistar.chat.models import ChatSide, Conversation
from fashionistar.kernel.actor import Actor

#: Who has it open, and does not read, is looked for again after so long.
_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads in a conversation.

    Attributes:
        talk: The conversation.
        side: Hers.
        user_id: Who she is.
        count: How many messages wait: for her, or for her shop as a whole.
        since: When the first of them was sent.
        read_sequence: How far she has read herself; until she has, her shop.
        muted_until: Until when she wants to hear nothing of it.
    """

    talk: Conversation
    side: ChatSide
    user_id: UUID
    count: int
    since: datetime | None
    read_sequence: int
    muted_until: datetime | None

    @property
    def key(self) -> tuple[UUID, UUID]:
        """She, there."""
        return self.talk.pk, self.user_id

    @property
    def presence(self) -> tuple[UUID, str]:
        """As she is named while she has it open."""
        return self.talk.pk, Actor(user_id=self.user_id).label


def tells_nothing(talk: Conversation) -> bool:
    """Whether nobody is told of a conversation: it is blocked, or its shopper is nobody now."""
    return not (talk.shopper_blocked_at is None and talk.team_blocked_at is None and talk.shopper.is_active)


def due_at(reader: Reader, *, told: int | None, is_present: bool, now: datetime) -> datetime | None:
    """When she is to be told, as things stand; None: not at all.

    Args:
        reader: Who.
        told: How far she had read when she was told the last time.
        is_present: She has the conversation open.
        now: A time that is not later than this means now.
    """
    if not reader.count or reader.since is None or (told is not None and told >= reader.read_sequence):
        return None
    times = [reader.since + settings.CHAT_AWAY]
    if reader.muted_until is not None:
        times.append(reader.muted_until)
    if is_present:
        times.append(now + _AGAIN)
    return max(times)
