"""A few pictures are drawn for all tests of the demo, the rest are stood in for; each test writes its own rows."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from fashionistar.demo import plans
from fashionistar.demo.textiles.pictures import WIDTH, Picture
from fashionistar.products.thumbnails import THUMBNAIL_WIDTHS, thumbnail_path

#: A WebP file that is as long as its header says, and so is left alone.
_WHOLE = b"RIFF\0\0\0\0"


def files_of(picture: Picture) -> dict[int, str]:
    """A picture's file and its thumbnails' by their width."""
    return {WIDTH: picture.file} | {width: thumbnail_path(picture.file, width) for width in THUMBNAIL_WIDTHS}


@pytest.fixture(scope="session")
def sample() -> list[Picture]:
    """Pictures that are drawn for real: each garment, and each cloth."""
    chosen = {picture.garment: picture for picture in plans.pictures()}
    chosen |= {picture.cloth: picture for picture in plans.pictures()}
    return sorted(set(chosen.values()), key=lambda picture: picture.file)


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory, sample: list[Picture]) -> Path:
    """A folder with every picture of the catalogue but the sample."""
    folder = tmp_path_factory.mktemp("media")
    for picture in set(plans.pictures()) - set(sample):
        for file in files_of(picture).values():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(_WHOLE)
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
