"""Photos on their way to be measured: small, without metadata, and encrypted. Nothing here is ever logged."""

from io import BytesIO

from PIL import Image

from fashionistar.kernel.pictures import decoded
from fashionistar.kernel.sealing import opened_bytes, sealed_bytes
from fashionistar.measurements.policies import PHOTO_MAX_BYTES, PHOTO_SIDE


def sealed_photo(content: bytes, *field: str) -> bytes:
    """What is stored of a photo that somebody sent.

    Raises:
        DomainError: INVALID: too large, or not a picture.
    """
    picture = decoded(content, *field, most_bytes=PHOTO_MAX_BYTES)
    picture.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return sealed_bytes(buffer.getvalue())


def opened_photo(stored: bytes) -> bytes:
    """The JPEG of a stored photo.

    Raises:
        ValueError: The key that it was encrypted under is gone.
    """
    content = opened_bytes(stored)
    if content is None:
        raise ValueError("the key that a photo was encrypted under is gone")
    return content
