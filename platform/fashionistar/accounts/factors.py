"""The second factor, whichever of hers it is: shown at a sign-in, and again before what is sensitive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fashionistar.accounts.models import MfaMethod, Session, TotpFactor, User
from fashionistar.accounts.passkeys import Nonce, signed_by
from fashionistar.accounts.recovery_codes import use_code
from fashionistar.accounts.selectors import has_second_factor
from fashionistar.accounts.totp import take_code
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.kernel.errors import ErrorCode, Fault, refuse


@dataclass(frozen=True, slots=True)
class Proof:
    """What she shows: a code of her app, a recovery code, or what her passkey signed."""

    method: MfaMethod
    shown: Any


def proof_of(*, code: str | None, recovery_code: str | None, credential: Any) -> Proof | None:
    """The one thing that was shown; None for nothing.

    Raises:
        DomainError: INVALID for more than one.
    """
    said = {MfaMethod.TOTP: code, MfaMethod.RECOVERY_CODE: recovery_code, MfaMethod.PASSKEY: credential}
    given = [Proof(method, shown) for method, shown in said.items() if shown is not None]
    if len(given) > 1:
        raise refuse(ErrorCode.INVALID, "Show one proof, not several.")
    return given[0] if given else None


def check_factor(user: User, proof: Proof, *, nonce: Nonce, now: datetime, actor: Actor = GUEST) -> Fault | None:
    """Check a second factor in the caller's transaction, which must commit; what is good once is used up.

    Args:
        user: Whose it must be.
        proof: What is shown.
        nonce: What a passkey was to sign.
        now: The time.
        actor: Who shows it, for the audit log.

    Returns:
        Why not: INVALID_CODE, or INVALID_CREDENTIALS for a passkey.
    """
    if proof.method is MfaMethod.RECOVERY_CODE:
        return use_code(user, proof.shown, actor=actor, now=now)
    if proof.method is MfaMethod.PASSKEY:
        signed = signed_by(proof.shown, nonce=nonce, of=user, now=now)
        return signed if isinstance(signed, Fault) else None
    held = TotpFactor.objects.order_by("pk").select_for_update(of=("self",))
    factor = held.filter(user=user, confirmed_at__isnull=False).first()
    if factor is None:
        return Fault(ErrorCode.INVALID_CODE, "You have no authenticator app.", ("code",))
    return take_code(factor, proof.shown, now=now)


def forget_if_last(user: User) -> None:
    """After a factor was removed: without any, recovery codes are worth nothing and no device counts as proven."""
    if not has_second_factor(user):
        user.recovery_codes.all().delete()
        proved = Session.objects.filter(user=user, mfa_at__isnull=False).order_by("pk")
        held = [session.pk for session in proved.select_for_update(of=("self",))]
        Session.objects.filter(pk__in=held).update(mfa_at=None)
