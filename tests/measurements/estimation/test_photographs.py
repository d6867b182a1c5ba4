"""What is no photo, or shows nothing, is refused before any model sees it."""

from io import BytesIO

import pytest
from PIL import Image

from fashionistar.measurements.estimation import photographs
from fashionistar.measurements.estimation.photographs import measure_photos, open_photo
from fashionistar.measurements.estimation.protocols import PhotoRejectedError, Pose, Rejection, View
from tests.measurements.estimation.drawn import Drawn, encoded, front, painted


def picture() -> Image.Image:
    return painted(Drawn(), View.FRONT)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_opened_in_colour(kind: str) -> None:
    opened = open_photo(encoded(picture(), kind), View.FRONT)
    assert (opened.mode, opened.size) == ("RGB", (800, 1000))


@pytest.mark.parametrize(
    ("photo", "reason"),
    [
        (b"", Rejection.UNREADABLE),
        (b"not a picture", Rejection.UNREADABLE),
        (encoded(picture())[:5000], Rejection.UNREADABLE),
        (encoded(picture(), "JPEG")[:2000], Rejection.UNREADABLE),
        (encoded(picture(), "GIF"), Rejection.UNREADABLE),
        (encoded(picture().resize((200, 250))), Rejection.TOO_SMALL),
        (encoded(picture().resize((100, 1000))), Rejection.TOO_SMALL),
        (encoded(picture().point(lambda value: value // 8)), Rejection.POOR_LIGHT),
        (encoded(picture().point(lambda value: 245 + value // 26)), Rejection.POOR_LIGHT),
        (encoded(Image.new("RGB", (600, 800), (120, 120, 120))), Rejection.POOR_LIGHT),
    ],
)
def test_what_cannot_be_seen_is_rejected(photo: bytes, reason: Rejection) -> None:
    with pytest.raises(PhotoRejectedError) as caught:
        open_photo(photo, View.SIDE)
    assert [(each.view, each.reason) for each in caught.value.rejections] == [(View.SIDE, reason)]


@pytest.mark.parametrize(
    ("kind", "pixels", "options"),
    [
        ("PNG", photographs.MOST_PIXELS, {}),
        ("JPEG", photographs.MOST_PIXELS, {"progressive": True}),
        ("JPEG", photographs.MOST_JPEG_PIXELS, {}),
    ],
)
def test_a_picture_of_too_many_pixels_is_not_decoded(kind: str, pixels: int, options: dict[str, bool]) -> None:
    file = BytesIO()
    Image.new("L", (4000, pixels // 4000 + 1)).save(file, kind, **options)
    with pytest.raises(PhotoRejectedError, match="at most 50 megapixels"):
        open_photo(file.getvalue(), View.FRONT)


def test_a_large_photo_is_brought_down() -> None:
    large = encoded(picture().resize((3000, 3750)), "JPEG")
    assert open_photo(large, View.FRONT).height <= photographs.SIDE


def test_a_phone_that_was_turned_is_turned_back() -> None:
    file, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    picture().rotate(90, expand=True).save(file, "JPEG", exif=exif)
    opened = open_photo(file.getvalue(), View.FRONT)
    assert opened.size == (800, 1000)
    assert opened.getpixel((400, 200)) != opened.getpixel((10, 10))


def test_a_small_and_dark_photo_is_told_both() -> None:
    dark = encoded(picture().resize((200, 250)).point(lambda value: value // 8))
    with pytest.raises(PhotoRejectedError) as caught:
        open_photo(dark, View.FRONT)
    assert [each.reason for each in caught.value.rejections] == [Rejection.TOO_SMALL, Rejection.POOR_LIGHT]


class Sees:
    """A segmenter that sees the same pose in each photo."""

    model_id = "sees"

    def __init__(self, pose: Pose | None) -> None:
        self.pose, self.looked = pose, 0

    def segment(self, image: Image.Image) -> Pose | None:
        self.looked += 1
        return self.pose


def test_both_photos_are_looked_at_and_told_of() -> None:
    good, segmenter = encoded(picture()), Sees(front(Drawn(arms=0, stance=0.02)))
    with pytest.raises(PhotoRejectedError) as caught:
        measure_photos(segmenter, good, good)
    assert [(each.view, each.reason) for each in caught.value.rejections] == [
        (View.FRONT, Rejection.ARMS_AGAINST_BODY),
        (View.FRONT, Rejection.LEGS_TOGETHER),
        (View.SIDE, Rejection.WRONG_YAW),
    ]
    assert segmenter.looked == 2
    with pytest.raises(PhotoRejectedError) as caught:
        measure_photos(Sees(None), b"nothing", good)
    assert [each.reason for each in caught.value.rejections] == [Rejection.UNREADABLE, Rejection.NOBODY]
