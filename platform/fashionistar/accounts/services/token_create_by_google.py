"""Sign in by Google; somebody new gets an account."""

from datetime import datetime

from django.db import IntegrityError, transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.events import AccountRegistered
from fashionistar.accounts.gateway import GoogleClaims
from fashionistar.accounts.google import GoogleAnswer, answers_nonce, google_refused, read_id_token
from fashionistar.accounts.identifiers import clean_email
from fashionistar.accounts.models import AuditAction, GoogleIdentity, User
from fashionistar.accounts.selectors import user_by_login
from fashionistar.accounts.services.session_start import MfaNeeded, SignedIn, session_start
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.kernel.request import current_client
from fashionistar.kernel.throttle import throttle


def token_create_by_google(*, answer: GoogleAnswer, now: datetime) -> SignedIn | MfaNeeded:
    """Begin a session for whom the Google account is linked to; the nonce is used up.

    Nobody is known by her address here: an account that has it is signed in to as before, and linked by its owner.

    Raises:
        DomainError: RATE_LIMITED, GOOGLE_NOT_CONFIGURED, GOOGLE_UNAVAILABLE, CHALLENGE_OVER, INVALID_TOKEN (also of an
            account that may not sign in); and of a Google account that is linked to none, ACCOUNT_EXISTS: one has its
            address; or EMAIL_UNPROVEN: Google does not run the address, whether or not somebody here has it.
    """
    throttle("sign-in-address", current_client().ip or "")
    claims = read_id_token(answer.id_token, now=now)
    result = _signed_in(answer, claims, now=now)
    if isinstance(result, Fault):
        raise DomainError(result)
    return result


@transaction.atomic(durable=True)
def _signed_in(answer: GoogleAnswer, claims: GoogleClaims, *, now: datetime) -> SignedIn | MfaNeeded | Fault:
    if (fault := answers_nonce(answer, claims, session_id=None, now=now)) is not None:
        return fault
    user = _linked_to(claims)
    if user is None:
        email = _proven_email(claims)
        if email is None:
            return _unproven()
        # Once more at the end: at another's first sign-in at the same time the account is there by now.
        user = _registered(email, claims) or _linked_to(claims)
        if user is None:
            return _exists(email)
    if not user.is_active:
        return google_refused("inactive", user=user)
    return session_start(user=user, how="google", now=now)


def _linked_to(claims: GoogleClaims) -> User | None:
    """Whose it is, held: whoever deletes her account at the same time does so before or after."""
    held = User.objects.order_by("pk").select_for_update(of=("self",), no_key=True)
    found: User | None = held.filter(google_identity__subject=claims.subject).first()
    return found


def _proven_email(claims: GoogleClaims) -> str | None:
    """The address, if Google's word proves that it is hers."""
    try:
        return clean_email(claims.email) if claims.is_authoritative else None
    except DomainError:
        return None


def _registered(email: str, claims: GoogleClaims) -> User | None:
    """The new user; none when another has the address."""
    if user_by_login(email) is not None:
        return None
    user = User(email=email, name=claims.name)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            GoogleIdentity.objects.create(user=user, subject=claims.subject, email=claims.email)
    except IntegrityError:
        return None
    actor = Actor(user_id=user.pk)
    outbox.record(AccountRegistered(user_id=user.pk), actor=actor)
    note(AuditAction.REGISTERED, user_id=user.pk, actor=actor, how="google")
    note(AuditAction.GOOGLE_LINKED, user_id=user.pk, actor=actor)
    return user


def _unproven() -> Fault:
    google_refused("not authoritative")
    message = "Google does not run this address. Register with it and the code that we send there, then link Google."
    return Fault(ErrorCode.EMAIL_UNPROVEN, message, ("idToken",))


def _exists(email: str) -> Fault:
    google_refused("not linked", user=user_by_login(email))
    message = "This address has an account. Sign in as you did before, then link Google with `googleLink`."
    return Fault(ErrorCode.ACCOUNT_EXISTS, message, ("idToken",))
