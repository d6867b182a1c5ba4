"""Reads of chat."""

from collections.abc import Callable, Mapping
from typing import Any

import strawberry
from django.db.models import Q, QuerySet

from fashionistar.chat import models
from fashionistar.chat.selectors import own_scope, shop_scope, support_scope, visible_reports
from fashionistar.kernel.actor import Actor
from schema.chat.enums import ConversationFolder
from schema.chat.types import COUNTED_AT_MOST, Conversation, Message, MessageReport
from schema.lib.ids import row_id
from schema.lib.paging import Connection, connection
from schema.lib.permissions import SignedIn, SignedInOrKey
from schema.lib.projection.rows import Rows, one


def _shopping(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(own_scope(actor))


def _shop(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(shop_scope(actor))


def _mine(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return _shop(actor, rows).filter(assignee__user=actor.user_id) if actor.is_authenticated else rows.none()


def _unassigned(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return _shop(actor, rows).filter(assignee__isnull=True)


def _support(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(support_scope(actor))


_FOLDERS: Mapping[ConversationFolder, Callable[[Actor, QuerySet[Any]], QuerySet[Any]] | None] = {
    ConversationFolder.ALL: None,
    ConversationFolder.SHOPPING: _shopping,
    ConversationFolder.SHOP: _shop,
    ConversationFolder.SHOP_MINE: _mine,
    ConversationFolder.SHOP_UNASSIGNED: _unassigned,
    ConversationFolder.SUPPORT: _support,
}


@strawberry.type
class ChatQueries:
    """Root fields about conversations."""

    @connection(
        Connection[Conversation],
        permission_classes=[SignedInOrKey],
        description="One's conversations, those with the newest messages first: as a shopper, of one's shops, and of "
        "the support for its staff.",
    )
    def conversations(
        self, folder: ConversationFolder = ConversationFolder.ALL, vendor_id: strawberry.ID | None = None
    ) -> Rows:
        """Of one shop when it is named."""
        # An id that is none must not find the conversations without a shop.
        where = Q() if vendor_id is None else Q(vendor=row_id(vendor_id, "Vendor"), vendor__isnull=False)
        return Rows(
            models.Conversation,
            where,
            within=_FOLDERS[folder],
            order=("-active_at", "-id"),
            counted=COUNTED_AT_MOST,
        )

    @strawberry.field(permission_classes=[SignedInOrKey], description="One conversation.")
    def conversation(self, id: strawberry.ID) -> Conversation | None:
        """Null when there is no such conversation, or the actor may not see it."""
        return one(models.Conversation, row_id(id, "Conversation"))

    @connection(
        Connection[Message],
        permission_classes=[SignedInOrKey],
        description="What was said in a conversation, the oldest first, a page in either direction. `since` begins "
        "at a `sequence`, to jump to a message; `search` finds those with all these words.",
    )
    def messages(
        self,
        conversation_id: strawberry.ID,
        since: int | None = None,
        search: str | None = None,
    ) -> Rows:
        """Empty when the actor may not see the conversation."""
        where = Q(conversation=row_id(conversation_id, "Conversation"))
        if since is not None:
            where &= Q(sequence__gte=since)
        for word in (search or "").split()[:8]:
            where &= Q(body__icontains=word)
        return Rows(models.Message, where, order=("sequence", "id"), counted=COUNTED_AT_MOST)

    @connection(
        Connection[MessageReport],
        permission_classes=[SignedIn],
        description="The messages that were reported, newest first: all for staff who moderate, else what one has "
        "reported oneself.",
    )
    def message_reports(self) -> Rows:
        """Empty for who has reported nothing."""
        return Rows(models.MessageReport, within=visible_reports, order=("-created_at", "-id"))
