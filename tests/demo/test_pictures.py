"""Pictures of the demo: drawn all at once by `seed`, or each when somebody first asks for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import FileResponse, Http404
from django.test import RequestFactory
from PIL import Image

from config.pictures import picture as view
from fashionistar.demo import plans
from fashionistar.demo.textiles.pictures import Picture, encoded
from fashionistar.products.models import Product
from tests.demo.conftest import files_of

pytestmark = pytest.mark.xdist_group("demo")


def asked(file: str) -> bytes:
    """What a browser gets."""
    answer = view(RequestFactory().get(f"/media/{file}"), file)
    assert isinstance(answer, FileResponse)
    assert answer["Content-Type"] == "image/webp"
    return b"".join(answer)


def test_seed_draws_what_is_missing_with_thumbnails(
    seed: Callable[..., list[str]], sample: list[Picture], media_root: Path
) -> None:
    assert {picture.garment for picture in sample} == {picture.garment for picture in plans.pictures()}
    seed()
    for picture in sample:
        for width, file in files_of(picture).items():
            with Image.open(media_root / file) as image:
                assert (image.format, image.size) == ("WEBP", (width, width * 5 // 4))


def test_drawing_later_writes_the_rows_and_no_picture(
    seed: Callable[..., list[str]], settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert [line.split()[0] for line in seed("--draw-later")] == ["Wrote", "Created"]
    assert (Product.objects.count(), list(tmp_path.iterdir())) == (150, [])


def test_a_thumbnail_that_is_asked_for_is_drawn_with_its_picture_once(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = next(plans.pictures())
    files = files_of(picture)
    with ThreadPoolExecutor(4) as browsers:
        seen = list(browsers.map(asked, [files[320]] * 4))
    drawn = encoded(picture, (320, 96))
    assert seen == [drawn[320]] * 4
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.webp")} == {
        files[width]: content for width, content in drawn.items()
    }


def test_a_picture_cut_short_is_drawn_again(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = files_of(next(plans.pictures()))[96]
    whole = asked(file)
    (tmp_path / file).write_bytes(whole[:100])
    assert asked(file) == whole
    assert Image.open(BytesIO(whole)).size == (96, 120)


def test_a_shops_own_picture_is_served_and_an_unknown_one_is_not_found(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "own.webp").write_bytes(b"hers")
    assert asked("own.webp") == b"hers"
    with pytest.raises(Http404):
        asked("none.webp")
    assert [path.name for path in tmp_path.iterdir()] == ["own.webp"]
