"""Cloths that are dyed by hand: adire, batik and bogolanfini."""

from math import cos, pi, sin
from random import Random

from PIL import Image

from fashionistar.demo.textiles.palettes import Palette, blend
from fashionistar.demo.textiles.tile import Point, Tile, petal, ring


def adire_eleko(palette: Palette, rng: Random) -> Image.Image:
    """Starch-resist indigo: squares of hand-painted signs, no two rows alike."""
    size, cell = 320, 80
    tile = Tile(size, palette.ground)
    pale = blend(palette.motif, palette.light, 0.55)
    signs = [sign for sign in _SIGNS for _ in range(3)]
    rng.shuffle(signs)
    for row in range(4):
        for column in range(4):
            x, y = column * cell, row * cell
            if (row + column) % 2:
                tile.bar(x, y, cell, cell, blend(palette.ground, palette.dark, 0.35))
            signs[row * 4 + column](tile, x + 40, y + 40, pale)
    for step in range(4):
        for offset in (0, 4):
            wobble = [(t * 20, step * cell + offset + rng.uniform(-1, 1)) for t in range(17)]
            tile.line(wobble, pale, 1.3)
            tile.line([(y, x) for x, y in wobble], pale, 1.3)
    return tile.finished()


def _sun(tile: Tile, x: float, y: float, pale: tuple[int, int, int]) -> None:
    for i in range(12):
        tile.shape(petal(x, y, 30, 7, i / 12), pale)


def _spiral(tile: Tile, x: float, y: float, pale: tuple[int, int, int]) -> None:
    points: list[Point] = [(x + t * 0.55 * cos(t / 5), y + t * 0.55 * sin(t / 5)) for t in range(54)]
    tile.line(points, pale, 3)


def _comb(tile: Tile, x: float, y: float, pale: tuple[int, int, int]) -> None:
    for i in range(7):
        tile.line([(x - 27 + i * 9, y - 26), (x - 27 + i * 9, y + (26 if i % 2 else 8))], pale, 2.5)
    tile.line([(x - 27, y - 26), (x + 27, y - 26)], pale, 4)


def _leafs(tile: Tile, x: float, y: float, pale: tuple[int, int, int]) -> None:
    tile.line([(x, y + 28), (x, y - 26)], pale, 2)
    for i in range(4):
        for side in (-0.13, 0.13):
            tile.shape(petal(x, y + 24 - i * 13, 24, 8, 0.75 + side), pale)


def _pins(tile: Tile, x: float, y: float, pale: tuple[int, int, int]) -> None:
    for radius, dots in ((8, 6), (18, 12), (28, 18)):
        for spot in ring(x, y, radius, dots):
            tile.dot(spot[0], spot[1], 2.6, pale)


def _cross(tile: Tile, x: float, y: float, pale: tuple[int, int, int]) -> None:
    for radius in (30, 22, 14, 6):
        tile.line([*ring(x, y, radius, 4), ring(x, y, radius, 4)[0]], pale, 2.4)


_SIGNS = (_sun, _spiral, _comb, _leafs, _pins, _cross)


