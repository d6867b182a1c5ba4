"""The audit log: who did what to an account, from where. Entries are only ever added."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from fashionistar.accounts.models import AuditAction, AuditEntry
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.kernel.errors import DomainError, ErrorCode
from fashionistar.kernel.request import Client, client_scope, current_client, current_request_id


def note(
    action: AuditAction,
    *,
    user_id: UUID | None,
    actor: Actor = GUEST,
    session_id: UUID | None = None,
    **detail: str | int | bool,
) -> None:
    """Add an entry, in the caller's transaction; `detail` holds no secret and no password, code or token."""
    client = current_client()
    AuditEntry.objects.create(
        user_id=user_id,
        action=action,
        actor=actor.label,
        session=session_id or actor.session_id,
        ip=client.ip,
        user_agent=client.user_agent[:300],
        request_id=current_request_id(),
        detail=detail,
    )


def note_for_both(action: AuditAction, *, subject_id: UUID, actor: Actor, **detail: str | int | bool) -> None:
    """Note with each of two people what one did to the other, who is not told where the first one was."""
    if actor.user_id is not None and actor.user_id != subject_id:
        note(action, user_id=actor.user_id, actor=actor, session_id=None, subject=str(subject_id), **detail)
        with client_scope(Client()):
            note(action, user_id=subject_id, actor=Actor(user_id=actor.user_id), session_id=None, **detail)
        return
    note(action, user_id=subject_id, actor=actor, session_id=None, **detail)


@contextmanager
def refusals_noted(actor: Actor, what: str) -> Iterator[None]:
    """Note with the actor what she was refused because she may not, once its transaction is rolled back."""
    try:
        yield
    except DomainError as error:
        if ErrorCode.FORBIDDEN in error.codes:
            note(AuditAction.PERMISSION_REFUSED, user_id=actor.user_id, actor=actor, what=what)
        raise
