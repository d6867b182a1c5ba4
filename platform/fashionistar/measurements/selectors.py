"""Reads of measurements; who may see a body."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from fashionistar.kernel.actor import Actor
from fashionistar.measurements.models import (
    ConsentPurpose,
    EstimateStatus,
    MeasurementConsent,
    MeasurementEstimate,
    MeasurementProfile,
    MeasurementValue,
)
from fashionistar.measurements.policies import PHOTO_LIFETIME
from fashionistar.vendors.models import Vendor, VendorPermission
from fashionistar.vendors.selectors import vendors_where

#: A job that no nudge reached is looked for after so long.
_OVERDUE = timedelta(seconds=20)
_OPEN = (EstimateStatus.QUEUED, EstimateStatus.RUNNING)


def measuring_vendors(actor: Actor) -> QuerySet[Vendor]:
    """The shops in which she measures people; an API key is no tailor."""
    return vendors_where(actor, VendorPermission.MEASUREMENTS_MANAGE) if actor.is_authenticated else _no_vendor()


def kept_profiles(actor: Actor, queryset: QuerySet[MeasurementProfile] | None = None) -> QuerySet[MeasurementProfile]:
    """The profiles that the actor keeps: her own, and those of the clients of the shops in which she measures."""
    profiles = MeasurementProfile.objects.all() if queryset is None else queryset
    if not actor.is_authenticated:
        return profiles.none()
    return profiles.filter(Q(user=actor.user_id) | Q(vendor__in=measuring_vendors(actor)))


def visible_profiles(
    actor: Actor, queryset: QuerySet[MeasurementProfile] | None = None
) -> QuerySet[MeasurementProfile]:
    """Those, and what is lent to her shops. The platform's staff sees no body."""
    profiles = MeasurementProfile.objects.all() if queryset is None else queryset
    if not actor.is_authenticated:
        return profiles.none()
    shops = measuring_vendors(actor)
    lent = MeasurementProfile.objects.filter(shares__vendor__in=shops).values("pk")
    return profiles.filter(Q(user=actor.user_id) | Q(vendor__in=shops) | Q(pk__in=lent))


def visible_values(actor: Actor, queryset: QuerySet[MeasurementValue] | None = None) -> QuerySet[MeasurementValue]:
    """The values of the profiles that she may see."""
    values = MeasurementValue.objects.all() if queryset is None else queryset
    return values.filter(profile__in=visible_profiles(actor))


def kept_estimates(
    actor: Actor, queryset: QuerySet[MeasurementEstimate] | None = None
) -> QuerySet[MeasurementEstimate]:
    """The estimates of the profiles that she keeps: what was said for them is not lent."""
    estimates = MeasurementEstimate.objects.all() if queryset is None else queryset
    return estimates.filter(profile__in=kept_profiles(actor))


def has_consent(profile_id: UUID, purpose: ConsentPurpose) -> bool:
    """Whether a consent stands."""
    standing = MeasurementConsent.objects.filter(profile=profile_id, purpose=purpose, withdrawn_at__isnull=True)
    return standing.exists()


def overdue_estimates(*, now: datetime) -> QuerySet[MeasurementEstimate]:
    """What waits for a worker that nobody woke, or ran on a lease that is over."""
    waiting = Q(status=EstimateStatus.QUEUED, created_at__lte=now - _OVERDUE)
    stalled = Q(status=EstimateStatus.RUNNING, leased_until__lte=now)
    return MeasurementEstimate.objects.filter(waiting | stalled).order_by("created_at", "pk")


def expired_estimates(*, now: datetime) -> QuerySet[MeasurementEstimate]:
    """The open jobs whose photos have been kept for too long."""
    return MeasurementEstimate.objects.filter(
        status__in=_OPEN, with_photos=True, created_at__lte=now - PHOTO_LIFETIME
    ).order_by("pk")


def outdated_estimates(estimator_id: str) -> QuerySet[MeasurementEstimate]:
    """The newest estimate of each profile, where it was made with other coefficients than these."""
    newest = (
        MeasurementEstimate.objects.filter(status=EstimateStatus.SUCCEEDED)
        .order_by("profile_id", "-created_at", "-pk")
        .distinct("profile_id")
    )
    return MeasurementEstimate.objects.filter(pk__in=newest.values("pk")).exclude(estimator_id=estimator_id)


def profiles_of(user_id: UUID) -> QuerySet[MeasurementProfile]:
    """All that a user keeps herself, with everything in it, the oldest first."""
    return (
        MeasurementProfile.objects.filter(user=user_id)
        .order_by("created_at", "pk")
        .prefetch_related("history__vendor", "consents", "shares__vendor", "estimates")
    )


def calibration_pairs(terms: Iterable[str] | None = None) -> QuerySet[MeasurementValue]:
    """What tailors' tapes said of estimates, where the consent to learn from it stands; each leads to the estimate."""
    standing = MeasurementConsent.objects.filter(purpose=ConsentPurpose.CALIBRATION, withdrawn_at__isnull=True)
    pairs = MeasurementValue.objects.filter(
        checks__estimate__isnull=False, profile__in=standing.values("profile")
    ).select_related("checks__estimate")
    pairs = pairs if terms is None else pairs.filter(term__in=list(terms))
    return pairs.order_by("created_at", "pk")


def _no_vendor() -> QuerySet[Vendor]:
    return Vendor.objects.none()
