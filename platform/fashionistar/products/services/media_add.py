"""Add a picture to a product, with its thumbnails."""

from io import BytesIO
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from fashionistar.kernel.pictures import decoded
from fashionistar.products.models import Media
from fashionistar.products.thumbnails import THUMBNAIL_WIDTHS, thumbnail_path

MAX_BYTES = 10 * 1024 * 1024


def media_add(*, product_id: UUID, content: bytes, alt: str, position: int = 0) -> Media:
    """Store a picture (JPEG, PNG or WebP) re-encoded as WebP, which drops its metadata, and its thumbnails.

    Files are written before the row: a crash leaves a file that nothing names, never a row without its files.

    Raises:
        DomainError: INVALID: too large, or not a picture.
    """
    picture = decoded(content, "content", most_bytes=MAX_BYTES)
    path = f"products/{uuid4().hex}.webp"
    default_storage.save(path, _encoded(picture))
    for width in THUMBNAIL_WIDTHS:
        small = picture.copy()
        small.thumbnail((width, width * 4), Image.Resampling.LANCZOS)
        default_storage.save(thumbnail_path(path, width), _encoded(small))
    with transaction.atomic(durable=True):
        return Media.objects.create(
            product_id=product_id,
            file=path,
            alt=alt,
            position=position,
            width=picture.width,
            height=picture.height,
        )


def _encoded(picture: Image.Image) -> ContentFile:  # type: ignore[type-arg]  # not generic when it runs
    buffer = BytesIO()
    picture.save(buffer, "WEBP", quality=82, method=4)
    return ContentFile(buffer.getvalue())
