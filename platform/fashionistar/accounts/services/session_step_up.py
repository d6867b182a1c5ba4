"""Prove again, on the device at hand, who she is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import settled, take_challenge, try_code, use_challenge
from fashionistar.accounts.factors import Proof, check_factor
from fashionistar.accounts.models import AuditAction, ChallengePurpose, MfaMethod, Session, User
from fashionistar.accounts.selectors import has_second_factor, live_sessions
from fashionistar.accounts.sessions import mark_proved
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault, refuse
from fashionistar.kernel.throttle import throttle


def session_step_up(
    *,
    actor: Actor,
    proof: Proof | None,
    password: str | None,
    otp: str | None,
    challenge_id: UUID | None,
    now: datetime,
) -> Session:
    """Mark the actor's session as proved: by a second factor or, if she has none, by password or one-time code.

    Args:
        actor: Who it is.
        proof: A second factor; a passkey answers the challenge.
        password: Hers.
        otp: What `session_step_up_request` sent for the challenge.
        challenge_id: What the passkey or the code answers.
        now: The time.

    Raises:
        DomainError: UNAUTHENTICATED, REQUIRED (nothing is shown, or no challenge), INVALID (several things are),
            MFA_REQUIRED (she has a second factor, and nothing else counts), RATE_LIMITED, CHALLENGE_OVER,
            INVALID_CODE, INVALID_CREDENTIALS.
    """
    session = signed_in_session(actor)
    given = [each for each in (proof, password, otp) if each is not None]
    if len(given) != 1:
        code = ErrorCode.INVALID if given else ErrorCode.REQUIRED
        raise refuse(code, "Show one proof: a password, a code, a recovery code or a passkey.")
    throttle("step-up-account", str(actor.user_id))
    if proof is not None:
        return settled(_by_factor(actor, session, proof, challenge_id, now=now))
    refuse_with_factor(session.user)
    if otp is not None:
        return settled(_by_code(actor, session, _required(challenge_id), otp, now=now))
    # Hashing takes its time, and no transaction waits for it.
    return settled(_by_password(actor, session, good=session.user.check_password(str(password)), now=now))


def signed_in_session(actor: Actor) -> Session:
    """The session in which the actor acts, with its user.

    Raises:
        DomainError: UNAUTHENTICATED.
    """
    hers = live_sessions().select_related("user").filter(user=actor.user_id)
    found = None if actor.session_id is None else hers.filter(pk=actor.session_id).first()
    if found is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    return found


def refuse_with_factor(user: User) -> None:
    """Check that less than a second factor counts.

    Raises:
        DomainError: MFA_REQUIRED.
    """
    if has_second_factor(user):
        raise refuse(ErrorCode.MFA_REQUIRED, "Prove it with your app, a recovery code or a passkey.")


@transaction.atomic(durable=True)
def _by_factor(
    actor: Actor, session: Session, proof: Proof, challenge_id: UUID | None, *, now: datetime
) -> Session | Fault:
    nonce = None
    if proof.method is MfaMethod.PASSKEY:
        challenge = take_challenge(_required(challenge_id), ChallengePurpose.PASSKEY, now=now)
        if isinstance(challenge, Fault):
            return challenge
        use_challenge(challenge, now=now)
        nonce = challenge.nonce
    fault = check_factor(session.user, proof, nonce=nonce, actor=actor, now=now)
    return _settle(actor, session, str(proof.method), fault, mfa=True, now=now)


@transaction.atomic(durable=True)
def _by_code(actor: Actor, session: Session, challenge_id: UUID, otp: str, *, now: datetime) -> Session | Fault:
    tried = try_code(challenge_id, ChallengePurpose.STEP_UP, otp, now=now, actor=actor)
    fault = Fault(tried.code, tried.message, ("otp",)) if isinstance(tried, Fault) else None
    return _settle(actor, session, "OTP", fault, mfa=False, now=now)


@transaction.atomic(durable=True)
def _by_password(actor: Actor, session: Session, *, good: bool, now: datetime) -> Session | Fault:
    fault = None if good else Fault(ErrorCode.INVALID_CREDENTIALS, "The password is wrong.", ("password",))
    return _settle(actor, session, "PASSWORD", fault, mfa=False, now=now)


def _settle(
    actor: Actor, session: Session, method: str, fault: Fault | None, *, mfa: bool, now: datetime
) -> Session | Fault:
    action = AuditAction.STEPPED_UP if fault is None else AuditAction.STEP_UP_FAILED
    note(action, user_id=session.user_id, actor=actor, method=method)
    if fault is not None:
        return fault
    mark_proved(actor, mfa=mfa, now=now)
    return session


def _required(challenge_id: UUID | None) -> UUID:
    if challenge_id is None:
        raise refuse(ErrorCode.REQUIRED, "Say which challenge this answers.", "challengeId")
    return challenge_id
