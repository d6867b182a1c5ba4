"""Woven cloths: kente, aso oke, shuka, tibeb borders, brocade, suiting and lace."""

from random import Random

from PIL import Image

from fashionistar.demo.textiles.palettes import Colour, Palette, blend
from fashionistar.demo.textiles.tile import Tile, petal, ring


def kente(palette: Palette, rng: Random) -> Image.Image:
    """Strips sewn side by side: warp stripes, then a woven block, shifted from strip to strip."""
    size, strip = 320, 80
    tile = Tile(size, palette.ground)
    for column in range(4):
        x = column * strip
        _warp(tile, palette, x, strip)
        shift = 0 if column % 2 else 80
        for block in range(2):
            y = (block * 160 + shift) % size
            _WEFTS[(rng.randrange(3) + block) % 3](tile, palette, x, y)
        tile.bar(x, 0, 2, size, palette.dark)
    return tile.finished()


def _warp(tile: Tile, palette: Palette, x: float, width: float) -> None:
    for offset, wide, colour in (
        (0, 14, palette.motif),
        (14, 5, palette.dark),
        (24, 8, palette.accent),
        (36, 8, palette.light),
        (48, 8, palette.accent),
        (width - 19, 5, palette.dark),
        (width - 14, 14, palette.motif),
    ):
        tile.bar(x + offset, 0, wide, tile.size, colour)


def _weft_checks(tile: Tile, palette: Palette, x: float, y: float) -> None:
    tile.bar(x, y, 80, 80, palette.dark)
    for row in range(8):
        for column in range(4):
            colour = palette.motif if row % 4 < 2 else palette.light
            tile.bar(x + column * 20 + (row % 2) * 10, y + row * 10, 10, 10, colour)


def _weft_zigzag(tile: Tile, palette: Palette, x: float, y: float) -> None:
    tile.bar(x, y, 80, 80, palette.accent)
    for band, colour in ((10, palette.motif), (34, palette.light), (58, palette.dark)):
        edge = [(x + step * 10, y + band + (8 if step % 2 else 0)) for step in range(9)]
        tile.shape(edge + [(px, py + 12) for px, py in reversed(edge)], colour)
    tile.bar(x, y, 80, 5, palette.dark)
    tile.bar(x, y + 75, 80, 5, palette.dark)


def _weft_diamond(tile: Tile, palette: Palette, x: float, y: float) -> None:
    tile.bar(x, y, 80, 80, palette.motif)
    for radius, colour in ((40, palette.dark), (32, palette.light), (23, palette.ground), (13, palette.accent)):
        tile.shape(ring(x + 40, y + 40, radius, 4), colour)
    tile.bar(x, y, 80, 4, palette.dark)
    tile.bar(x, y + 76, 80, 4, palette.dark)


_WEFTS = (_weft_checks, _weft_zigzag, _weft_diamond)


def aso_oke(palette: Palette, rng: Random) -> Image.Image:
    """Narrow strips with metallic threads and small openwork dashes."""
    size = 240
    tile = Tile(size, palette.ground)
    deep, soft = blend(palette.ground, palette.dark, 0.4), blend(palette.ground, palette.light, 0.25)
    for column in range(3):
        x = column * 80
        tile.bar(x, 0, 80, size, deep if column == 1 else palette.ground)
        for offset, wide, colour in (
            (6, 4, palette.motif),
            (14, 10, soft),
            (56, 10, palette.accent),
            (70, 4, palette.motif),
        ):
            tile.bar(x + offset, 0, wide, size, colour)
        for row in range(10):
            tile.bar(x + 34, row * 24 + (column % 2) * 12, 5, 12, palette.light)
            tile.bar(x + 42, row * 24 + (column % 2) * 12, 5, 12, palette.motif)
        tile.bar(x, 0, 1.5, size, palette.dark)
    for _ in range(60):
        tile.bar(
            rng.uniform(0, size), rng.uniform(0, size), 1, rng.uniform(8, 22), blend(palette.motif, palette.light, 0.5)
        )
    return tile.finished()


def shuka(palette: Palette, rng: Random) -> Image.Image:
    """The checked blanket of the Maasai."""
    size = 200
    tile = Tile(size, palette.ground)
    lines = [
        (0, 34, palette.dark),
        (60, 8, palette.motif),
        (76, 8, palette.motif),
        (120, 20, palette.accent),
        (164, 4, palette.light),
    ]
    for start, wide, colour in lines:
        tile.bar(start, 0, wide, size, blend(palette.ground, colour, 0.62))
    base = tile.finished()
    turned = base.transpose(Image.Transpose.ROTATE_90)
    return Image.blend(base, turned, 0.5 + rng.choice((-0.04, 0.0, 0.04)))


