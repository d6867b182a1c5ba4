"""Recovery codes: for when the phone is gone. Each is good once, and only its hash is kept."""

import secrets
from datetime import datetime

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.models import AuditAction, RecoveryCode, User
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault
from fashionistar.kernel.sealing import keyed_hash

COUNT = 10
#: 32 letters and digits of which none looks like another: 12 of them are 60 bits.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS, _GROUP_LENGTH = 3, 4
#: Without its dashes.
CODE_LENGTH = _GROUPS * _GROUP_LENGTH


def issue_codes(user: User, *, actor: Actor) -> list[str]:
    """Give the user fresh codes, in the caller's transaction, which holds her row; the old ones are worth nothing."""
    codes = [_new_code() for _ in range(COUNT)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes)
    note(AuditAction.RECOVERY_CODES_ISSUED, user_id=user.pk, actor=actor, count=COUNT)
    return codes


def issue_first_codes(user: User, *, actor: Actor) -> list[str] | None:
    """The same for somebody who has none that is good; None for anybody else."""
    return None if codes_left(user) else issue_codes(user, actor=actor)


def codes_left(user: User) -> int:
    """How many of her codes are still good."""
    return user.recovery_codes.filter(used_at__isnull=True).count()


def use_code(user: User, code: str, *, actor: Actor, now: datetime) -> Fault | None:
    """Use a code up, and tell her.

    Returns:
        Why not: INVALID_CODE.
    """
    good = user.recovery_codes.filter(code_hash=_hash(user, code), used_at__isnull=True)
    found = good.order_by("pk").select_for_update(of=("self",)).first()
    if found is None:
        return Fault(ErrorCode.INVALID_CODE, "This is not one of your unused recovery codes.", ("recoveryCode",))
    found.used_at = now
    found.save(update_fields=["used_at"])
    left = codes_left(user)
    note(AuditAction.RECOVERY_CODE_USED, user_id=user.pk, actor=actor, left=left)
    tell_owner(user, f"A recovery code was used; you have {left} left.", now=now)
    return None


def _new_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def _hash(user: User, code: str) -> str:
    """However it is typed: without case, with or without dashes and spaces."""
    return keyed_hash("recovery-code", str(user.pk), "".join(code.upper().replace("-", "").split()))
