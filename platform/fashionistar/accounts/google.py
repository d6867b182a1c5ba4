"""What signing in by Google and linking a Google account have in common: a nonce, and the token that answers it.

A nonce is the hash of a secret, its verifier, that the client keeps. Google puts the nonce into the token, so the token
is good for this one challenge; and without the verifier it is good for nothing, whoever has got hold of it. The
client, in turn, sends its own verifier, so a token that somebody slipped in does not answer it.
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import open_challenge, take_challenge, use_challenge
from fashionistar.accounts.gateway import GoogleClaims, GoogleUnavailableError, IdTokenError, IdTokenVerifier
from fashionistar.accounts.gateways import get_google
from fashionistar.accounts.models import AuditAction, Challenge, ChallengePurpose, User
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.kernel.sealing import same

_RETRY_AFTER = 5


@dataclass(frozen=True, slots=True)
class GoogleNonce:
    """What Google is to sign, the secret behind it, and the challenge that both answer."""

    challenge: Challenge
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class GoogleAnswer:
    """What a client sends: the challenge that it answers, its verifier, and Google's ID token."""

    challenge_id: UUID
    verifier: str
    id_token: str


def configured_google() -> IdTokenVerifier:
    """The verifier of Google's tokens.

    Raises:
        DomainError: GOOGLE_NOT_CONFIGURED.
    """
    verifier = get_google()
    if verifier is None:
        raise refuse(ErrorCode.GOOGLE_NOT_CONFIGURED, "Nobody can sign in by Google here: it has no client IDs.")
    return verifier


def new_google_nonce(user: User | None, session_id: UUID | None, *, now: datetime) -> GoogleNonce:
    """Open a challenge, in the caller's transaction: for anybody, or for this user in this session alone."""
    verifier = secrets.token_urlsafe(32)
    hashed = _hash(verifier)
    challenge = open_challenge(
        ChallengePurpose.GOOGLE,
        now=now,
        lifetime=settings.GOOGLE_NONCE_LIFETIME,
        user=user,
        session_id=session_id,
        nonce=hashed,
    )
    return GoogleNonce(challenge, _written(hashed), verifier)


def read_id_token(id_token: str, *, now: datetime, actor: Actor = GUEST) -> GoogleClaims:
    """What an ID token says, if Google has signed it for us; outside any transaction. A refusal is in the audit log.

    Raises:
        DomainError: GOOGLE_NOT_CONFIGURED, GOOGLE_UNAVAILABLE, INVALID_TOKEN (the same whatever is wrong with it).
    """
    verifier = configured_google()
    try:
        return verifier.verify(id_token, now=now)
    except GoogleUnavailableError:
        message = "Google does not answer just now. Try again, or sign in another way."
        raise DomainError(Fault(ErrorCode.GOOGLE_UNAVAILABLE, message, retry_after=_RETRY_AFTER)) from None
    except IdTokenError as error:
        with transaction.atomic(durable=True):
            fault = google_refused(error.reason, actor=actor)
        raise DomainError(fault) from None


def answers_nonce(
    answer: GoogleAnswer, claims: GoogleClaims, *, session_id: UUID | None, now: datetime, actor: Actor = GUEST
) -> Fault | None:
    """Use the challenge up, whatever comes of it, in the caller's transaction, which must commit.

    Args:
        answer: What the client sent.
        claims: What the token in it says.
        session_id: The session that the challenge is for; None for one that is for anybody.
        now: The time.
        actor: Who answers, for the audit log.

    Returns:
        Why not: CHALLENGE_OVER; or INVALID_TOKEN for another verifier, or a token with another nonce.
    """
    challenge = take_challenge(answer.challenge_id, ChallengePurpose.GOOGLE, now=now, session_id=session_id)
    if isinstance(challenge, Fault):
        return challenge
    use_challenge(challenge, now=now)
    hashed = _hash(answer.verifier)
    if hashed != bytes(challenge.nonce or b"") or not same(claims.nonce, _written(hashed)):
        return google_refused("nonce", actor=actor)
    return None


def google_refused(reason: str, *, user: User | None = None, actor: Actor = GUEST) -> Fault:
    """Note that a token was refused, in the caller's transaction; returns what is said of it."""
    note(AuditAction.GOOGLE_REFUSED, user_id=user.pk if user else None, actor=actor, reason=reason)
    message = "Google's answer is not accepted. Begin again with `googleNonceCreate`."
    return Fault(ErrorCode.INVALID_TOKEN, message, ("idToken",))


def _hash(verifier: str) -> bytes:
    return sha256(verifier.encode()).digest()


def _written(hashed: bytes) -> str:
    return urlsafe_b64encode(hashed).rstrip(b"=").decode()
