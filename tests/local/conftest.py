"""Fixtures of the tests of `manage.py up`."""

from collections.abc import Iterator

import pytest

from tests.live import LivePlatform, free_port
from tests.local.running import belonging_to


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePlatform]:
    """A platform without its demo, shared by the tests of this folder."""
    platform = LivePlatform(tmp_path_factory.mktemp("up"), free_port(), ("--no-demo",))
    platform.start()
    yield platform
    assert platform.stop() == 0
    assert belonging_to(platform.data_dir) == {}