def tibeb(palette: Palette, rng: Random) -> Image.Image:
    """Hand-spun white cotton, its thread a little uneven."""
    size = 160
    tile = Tile(size, blend(palette.light, palette.dark, 0.03))
    for step in range(0, size, 4):
        tile.bar(0, step + rng.choice((0, 1)), size, 1.5, blend(palette.light, palette.dark, 0.08))
    for step in range(0, size, 8):
        tile.bar(step, 0, 1, size, blend(palette.light, palette.motif, 0.14))
    return tile.finished()


def tibeb_border(palette: Palette, rng: Random) -> Image.Image:
    """The woven border of a habesha dress: crosses and lozenges between bright lines."""
    size = 80
    tile = Tile(size, palette.ground)
    for y, high, colour in (
        (0, 6, palette.motif),
        (6, 3, palette.light),
        (71, 3, palette.light),
        (74, 6, palette.motif),
    ):
        tile.bar(0, y, size, high, colour)
    for x in (20, 60):
        first, second = (palette.motif, palette.accent) if x == 20 else (palette.light, palette.motif)
        for radius, colour in ((26, palette.dark), (22, first), (12, second), (5, palette.dark)):
            tile.shape(ring(x, 40, radius, 4), colour)
    for x in (0, 40):
        tile.bar(x - 3, 26, 6, 28, palette.light if rng.random() < 0.5 else palette.motif)
        tile.bar(x - 10, 37, 20, 6, palette.light)
    return tile.finished()


def brocade(palette: Palette, rng: Random) -> Image.Image:
    """Bazin riche: a damask in one colour that shines where the figure floats."""
    size = 200
    tile = Tile(size, palette.ground)
    shine = blend(palette.ground, palette.light, 0.24)
    deep = blend(palette.ground, palette.dark, 0.22)
    petals = rng.choice((6, 8, 10))
    for x, y in ((50, 50), (150, 150)):
        tile.circle(x, y, 45, deep, 2)
        for i in range(petals):
            tile.shape(petal(x, y, 40, 20, i / petals), shine)
            tile.shape(petal(x, y, 24, 8, i / petals), deep)
        tile.dot(x, y, 7, shine)
    for x, y in ((150, 50), (50, 150)):
        for radius, colour in ((34, shine), (28, palette.ground), (20, shine), (13, deep)):
            tile.shape(ring(x, y, radius, 4), colour)
    return tile.finished()


def suiting(palette: Palette, rng: Random) -> Image.Image:
    """A sober herringbone with a fine stripe."""
    size = 96
    tile = Tile(size, palette.ground)
    pale = blend(palette.ground, palette.light, 0.13)
    for column in range(8):
        for step in range(0, size, 6):
            x, y = column * 12, float(step)
            lean = 6 if column % 2 else -6
            tile.line([(x, y), (x + 12, y + lean)], pale, 1.6)
    tile.bar(rng.choice((12, 36)), 0, 1.2, size, blend(palette.ground, palette.motif, 0.6))
    return tile.finished()


def lace(palette: Palette, rng: Random) -> Image.Image:
    """Corded lace: flowers on a net of eyelets."""
    size = 160
    tile = Tile(size, blend(palette.ground, palette.dark, 0.4))
    thread, cord = palette.ground, blend(palette.ground, palette.light, 0.55)
    for row in range(16):
        for column in range(16):
            tile.circle(column * 10 + (row % 2) * 5, row * 10, 5.2, thread, 1.4)
    for x, y in ((40, 40), (120, 120)):
        _flower(tile, x, y, 40, rng.choice((6, 7, 8)), thread, cord)
    for x, y in ((120, 40), (40, 120)):
        _flower(tile, x, y, 24, 6, thread, cord)
    return tile.finished()


def _flower(tile: Tile, x: float, y: float, reach: float, petals: int, thread: Colour, cord: Colour) -> None:
    for i in range(petals):
        tile.shape(petal(x, y, reach, reach * 0.62, i / petals), cord)
        tile.shape(petal(x, y, reach * 0.84, reach * 0.4, i / petals), thread)
    tile.dot(x, y, reach * 0.2, cord)


def plain(palette: Palette, rng: Random) -> Image.Image:
    """Smooth leather or linen: one colour with the faintest grain."""
    size = 160
    tile = Tile(size, palette.ground)
    grain = (blend(palette.ground, palette.dark, 0.07), blend(palette.ground, palette.light, 0.06))
    for _ in range(700):
        x, y = rng.uniform(0, size), rng.uniform(0, size)
        tile.line([(x, y), (x + rng.uniform(-4, 4), y + rng.uniform(2, 7))], rng.choice(grain), 1)
    return tile.finished()
