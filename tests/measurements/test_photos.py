"""Photos: sent by whoever is signed in, kept small, encrypted and for a job's life alone; nothing of them is logged."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import orjson
import pytest
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from fashionistar.kernel.sealing import opened_bytes
from fashionistar.measurements.estimation.protocols import View
from fashionistar.measurements.models import EstimatePhoto, MeasurementEstimate, MeasurementProfile, MeasurementValue
from fashionistar.measurements.policies import PHOTO_LIFETIME
from fashionistar.measurements.tasks import run_estimate, sweep_estimates
from tests.checkout.shopping import everything, faults, payload
from tests.measurements.backends import Reading
from tests.measurements.measuring import consented, estimate, job_of, multipart, photo, profile_of, said, uploaded
from tests.people import People
from tests.wire.client import Wire, gid, http

type Work = Callable[[], int]


@pytest.fixture
def profile(people: People) -> MeasurementProfile:
    """Dami's; she consents."""
    return consented(profile_of(people.dami))


def ended(profile: MeasurementProfile) -> MeasurementEstimate:
    """The job, once it has ended and no photo is left."""
    job = job_of(profile)
    assert job.finished_at is not None
    assert EstimatePhoto.objects.count() == 0
    return job


def test_photos_are_measured_and_gone(people: People, profile: MeasurementProfile, work: Work) -> None:
    made = payload(uploaded(people.dami, profile))
    assert (made["userErrors"], made["estimate"]["withPhotos"]) == ([], True)
    assert EstimatePhoto.objects.count() == 2
    assert work() == 1
    job = ended(profile)
    assert (job.status, job.model_id, job.flags) == ("SUCCEEDED", "ruler-1+eye-1", ["LEVEL_NOT_SEEN"])
    assert job.features == {"values": {"pixels": 600.0}, "segmenter_id": "eye-1"}
    assert MeasurementValue.objects.filter(model_id="ruler-1+eye-1").count() == 29


def test_a_photo_is_kept_encrypted_small_and_without_its_metadata(
    people: People, profile: MeasurementProfile, tools: Settings
) -> None:
    large = photo(size=(2400, 3200), comment=b"taken at home in Yaba")
    assert faults(uploaded(people.dami, profile, {View.FRONT: large, View.SIDE: photo("PNG")})) == []
    stored = {row.view: bytes(row.content) for row in EstimatePhoto.objects.all()}
    for content in stored.values():
        assert b"JFIF" not in content
        assert b"Exif" not in content
        assert content.startswith(b"gAAAA"), "a Fernet token"
    plain = opened_bytes(stored["FRONT"])
    assert plain is not None
    assert (plain[:3], b"Yaba" in plain) == (b"\xff\xd8\xff", False)
    with Image.open(BytesIO(plain)) as picture:
        assert picture.size == (1200, 1600)


def test_photos_that_cannot_be_measured_are_refused_with_a_hint_and_gone(
    people: People, profile: MeasurementProfile, work: Work
) -> None:
    Reading.refuse()
    uploaded(people.dami, profile)
    work()
    job = ended(profile)
    assert (job.status, job.features, MeasurementValue.objects.count()) == ("REJECTED", None, 0)
    asked = "query($id: ID!) { node(id: $id) { ... on MeasurementEstimate { rejections { view reason hint } } } }"
    assert Wire(people.dami)(asked, id=gid(job)).data["node"]["rejections"] == [
        {"view": "FRONT", "reason": "POOR_LIGHT", "hint": "Open the curtains."},
        {"view": "SIDE", "reason": "FEET_CROPPED", "hint": "Step back until your feet are seen."},
    ]


