"""Printed cloths: wax prints, kitenge, kanga, shweshwe, Ndebele and imigongo geometry."""

from random import Random

from PIL import Image

from fashionistar.demo.textiles.palettes import Palette, blend
from fashionistar.demo.textiles.tile import Point, Tile, petal, ring


def ankara_record(palette: Palette, rng: Random) -> Image.Image:
    """The wax print of rings in rings, half a step aside in each row."""
    size = 240
    tile = Tile(size, palette.ground)
    teeth = rng.choice((24, 30, 36))
    for x, y, role in ((60, 60, 0), (180, 180, 1)):
        outer, inner = (palette.motif, palette.accent) if role == 0 else (palette.accent, palette.motif)
        for i in range(teeth):
            tile.shape(petal(x, y, 84, 9, i / teeth), palette.light)
        tile.dot(x, y, 66, palette.dark)
        tile.dot(x, y, 62, outer)
        for i in range(teeth):
            dot = ring(x, y, 54, teeth)[i]
            tile.dot(dot[0], dot[1], 3.2, palette.light)
        tile.dot(x, y, 46, palette.dark)
        tile.dot(x, y, 42, palette.light)
        tile.dot(x, y, 34, inner)
        tile.dot(x, y, 20, palette.dark)
        tile.dot(x, y, 12, palette.light)
    for x, y in ((180, 60), (60, 180)):
        for i in range(8):
            tile.shape(petal(x, y, 30, 12, i / 8), palette.light if i % 2 else palette.motif)
        tile.dot(x, y, 8, palette.dark)
    return tile.finished()


def ankara_leaf(palette: Palette, rng: Random) -> Image.Image:
    """Large leaves with veins that lean one way, then the other."""
    size = 280
    tile = Tile(size, palette.ground)
    for _ in range(90):
        tile.dot(
            rng.uniform(0, size), rng.uniform(0, size), rng.uniform(1, 2.4), blend(palette.ground, palette.light, 0.45)
        )
    lean = rng.choice((0.09, 0.12))
    spots = [
        (x, y + (70 if column % 2 else 0), 0.75 + (lean if (row + column) % 2 else -lean), (row + column) % 2)
        for column, x in enumerate((35, 105, 175, 245))
        for row, y in enumerate((130, 270))
    ]
    for x, y, turn, role in spots:
        colour = palette.accent if role else palette.motif
        tile.shape(petal(x, y, 128, 66, turn), palette.dark)
        tile.shape(petal(x, y, 122, 57, turn), palette.light)
        tile.shape(petal(x, y, 116, 48, turn), colour)
        spine = petal(x, y, 118, 0.1, turn)[:11]
        for i in range(2, 10):
            foot = spine[i]
            for side in (-0.11, 0.11):
                rib = petal(foot[0], foot[1], 24 - abs(5 - i) * 3, 0.1, turn + side)
                tile.line([rib[0], rib[10]], palette.light, 2)
        tile.line(spine, palette.light, 3)
    return tile.finished()


def ankara_fan(palette: Palette, rng: Random) -> Image.Image:
    """Overlapping fans, scale upon scale."""
    size = 240
    tile = Tile(size, palette.ground)
    fills = [palette.motif, palette.ground, palette.accent]
    start = rng.randrange(3)
    for row in range(9):
        for column in range(4):
            x, y = column * 80 - (row % 2) * 40, row * 30 - 20
            rings = (40, palette.light), (37, palette.dark), (34, fills[(row + column + start) % 3])
            for radius, fill in (*rings, (24, palette.light), (21, palette.ground), (10, palette.motif)):
                tile.dot(x % size, y % size, radius, fill)
            for i in range(12):
                spot = ring(x % size, y % size, 29, 12, 1 / 24)[i]
                tile.dot(spot[0], spot[1], 2.2, palette.light)
    return tile.finished()


def kitenge(palette: Palette, rng: Random) -> Image.Image:
    """Big flowers on a ground of lozenges."""
    size = 260
    tile = Tile(size, palette.ground)
    shade = blend(palette.ground, palette.dark, 0.35)
    for row in range(10):
        for column in range(10):
            tile.shape(ring(column * 26 + (row % 2) * 13, row * 26, 9, 4), shade)
    petals = rng.choice((8, 10, 12))
    for x, y, reach in ((65, 65, 78), (195, 195, 78)):
        first, second = (palette.motif, palette.accent) if x < 100 else (palette.accent, palette.motif)
        for i in range(petals):
            tile.shape(petal(x, y, reach, 44, i / petals), palette.dark)
            tile.shape(petal(x, y, reach - 5, 36, i / petals), first)
            tile.shape(petal(x, y, reach - 24, 16, i / petals), palette.light)
        tile.dot(x, y, 24, palette.dark)
        tile.dot(x, y, 20, second)
        for spot in ring(x, y, 12, 8):
            tile.dot(spot[0], spot[1], 3, palette.light)
    return tile.finished()


