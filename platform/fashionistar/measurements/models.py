"""Tables of measurements: profiles, whom they are lent to, what they may be used for, values, and estimates."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.measurements.estimation.protocols import Flag, Sex, View
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.units import LengthUnit
from fashionistar.vendors.models import Vendor


def _choices(names: type[Term] | type[Flag] | type[Sex] | type[View] | type[LengthUnit]) -> list[tuple[str, str]]:
    return [(name.value, name.value) for name in names]


class ProfileRelation(models.TextChoices):
    """Whose body it is, as whoever keeps the profile sees it."""

    SELF = "SELF"
    CHILD = "CHILD"
    OTHER = "OTHER"
    CLIENT = "CLIENT", "Of a tailor; the shop's"


class MeasurementProfile(Record):
    """A body that is measured: a user's own or one that she cares for, or a shop's client."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="measurement_profiles")
    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, null=True, related_name="measurement_profiles")
    relation = models.CharField(max_length=8, choices=ProfileRelation)
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=4, choices=_choices(LengthUnit), default=LengthUnit.CM)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=(Q(user__isnull=False, vendor__isnull=True) & ~Q(relation=ProfileRelation.CLIENT))
                | Q(user__isnull=True, vendor__isnull=False, relation=ProfileRelation.CLIENT),
                name="measurement_profile_has_one_keeper",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(relation=ProfileRelation.SELF), name="measurement_profile_self_unique"
            ),
        )


class MeasurementShare(Record):
    """A user lends a profile to a shop, whose tailors may read it, and confirm or correct values."""

    profile = models.ForeignKey(MeasurementProfile, on_delete=models.CASCADE, related_name="shares")
    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="measurement_shares")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=["profile", "vendor"], name="measurement_share_unique"),)


class ConsentPurpose(models.TextChoices):
    """What a profile may be used for, beyond being kept."""

    PHOTO_ESTIMATION = "PHOTO_ESTIMATION", "Photos may be measured, and the numbers read off them kept"
    CALIBRATION = "CALIBRATION", "Estimates and what the tape said may improve the estimator"


class MeasurementConsent(Record):
    """A consent, from when it was given until it was withdrawn; what was consented to before stays told."""

    profile = models.ForeignKey(MeasurementProfile, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=ConsentPurpose)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["profile", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="measurement_consent_stands_once",
            ),
        )