def test_photos_on_which_we_break_are_gone_and_the_cause_is_not_logged(
    people: People, profile: MeasurementProfile, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    Reading.breaks = RuntimeError("waist 80.1 cm of Dami")
    uploaded(people.dami, profile)
    work()
    job = ended(profile)
    assert (job.status, job.error) == ("FAILED", "Something went wrong on our side. Ask for the estimate again.")
    written = "".join(record.getMessage() for record in caplog.records)
    assert "RuntimeError" in written
    assert "80.1" not in written


def test_photos_whose_key_is_gone_are_gone_too(people: People, profile: MeasurementProfile, work: Work) -> None:
    uploaded(people.dami, profile)
    EstimatePhoto.objects.update(content=b"gAAAA")
    work()
    assert ended(profile).status == "FAILED"


def test_a_worker_that_dies_leaves_no_photo_for_long(people: People, profile: MeasurementProfile, work: Work) -> None:
    Reading.breaks = KeyboardInterrupt()
    uploaded(people.dami, profile)
    with pytest.raises(KeyboardInterrupt):
        work()
    job = job_of(profile)
    assert (job.status, job.stage, EstimatePhoto.objects.count()) == ("RUNNING", "SIDE_PHOTO", 2)
    Reading.breaks = None
    MeasurementEstimate.objects.update(leased_until=timezone.now())
    run_estimate(str(job.pk))
    assert ended(profile).status == "SUCCEEDED"


def test_photos_that_nobody_measures_are_swept_away(
    people: People, profile: MeasurementProfile, tools: Settings
) -> None:
    uploaded(people.dami, profile)
    sweep_estimates()
    assert EstimatePhoto.objects.count() == 2
    MeasurementEstimate.objects.update(created_at=timezone.now() - PHOTO_LIFETIME - timedelta(seconds=1))
    sweep_estimates()
    job = ended(profile)
    assert (job.status, job.error) == (
        "FAILED",
        "The photos were not measured in time and are deleted. Send them again.",
    )


def test_whoever_withdraws_her_consent_meanwhile_gets_no_estimate(
    people: People, profile: MeasurementProfile, work: Work
) -> None:
    given = {"profileId": gid(profile), "purpose": "PHOTO_ESTIMATION"}
    uploaded(people.dami, profile)
    Reading.meanwhile = lambda: said(people.dami, "measurementConsentWithdraw", **given) and None
    work()
    job = ended(profile)
    assert (job.status, job.error) == ("FAILED", "The consent to measure photos was withdrawn.")
    assert (job.features, MeasurementValue.objects.count()) == (None, 0)


def test_what_was_read_off_photos_goes_with_the_consent(
    people: People, profile: MeasurementProfile, work: Work
) -> None:
    uploaded(people.dami, profile)
    work()
    given = {"profileId": gid(profile), "purpose": "PHOTO_ESTIMATION"}
    for _ in "ab":
        assert faults(said(people.dami, "measurementConsentWithdraw", **given)) == []
    job = ended(profile)
    assert (job.status, job.features, MeasurementValue.objects.count()) == ("SUCCEEDED", None, 29)


def test_a_profile_that_is_deleted_takes_its_photos_along(
    people: People, profile: MeasurementProfile, tools: Settings
) -> None:
    uploaded(people.dami, profile)
    assert faults(said(people.dami, "measurementProfileDelete", id=gid(profile))) == []
    assert (EstimatePhoto.objects.count(), MeasurementEstimate.objects.count()) == (0, 0)


def test_without_consent_no_photo_is_kept(people: People, tools: Settings) -> None:
    profile = profile_of(people.dami)
    before = everything()
    assert faults(uploaded(people.dami, profile)) == [("CONSENT_REQUIRED", ["profileId"])]
    assert everything() == before


def test_without_the_model_nothing_else_breaks(people: People, profile: MeasurementProfile, tools: Settings) -> None:
    tools.POSE_SEGMENTER_READY = "tests.measurements.backends.not_ready"
    before = everything()
    assert faults(uploaded(people.dami, profile)) == [("MODEL_NOT_READY", ["frontPhoto"])]
    assert everything() == before
    assert faults(estimate(people.dami, profile)) == []


@pytest.mark.parametrize(
    ("photos", "fault"),
    [
        ({View.FRONT: b"no picture", View.SIDE: photo()}, ("INVALID", ["frontPhoto"])),
        ({View.FRONT: photo(), View.SIDE: photo("GIF")}, ("INVALID", ["sidePhoto"])),
        ({View.FRONT: photo(), View.SIDE: photo()[:200]}, ("INVALID", ["sidePhoto"])),
        ({View.FRONT: photo() + bytes(8 * 1024 * 1024), View.SIDE: photo()}, ("INVALID", ["frontPhoto"])),
        ({View.FRONT: photo()}, ("REQUIRED", ["sidePhoto"])),
    ],
)
def test_what_is_no_pair_of_photos_is_refused(
    people: People,
    profile: MeasurementProfile,
    tools: Settings,
    photos: dict[View, bytes],
    fault: tuple[str, list[str]],
) -> None:
    before = everything()
    assert faults(uploaded(people.dami, profile, photos)) == [fault]
    assert everything() == before


def test_a_key_stands_for_the_photos_too(people: People, profile: MeasurementProfile, tools: Settings) -> None:
    one, other = photo(), photo(size=(300, 500))
    for _ in "ab":
        assert faults(uploaded(people.dami, profile, {View.FRONT: one, View.SIDE: one}, k="k")) == []
    again = uploaded(people.dami, profile, {View.FRONT: one, View.SIDE: other}, k="k")
    assert faults(again) == [("IDEMPOTENCY_KEY_MISMATCH", None)]
    assert (MeasurementEstimate.objects.count(), EstimatePhoto.objects.count()) == (1, 2)


def test_a_photo_that_is_no_file_is_refused(people: People, profile: MeasurementProfile, tools: Settings) -> None:
    answer = estimate(people.dami, profile, frontPhoto="base64", sidePhoto="base64")
    assert faults(answer) == [("INVALID", ["frontPhoto"])]


# --- the door --------------------------------------------------------------------------------------


def form(text: str = "{ __typename }", **more: str) -> dict[str, bytes]:
    """A form with one operation."""
    return {"operations": orjson.dumps({"query": text, **more}), "map": b'{"a": ["variables.a"]}'}


FILE = {"a": ("a.jpg", b"x", "image/jpeg")}


def test_files_are_taken_from_whoever_is_signed_in_alone(people: People) -> None:
    fields = form(variables={"a": None})  # type: ignore[arg-type]
    assert multipart(Wire(people.dami), fields, FILE).data == {"__typename": "Query"}
    assert multipart(Wire(), fields, FILE).status == 401
    forged = Wire()
    forged.headers["Authorization"] = "Bearer forged"
    assert multipart(forged, fields, FILE).status == 401


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"operations": b"[]", "map": b"{}"},
        {"operations": b"{", "map": b"{}"},
        {"operations": b'{"query": "{ __typename }"}', "map": b'{"a": ["variables.a"]}'},
        {"operations": b'{"query": "{ __typename }"}', "map": b'{"b": ["variables.a"]}'},
        {"operations": b'{"query": "{ __typename }"}', "map": b"[1]"},
        {"operations": b'{"query": "{ __typename }"}', "map": b'{"a": 7}'},
        {"operations": b"7", "map": b"{}", "more": b"1"},
    ],
)
def test_a_form_that_is_no_operation_is_refused(people: People, fields: dict[str, bytes]) -> None:
    assert multipart(Wire(people.dami), fields, FILE).status == 400


def test_a_form_may_be_17_megabytes_and_a_guests_not_one(people: People) -> None:
    wire = Wire(people.dami)
    for size, status in ((2 * 1024 * 1024, 200), (17 * 1024 * 1024, 413)):
        fields = form(variables={"a": None})  # type: ignore[arg-type]
        assert multipart(wire, fields, {"a": ("a", bytes(size), "image/jpeg")}).status == status
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert http(content=bytes(2 * 1024 * 1024), headers=kind).status_code in {401, 413}