def kanga(palette: Palette, rng: Random) -> Image.Image:
    """Paisleys and dots, as between the borders of a kanga."""
    size = 200
    tile = Tile(size, palette.ground)
    lean = rng.choice((0.08, -0.08))
    for x, y, turn in ((50, 80, 0.75 + lean), (150, 180, 0.75 - lean)):
        tile.shape(petal(x, y, 84, 62, turn), palette.light)
        tile.dot(x, y - 18, 30, palette.light)
        tile.shape(petal(x, y, 72, 46, turn), palette.motif)
        tile.dot(x, y - 18, 23, palette.motif)
        for spot in ring(x, y - 18, 16, 9):
            tile.dot(spot[0], spot[1], 2.6, palette.light)
        tile.dot(x, y - 18, 8, palette.accent)
    for row in range(8):
        for column in range(8):
            tile.dot(column * 25 + 12.5 + (row % 2) * 12.5, row * 25, 2.2, blend(palette.ground, palette.light, 0.8))
    return tile.finished()


def shweshwe(palette: Palette, rng: Random) -> Image.Image:
    """Fine discharge print: pin dots in rosettes within a lattice."""
    size = 120
    tile = Tile(size, palette.ground)
    pale = blend(palette.ground, palette.light, 0.9)
    for x, y in ((30, 30), (90, 90)):
        for radius, dots in ((20, 16), (13, 10)):
            for spot in ring(x, y, radius, dots):
                tile.dot(spot[0], spot[1], 1.7, pale)
        for i in range(8):
            tile.shape(petal(x, y, 10, 4, i / 8), pale)
    for x, y in ((90, 30), (30, 90)):
        for i in range(4):
            tile.shape(petal(x, y, 18, 6, i / 4 + rng.choice((0, 0.125))), pale)
        tile.circle(x, y, 22, pale, 1.4)
    for step in range(12):
        for x, y in ((step * 10, 60), (60, step * 10), (step * 10, 0), (0, step * 10)):
            tile.dot(x, y, 1.5, pale)
    return tile.finished()


def ndebele(palette: Palette, rng: Random) -> Image.Image:
    """Stepped shapes in flat colours with black outlines on white."""
    size = 240
    tile = Tile(size, palette.light)
    colours = [palette.ground, palette.motif, palette.accent]
    rng.shuffle(colours)
    for row in (0, 1):
        x, y = 60 + row * 120, 60 + row * 120
        for i, colour in enumerate(colours):
            for width, fill in ((116 - i * 38, palette.dark), (104 - i * 38, colour)):
                tile.shape([(x + dx, y + dy) for dx, dy in _steps(width)], fill)
        for radius, fill in ((52, palette.dark), (44, colours[row]), (26, palette.dark), (19, palette.light)):
            tile.shape(ring(x + 120, y, radius, 4), fill)
        tile.bar(0, row * 120 - 4, size, 8, palette.dark)
    return tile.finished()


def _steps(width: float) -> list[Point]:
    stairs = ((1, -3), (1, -2), (2, -2), (2, -1), (3, -1), (3, 1), (2, 1), (2, 2), (1, 2), (1, 3))
    right = [(x * width / 6, y * width / 6) for x, y in stairs]
    return right + [(-x, y) for x, y in reversed(right)]


def imigongo(palette: Palette, rng: Random) -> Image.Image:
    """Zigzag ridges in black, white and earth, as on the painted panels of Nyakarambi."""
    size = 240
    tile = Tile(size, palette.light)
    colours = [palette.dark, palette.light, palette.ground, palette.light, palette.dark, palette.motif]
    start = rng.randrange(6)
    for band in range(12):
        y, colour = band * 20, colours[(band + start) % 6]
        edge = [(x, y + (0 if (x // 30) % 2 else 30)) for x in range(-30, size + 31, 30)]
        tile.shape(edge + [(x, down + 20) for x, down in reversed(edge)], colour)
    for x in range(0, size, 60):
        for y in (25, 145):
            tile.shape(ring(x + 30, y, 8, 4), palette.ground)
    return tile.finished()
