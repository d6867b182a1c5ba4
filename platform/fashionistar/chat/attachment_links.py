"""The address of an attachment: signed, for a short time, for one actor, who is looked at again when it is opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing

from fashionistar.chat.models import FileRole
from fashionistar.kernel.actor import Actor, actor_named, actor_names

_SALT = "fashionistar.chat.attachments"


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """Which file of which attachment, and for whom."""

    actor: Actor
    attachment_id: UUID
    role: FileRole


def sign(link: AttachmentLink, *, now: datetime) -> str:
    """The link as a token for an address; it is the same for a while, so that browsers need not fetch it twice."""
    span = int(settings.ATTACHMENT_LINK_LIFETIME.total_seconds())
    until = (int(now.timestamp()) // span + 2) * span
    what = [actor_names(link.actor), str(link.attachment_id), link.role.value, until]
    return signing.Signer(salt=_SALT).sign_object(what)


def read(token: str, *, now: datetime) -> AttachmentLink | None:
    """The link of a token; None if it is not ours, or too old."""
    try:
        who, attachment_id, role, until = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    if until <= now.timestamp():
        return None
    return AttachmentLink(actor_named(who), UUID(attachment_id), FileRole(role))
