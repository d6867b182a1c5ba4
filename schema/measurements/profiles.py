"""Keeping profiles, lending them, and consenting to what they are used for."""

from collections.abc import Callable
from uuid import UUID

import strawberry

from fashionistar.measurements import models
from fashionistar.measurements.services.measurement_consent_grant import measurement_consent_grant
from fashionistar.measurements.services.measurement_consent_withdraw import measurement_consent_withdraw
from fashionistar.measurements.services.measurement_profile_create import measurement_profile_create
from fashionistar.measurements.services.measurement_profile_delete import measurement_profile_delete
from fashionistar.measurements.services.measurement_profile_share import measurement_profile_share
from fashionistar.measurements.services.measurement_profile_unshare import measurement_profile_unshare
from fashionistar.measurements.services.measurement_profile_update import measurement_profile_update
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.measurements.inputs import (
    MeasurementConsentGrantInput,
    MeasurementConsentWithdrawInput,
    MeasurementProfileCreateInput,
    MeasurementProfileDeleteInput,
    MeasurementProfileShareInput,
    MeasurementProfileUnshareInput,
    MeasurementProfileUpdateInput,
    profile_row,
)
from schema.measurements.types import MeasurementProfile
from schema.vendors.ids import vendor_row


@strawberry.type
class MeasurementProfilePayload:
    """The profile as it is now, or what was wrong."""

    profile_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def measurement_profile(self) -> MeasurementProfile | None:
        """The profile as it is now."""
        return one(models.MeasurementProfile, self.profile_id)


@strawberry.type
class MeasurementProfileDeletePayload:
    """The id of what is gone, or what was wrong."""

    deleted_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


async def changed(use_case: Callable[[], models.MeasurementProfile]) -> MeasurementProfilePayload:
    """The payload of a use-case that changes a profile."""
    return await attempt(
        use_case,
        done=lambda profile: MeasurementProfilePayload(profile_id=profile.pk),
        refused=lambda errors: MeasurementProfilePayload(user_errors=errors),
    )


@strawberry.type
class MeasurementProfileMutations:
    """Root fields about profiles."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Keep a profile of oneself (one SELF), of a CHILD or of an OTHER, 50 at most; or, for those who "
        "may MEASUREMENTS_MANAGE in a shop, of a CLIENT of it.",
    )
    async def measurement_profile_create(
        self, info: WireInfo, input: MeasurementProfileCreateInput
    ) -> MeasurementProfilePayload:
        """Nothing is measured yet."""
        return await changed(
            lambda: measurement_profile_create(
                actor=info.context.actor,
                name=input.name,
                relation=input.relation,
                unit=input.unit,
                vendor_id=None if input.vendor_id is None else vendor_row(input.vendor_id),
            )
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Change how a profile is called and shown.")
    async def measurement_profile_update(
        self, info: WireInfo, input: MeasurementProfileUpdateInput
    ) -> MeasurementProfilePayload:
        """Safe to repeat."""
        return await changed(
            lambda: measurement_profile_update(
                actor=info.context.actor, profile_id=profile_row(input.id, "id"), name=input.name, unit=input.unit
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Forget a profile with its whole history, its estimates and photos on their way.",
    )
    async def measurement_profile_delete(
        self, info: WireInfo, input: MeasurementProfileDeleteInput
    ) -> MeasurementProfileDeletePayload:
        """For good."""
        return await attempt(
            lambda: measurement_profile_delete(actor=info.context.actor, profile_id=profile_row(input.id, "id")),
            done=lambda _: MeasurementProfileDeletePayload(deleted_id=input.id),
            refused=lambda errors: MeasurementProfileDeletePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Let a shop's tailors see one's profile, record values and check them. Safe to repeat.",
    )
    async def measurement_profile_share(
        self, info: WireInfo, input: MeasurementProfileShareInput
    ) -> MeasurementProfilePayload:
        """Until it is taken back."""
        return await changed(
            lambda: measurement_profile_share(
                actor=info.context.actor,
                profile_id=profile_row(input.profile_id),
                vendor_id=row_named(input.vendor_id, "Vendor", "vendorId"),
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Let a shop see one's profile no longer. What its tailors measured stays. Safe to repeat.",
    )
    async def measurement_profile_unshare(
        self, info: WireInfo, input: MeasurementProfileUnshareInput
    ) -> MeasurementProfilePayload:
        """At once."""
        return await changed(
            lambda: measurement_profile_unshare(
                actor=info.context.actor,
                profile_id=profile_row(input.profile_id),
                vendor_id=row_named(input.vendor_id, "Vendor", "vendorId"),
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Consent to measuring photos (PHOTO_ESTIMATION), or to improving the estimator with what tapes "
        "said of its estimates (CALIBRATION). For a client, her tailor says what she was told. Safe to repeat.",
    )
    async def measurement_consent_grant(
        self, info: WireInfo, input: MeasurementConsentGrantInput
    ) -> MeasurementProfilePayload:
        """It stands until it is withdrawn."""
        return await changed(
            lambda: measurement_consent_grant(
                actor=info.context.actor, profile_id=profile_row(input.profile_id), purpose=input.purpose
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Withdraw a consent. Without PHOTO_ESTIMATION photos on their way are deleted at once, and the "
        "numbers read off earlier ones are forgotten. Safe to repeat.",
    )
    async def measurement_consent_withdraw(
        self, info: WireInfo, input: MeasurementConsentWithdrawInput
    ) -> MeasurementProfilePayload:
        """From now on."""
        return await changed(
            lambda: measurement_consent_withdraw(
                actor=info.context.actor,
                profile_id=profile_row(input.profile_id),
                purpose=input.purpose,
                now=info.context.now,
            )
        )
