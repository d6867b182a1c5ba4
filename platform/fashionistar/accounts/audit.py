"""The audit log: who did what to an account, from where. Entries are only ever added."""

from uuid import UUID

from fashionistar.accounts.models import AuditAction, AuditEntry
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.kernel.request import current_client, current_request_id


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
