"""Recording values, and checking them."""

from collections.abc import Callable
from uuid import UUID

import strawberry

from fashionistar.measurements import models
from fashionistar.measurements.services.measurement_value_confirm import measurement_value_confirm
from fashionistar.measurements.services.measurement_value_correct import measurement_value_correct
from fashionistar.measurements.services.measurement_values_record import measurement_values_record
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.measurements.inputs import (
    MeasurementValueConfirmInput,
    MeasurementValueCorrectInput,
    MeasurementValuesRecordInput,
    profile_row,
)
from schema.measurements.profiles import MeasurementProfilePayload, changed
from schema.measurements.types import MeasurementValue


@strawberry.type
class MeasurementValuePayload:
    """The value that counts now, or what was wrong."""

    value_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def measurement_value(self) -> MeasurementValue | None:
        """The tailor's value."""
        return one(models.MeasurementValue, self.value_id)


async def _checked(use_case: Callable[[], models.MeasurementValue]) -> MeasurementValuePayload:
    return await attempt(
        use_case,
        done=lambda value: MeasurementValuePayload(value_id=value.pk),
        refused=lambda errors: MeasurementValuePayload(user_errors=errors),
    )


@strawberry.type
class MeasurementValueMutations:
    """Root fields about values."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Record what was measured: TYPED by whoever keeps the profile, TAPE by a tailor who may see it.",
    )
    async def measurement_values_record(
        self, info: WireInfo, input: MeasurementValuesRecordInput
    ) -> MeasurementProfilePayload:
        """They are added to the history, and count from now on."""
        return await changed(
            lambda: measurement_values_record(
                actor=info.context.actor,
                profile_id=profile_row(input.profile_id),
                values=[each.as_value() for each in input.values],
                measured_at=input.measured_at,
                now=info.context.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn], description="A tailor's tape says the same as the value that counts."
    )
    async def measurement_value_confirm(
        self, info: WireInfo, input: MeasurementValueConfirmInput
    ) -> MeasurementValuePayload:
        """It becomes a TAPE value."""
        return await _checked(
            lambda: measurement_value_confirm(
                actor=info.context.actor, value_id=row_named(input.id, "MeasurementValue", "id"), now=info.context.now
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn], description="A tailor's tape says otherwise than the value that counts."
    )
    async def measurement_value_correct(
        self, info: WireInfo, input: MeasurementValueCorrectInput
    ) -> MeasurementValuePayload:
        """What it corrects stays in the history."""
        return await _checked(
            lambda: measurement_value_correct(
                actor=info.context.actor,
                value_id=row_named(input.id, "MeasurementValue", "id"),
                length=input.length.as_length(),
                now=info.context.now,
            )
        )
