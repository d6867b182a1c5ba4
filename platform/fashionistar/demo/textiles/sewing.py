"""What several garments are finished with: threads, buttons, collars, embroidery."""

from math import cos, sin

from fashionistar.demo.textiles import outlines as o
from fashionistar.demo.textiles.palettes import Colour, blend
from fashionistar.demo.textiles.scene import Scene
from fashionistar.demo.textiles.tile import Point

GOLD: Colour = (196, 152, 72)
HORN: Colour = (92, 62, 44)


def both(*runs: o.Run) -> list[list[Point]]:
    """A line on the right half, and its mirror on the left."""
    right = o.half(*runs)
    return [right, o.mirrored(right)]


def thread(scene: Scene) -> Colour:
    """A colour that is seen on the cloth."""
    ground = scene.palette.ground
    return scene.palette.light if sum(ground) < 400 else blend(scene.palette.motif, scene.palette.dark, 0.25)


def scrolls(scene: Scene, x: float, top: float, rows: int, size: float, colour: Colour) -> None:
    """Embroidery: pairs of scrolls that curl away from the middle line."""
    for row in range(rows):
        centre = top + row * size * 1.7
        for side in (-1, 1):
            curl = [
                (
                    x + side * (size * 0.55 + size * 0.5 * (t / 24) * cos(t / 4.2)),
                    centre + size * 0.8 * (t / 24) * sin(t / 4.2),
                )
                for t in range(25)
            ]
            scene.trim(curl, colour=colour, width=3.2)
        scene.beads([(x, centre)], colour=colour, radius=4)


def yoke(scene: Scene, depth: float, wide: float) -> None:
    """A band round the neck that runs down to a point, as on a dashiki."""
    for inset, colour, width in (
        (0, scene.palette.dark, 9),
        (11, thread(scene), 5),
        (22, scene.palette.accent, 7),
        (32, thread(scene), 3),
    ):
        right = [
            (400 + max(0, 64 - inset * 0.4), 158.0),
            (400 + wide - inset, 240.0),
            (400 + wide * 0.45 - inset * 0.6, depth - 60.0 - inset),
            (400, depth - inset),
        ]
        scene.trim(right, o.mirrored(right), colour=colour, width=width)


def placket(scene: Scene, top: float, bottom: float, buttons: int, colour: Colour) -> None:
    """The opening down the front, with its buttons."""
    scene.trim([(411, top), (411, bottom)], colour=blend(scene.palette.ground, scene.palette.dark, 0.5), width=2)
    gap = (bottom - top - 30) / max(1, buttons - 1)
    scene.beads([(400, top + 18 + gap * i) for i in range(buttons)], colour=colour, radius=5.5)


def collar(scene: Scene) -> None:
    """A turned-down collar."""
    for sign in (1, -1):
        points = [(400 + sign * x, y) for x, y in ((4, 198), (66, 150), (88, 158), (70, 238), (4, 198))]
        scene.cut(points, tint=0.96)
    scene.trim(
        *both(((70, 150), (40, 160), (0, 164))), colour=blend(scene.palette.ground, scene.palette.dark, 0.35), width=12
    )
