"""Facts that nothing can be estimated from are refused, and say which."""

import pytest

from fashionistar.measurements.estimation.protocols import FactsRefusedError, PersonFacts, Sex


@pytest.mark.parametrize(
    ("height", "weight", "age", "field"),
    [
        (129.9, 60, 30, "height_cm"),
        (220.1, 90, 30, "height_cm"),
        (1.75, 70, 30, "height_cm"),
        (float("nan"), 70, 30, "height_cm"),
        (float("inf"), 70, 30, "height_cm"),
        (175, 34, 30, "weight_kg"),
        (175, float("nan"), 30, "weight_kg"),
        (200, 40, 30, "weight_kg"),
        (140, 190, 30, "weight_kg"),
        (175, 70, 15, "age_years"),
        (175, 70, 91, "age_years"),
    ],
)
def test_a_fact_out_of_range_is_refused_by_name(height: float, weight: float, age: float, field: str) -> None:
    with pytest.raises(FactsRefusedError) as caught:
        PersonFacts(Sex.FEMALE, height, weight, age)
    assert caught.value.field == field


def test_the_limits_themselves_are_allowed() -> None:
    PersonFacts(Sex.UNSTATED, 130, 35, 16)
    PersonFacts(Sex.UNSTATED, 220, 200, 90)
