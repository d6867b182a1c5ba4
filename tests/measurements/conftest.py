"""Jobs are run as the worker runs them, with tools of the tests' own."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django.fixtures import Settings

from fashionistar.measurements import gateway
from fashionistar.measurements.models import MeasurementEstimate
from fashionistar.measurements.tasks import run_estimate
from tests.measurements.backends import Reading
from tests.people import People

_HERE = "tests.measurements.backends"


@pytest.fixture
def people(people: People) -> People:
    """Everybody, here before anything is compared."""
    assert all((people.ada, people.bisi, people.cleo, people.dami, people.atelier, people.boutique))
    return people


def _forget() -> None:
    gateway._estimator.cache_clear()
    gateway._segmenter.cache_clear()


@pytest.fixture
def tools(settings: Settings) -> Iterator[Settings]:
    """Tools of which a test knows what they will say."""
    settings.MEASUREMENT_ESTIMATOR = f"{_HERE}.Ruler"
    settings.MEASUREMENT_PHOTO_READER = f"{_HERE}.read"
    settings.POSE_SEGMENTER = f"{_HERE}.Eye"
    settings.POSE_SEGMENTER_READY = f"{_HERE}.ready"
    Reading.afresh()
    _forget()
    yield settings
    _forget()


@pytest.fixture
def work(tools: Settings) -> Callable[[], int]:
    """Runs what is queued; returns how many jobs that was."""

    def run() -> int:
        queued = list(MeasurementEstimate.objects.filter(status="QUEUED").order_by("pk").values_list("pk", flat=True))
        for job in queued:
            run_estimate(str(job))
        return len(queued)

    return run
