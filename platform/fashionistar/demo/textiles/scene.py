"""A picture in the making: backdrop, cut cloth with folds and edges, trims, shadow."""

from collections.abc import Sequence
from functools import lru_cache
from math import hypot, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from fashionistar.demo.textiles.cloths import spread, tile_of
from fashionistar.demo.textiles.palettes import PALETTES, Colour, Palette, blend
from fashionistar.demo.textiles.tile import Point

type Area = tuple[int, int, int, int]

SIZE = (800, 1000)
_PAPER: Colour = (246, 241, 233)


class Scene:
    """One garment before a soft backdrop; parts are laid down from back to front."""

    def __init__(self, cloth: str, colour: str, seed: str) -> None:
        """Choose the cloth; nothing is drawn yet but the backdrop."""
        self.cloth, self.colour, self.seed = cloth, colour, seed
        self.palette: Palette = PALETTES[colour]
        self.rng = Random(f"scene/{seed}")  # noqa: S311  (a picture, not a secret)
        self.tile = tile_of(cloth, colour, seed)
        self.image = _backdrop(self.palette)

    def cut(
        self,
        *outlines: Sequence[Point],
        cloth: str = "",
        colour: str = "",
        turn: int = 0,
        zoom: float = 1.0,
        tint: float = 1.0,
        shadow: bool = True,
    ) -> None:
        """Lay down a part: its outlines filled with cloth, folded, with a soft edge.

        Args:
            *outlines: Closed outlines in one layer.
            cloth: Another cloth than the garment's own.
            colour: Another colourway than the garment's own.
            turn: Degrees by which the cloth is turned.
            zoom: How large the pattern is.
            tint: Below 1 darker, for what lies behind.
            shadow: Whether the part throws a shadow on what is behind it.
        """
        tile = tile_of(cloth or self.cloth, colour or self.colour, self.seed) if cloth or colour else self.tile
        area = _area([point for outline in outlines for point in outline], margin=0)
        mask = _mask(outlines, area)
        laid = _laid(tile, turn, zoom, area)
        laid = ImageChops.multiply(laid, Image.merge("RGB", [_relief(self.seed, mask, area, tint)] * 3))
        if shadow:
            self._throw_shadow(mask, area)
        self.image.paste(laid, area[:2], mask)

    def fill(self) -> None:
        """Show the cloth alone, close by, from edge to edge."""
        relief = _folds(self.seed).resize(SIZE, Image.Resampling.BICUBIC)
        laid = _laid(self.tile, 0, 1.75, (0, 0, *SIZE))
        self.image = ImageChops.multiply(laid, Image.merge("RGB", [relief] * 3))

    def trim(self, *lines: Sequence[Point], colour: Colour, width: float = 5) -> None:
        """Draw piping, seams or cords, smoothed."""
        area = _area([point for line in lines for point in line], margin=round(width))
        left, top = area[:2]
        layer = Image.new("L", ((area[2] - left) * 2, (area[3] - top) * 2), 0)
        draw = ImageDraw.Draw(layer)
        for line in lines:
            moved = [((x - left) * 2, (y - top) * 2) for x, y in line]
            draw.line(moved, fill=255, width=round(width * 2), joint="curve")
            for x, y in (moved[0], moved[-1]):
                draw.ellipse([x - width, y - width, x + width, y + width], fill=255)
        self.image.paste(colour, (left, top), layer.reduce(2))

    def beads(self, points: Sequence[Point], *, colour: Colour, radius: float = 5) -> None:
        """Sew on buttons or beads, each with its own light."""
        draw = ImageDraw.Draw(self.image)
        for x, y in points:
            draw.ellipse([x - radius, y - radius + 1, x + radius, y + radius + 2], fill=blend(colour, (0, 0, 0), 0.6))
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)
            bright = blend(colour, (255, 255, 255), 0.6)
            draw.ellipse([x - radius / 2, y - radius / 2, x, y], fill=bright)

    def _throw_shadow(self, mask: Image.Image, area: Area) -> None:
        small = Image.new("L", (SIZE[0] // 8, SIZE[1] // 8), 0)
        width, height = (area[2] - area[0]) // 8, (area[3] - area[1]) // 8
        small.paste(
            mask.resize((max(1, width), max(1, height)), Image.Resampling.BOX), (area[0] // 8 + 1, area[1] // 8 + 2)
        )
        soft = small.filter(ImageFilter.GaussianBlur(2.2)).point([level * 34 // 100 for level in range(256)])
        shadow = soft.resize(SIZE, Image.Resampling.BILINEAR)
        self.image.paste(blend(self.palette.dark, (30, 24, 20), 0.5), (0, 0), shadow)


def _area(points: Sequence[Point], *, margin: int) -> Area:
    """The part of the picture that points lie in, in whole steps of eight pixels."""
    left, top = min(x for x, _ in points) - margin, min(y for _, y in points) - margin
    right, bottom = max(x for x, _ in points) + margin, max(y for _, y in points) + margin
    return (
        max(0, int(left) // 8 * 8),
        max(0, int(top) // 8 * 8),
        min(SIZE[0], (int(right) // 8 + 1) * 8),
        min(SIZE[1], (int(bottom) // 8 + 1) * 8),
    )


def _laid(tile: Image.Image, turn: int, zoom: float, area: Area) -> Image.Image:
    if zoom != 1.0:
        tile = tile.resize((round(tile.width * zoom), round(tile.height * zoom)), Image.Resampling.BICUBIC)
    if not turn:
        return spread(tile, area[2], area[3]).crop(area)
    width, height = area[2] - area[0], area[3] - area[1]
    side = round(hypot(width, height)) + 2
    wide = spread(tile, side, side).rotate(turn, Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return wide.crop((left, top, left + width, top + height))


def _mask(outlines: tuple[Sequence[Point], ...], area: Area) -> Image.Image:
    left, top, right, bottom = area
    fine = Image.new("L", ((right - left) * 2, (bottom - top) * 2), 0)
    draw = ImageDraw.Draw(fine)
    for outline in outlines:
        draw.polygon([((x - left) * 2, (y - top) * 2) for x, y in outline], fill=255)
    return fine.reduce(2)


def _relief(seed: str, mask: Image.Image, area: Area, tint: float) -> Image.Image:
    """Folds that run down the cloth, darker towards the part's edges."""
    margin = 6
    padded = Image.new("L", (mask.width // 4 + margin * 2, mask.height // 4 + margin * 2), 0)
    padded.paste(mask.resize((mask.width // 4, mask.height // 4), Image.Resampling.BOX), (margin, margin))
    soft = padded.filter(ImageFilter.GaussianBlur(7)).crop(
        (margin, margin, padded.width - margin, padded.height - margin)
    )
    edge = soft.point([min(255, 130 + level * 52 // 100) for level in range(256)])
    folds = _folds(seed).crop((area[0] // 4, area[1] // 4, area[2] // 4, area[3] // 4))
    relief = ImageChops.multiply(edge, folds).point([min(255, int(level * 1.06 * tint)) for level in range(256)])
    return relief.resize(mask.size, Image.Resampling.BILINEAR)


@lru_cache(maxsize=4)
def _folds(seed: str) -> Image.Image:
    """How light falls on the whole cloth, at a quarter of its size."""
    rng = Random(f"folds/{seed}")  # noqa: S311  (a picture, not a secret)
    waves = [
        (rng.uniform(0.2, 0.84), rng.uniform(0, 6.3), rng.uniform(0.02, 0.12), rng.uniform(0.3, 1)) for _ in range(3)
    ]
    total = sum(weight for *_, weight in waves)
    (f1, p1, l1, w1), (f2, p2, l2, w2), (f3, p3, l3, w3) = waves
    folds = Image.new("L", (50, 63))
    folds.putdata(
        [
            228
            + int(
                (9.5 + y * 0.28)
                * (w1 * sin(x * f1 + p1 + l1 * y) + w2 * sin(x * f2 + p2 + l2 * y) + w3 * sin(x * f3 + p3 + l3 * y))
                / total
            )
            for y in range(63)
            for x in range(50)
        ]
    )
    return folds.resize((200, 250), Image.Resampling.BICUBIC)


@lru_cache(maxsize=40)
def _painted(top: Colour, bottom: Colour, floor: Colour) -> Image.Image:
    gradient = Image.linear_gradient("L").resize(SIZE)
    wall = Image.composite(Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), gradient)
    light = (
        Image.radial_gradient("L")
        .resize((1100, 1000))
        .crop((150, 0, 950, 1000))
        .point([max(0, 120 - level) * 9 // 10 for level in range(256)])
    )
    wall.paste((255, 253, 248), (0, 0), light)
    pool = Image.new("L", (100, 125), 0)
    ImageDraw.Draw(pool).ellipse([16, 112, 84, 121], fill=95)
    soft = pool.filter(ImageFilter.GaussianBlur(2.5)).resize(SIZE, Image.Resampling.BICUBIC)
    wall.paste(floor, (0, 0), soft)
    return wall


def _backdrop(palette: Palette) -> Image.Image:
    tone = blend(palette.motif, palette.light, 0.55)
    return _painted(blend(_PAPER, tone, 0.30), blend(_PAPER, tone, 0.62), blend(palette.dark, tone, 0.35)).copy()
