"""Pictures made anew by Pillow: what goes on is pixels alone, in sRGB, upright, and no larger than a screen needs."""

from io import BytesIO

from django.conf import settings
from PIL import Image, ImageCms

from fashionistar.chat.gateway import FileRefusedError, Reencoded
from fashionistar.chat.models import AttachmentRejection
from fashionistar.kernel.pictures import TooManyPixelsError, UnreadablePictureError, upright

#: The longer side in pixels, and JPEG's quality: of what is shown in full, and of what a list shows.
_SIDE, _QUALITY = 2048, 85
_PREVIEW_SIDE, _PREVIEW_QUALITY = 320, 75


def reencoded(content: bytes) -> Reencoded:
    """A JPEG of a JPEG, PNG or WebP, and a small one; of what moves, the first picture.

    Raises:
        FileRefusedError: UNREADABLE, TOO_MANY_PIXELS.
    """
    try:
        picture = upright(content, most_pixels=settings.ATTACHMENT_IMAGE_MAX_PIXELS, side=_SIDE)
    except TooManyPixelsError as error:
        raise FileRefusedError(AttachmentRejection.TOO_MANY_PIXELS) from error
    except UnreadablePictureError as error:
        raise FileRefusedError(AttachmentRejection.UNREADABLE) from error
    picture = _on_white(_smaller(picture))
    large = _jpeg(picture, _QUALITY)
    width, height = picture.size
    picture.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE), Image.Resampling.LANCZOS)
    return Reencoded(large, _jpeg(picture, _PREVIEW_QUALITY), {"width": width, "height": height})


def _smaller(picture: Image.Image) -> Image.Image:
    """No larger than it is kept, in a mode that has every colour of it."""
    if picture.mode not in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        picture = picture.convert("RGBA" if "transparency" in picture.info or "A" in picture.mode else "RGB")
    picture.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """An opaque picture in sRGB with no metadata."""
    seen = _in_srgb(picture)
    if "A" not in seen.mode:
        clean = seen.convert("RGB")
    else:
        clean = Image.new("RGB", seen.size, "white")
        clean.paste(seen.convert("RGB"), mask=seen.getchannel("A"))
    clean.info = {}
    return clean


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The colours that were meant, as far as the picture says which."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA"}:
        return picture
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        seen = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return picture if seen is None else seen


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    return buffer.getvalue()
