"""From the bytes of two photos to features: opened, looked over, segmented, measured. Nothing of a photo is kept."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fashionistar.measurements.estimation.checks import check_pose, hint_of
from fashionistar.measurements.estimation.features import extract
from fashionistar.measurements.estimation.protocols import (
    PhotoFeatures,
    PhotoRejectedError,
    Pose,
    PoseSegmenter,
    Rejection,
    View,
)
from fashionistar.measurements.estimation.silhouette import NotSeenError

FORMATS = ("JPEG", "PNG", "WEBP")
#: Pixels: what is larger is not decoded, what is smaller shows too little; the longer side is brought down to `SIDE`.
#: A plain JPEG is decoded at a fraction of its size; any other picture is held whole first.
MOST_JPEG_PIXELS = 52_000_000
MOST_PIXELS = 20_000_000
LEAST_SIDE = 320
SIDE = 1024
#: Grey levels from 0 to 255: mean and spread of what is too dark, too bright or too flat to find an edge in.
_DARK, _BRIGHT, _FLAT = 35.0, 240.0, 10.0


def measure_photos(segmenter: PoseSegmenter, front: bytes, side: bytes) -> PhotoFeatures:
    """Take every feature of a front and a side photo (JPEG, PNG or WebP).

    Returns:
        Lengths in parts of the body's height, which the person states.

    Raises:
        PhotoRejectedError: a photo cannot be measured; its reason and hint say why and what to do.
    """
    facing, turned = _pose(segmenter, front, View.FRONT), _pose(segmenter, side, View.SIDE)
    try:
        return extract(facing, turned, segmenter.model_id)
    except NotSeenError as error:
        raise rejected(View.FRONT, Rejection.LOW_SCORE) from error


def open_photo(photo: bytes, view: View) -> Image.Image:
    """Decode a photo, upright and in RGB, no larger than needed.

    Raises:
        PhotoRejectedError: it is no picture, too large, too small, or too dark, bright or flat.
    """
    try:
        with Image.open(BytesIO(photo), formats=FORMATS) as file:
            in_part = file.format == "JPEG" and not file.info.get("progressive")
            if file.width * file.height > (MOST_JPEG_PIXELS if in_part else MOST_PIXELS):
                raise rejected(view, Rejection.UNREADABLE)
            file.draft("RGB", (SIDE, SIDE))
            file.thumbnail((SIDE, SIDE))
            image = ImageOps.exif_transpose(file).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, PhotoRejectedError):
            raise
        raise rejected(view, Rejection.UNREADABLE) from error
    if min(image.size) < LEAST_SIDE // 2 or max(image.size) < LEAST_SIDE:
        raise rejected(view, Rejection.TOO_SMALL)
    grey = np.asarray(image.convert("L"), dtype=np.float64)
    if not _DARK <= grey.mean() <= _BRIGHT or grey.std() < _FLAT:
        raise rejected(view, Rejection.POOR_LIGHT)
    return image


def _pose(segmenter: PoseSegmenter, photo: bytes, view: View) -> Pose:
    pose = segmenter.segment(open_photo(photo, view))
    if pose is None:
        raise rejected(view, Rejection.NOBODY)
    check_pose(pose, view)
    return pose


def rejected(view: View, reason: Rejection) -> PhotoRejectedError:
    """The error for a photo, with the hint for its reason."""
    return PhotoRejectedError(view, reason, hint_of(view, reason))
