"""Pictures that people send: decoded within limits, upright, and without their metadata."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from fashionistar.kernel.errors import ErrorCode, refuse

MAX_PIXELS = 40_000_000


class UnreadablePictureError(Exception):
    """It is no whole JPEG, PNG or WebP."""


class TooManyPixelsError(Exception):
    """Decoding it would take more memory than a picture is worth."""


def upright(content: bytes, *, most_pixels: int, side: int | None = None) -> Image.Image:
    """A picture of a JPEG, PNG or WebP, turned as its camera was held; of its metadata it has its colour profile only.

    Args:
        content: The file.
        most_pixels: What it may have; its header is asked, before anything is decoded.
        side: A JPEG may be decoded smaller, if both sides stay longer than this.

    Raises:
        UnreadablePictureError: It is none.
        TooManyPixelsError: It is too large.
    """
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > most_pixels:
                raise TooManyPixelsError
            if side is not None:
                picture.draft(None, (side, side))
            found = ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise TooManyPixelsError from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadablePictureError from error
    found.info = {name: found.info[name] for name in ("icc_profile", "transparency") if name in found.info}
    return found


def decoded(content: bytes, *field: str, most_bytes: int) -> Image.Image:
    """An RGB picture of a JPEG, PNG or WebP, turned as its camera was held.

    Raises:
        DomainError: INVALID: too large, or not a picture.
    """
    if len(content) > most_bytes:
        raise refuse(ErrorCode.INVALID, f"A picture may have at most {most_bytes // 1024 // 1024} MB.", *field)
    try:
        return upright(content, most_pixels=MAX_PIXELS).convert("RGB")
    except TooManyPixelsError:
        raise refuse(ErrorCode.INVALID, "A picture may have at most 40 megapixels.", *field) from None
    except UnreadablePictureError as error:
        raise refuse(ErrorCode.INVALID, "This is not a JPEG, PNG or WebP picture.", *field) from error
