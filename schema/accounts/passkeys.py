"""Passkeys on the wire: options and credentials are the JSON of WebAuthn, as browsers read and write it."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from fashionistar.accounts import models
from fashionistar.accounts.passkeys import Ceremony
from fashionistar.accounts.services.passkey_challenge_create import passkey_challenge_create
from fashionistar.accounts.services.passkey_delete import passkey_delete
from fashionistar.accounts.services.passkey_register_complete import Added, passkey_register_complete
from fashionistar.accounts.services.passkey_register_start import passkey_register_start
from fashionistar.accounts.services.passkey_rename import passkey_rename
from schema.accounts.challenges import challenge_row
from schema.accounts.factors import Passkey
from schema.accounts.totp import RECOVERY_CODES
from schema.accounts.types import User
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import global_id, row_named
from schema.lib.inputs import Bare
from schema.lib.permissions import Public, SignedIn
from schema.lib.projection.rows import one


@strawberry.input
class PasskeyRegisterStartInput(Bare):
    """Nothing needs to be said."""


@strawberry.input
class PasskeyRegisterCompleteInput:
    """What the device made, and what to call it."""

    challenge_id: strawberry.ID
    name: str = strawberry.field(description="For people, such as that of the device.")
    credential: JSON = strawberry.field(description="What `navigator.credentials.create` gave, by its `toJSON`.")


@strawberry.input
class PasskeyRenameInput:
    """A passkey and its new name."""

    id: strawberry.ID
    name: str


@strawberry.input
class PasskeyDeleteInput:
    """Which passkey."""

    id: strawberry.ID


@strawberry.input
class PasskeyChallengeCreateInput:
    """Whose passkeys are asked for."""

    own: bool = strawberry.field(
        default=False, description="Only the signed-in user's, for `sessionStepUp`; whoever's when it is false."
    )


@strawberry.type
class PasskeyCeremonyPayload:
    """What to ask the device for, or what was wrong."""

    challenge_id: strawberry.ID | None = None
    expires_at: datetime | None = None
    options: JSON | None = strawberry.field(
        default=None,
        description="For `navigator.credentials`, by `PublicKeyCredential.parseCreationOptionsFromJSON` or "
        "`parseRequestOptionsFromJSON`.",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class PasskeyRegisterCompletePayload:
    """The new passkey, and its owner's first recovery codes; or what was wrong."""

    passkey_id: strawberry.Private[UUID | None] = None
    recovery_codes: list[str] | None = strawberry.field(
        default=None, description=f"{RECOVERY_CODES} Null if she has some."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def passkey(self) -> Passkey | None:
        """The new one."""
        return one(models.Passkey, self.passkey_id)


@strawberry.type
class PasskeyRenamePayload:
    """The passkey as it is now, or what was wrong."""

    passkey_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def passkey(self) -> Passkey | None:
        """The passkey as it is now."""
        return one(models.Passkey, self.passkey_id)


@strawberry.type
class PasskeyDeletePayload:
    """The id of what is gone, and whose it was; or what was wrong."""

    deleted_id: strawberry.ID | None = None
    user_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def user(self) -> User | None:
        """Whose it was."""
        return one(models.User, self.user_id)


def _passkey(given: strawberry.ID) -> UUID:
    return row_named(given, "Passkey", "id", "You have no such passkey.")


def _asked(ceremony: Ceremony) -> PasskeyCeremonyPayload:
    return PasskeyCeremonyPayload(
        challenge_id=strawberry.ID(global_id("Challenge", ceremony.challenge.pk)),
        expires_at=ceremony.challenge.expires_at,
        options=JSON(ceremony.options),
    )


def _not_asked(errors: list[UserError]) -> PasskeyCeremonyPayload:
    return PasskeyCeremonyPayload(user_errors=errors)


def _added(added: Added) -> PasskeyRegisterCompletePayload:
    return PasskeyRegisterCompletePayload(passkey_id=added.passkey.pk, recovery_codes=added.recovery_codes)


@strawberry.type
class PasskeyMutations:
    """Root fields about passkeys."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Begin to add a passkey: what the device is asked to make. Needs a step-up.",
    )
    async def passkey_register_start(self, info: WireInfo, input: PasskeyRegisterStartInput) -> PasskeyCeremonyPayload:
        """Good for five minutes and for the session at hand."""
        return await attempt(
            lambda: passkey_register_start(actor=info.context.actor, now=info.context.now),
            done=_asked,
            refused=_not_asked,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Add the passkey that the device made. From now on signing in takes it, or two steps. Needs a "
        "step-up.",
    )
    async def passkey_register_complete(
        self, info: WireInfo, input: PasskeyRegisterCompleteInput
    ) -> PasskeyRegisterCompletePayload:
        """The session at hand has proved it."""
        return await attempt(
            lambda: passkey_register_complete(
                actor=info.context.actor,
                challenge_id=challenge_row(input.challenge_id),
                name=input.name,
                credential=input.credential,
                now=info.context.now,
            ),
            done=_added,
            refused=lambda errors: PasskeyRegisterCompletePayload(user_errors=errors),
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Call a passkey something else.")
    async def passkey_rename(self, info: WireInfo, input: PasskeyRenameInput) -> PasskeyRenamePayload:
        """Safe to repeat."""
        return await attempt(
            lambda: passkey_rename(actor=info.context.actor, passkey_id=_passkey(input.id), name=input.name),
            done=lambda passkey: PasskeyRenamePayload(passkey_id=passkey.pk),
            refused=lambda errors: PasskeyRenamePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Do without a passkey; with the last second factor the recovery codes go too. Needs a step-up.",
    )
    async def passkey_delete(self, info: WireInfo, input: PasskeyDeleteInput) -> PasskeyDeletePayload:
        """The device keeps its half, which is worth nothing then."""
        return await attempt(
            lambda: passkey_delete(actor=info.context.actor, passkey_id=_passkey(input.id), now=info.context.now),
            done=lambda user: PasskeyDeletePayload(deleted_id=input.id, user_id=user.pk),
            refused=lambda errors: PasskeyDeletePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[Public],
        description="What a device is to sign for `tokenCreateByPasskey` or `sessionStepUp`.",
    )
    async def passkey_challenge_create(
        self, info: WireInfo, input: PasskeyChallengeCreateInput
    ) -> PasskeyCeremonyPayload:
        """Good once, for five minutes."""
        return await attempt(
            lambda: passkey_challenge_create(actor=info.context.actor, own=input.own, now=info.context.now),
            done=_asked,
            refused=_not_asked,
        )
