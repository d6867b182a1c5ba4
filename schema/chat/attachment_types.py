"""Attachments on the wire."""

from typing import Any
from uuid import UUID

import strawberry
import strawberry_django
from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from strawberry import auto, relay

from fashionistar.chat import models
from fashionistar.chat.attachment_links import AttachmentLink, sign
from fashionistar.chat.models import FileRole
from fashionistar.chat.selectors import visible_attachments
from fashionistar.kernel.actor import Actor
from schema.chat.enums import AttachmentKind, AttachmentRejection, AttachmentStatus
from schema.lib.context import WireInfo
from schema.lib.projection.fields import computed, expression

_NEEDS = {"key": "id", "kind": "kind", "status": "status"}


def _address(row: Any, info: WireInfo, role: FileRole) -> str | None:
    if row["status"] != AttachmentStatus.READY:
        return None
    link = AttachmentLink(info.context.actor, UUID(str(row["key"])), role)
    return f"{settings.PUBLIC_URL}/attachments/?token={sign(link, now=info.context.now)}"


@strawberry_django.type(models.MessageAttachment, description="A picture or a voice note.")
class MessageAttachment(relay.Node):
    """Its uploader's alone until it is sent, then everybody's who sees the message."""

    kind: AttachmentKind
    status: AttachmentStatus
    rejection: AttachmentRejection | None = strawberry_django.field(description="Why it was REJECTED.")
    byte_size: int | None = strawberry_django.field(description="Of what `url` leads to, once it is READY.")
    width: int | None = strawberry_django.field(description="Of a picture, in pixels; 2,048 at most.")
    height: int | None = strawberry_django.field(description="Of a picture, in pixels; 2,048 at most.")
    duration_ms: int | None = strawberry_django.field(description="Of a voice note, in milliseconds.")
    waveform: list[int] | None = strawberry_django.field(
        description="Of a voice note: at most 64 peaks, evenly over its length, from 0 to 100 of full scale."
    )
    created_at: auto
    processed_at: auto = strawberry_django.field(description="When it became READY, or was REJECTED.")

    @expression(strawberry.ID, description="What its uploader's client calls it, a UUID.")
    def client_id() -> Any:
        """As it was uploaded."""
        return Cast("client_id", TextField())

    @computed(
        needs=_NEEDS,
        description="Where it is, once it is READY: a JPEG, or Opus in Ogg, of which parts can be asked for (Range). "
        "Good for some minutes, and for whoever asked, as long as she may see it; ask again afterwards.",
    )
    def url(self, info: WireInfo) -> str | None:
        """Signed."""
        return _address(self, info, FileRole.CONTENT)

    @computed(needs=_NEEDS, description="Of a picture: a small JPEG, 320 pixels at most; good as long as `url`.")
    def preview_url(self, info: WireInfo) -> str | None:
        """Signed."""
        held: Any = self
        return _address(self, info, FileRole.PREVIEW) if held["kind"] == AttachmentKind.IMAGE else None

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Of messages that the actor may see, and what she uploaded herself."""
        return visible_attachments(actor, rows)
