"""From the bytes of two photos to features: opened, looked over, segmented, measured. Nothing of a photo is kept."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fashionistar.measurements.estimation.checks import check_pose, rejection
from fashionistar.measurements.estimation.features import extract
from fashionistar.measurements.estimation.protocols import (
    PhotoFeatures,
    PhotoRejectedError,
    PhotoRejection,
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
        PhotoRejectedError: a photo cannot be measured; every reason that was found in both, and what to do.
    """
    rejections: list[PhotoRejection] = []
    poses: dict[View, Pose] = {}
    # Both are looked at, whatever is wrong with the first: so that the next try mends everything at once.
    for view, photo in ((View.FRONT, front), (View.SIDE, side)):
        try:
            poses[view] = _pose(segmenter, photo, view)
        except PhotoRejectedError as rejected:
            rejections += rejected.rejections
    if rejections:
        raise PhotoRejectedError(*rejections)
    try:
        return extract(poses[View.FRONT], poses[View.SIDE], segmenter.model_id)
    except NotSeenError as error:
        raise PhotoRejectedError(rejection(View.FRONT, Rejection.LOW_SCORE)) from error


def open_photo(photo: bytes, view: View) -> Image.Image:
    """Decode a photo, upright and in RGB, no larger than needed.

    Raises:
        PhotoRejectedError: it is no picture, too large, too small, or too dark, bright or flat.
    """
    image = _decoded(photo, view)
    found = []
    if min(image.size) < LEAST_SIDE // 2 or max(image.size) < LEAST_SIDE:
        found.append(Rejection.TOO_SMALL)
    grey = np.asarray(image.convert("L"), dtype=np.float64)
    if not _DARK <= grey.mean() <= _BRIGHT or grey.std() < _FLAT:
        found.append(Rejection.POOR_LIGHT)
    if found:
        raise PhotoRejectedError(*(rejection(view, reason) for reason in found))
    return image


def _decoded(photo: bytes, view: View) -> Image.Image:
    try:
        with Image.open(BytesIO(photo), formats=FORMATS) as file:
            in_part = file.format == "JPEG" and not file.info.get("progressive")
            if file.width * file.height > (MOST_JPEG_PIXELS if in_part else MOST_PIXELS):
                raise PhotoRejectedError(rejection(view, Rejection.UNREADABLE))
            file.draft("RGB", (SIDE, SIDE))
            file.thumbnail((SIDE, SIDE))
            return ImageOps.exif_transpose(file).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, PhotoRejectedError):
            raise
        raise PhotoRejectedError(rejection(view, Rejection.UNREADABLE)) from error


def _pose(segmenter: PoseSegmenter, photo: bytes, view: View) -> Pose:
    pose = segmenter.segment(open_photo(photo, view))
    if pose is None:
        raise PhotoRejectedError(rejection(view, Rejection.NOBODY))
    if rejections := check_pose(pose, view):
        raise PhotoRejectedError(*rejections)
    return pose
