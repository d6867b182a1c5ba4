"""The permission matrix of chat: Dami's conversation with Ada's shop, whose members share its inbox."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from fashionistar.chat.models import Conversation, Message
from fashionistar.chat.services.conversation_block import conversation_block
from fashionistar.chat.services.conversation_mute import conversation_mute
from fashionistar.chat.services.message_reaction_add import message_reaction_add
from tests.chat.talking import say, talk_of
from tests.people import acting
from tests.wire.client import gid
from tests.wire.world import Rows, World

_EITHER_SIDE = ("UNAUTHENTICATED", "OK", "NOT_FOUND", "OK", "OK")
_THE_TEAM = ("UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", "OK", "OK")
_HER_OWN = ("UNAUTHENTICATED", "OK", "NOT_FOUND", "FORBIDDEN", "FORBIDDEN")
_OF_THE_OTHERS = ("UNAUTHENTICATED", "INVALID", "NOT_FOUND", "OK", "OK")
_NOT_WITH_ONESELF = ("UNAUTHENTICATED", "OK", "OK", "INVALID", "INVALID")


def _talk(world: World) -> Conversation:
    return talk_of(world.people.dami, world.people.atelier)


def _said(world: World) -> Message:
    return say(world.people.dami, _talk(world))


def _liked(world: World) -> Message:
    """A message that everybody who sees it likes."""
    said = _said(world)
    for user in (world.people.dami, world.people.ada, world.people.bisi):
        message_reaction_add(actor=acting(user), message_id=said.pk, emoji="👗")
    return said


def _quiet(world: World) -> Conversation:
    """A conversation that everybody in it has muted."""
    talk, now = _talk(world), timezone.now()
    for user in (world.people.dami, world.people.ada, world.people.bisi):
        until = now + timedelta(hours=1)
        conversation_mute(actor=acting(user), conversation_id=talk.pk, until=until, now=now)
    return talk


def _blocked(world: World) -> Conversation:
    """A conversation that both sides have blocked."""
    talk = _talk(world)
    for user in (world.people.dami, world.people.ada):
        conversation_block(actor=acting(user), conversation_id=talk.pk, now=timezone.now())
    return talk


def _later() -> str:
    return (timezone.now() + timedelta(days=1)).isoformat()


CHAT: Rows = {
    "conversationOpen": (lambda w: {"vendorId": gid(w.people.atelier)}, _NOT_WITH_ONESELF),
    "conversationRead": (lambda w: {"conversationId": gid(_said(w).conversation), "sequence": 1}, _EITHER_SIDE),
    "conversationAssign": (
        lambda w: {"conversationId": gid(_talk(w)), "memberId": gid(w.people.bisi.memberships.get())},
        _THE_TEAM,
    ),
    "conversationMute": (lambda w: {"conversationId": gid(_talk(w)), "until": _later()}, _EITHER_SIDE),
    "conversationUnmute": (lambda w: {"conversationId": gid(_quiet(w))}, _EITHER_SIDE),
    "conversationBlock": (lambda w: {"conversationId": gid(_talk(w))}, _EITHER_SIDE),
    "conversationUnblock": (lambda w: {"conversationId": gid(_blocked(w))}, _EITHER_SIDE),
    "conversationNoteAdd": (
        lambda w: {"conversationId": gid(_talk(w)), "clientId": str(uuid4()), "body": "Pays late"},
        _THE_TEAM,
    ),
    "messageSend": (
        lambda w: {"conversationId": gid(_talk(w)), "clientId": str(uuid4()), "body": "Hello"},
        _EITHER_SIDE,
    ),
    "messageAttachmentUpload": (
        lambda w: {
            "conversationId": gid(_talk(w)),
            "clientId": str(uuid4()),
            "kind": "IMAGE",
            "file": b"whatever it is",
        },
        _EITHER_SIDE,
    ),
    "messageEdit": (lambda w: {"id": gid(_said(w)), "body": "Goodbye"}, _HER_OWN),
    "messageDelete": (lambda w: {"id": gid(_said(w))}, _HER_OWN),
    "messageReactionAdd": (lambda w: {"messageId": gid(_said(w)), "emoji": "👗"}, _EITHER_SIDE),
    "messageReactionRemove": (lambda w: {"messageId": gid(_liked(w)), "emoji": "👗"}, _EITHER_SIDE),
    "messageReport": (lambda w: {"messageId": gid(_said(w)), "reason": "ABUSE"}, _OF_THE_OTHERS),
    "typingSignal": (lambda w: {"conversationId": gid(_talk(w))}, _EITHER_SIDE),
}
#: What is said of moments is in no table.
CHAT_CHANGES_NOTHING = {"typingSignal"}
CHAT_OF_KEYS = {
    **dict.fromkeys(
        ("messageSend", "messageAttachmentUpload", "conversationRead", "conversationAssign"), ("OK", "NOT_FOUND")
    ),
    **dict.fromkeys(("messageEdit", "messageDelete"), ("FORBIDDEN", "NOT_FOUND")),
    "conversationOpen": ("NOT_FOUND", "NOT_FOUND"),
}
