"""Asking for an estimate."""

from hashlib import sha256
from typing import Any
from uuid import UUID

import strawberry
from starlette.datastructures import UploadFile

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements import models
from fashionistar.measurements.services.measurement_estimate import measurement_estimate
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import canonical, once_over
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.measurements.enums import View
from schema.measurements.inputs import MeasurementEstimateInput, profile_row
from schema.measurements.types import MeasurementEstimate


@strawberry.type
class MeasurementEstimatePayload:
    """The job, or what was wrong."""

    estimate_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field(description="The job, QUEUED; `measurementEstimateUpdated` tells how it goes.")
    def estimate(self) -> MeasurementEstimate | None:
        """The job as it is now."""
        return one(models.MeasurementEstimate, self.estimate_id)


async def _content(given: Any) -> bytes | None:
    """The bytes of a file; None for what is none."""
    return await given.read() if isinstance(given, UploadFile) else None


async def _photos(input: MeasurementEstimateInput) -> dict[View, bytes | None]:
    given = {View.FRONT: input.front_photo, View.SIDE: input.side_photo}
    return {view: await _content(file) for view, file in given.items() if file is not None}


def _files(photos: dict[View, bytes | None]) -> dict[View, bytes]:
    for view, content in photos.items():
        if content is None:
            message = "Send the photo as a file beside the operation, by the GraphQL multipart request specification."
            raise refuse(ErrorCode.INVALID, message, f"{view.lower()}Photo")
    return {view: content for view, content in photos.items() if content is not None}


def _said(input: MeasurementEstimateInput, photos: dict[View, bytes]) -> dict[str, Any]:
    """What an idempotency key stands for; of a photo its hash."""
    facts = ("profile_id", "height", "weight", "age", "sex")
    hashes = {str(view): sha256(content).hexdigest() for view, content in photos.items()}
    return {name: canonical(getattr(input, name)) for name in facts} | hashes


@strawberry.type
class MeasurementEstimateMutations:
    """Root fields about estimates."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Have a body estimated from what is said of it and, if PHOTO_ESTIMATION is consented to, a front "
        "and a side photo, which are kept encrypted and deleted when the job ends. Needs `@idempotent(key:)`; 30 an "
        "hour.",
    )
    async def measurement_estimate(self, info: WireInfo, input: MeasurementEstimateInput) -> MeasurementEstimatePayload:
        """Values join the profile's history when the job SUCCEEDED."""
        given, ctx = await _photos(input), info.context

        def asked() -> models.MeasurementEstimate:
            photos = _files(given)
            return measurement_estimate(
                actor=ctx.actor,
                profile_id=profile_row(input.profile_id),
                facts=input.as_facts(),
                photos=photos,
                once=once_over(info, operation="measurementEstimate", given=_said(input, photos)),
            )

        return await attempt(
            asked,
            done=lambda estimate: MeasurementEstimatePayload(estimate_id=estimate.pk),
            refused=lambda errors: MeasurementEstimatePayload(user_errors=errors),
        )
