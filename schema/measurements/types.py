"""Measurements on the wire."""

from collections.abc import Mapping
from typing import Any, Optional

import strawberry
import strawberry_django
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import NullIf
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.measurements import models
from fashionistar.measurements.selectors import kept_estimates, kept_profiles, visible_profiles, visible_values
from schema.lib.context import WireInfo
from schema.lib.lengths import Length, LengthUnit, length
from schema.lib.paging import Connection, connection
from schema.lib.projection.fields import computed, expression, kept
from schema.lib.projection.rows import Rows
from schema.measurements.enums import Flag, Rejection, Sex, Term, View
from schema.vendors.types import Vendor

_PROGRESS = {
    models.EstimateStage.WAITING: 0,
    models.EstimateStage.FRONT_PHOTO: 10,
    models.EstimateStage.SIDE_PHOTO: 50,
    models.EstimateStage.MEASURING: 90,
    models.EstimateStage.DONE: 100,
}


@strawberry_django.type(models.MeasurementValue, description="One measurement of a body, as it was learnt once.")
class MeasurementValue(relay.Node):
    """A value never changes; a newer one takes its place."""

    term: Term
    source: models.ValueSource
    measured_at: auto
    created_at: auto
    vendor: Vendor | None = strawberry_django.field(description="The tailor's shop, for TAPE.")
    checks: Optional["MeasurementValue"] = kept(description="The value that a tailor confirmed or corrected by this.")
    value: Length = length("value_mm", "profile__unit", description="What it measures.")
    low: Length = length("low_mm", "profile__unit", description="The lower end of the 90 % interval.")
    high: Length = length("high_mm", "profile__unit", description="The upper end of the 90 % interval.")

    model_id: str | None = strawberry_django.field(
        annotate=NullIf("model_id", Value("")), description="Which model estimated it; null for what a person took."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the profiles that the actor may see."""
        return visible_values(actor, rows)


@strawberry_django.type(models.MeasurementConsent, description="What a profile may be used for, from when until when.")
class MeasurementConsent(relay.Node):
    """A consent; it stands until it is withdrawn."""

    purpose: models.ConsentPurpose
    granted_at: auto = strawberry_django.field(field_name="created_at")
    withdrawn_at: auto = strawberry_django.field(description="Null while it stands.")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the profiles that the actor keeps."""
        return rows.filter(profile__in=kept_profiles(actor))


@strawberry_django.type(models.MeasurementShare, description="A shop whose tailors may see a profile.")
class MeasurementShare(relay.Node):
    """A profile is lent."""

    vendor: Vendor
    shared_at: auto = strawberry_django.field(field_name="created_at")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the profiles that the actor keeps."""
        return rows.filter(profile__in=kept_profiles(actor))


@strawberry.type(description="A reason why a photo cannot be measured, and what to do about it.")
class PhotoRejection:
    """One of perhaps several of a photo."""

    view: View
    reason: Rejection
    hint: str = strawberry.field(description="A sentence for the person who takes the next photo.")


@strawberry_django.type(
    models.MeasurementEstimate,
    description="A job that estimates a body. Its errors were measured on survey data and rendered bodies; no real "
    "person was photographed and taped to test it.",
)
class MeasurementEstimate(relay.Node):
    """An estimate, from its request to its end."""

    status: models.EstimateStatus
    stage: models.EstimateStage
    created_at: auto
    started_at: auto
    finished_at: auto
    with_photos: auto = strawberry_django.field(description="Photos are deleted when the job ends, however it ends.")
    sex: Sex
    age: int = strawberry_django.field(field_name="age_years", description="In years.")
    flags: list[Flag] = strawberry_django.field(description="What lowers the trust in it.")
    height: Length = length("height_mm", "profile__unit", description="As it was stated.")
    values: list[MeasurementValue] = kept(description="What was estimated, each with its 90 % interval.")

    model_id: str | None = strawberry_django.field(
        annotate=NullIf("model_id", Value("")), description="Which model it was; null until it SUCCEEDED."
    )
    error: str | None = strawberry_django.field(
        annotate=NullIf("error", Value("")), description="Why it FAILED, for people."
    )

    @expression(int, description="How far it is, from 0 to 100.")
    def progress() -> Any:
        """By its stage."""
        return Case(*(When(stage=stage, then=Value(part)) for stage, part in _PROGRESS.items()), default=Value(0))

    @computed(
        needs={"told": "rejections"},
        description="Why it was REJECTED: every reason that was found, the front "
        "photo's first, the gravest of each photo first.",
    )
    def rejections(self: Mapping[str, Any], info: WireInfo) -> list[PhotoRejection]:
        """Several for each photo."""
        return [
            PhotoRejection(view=View(each["view"]), reason=Rejection(each["reason"]), hint=each["hint"])
            for each in self["told"]
        ]

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the profiles that the actor keeps."""
        return kept_estimates(actor, rows)


@strawberry_django.type(models.MeasurementProfile, description="A body that is measured.")
class MeasurementProfile(relay.Node):
    """Seen by whoever keeps it, and by the tailors of the shops that it is shared with."""

    relation: models.ProfileRelation
    name: auto
    unit: LengthUnit = strawberry_django.field(description="In what its values are shown, unless asked otherwise.")
    created_at: auto
    vendor: Vendor | None = strawberry_django.field(description="The shop whose client it is; null for a user's own.")
    consents: list[MeasurementConsent] = strawberry_django.field(description="Also those that were withdrawn.")
    shares: list[MeasurementShare] = strawberry_django.field(description="With whom its keeper shares it.")

    @expression(list[MeasurementValue], description="What counts: the newest that a person took, else the estimate.")
    def values() -> Rows:
        """At most one for each term."""
        return Rows(models.MeasurementValue, Q(current__profile=OuterRef("pk")), order=("term", "id"))

    @connection(Connection[MeasurementValue], description="Every value that was ever learnt, the newest first.")
    def history(term: Term | None = None) -> Rows:  # noqa: N805  (no row is given)
        """All of it, or of one term."""
        where = Q(profile=OuterRef("pk"))
        where = where if term is None else where & Q(term=term)
        return Rows(models.MeasurementValue, where, order=("-created_at", "-id"))

    @connection(Connection[MeasurementEstimate], description="Its estimates, the newest first; for its keeper alone.")
    def estimates() -> Rows:
        """All of them."""
        return Rows(models.MeasurementEstimate, Q(profile=OuterRef("pk")), order=("-created_at", "-id"))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those that the actor may see."""
        return visible_profiles(actor, rows)
