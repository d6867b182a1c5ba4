"""What mutations of measurements take."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.file_uploads import Upload

from fashionistar.measurements import models
from fashionistar.measurements.services.measurement_estimate import StatedFacts
from fashionistar.measurements.services.measurement_values_record import NewValue
from schema.lib.ids import row_named
from schema.lib.lengths import LengthInput, LengthUnit, MassInput
from schema.measurements.enums import Sex, Term


def profile_row(given: strawberry.ID, field: str = "profileId") -> UUID:
    """The key of a profile.

    Raises:
        DomainError: NOT_FOUND.
    """
    return row_named(given, "MeasurementProfile", field)


@strawberry.input
class MeasurementProfileCreateInput:
    """Whose body it is."""

    name: str
    relation: models.ProfileRelation
    unit: LengthUnit = LengthUnit.CM
    vendor_id: strawberry.ID | None = strawberry.field(default=None, description="Whose CLIENT it is.")


@strawberry.input
class MeasurementProfileUpdateInput:
    """What to change; what is left out stays as it is."""

    id: strawberry.ID
    name: str | None = None
    unit: LengthUnit | None = None


@strawberry.input
class MeasurementProfileDeleteInput:
    """Which profile."""

    id: strawberry.ID


@strawberry.input
class MeasurementProfileShareInput:
    """Which profile, with which shop."""

    profile_id: strawberry.ID
    vendor_id: strawberry.ID


@strawberry.input
class MeasurementProfileUnshareInput:
    """Which profile, from which shop."""

    profile_id: strawberry.ID
    vendor_id: strawberry.ID


@strawberry.input
class MeasurementConsentGrantInput:
    """Which profile, for what."""

    profile_id: strawberry.ID
    purpose: models.ConsentPurpose


@strawberry.input
class MeasurementConsentWithdrawInput:
    """Which profile, for what no longer."""

    profile_id: strawberry.ID
    purpose: models.ConsentPurpose


@strawberry.input(description="What was measured, and what the tape said.")
class MeasurementValueInput:
    """A value to record."""

    term: Term
    length: LengthInput

    def as_value(self) -> NewValue:
        """As the use-case takes it."""
        return NewValue(self.term, self.length.as_length())


@strawberry.input
class MeasurementValuesRecordInput:
    """What was measured on whom, and when."""

    profile_id: strawberry.ID
    values: list[MeasurementValueInput]
    measured_at: datetime | None = strawberry.field(default=None, description="Now, unless said.")


@strawberry.input
class MeasurementValueConfirmInput:
    """Which value."""

    id: strawberry.ID


@strawberry.input
class MeasurementValueCorrectInput:
    """Which value, and what it really is."""

    id: strawberry.ID
    length: LengthInput


@strawberry.input(description="What is said of a person and, with her consent, two photos of her.")
class MeasurementEstimateInput:
    """Facts, and perhaps photos."""

    profile_id: strawberry.ID
    height: LengthInput
    weight: MassInput
    age: int = strawberry.field(description="In years, from 16: nobody younger was measured.")
    sex: Sex
    front_photo: Upload | None = strawberry.field(
        default=None,
        description="A JPEG, PNG or WebP of at most 8 MB, sent beside the operation (GraphQL multipart request): the "
        "whole person from the front, feet and arms a little apart, in close-fitting clothes.",
    )
    side_photo: Upload | None = strawberry.field(default=None, description="The same, turned to one side.")

    def as_facts(self) -> StatedFacts:
        """As the use-case takes them."""
        return StatedFacts(self.sex, self.height.as_length(), self.weight.as_mass(), self.age)
