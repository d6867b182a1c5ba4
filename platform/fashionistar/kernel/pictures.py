"""Pictures that people send: decoded within limits, upright, and without their metadata."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from fashionistar.kernel.errors import ErrorCode, refuse

MAX_PIXELS = 40_000_000


def decoded(content: bytes, *field: str, most_bytes: int) -> Image.Image:
    """An RGB picture of a JPEG, PNG or WebP, turned as its camera was held.

    Raises:
        DomainError: INVALID: too large, or not a picture.
    """
    if len(content) > most_bytes:
        raise refuse(ErrorCode.INVALID, f"A picture may have at most {most_bytes // 1024 // 1024} MB.", *field)
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise refuse(ErrorCode.INVALID, "A picture may have at most 40 megapixels.", *field)
            return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise refuse(ErrorCode.INVALID, "This is not a JPEG, PNG or WebP picture.", *field) from error
