"""Authenticator apps and recovery codes on the wire."""

from uuid import UUID

import strawberry

from fashionistar.accounts import models
from fashionistar.accounts.services.recovery_codes_regenerate import recovery_codes_regenerate
from fashionistar.accounts.services.totp_confirm import Confirmed, totp_confirm
from fashionistar.accounts.services.totp_enroll import Enrolment, totp_enroll
from fashionistar.accounts.services.totp_remove import totp_remove
from schema.accounts.types import User
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.inputs import Bare
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one

RECOVERY_CODES = "For when every other factor is lost, each good once. Shown now and never again."


@strawberry.input
class TotpEnrollInput(Bare):
    """Nothing needs to be said."""


@strawberry.type
class TotpEnrollPayload:
    """What the app needs to know, or what was wrong."""

    secret: str | None = strawberry.field(default=None, description="Base32, to be typed. Shown now and never again.")
    uri: str | None = strawberry.field(default=None, description="`otpauth://totp/…`, which opens an app on a phone.")
    qr_code: str | None = strawberry.field(default=None, description="The URI as a picture: an SVG in a data URI.")
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class TotpConfirmInput:
    """A code of the app."""

    code: str


@strawberry.type
class TotpConfirmPayload:
    """Whose app counts now, and her first recovery codes; or what was wrong."""

    user_id: strawberry.Private[UUID | None] = None
    recovery_codes: list[str] | None = strawberry.field(
        default=None, description=f"{RECOVERY_CODES} Null if she has some."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def user(self) -> User | None:
        """Whose app it is."""
        return one(models.User, self.user_id)


@strawberry.input
class TotpRemoveInput(Bare):
    """Nothing needs to be said."""


@strawberry.type
class TotpRemovePayload:
    """Who does without the app now, or what was wrong."""

    user_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def user(self) -> User | None:
        """Whose app it was."""
        return one(models.User, self.user_id)


@strawberry.input
class RecoveryCodesRegenerateInput(Bare):
    """Nothing needs to be said."""


@strawberry.type
class RecoveryCodesRegeneratePayload:
    """Fresh recovery codes, or what was wrong."""

    recovery_codes: list[str] | None = strawberry.field(default=None, description=RECOVERY_CODES)
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def _enrolled(enrolment: Enrolment) -> TotpEnrollPayload:
    return TotpEnrollPayload(secret=enrolment.secret, uri=enrolment.uri, qr_code=enrolment.qr_code)


def _confirmed(confirmed: Confirmed) -> TotpConfirmPayload:
    return TotpConfirmPayload(user_id=confirmed.user.pk, recovery_codes=confirmed.recovery_codes)


@strawberry.type
class TotpMutations:
    """Root fields about authenticator apps and recovery codes."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Begin to set an authenticator app up: it counts once `totpConfirm` was shown a code of it. Needs "
        "a step-up.",
    )
    async def totp_enroll(self, info: WireInfo, input: TotpEnrollInput) -> TotpEnrollPayload:
        """Safe to repeat: only the last secret counts."""
        return await attempt(
            lambda: totp_enroll(actor=info.context.actor, now=info.context.now),
            done=_enrolled,
            refused=lambda errors: TotpEnrollPayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Set an authenticator app up by a code of it. From now on signing in takes two steps. Needs a "
        "step-up.",
    )
    async def totp_confirm(self, info: WireInfo, input: TotpConfirmInput) -> TotpConfirmPayload:
        """The session at hand has proved it."""
        return await attempt(
            lambda: totp_confirm(actor=info.context.actor, code=input.code, now=info.context.now),
            done=_confirmed,
            refused=lambda errors: TotpConfirmPayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Do without the authenticator app; with the last second factor the recovery codes go too. Needs a "
        "step-up.",
    )
    async def totp_remove(self, info: WireInfo, input: TotpRemoveInput) -> TotpRemovePayload:
        """Also to set up another one."""
        return await attempt(
            lambda: totp_remove(actor=info.context.actor, now=info.context.now),
            done=lambda user: TotpRemovePayload(user_id=user.pk),
            refused=lambda errors: TotpRemovePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Get ten fresh recovery codes; the old ones are worth nothing. Needs a step-up.",
    )
    async def recovery_codes_regenerate(
        self, info: WireInfo, input: RecoveryCodesRegenerateInput
    ) -> RecoveryCodesRegeneratePayload:
        """For users with a second factor."""
        return await attempt(
            lambda: recovery_codes_regenerate(actor=info.context.actor, now=info.context.now),
            done=lambda codes: RecoveryCodesRegeneratePayload(recovery_codes=codes),
            refused=lambda errors: RecoveryCodesRegeneratePayload(user_errors=errors),
        )
