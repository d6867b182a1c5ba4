"""The files of the shop window: each picture drawn once, with its thumbnails, and never again."""

import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from fashionistar.demo.textiles import outlines
from fashionistar.demo.textiles.garments import GARMENTS
from fashionistar.demo.textiles.scene import SIZE, Scene
from fashionistar.products.thumbnails import THUMBNAIL_WIDTHS, thumbnail_path

_QUALITY = 80
_EFFORT = 2
#: Cloths with nothing to see from near.
_EVEN = {"plain", "suiting"}


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn into a file; without a cut it is the cloth from near."""

    file: str
    alt: str
    cloth: str
    colour: str
    cut: str = ""


def pictures_of(slug: str, name: str, cloth: str, colour: str, cut: str) -> list[Picture]:
    """A product's pictures: the garment, then its cloth from near where there is something to see."""
    worn = Picture(f"catalogue/{slug}-1.webp", f"{name} in {colour.lower()}", cloth, colour, cut)
    if cloth in _EVEN:
        return [worn]
    weave = cloth.replace("-", " ")
    return [worn, Picture(f"catalogue/{slug}-2.webp", f"{name}: the {weave} cloth from near", cloth, colour)]


def drawn(picture: Picture) -> Image.Image:
    """The picture; the same words always give the same pixels."""
    scene = Scene(picture.cloth, picture.colour, picture.file.rpartition("-")[0])
    if picture.cut:
        GARMENTS[picture.cut](scene)
    else:
        scene.cut(outlines.box(-40, -40, SIZE[0] + 40, SIZE[1] + 40), zoom=1.5, shadow=False)
    return scene.image


def draw_missing(pictures: Iterable[Picture], root: Path, drew: Callable[[], None]) -> int:
    """Draw what is not there yet, on every core; returns how many were drawn.

    Args:
        pictures: All that should be there.
        root: The media root.
        drew: Called after each.
    """
    missing = [picture for picture in pictures if not (root / picture.file).exists()]
    if not missing:
        return 0
    # A fresh interpreter for each core: a fork would take this one's database connections along.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=os.process_cpu_count(), mp_context=context) as pool:
        for _ in pool.map(partial(_draw, root), missing, chunksize=4):
            drew()
    return len(missing)


def _draw(root: Path, picture: Picture) -> None:
    image = drawn(picture)
    for width in THUMBNAIL_WIDTHS:
        small = image.resize((width, round(width * SIZE[1] / SIZE[0])), Image.Resampling.LANCZOS, reducing_gap=2.0)
        _save(small, root / thumbnail_path(picture.file, width))
    # Last, because its presence says that all three are there.
    _save(image, root / picture.file)


def _save(image: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    image.save(unfinished, "WEBP", quality=_QUALITY, method=_EFFORT)
    unfinished.replace(path)