def adire_oniko(palette: Palette, rng: Random) -> Image.Image:
    """Tied with raffia before dyeing: pale rings that bleed into the blue."""
    size = 240
    tile = Tile(size, palette.ground)
    for x, y, most in ((60, 60, 56), (180, 180, 56), (180, 60, 34), (60, 180, 34)):
        for radius in range(most, 4, -9):
            pale = blend(palette.ground, palette.light, 0.25 + 0.6 * rng.random())
            edge = [
                (
                    x + (radius + rng.uniform(-2.2, 2.2)) * cos(t * pi / 24),
                    y + (radius + rng.uniform(-2.2, 2.2)) * sin(t * pi / 24),
                )
                for t in range(48)
            ]
            tile.line([*edge, edge[0]], pale, rng.uniform(1.5, 4))
            for spot in ring(x, y, radius - 4, max(6, radius // 2), rng.random()):
                tile.dot(spot[0], spot[1], 1.3, blend(palette.ground, palette.light, 0.6))
        tile.dot(x, y, 4, palette.light)
    return tile.finished()


def batik(palette: Palette, rng: Random) -> Image.Image:
    """Wax stamps over two dyes, with the fine veins of cracked wax."""
    size = 260
    tile = Tile(size, palette.ground)
    for _ in range(14):
        x, y = rng.uniform(0, size), rng.uniform(0, size)
        tile.dot(x, y, rng.uniform(26, 54), blend(palette.ground, palette.motif, rng.uniform(0.1, 0.3)))
    for _ in range(26):
        x, y, vein = rng.uniform(0, size), rng.uniform(0, size), []
        for _ in range(7):
            vein.append((x, y))
            x, y = x + rng.uniform(-26, 26), y + rng.uniform(-26, 26)
        tile.line(vein, blend(palette.ground, palette.dark, 0.5), 1)
    for i, (x, y) in enumerate(((65, 65), (195, 65), (130, 195), (0, 195))):
        colour = palette.light if i % 2 else palette.motif
        turn = rng.random()
        for arm in range(3):
            swirl: list[Point] = []
            for t in range(26):
                angle = t / 6 + 2 * pi * (arm / 3 + turn)
                swirl.append((x + t * 1.8 * cos(angle), y + t * 1.8 * sin(angle)))
            tile.line(swirl, colour, 6)
            tile.dot(swirl[-1][0], swirl[-1][1], 6, colour)
        tile.dot(x, y, 9, palette.accent)
    return tile.finished()


def bogolan(palette: Palette, rng: Random) -> Image.Image:
    """Mud cloth: cream signs on mud-dark cotton, band by band."""
    size = 320
    tile = Tile(size, palette.dark)
    cream = blend(palette.light, palette.ground, 0.12)
    bands = [_zigzags, _crosses, _lozenges, _ticks]
    rng.shuffle(bands)
    for row, band in enumerate(bands):
        y = row * 80
        tile.bar(0, y, size, 80, blend(palette.dark, palette.ground, 0.0 if row % 2 else 0.4))
        band(tile, y, cream, rng)
        for offset in (0, 76):
            tile.line([(t * 16, y + offset + rng.uniform(-1.2, 1.2)) for t in range(21)], cream, 3)
    return tile.finished()


def _zigzags(tile: Tile, y: float, cream: tuple[int, int, int], rng: Random) -> None:
    for offset in (16, 34, 52):
        points = [(t * 20, y + offset + (12 if t % 2 else 0) + rng.uniform(-1, 1)) for t in range(17)]
        tile.line(points, cream, 4.5)


def _crosses(tile: Tile, y: float, cream: tuple[int, int, int], rng: Random) -> None:
    for column in range(5):
        x, tilt = column * 64 + 32, rng.uniform(-2, 2)
        tile.line([(x - 18, y + 22 + tilt), (x + 18, y + 58)], cream, 6)
        tile.line([(x + 18, y + 22), (x - 18, y + 58 + tilt)], cream, 6)
        for dx, dy in ((0, -20), (0, 20), (-24, 0), (24, 0)):
            tile.dot(x + dx, y + 40 + dy, 4, cream)


def _lozenges(tile: Tile, y: float, cream: tuple[int, int, int], rng: Random) -> None:
    for column in range(4):
        x = column * 80 + 40 + rng.uniform(-2, 2)
        for radius in (32, 18):
            corners = ring(x, y + 40, radius, 4)
            tile.line([*corners, corners[0]], cream, 4.5)
        tile.dot(x, y + 40, 5, cream)


def _ticks(tile: Tile, y: float, cream: tuple[int, int, int], rng: Random) -> None:
    for column in range(16):
        x = column * 20 + 10
        tile.line([(x - 4, y + 16), (x + 4 + rng.uniform(-1, 1), y + 38)], cream, 4)
        tile.line([(x + 4, y + 44), (x - 4 + rng.uniform(-1, 1), y + 66)], cream, 4)
