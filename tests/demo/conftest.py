"""The pictures are drawn once for all tests of the demo; each test writes its own rows."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import override_settings

from fashionistar.demo import gallery


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every picture of the catalogue."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder):
        gallery.draw(gallery.missing_pictures(), lambda _count: None)
    return folder


@pytest.fixture
def seed(db: None, settings: LazySettings, media_root: Path) -> Callable[..., list[str]]:
    """Runs `manage.py seed` as a developer would; returns the lines that it prints."""
    settings.MEDIA_ROOT = media_root
    settings.DEBUG = True

    def run(*arguments: str) -> list[str]:
        printed = StringIO()
        call_command("seed", *arguments, stdout=printed)
        return printed.getvalue().splitlines()

    return run
