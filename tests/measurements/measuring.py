"""Measuring for tests: profiles and values through the use-cases, what is asked of the wire, photos."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import orjson
from django.utils import timezone
from PIL import Image

from fashionistar.accounts.models import User
from fashionistar.measurements.estimation.protocols import View
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.models import (
    ConsentPurpose,
    MeasurementEstimate,
    MeasurementProfile,
    MeasurementValue,
    ProfileRelation,
)
from fashionistar.measurements.services.measurement_consent_grant import measurement_consent_grant
from fashionistar.measurements.services.measurement_profile_create import measurement_profile_create
from fashionistar.measurements.services.measurement_profile_share import measurement_profile_share
from fashionistar.measurements.services.measurement_values_record import NewValue, measurement_values_record
from fashionistar.measurements.units import Length, LengthUnit
from fashionistar.vendors.models import Vendor
from tests.people import acting
from tests.wire.client import Answer, Wire, gid, key, multipart

_VALUE = "term source measuredAt modelId vendor { name } value { value unit } low { value } high { value }"
PROFILE = f"id name relation unit vendor {{ name }} values {{ id {_VALUE} checks {{ id }} }}"
ERRORS = "userErrors { code field }"
FACTS = {
    "height": {"value": "170", "unit": "CM"},
    "weight": {"value": "70", "unit": "KG"},
    "age": 30,
    "sex": "FEMALE",
}
JOB = (
    "id status stage progress withPhotos modelId error flags startedAt finishedAt sex age height { value unit } "
    "rejections { view reason hint } values { term source value { value } low { value } high { value } }"
)


def profile_of(
    user: User,
    name: str = "Dami",
    relation: str = ProfileRelation.SELF,
    *,
    unit: str = "CM",
    shop: Vendor | None = None,
) -> MeasurementProfile:
    """A profile that somebody keeps, or that is of a client of a shop of hers."""
    return measurement_profile_create(
        actor=acting(user),
        name=name,
        relation=ProfileRelation(relation),
        unit=LengthUnit(unit),
        vendor_id=None if shop is None else shop.pk,
    )


def measured(user: User, profile: MeasurementProfile, *, at: datetime | None = None, **cm: float) -> MeasurementProfile:
    """Somebody measures: `waist_girth=80`."""
    values = [NewValue(Term(name.upper()), Length(Decimal(str(value)), LengthUnit.CM)) for name, value in cm.items()]
    return measurement_values_record(
        actor=acting(user), profile_id=profile.pk, values=values, measured_at=at, now=timezone.now()
    )


def lent(profile: MeasurementProfile, shop: Vendor) -> MeasurementProfile:
    """Its keeper shares a profile with a shop."""
    assert profile.user is not None
    return measurement_profile_share(actor=acting(profile.user), profile_id=profile.pk, vendor_id=shop.pk)


def consented(profile: MeasurementProfile, purpose: str = ConsentPurpose.PHOTO_ESTIMATION) -> MeasurementProfile:
    """Its keeper consents."""
    assert profile.user is not None
    return measurement_consent_grant(actor=acting(profile.user), profile_id=profile.pk, purpose=ConsentPurpose(purpose))


def current(profile: MeasurementProfile) -> dict[str, tuple[str, Decimal]]:
    """What counts: source and millimetres by term."""
    found = MeasurementValue.objects.filter(current__profile=profile).order_by("term")
    return {value.term: (value.source, value.value_mm) for value in found}


def said(user: User | None, mutation: str, selection: str = ERRORS, **given: Any) -> Answer:
    """Send a mutation of one input."""
    kind = mutation[0].upper() + mutation[1:]
    return Wire(user)(f"mutation($i: {kind}Input!) {{ {mutation}(input: $i) {{ {selection} }} }}", i=given)


ESTIMATE = (
    "mutation($i: MeasurementEstimateInput!, $k: String!) { measurementEstimate(input: $i) @idempotent(key: $k) "
    f"{{ estimate {{ {JOB} }} {ERRORS} }} }}"
)


def estimate(user: User | None, profile: MeasurementProfile | str, *, k: str | None = None, **given: Any) -> Answer:
    """Send `measurementEstimate` without photos."""
    named = profile if isinstance(profile, str) else gid(profile)
    return Wire(user)(ESTIMATE, i={"profileId": named} | FACTS | given, k=k or key())


def photo(kind: str = "JPEG", size: tuple[int, int] = (600, 900), *, comment: bytes = b"") -> bytes:
    """A picture, perhaps with metadata."""
    buffer = BytesIO()
    exif = Image.Exif()
    if comment:
        exif[0x010E] = comment.decode()
    Image.new("RGB", size, (120, 90, 60)).save(buffer, kind, exif=exif)
    return buffer.getvalue()


def uploaded(
    user: User | None,
    profile: MeasurementProfile,
    photos: Mapping[View, bytes] | None = None,
    *,
    k: str | None = None,
    **given: Any,
) -> Answer:
    """Send `measurementEstimate` with photos, as the GraphQL multipart request specification has it."""
    files = {View.FRONT: photo(), View.SIDE: photo()} if photos is None else photos
    variables = {"i": {"profileId": gid(profile)} | FACTS | given, "k": k or key()}
    places = {str(view): [f"variables.i.{view.lower()}Photo"] for view in files}
    body = {"operations": orjson.dumps({"query": ESTIMATE, "variables": variables}), "map": orjson.dumps(places)}
    return multipart(Wire(user), body, {str(view): ("a.jpg", content, "image/jpeg") for view, content in files.items()})


def job_of(profile: MeasurementProfile) -> MeasurementEstimate:
    """The newest estimate of a profile."""
    return profile.estimates.order_by("-created_at", "-id")[0]


def ago(**since: float) -> datetime:
    """A time in the past."""
    return timezone.now() - timedelta(**since)
