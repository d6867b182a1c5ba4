"""The history of a body's values: only ever added to; which value counts is decided here alone."""

from collections.abc import Sequence

from fashionistar.measurements.models import CurrentMeasurement, MeasurementProfile, MeasurementValue, ValueSource


def add_values(profile: MeasurementProfile, values: Sequence[MeasurementValue]) -> list[MeasurementValue]:
    """Add values of different terms to a profile that the caller holds.

    What a person took is newer than whatever stands; an estimate replaces no more than an estimate.
    """
    made = MeasurementValue.objects.bulk_create(values)
    standing = {each.term: each for each in CurrentMeasurement.objects.filter(profile=profile).select_related("value")}
    fresh: list[CurrentMeasurement] = []
    for value in made:
        current = standing.get(value.term)
        if current is None:
            fresh.append(CurrentMeasurement(profile=profile, term=value.term, value=value))
        elif value.source != ValueSource.ESTIMATED or current.value.source == ValueSource.ESTIMATED:
            current.value = value
            current.save(update_fields=["value"])
    CurrentMeasurement.objects.bulk_create(fresh)
    return made
