"""A picture in the making: backdrop, cut cloth with folds and edges, trims, shadow."""

from functools import lru_cache
from math import sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from fashionistar.demo.textiles.cloths import spread, tile_of
from fashionistar.demo.textiles.palettes import PALETTES, Colour, Palette, blend
from fashionistar.demo.textiles.tile import Point

SIZE = (800, 1000)
_PAPER: Colour = (246, 241, 233)
_MASK_FINER = 2


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
        *outlines: list[Point],
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
        mask = _mask(outlines)
        laid = _laid(tile, turn, zoom)
        laid = ImageChops.multiply(laid, Image.merge("RGB", [_relief(self.seed, mask, tint)] * 3))
        if shadow:
            self._throw_shadow(mask)
        self.image.paste(laid, (0, 0), mask)

    def trim(self, *lines: list[Point], colour: Colour, width: float = 5) -> None:
        """Draw piping, seams or cords, smoothed."""
        layer = Image.new("L", (SIZE[0] * 2, SIZE[1] * 2), 0)
        draw = ImageDraw.Draw(layer)
        for line in lines:
            draw.line([(x * 2, y * 2) for x, y in line], fill=255, width=round(width * 2), joint="curve")
            for x, y in (line[0], line[-1]):
                draw.ellipse([x * 2 - width, y * 2 - width, x * 2 + width, y * 2 + width], fill=255)
        self.image.paste(colour, (0, 0), layer.reduce(2))

    def beads(self, points: list[Point], *, colour: Colour, radius: float = 5) -> None:
        """Sew on buttons or beads, each with its own light."""
        draw = ImageDraw.Draw(self.image)
        for x, y in points:
            draw.ellipse([x - radius, y - radius + 1, x + radius, y + radius + 2], fill=blend(colour, (0, 0, 0), 0.6))
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)
            bright = blend(colour, (255, 255, 255), 0.6)
            draw.ellipse([x - radius / 2, y - radius / 2, x, y], fill=bright)

    def _throw_shadow(self, mask: Image.Image) -> None:
        small = mask.resize((100, 125), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(2.2))
        shadow = ImageChops.offset(small, 1, 2).resize(SIZE, Image.Resampling.BICUBIC)
        self.image.paste(blend(self.palette.dark, (30, 24, 20), 0.5), (0, 0), shadow.point(lambda level: level * 0.34))


def _laid(tile: Image.Image, turn: int, zoom: float) -> Image.Image:
    if zoom != 1.0:
        tile = tile.resize((round(tile.width * zoom), round(tile.height * zoom)), Image.Resampling.BICUBIC)
    if not turn:
        return spread(tile, *SIZE)
    wide = spread(tile, 1300, 1300).rotate(turn, Image.Resampling.BILINEAR)
    return wide.crop((250, 150, 250 + SIZE[0], 150 + SIZE[1]))


def _mask(outlines: tuple[list[Point], ...]) -> Image.Image:
    fine = Image.new("L", (SIZE[0] * _MASK_FINER, SIZE[1] * _MASK_FINER), 0)
    draw = ImageDraw.Draw(fine)
    for outline in outlines:
        draw.polygon([(x * _MASK_FINER, y * _MASK_FINER) for x, y in outline], fill=255)
    return fine.reduce(_MASK_FINER)


def _relief(seed: str, mask: Image.Image, tint: float) -> Image.Image:
    """Folds that run down the cloth, darker towards the part's edges."""
    small = mask.resize((200, 250), Image.Resampling.BOX)
    edge = small.filter(ImageFilter.GaussianBlur(7)).point(lambda level: min(255, 130 + level * 0.52))
    relief = ImageChops.multiply(edge, _folds(seed)).point(lambda level: min(255, level * 1.06 * tint))
    return relief.resize(SIZE, Image.Resampling.BICUBIC)


@lru_cache(maxsize=4)
def _folds(seed: str) -> Image.Image:
    rng = Random(f"folds/{seed}")  # noqa: S311  (a picture, not a secret)
    waves = [
        (rng.uniform(0.10, 0.42), rng.uniform(0, 6.3), rng.uniform(0.006, 0.03), rng.uniform(0.3, 1)) for _ in range(4)
    ]
    total = sum(weight for *_, weight in waves)
    folds = Image.new("L", (100, 125))
    folds.putdata(
        [
            round(228 + 27 * (0.35 + y / 190) * sum(w * sin(x * f + p + lean * y) for f, p, lean, w in waves) / total)
            for y in range(125)
            for x in range(-50, 50)
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
        .point(lambda level: max(0, 120 - level) * 0.9)
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
