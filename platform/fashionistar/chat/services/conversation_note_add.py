"""Note something about a conversation that the shopper does not see."""

from uuid import UUID

from django.db import transaction

from fashionistar.chat.events import NoteAdded
from fashionistar.chat.held_conversation import held_conversation, no_conversation, person, told
from fashionistar.chat.models import ChatSide, Note
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle

MAX_NOTE = 2000


def conversation_note_add(*, actor: Actor, conversation_id: UUID, client_id: UUID, body: str) -> Note:
    """Add a note for the shop's members, or the support. The same note sent again gives the note that it became.

    Raises:
        DomainError: NOT_FOUND, REQUIRED, INVALID (too long), RATE_LIMITED, IDEMPOTENCY_KEY_MISMATCH.
    """
    throttle("chat-message", actor.label)
    return _added(actor, conversation_id, client_id, body.strip())


@transaction.atomic(durable=True)
def _added(actor: Actor, conversation_id: UUID, client_id: UUID, body: str) -> Note:
    held = held_conversation(actor, conversation_id)
    if held.side == ChatSide.SHOPPER:
        raise no_conversation()
    if not body:
        raise refuse(ErrorCode.REQUIRED, "Note something.", "body")
    if len(body) > MAX_NOTE or "\0" in body:
        raise refuse(ErrorCode.INVALID, f"A note has at most {MAX_NOTE} characters, and no U+0000.", "body")
    done = Note.objects.filter(conversation=held.conversation, client_id=client_id).first()
    if done is not None:
        if (done.author_id, done.body) != (actor.user_id, body):
            message = "This client id was used for another note. Use a fresh one."
            raise refuse(ErrorCode.IDEMPOTENCY_KEY_MISMATCH, message, "clientId")
        return done
    made = Note.objects.create(conversation=held.conversation, client_id=client_id, author_id=person(actor), body=body)
    outbox.record(told(NoteAdded, held.conversation, note_id=made.pk), actor=actor)
    return made
