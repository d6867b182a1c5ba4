"""Call a passkey something else."""

from uuid import UUID

from django.db import transaction

from fashionistar.accounts.models import Passkey
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse

MAX_PASSKEY_NAME = 80


@transaction.atomic(durable=True)
def passkey_rename(*, actor: Actor, passkey_id: UUID, name: str) -> Passkey:
    """Rename one of the actor's passkeys.

    Raises:
        DomainError: NOT_FOUND, also for somebody else's; REQUIRED or INVALID (name).
    """
    held = Passkey.objects.order_by("pk").select_for_update(of=("self",))
    passkey = held.filter(pk=passkey_id, user=actor.user_id).first() if actor.user_id else None
    if passkey is None:
        raise refuse(ErrorCode.NOT_FOUND, "You have no such passkey.", "id")
    passkey.name = clean_passkey_name(name)
    passkey.save(update_fields=["name"])
    return passkey


def clean_passkey_name(raw: str) -> str:
    """Return the name trimmed.

    Raises:
        DomainError: REQUIRED or INVALID.
    """
    name = raw.strip()
    if not name:
        raise refuse(ErrorCode.REQUIRED, "Give the passkey a name, such as that of the device.", "name")
    if len(name) > MAX_PASSKEY_NAME:
        raise refuse(ErrorCode.INVALID, f"A name has at most {MAX_PASSKEY_NAME} characters.", "name")
    return name
