"""Changing the addresses by which an account is known."""

import strawberry

from fashionistar.accounts.services.email_change_request import email_change_request
from fashionistar.accounts.services.email_change_verify import email_change_verify
from fashionistar.accounts.services.phone_change_request import phone_change_request
from fashionistar.accounts.services.phone_change_verify import phone_change_verify
from schema.accounts.challenges import OtpChallengePayload, challenge_row, not_sent, sent
from schema.accounts.payloads import AccountPayload, account_of, no_account
from schema.lib.context import WireInfo
from schema.lib.errors import attempt
from schema.lib.permissions import SignedIn


@strawberry.input
class EmailChangeRequestInput:
    """The address that she wants."""

    email: str


@strawberry.input
class EmailChangeVerifyInput:
    """The code that arrived there."""

    challenge_id: strawberry.ID
    code: str


@strawberry.input
class PhoneChangeRequestInput:
    """The number that she wants."""

    phone: str = strawberry.field(description="With + and the country code.")


@strawberry.input
class PhoneChangeVerifyInput:
    """The code that arrived there."""

    challenge_id: strawberry.ID
    code: str


@strawberry.type
class ContactMutations:
    """Root fields about the addresses of an account."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Have a code sent to a new email address. Wants a recent `sessionStepUp`.",
    )
    async def email_change_request(self, info: WireInfo, input: EmailChangeRequestInput) -> OtpChallengePayload:
        """Then `emailChangeVerify` on the same device."""
        return await attempt(
            lambda: email_change_request(actor=info.context.actor, email=input.email, now=info.context.now),
            done=sent,
            refused=not_sent,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Take the new email address over with its code. The old one is told.",
    )
    async def email_change_verify(self, info: WireInfo, input: EmailChangeVerifyInput) -> AccountPayload:
        """From now on she signs in with it."""
        return await attempt(
            lambda: email_change_verify(
                actor=info.context.actor,
                challenge_id=challenge_row(input.challenge_id),
                code=input.code,
                now=info.context.now,
            ),
            done=account_of,
            refused=no_account,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Have a code sent to a new phone number. Wants a recent `sessionStepUp`.",
    )
    async def phone_change_request(self, info: WireInfo, input: PhoneChangeRequestInput) -> OtpChallengePayload:
        """Then `phoneChangeVerify` on the same device."""
        return await attempt(
            lambda: phone_change_request(actor=info.context.actor, phone=input.phone, now=info.context.now),
            done=sent,
            refused=not_sent,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Take the new phone number over with its code. The old contact is told.",
    )
    async def phone_change_verify(self, info: WireInfo, input: PhoneChangeVerifyInput) -> AccountPayload:
        """From now on she signs in with it."""
        return await attempt(
            lambda: phone_change_verify(
                actor=info.context.actor,
                challenge_id=challenge_row(input.challenge_id),
                code=input.code,
                now=info.context.now,
            ),
            done=account_of,
            refused=no_account,
        )
