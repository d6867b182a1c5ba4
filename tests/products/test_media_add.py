"""A picture becomes a WebP with thumbnails and without its metadata; what is no picture is refused."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from fashionistar.kernel import pictures
from fashionistar.kernel.errors import DomainError, ErrorCode
from fashionistar.products.models import Media
from fashionistar.products.services import media_add as media_add_module
from fashionistar.products.services.media_add import media_add
from fashionistar.products.thumbnails import thumbnail_path
from tests.factories.catalogue import garment
from tests.people import People


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 1000), *, where: str = "") -> bytes:
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = where
    Image.new("RGB", size, "indigo").save(buffer, kind, exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_stored_as_webp_with_thumbnails(people: People, media: Path, kind: str) -> None:
    product = garment(people.atelier).product
    row = media_add(product_id=product.pk, content=picture(kind), alt="Agbada", position=1)
    assert (row.width, row.height) == (800, 1000)
    for path, width in ((row.file, 800), (thumbnail_path(row.file, 320), 320), (thumbnail_path(row.file, 96), 96)):
        with Image.open(media / path) as stored:
            assert (stored.format, stored.width) == ("WEBP", width)
    assert product.media.filter(position=1).count() == 1


def test_what_a_camera_wrote_into_a_picture_is_dropped(people: People, media: Path) -> None:
    product = garment(people.atelier).product
    row = media_add(product_id=product.pk, content=picture(where="12 Admiralty Way"), alt="Agbada")
    assert b"Admiralty" not in (media / row.file).read_bytes()


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a....", b"<svg/>", picture()[:200]], ids=["empty", "gif", "svg", "cut"]
)
def test_what_is_no_picture_is_refused_and_nothing_is_stored(people: People, media: Path, content: bytes) -> None:
    product = garment(people.atelier).product
    before = Media.objects.count()
    with pytest.raises(DomainError) as refused:
        media_add(product_id=product.pk, content=content, alt="")
    assert refused.value.codes == (ErrorCode.INVALID,)
    assert (Media.objects.count(), list(media.iterdir())) == (before, [])


@pytest.mark.parametrize(("limit", "value"), [("MAX_BYTES", 100), ("MAX_PIXELS", 1000)])
def test_a_picture_that_is_too_large_is_refused(
    people: People, media: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(media_add_module if limit == "MAX_BYTES" else pictures, limit, value)
    with pytest.raises(DomainError) as refused:
        media_add(product_id=garment(people.atelier).product.pk, content=picture(), alt="")
    assert refused.value.codes == (ErrorCode.INVALID,)
    assert list(media.iterdir()) == []
