"""Everything that is kept about a body, for whoever keeps it. Lengths are millimetres, as they are stored."""

from datetime import datetime
from typing import Any

from fashionistar.measurements.models import (
    MeasurementConsent,
    MeasurementEstimate,
    MeasurementProfile,
    MeasurementShare,
    MeasurementValue,
)
from schema.lib.instants import written


def measured_body(profile: MeasurementProfile) -> dict[str, Any]:
    """A profile with its whole history, the newest first; photos are on their way and never a part of it."""
    return {
        "name": profile.name,
        "relation": profile.relation,
        "unit": profile.unit,
        "createdAt": written(profile.created_at),
        "values": [_value(each) for each in profile.history.all()],
        "consents": [_consent(each) for each in profile.consents.all()],
        "shares": [_share(each) for each in profile.shares.all()],
        "estimates": [_estimate(each) for each in profile.estimates.all()],
    }


def _value(value: MeasurementValue) -> dict[str, Any]:
    return {
        "term": value.term,
        "valueMm": str(value.value_mm),
        "lowMm": str(value.low_mm),
        "highMm": str(value.high_mm),
        "source": value.source,
        "measuredAt": written(value.measured_at),
        "recordedAt": written(value.created_at),
        "modelId": value.model_id or None,
        "shop": value.vendor and value.vendor.name,
    }


def _consent(consent: MeasurementConsent) -> dict[str, Any]:
    return {
        "purpose": consent.purpose,
        "grantedAt": written(consent.created_at),
        "withdrawnAt": _instant(consent.withdrawn_at),
    }


def _share(share: MeasurementShare) -> dict[str, Any]:
    return {"shop": share.vendor.name, "sharedAt": written(share.created_at)}


def _estimate(job: MeasurementEstimate) -> dict[str, Any]:
    return {
        "status": job.status,
        "askedAt": written(job.created_at),
        "finishedAt": _instant(job.finished_at),
        "sex": job.sex,
        "heightMm": str(job.height_mm),
        "weightG": job.weight_g,
        "ageYears": job.age_years,
        "withPhotos": job.with_photos,
        "readOffPhotos": job.features,
        "flags": job.flags,
        "rejections": job.rejections,
        "error": job.error or None,
        "modelId": job.model_id or None,
    }


def _instant(time: datetime | None) -> str | None:
    return None if time is None else written(time)
