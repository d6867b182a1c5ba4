"""Finished pictures: a garment or a length of its cloth as WebP, in the sizes that a shop window needs."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from fashionistar.demo.textiles.garments import GARMENTS
from fashionistar.demo.textiles.scene import SIZE, Scene

WIDTH, HEIGHT = SIZE

#: WebP's effort: 2 is twice as fast as 4, for a few per cent more bytes.
_EFFORT = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """What to draw: a garment in a cloth and a colour; no garment means the cloth alone, close by."""

    file: str
    cloth: str
    colour: str
    seed: str
    garment: str = ""


def drawn(picture: Picture) -> Image.Image:
    """Draw a picture; the same words always give the same pixels."""
    scene = Scene(picture.cloth, picture.colour, picture.seed)
    if picture.garment:
        GARMENTS[picture.garment](scene)
    else:
        scene.fill()
    return scene.image


def encoded(picture: Picture, widths: tuple[int, ...]) -> dict[int, bytes]:
    """The picture's files by their width: the original and its thumbnails."""
    image = drawn(picture)
    sizes = {WIDTH: image} | {
        width: image.resize((width, HEIGHT * width // WIDTH), Image.Resampling.LANCZOS, reducing_gap=2.0)
        for width in widths
    }
    return {width: _webp(sized) for width, sized in sizes.items()}


def _webp(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=82, method=_EFFORT)
    return buffer.getvalue()