class EstimateStatus(models.TextChoices):
    """Where an estimate stands; the last three are its end."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    REJECTED = "REJECTED", "The photos cannot be measured"
    FAILED = "FAILED"


class EstimateStage(models.TextChoices):
    """What a running estimate does."""

    WAITING = "WAITING"
    FRONT_PHOTO = "FRONT_PHOTO"
    SIDE_PHOTO = "SIDE_PHOTO"
    MEASURING = "MEASURING"
    DONE = "DONE"


class MeasurementEstimate(Record):
    """A job that estimates a body from what is said of it and, perhaps, two photos."""

    profile = models.ForeignKey(MeasurementProfile, on_delete=models.CASCADE, related_name="estimates")
    status = models.CharField(max_length=9, choices=EstimateStatus, default=EstimateStatus.QUEUED)
    stage = models.CharField(max_length=11, choices=EstimateStage, default=EstimateStage.WAITING)
    sex = models.CharField(max_length=8, choices=_choices(Sex))
    height_mm = models.DecimalField(max_digits=6, decimal_places=1)
    weight_g = models.PositiveIntegerField()
    age_years = models.PositiveSmallIntegerField()
    with_photos = models.BooleanField(default=False)
    features = models.JSONField(null=True, help_text="Numbers read off the photos, and the model that found them.")
    estimator_id = models.CharField(max_length=120, blank=True, default="", help_text="The coefficients alone.")
    model_id = models.CharField(max_length=200, blank=True, default="", help_text="Coefficients and segmenter.")
    flags = ArrayField(models.CharField(max_length=32, choices=_choices(Flag)), default=list, blank=True)
    rejections = models.JSONField(default=list, help_text="Why, by photo: view, reason, hint.")
    error = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status=EstimateStatus.RUNNING) | Q(leased_until__isnull=False),
                name="measurement_estimate_runs_on_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(EstimateStatus.QUEUED, EstimateStatus.RUNNING), finished_at__isnull=True)
                | ~Q(status__in=(EstimateStatus.QUEUED, EstimateStatus.RUNNING)) & Q(finished_at__isnull=False),
                name="measurement_estimate_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(status=EstimateStatus.SUCCEEDED) | ~Q(model_id="") & ~Q(estimator_id=""),
                name="measurement_estimate_names_its_model",
            ),
        )
        indexes = (
            models.Index(
                fields=["created_at"],
                name="measurement_estimate_open",
                condition=Q(status__in=(EstimateStatus.QUEUED, EstimateStatus.RUNNING)),
            ),
            models.Index(fields=["profile", "-created_at"], name="measurement_estimate_newest"),
        )


class EstimatePhoto(Record):
    """A photo on its way to be measured, encrypted; it goes when its estimate ends, in the same transaction."""

    estimate = models.ForeignKey(MeasurementEstimate, on_delete=models.CASCADE, related_name="photos")
    view = models.CharField(max_length=5, choices=_choices(View))
    content = models.BinaryField(help_text="A JPEG under one of our keys.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estimate", "view"], name="estimate_photo_unique"),)


class ValueSource(models.TextChoices):
    """How a value was learnt."""

    TYPED = "TYPED", "By whoever keeps the profile"
    TAPE = "TAPE", "By a tailor"
    ESTIMATED = "ESTIMATED"


class MeasurementValue(Record):
    """One measurement of a body, once; the database lets nobody change it. It goes with its profile."""

    profile = models.ForeignKey(MeasurementProfile, on_delete=models.CASCADE, related_name="history")
    term = models.CharField(max_length=24, choices=_choices(Term))
    value_mm = models.DecimalField(max_digits=6, decimal_places=1)
    low_mm = models.DecimalField(max_digits=6, decimal_places=1, help_text="The 90 % interval's lower end.")
    high_mm = models.DecimalField(max_digits=6, decimal_places=1)
    source = models.CharField(max_length=9, choices=ValueSource)
    measured_at = models.DateTimeField()
    model_id = models.CharField(max_length=200, blank=True, default="")
    estimate = models.ForeignKey(MeasurementEstimate, on_delete=models.CASCADE, null=True, related_name="values")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, null=True, related_name="+", help_text="Whose tape.")
    checks = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="+", help_text="What it confirms or corrects."
    )

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(low_mm__gt=0, low_mm__lte=F("value_mm"), value_mm__lte=F("high_mm")),
                name="measurement_value_within_interval",
            ),
            models.CheckConstraint(
                condition=Q(source=ValueSource.ESTIMATED, estimate__isnull=False) & ~Q(model_id="")
                | ~Q(source=ValueSource.ESTIMATED) & Q(estimate__isnull=True, model_id=""),
                name="measurement_value_estimate_names_model",
            ),
            models.CheckConstraint(
                condition=Q(source=ValueSource.TAPE, vendor__isnull=False)
                | ~Q(source=ValueSource.TAPE) & Q(vendor__isnull=True),
                name="measurement_value_tape_is_a_shops",
            ),
        )
        indexes = (models.Index(fields=["profile", "-created_at", "-id"], name="measurement_value_history"),)


class EstimatorCorrection(Record):
    """What tailors' tapes taught about an estimator; the newest of the estimator that is at work is applied."""

    base_id = models.CharField(max_length=120, help_text="The coefficients that it corrects.")
    model_id = models.CharField(max_length=120, help_text="What estimates carry that are made with it.")
    corrections = models.TextField(help_text="As the estimator reads them; of people only what many have in common.")

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=["base_id", "-created_at", "-id"], name="estimator_correction_newest"),)


class CurrentMeasurement(Record):
    """Which value of a profile counts: the newest that a person took, else the newest estimate."""

    profile = models.ForeignKey(MeasurementProfile, on_delete=models.CASCADE, related_name="current")
    term = models.CharField(max_length=24, choices=_choices(Term))
    value = models.OneToOneField(MeasurementValue, on_delete=models.CASCADE, related_name="current")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["profile", "term"], name="current_measurement_unique"),)
