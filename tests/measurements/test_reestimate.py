"""After a model change bodies are estimated anew, each once; what is done is done when it is stopped in the middle."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from fashionistar.measurements import gateway
from fashionistar.measurements.models import MeasurementEstimate, MeasurementProfile, MeasurementValue
from tests.checkout.shopping import everything
from tests.measurements import backends
from tests.measurements.measuring import consented, current, estimate, profile_of, uploaded
from tests.people import People

type Work = Callable[[], int]


class Better(backends.Ruler):
    """Another model."""

    def __init__(self) -> None:
        super().__init__("ruler-2")


def reestimated() -> str:
    """What the command says."""
    out = StringIO()
    call_command("measurement_reestimate", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def bodies(people: People, work: Work) -> list[MeasurementProfile]:
    """Two without photos, one with; all estimated by the first model."""
    found = [profile_of(people.dami), profile_of(people.dami, "Tolu", "CHILD"), consented(profile_of(people.cleo))]
    for profile in found[:2]:
        estimate(people.dami, profile)
    uploaded(people.cleo, found[2])
    assert work() == 3
    return found


def test_each_body_is_estimated_anew_once(bodies: list[MeasurementProfile], tools: Settings) -> None:
    before = everything()
    none = "0 estimated anew, 0 kept, since their photos are gone and the model that read them is another, 0 overtaken"
    assert reestimated() == f"Model ruler-1: {none} by newer ones, of 0."
    assert everything() == before
    tools.MEASUREMENT_ESTIMATOR = f"{__name__}.Better"
    gateway._estimator.cache_clear()
    assert reestimated().startswith("Model ruler-2: 3 estimated anew, 0 kept")
    assert MeasurementEstimate.objects.filter(estimator_id="ruler-2", status="SUCCEEDED").count() == 3
    assert MeasurementValue.objects.count() == 2 * 3 * 29
    counting = [MeasurementValue.objects.filter(current__profile=profile) for profile in bodies]
    models = [set(values.values_list("model_id", flat=True)) for values in counting]
    assert models == [{"ruler-2"}, {"ruler-2"}, {"ruler-2+eye-1"}]
    assert current(bodies[0])["HIP_GIRTH"] == ("ESTIMATED", 850)
    before = everything()
    assert reestimated().endswith("of 0.")
    assert everything() == before


def test_it_goes_on_where_it_was_stopped(
    bodies: list[MeasurementProfile], tools: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools.MEASUREMENT_ESTIMATOR = f"{__name__}.Better"
    gateway._estimator.cache_clear()
    made = iter((None, KeyboardInterrupt()))
    plain = Better.estimate

    def stopped(self: Better, *given: object) -> object:
        if told := next(made, None):
            raise told
        return plain(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Better, "estimate", stopped)
    with pytest.raises(KeyboardInterrupt):
        reestimated()
    assert MeasurementEstimate.objects.filter(estimator_id="ruler-2").count() == 1
    assert reestimated().startswith("Model ruler-2: 2 estimated anew")


def test_what_was_made_from_photos_is_not_made_worse_without_them(
    bodies: list[MeasurementProfile], tools: Settings
) -> None:
    MeasurementEstimate.objects.update(features=None)
    tools.MEASUREMENT_ESTIMATOR = f"{__name__}.Better"
    gateway._estimator.cache_clear()
    assert reestimated().startswith("Model ruler-2: 2 estimated anew, 1 kept")
    assert set(MeasurementValue.objects.filter(profile=bodies[2]).values_list("model_id", flat=True)) == {
        "ruler-1+eye-1"
    }
