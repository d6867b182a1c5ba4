"""One-time codes on the wire: what a mutation answers that has sent one."""

from datetime import datetime
from uuid import UUID

import strawberry
from django.conf import settings

from fashionistar.accounts import models
from fashionistar.kernel.errors import ErrorCode, refuse
from schema.lib.enums import Channel
from schema.lib.errors import UserError
from schema.lib.ids import global_id, row_id


@strawberry.type(description="A code of 6 digits is on its way; good for 10 minutes and 5 tries.")
class OtpChallenge:
    """What a code answers; the same whether or not anybody has the address."""

    id: strawberry.ID
    channel: Channel
    destination: str = strawberry.field(description="Where it was sent, the middle hidden.")
    expires_at: datetime
    resend_at: datetime = strawberry.field(description="From then on `otpResend` sends another.")


@strawberry.type
class OtpChallengePayload:
    """What was sent, or what was wrong."""

    challenge: OtpChallenge | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def sent(challenge: models.Challenge) -> OtpChallengePayload:
    """The payload of a challenge whose code was sent."""
    sent_at = challenge.sent_at or challenge.created_at
    return OtpChallengePayload(
        challenge=OtpChallenge(
            id=strawberry.ID(global_id("Challenge", challenge.pk)),
            channel=Channel(challenge.channel),
            destination=_hidden(challenge.address),
            expires_at=challenge.expires_at,
            resend_at=sent_at + settings.OTP_COOL_DOWN,
        )
    )


def not_sent(errors: list[UserError]) -> OtpChallengePayload:
    """The payload of a request that was refused."""
    return OtpChallengePayload(user_errors=errors)


def challenge_row(given: strawberry.ID) -> UUID:
    """The challenge's key.

    Raises:
        DomainError: CHALLENGE_OVER for what is no such id, as for one that is not there.
    """
    found = row_id(given, "Challenge")
    if found is None:
        raise refuse(ErrorCode.CHALLENGE_OVER, "There is no such challenge. Begin again.", "challengeId")
    return found


def _hidden(address: str) -> str:
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else f"{address[:4]}***{address[-2:]}"
