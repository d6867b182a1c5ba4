"""Reads of measurements."""

import strawberry

from fashionistar.measurements import models
from fashionistar.measurements.estimation.terms import CATALOGUE, GARMENTS
from schema.lib.ids import row_id
from schema.lib.paging import Connection, connection
from schema.lib.permissions import Public, SignedIn
from schema.lib.projection.rows import Rows, one
from schema.measurements.enums import Garment, Kind, Term
from schema.measurements.types import MeasurementProfile


@strawberry.type(description="What a term means: where the tape runs. Names follow ISO 8559-1.")
class MeasurementDefinition:
    """A line of the catalogue."""

    term: Term
    name: str = strawberry.field(description="What tailors and shoppers call it.")
    kind: Kind
    how: str = strawberry.field(description="Where the tape or rule runs.")


def _defined(term: Term) -> MeasurementDefinition:
    found = CATALOGUE[term]
    return MeasurementDefinition(term=term, name=found.name, kind=found.kind, how=found.how)


@strawberry.type
class MeasurementQueries:
    """Root fields about measurements."""

    @connection(
        Connection[MeasurementProfile],
        permission_classes=[SignedIn],
        description="The profiles that she keeps, those of the clients of shops in which she measures, and those that "
        "are shared with these shops; the newest first.",
    )
    def measurement_profiles(self) -> Rows:
        """All that she may see."""
        return Rows(models.MeasurementProfile, order=("-created_at", "-id"))

    @strawberry.field(permission_classes=[SignedIn], description="One profile.")
    def measurement_profile(self, id: strawberry.ID) -> MeasurementProfile | None:
        """Null when there is no such profile, or the actor may not see it."""
        return one(models.MeasurementProfile, row_id(id, "MeasurementProfile"))

    @strawberry.field(permission_classes=[Public], description="Everything that can be measured, and how.")
    def measurement_terms(self) -> list[MeasurementDefinition]:
        """Girths from the head down, breadths, lengths, heights."""
        return [_defined(term) for term in CATALOGUE]

    @strawberry.field(permission_classes=[Public], description="What a tailor asks for to make a garment.")
    def garment_measurements(self, garment: Garment) -> list[MeasurementDefinition]:
        """In the order of the catalogue."""
        return [_defined(term) for term in GARMENTS[garment]]
