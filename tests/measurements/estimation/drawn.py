"""A drawn body: its silhouette and the landmarks that go with it, so that poses can be tried without any model."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from fashionistar.measurements.estimation.features import Point
from fashionistar.measurements.estimation.protocols import Landmark, Pose, View

#: The outline from the side: down the front, up the back.
_BELLY = [(-0.02, 0.86), (-0.05, 0.8), (-0.085, 0.72), (-0.075, 0.66), (-0.07, 0.6), (-0.075, 0.54), (-0.065, 0.47)]
_BELLY += [(-0.06, 0.4), (-0.05, 0.3), (-0.03, 0.2), (-0.025, 0.08), (-0.1, 0.03), (-0.1, 0.0)]
_BACK = [(0.045, 0.0), (0.05, 0.05), (0.03, 0.08), (0.045, 0.22), (0.03, 0.3), (0.05, 0.38), (0.075, 0.47)]
_BACK += [(0.085, 0.52), (0.05, 0.6), (0.06, 0.68), (0.075, 0.76), (0.05, 0.82), (0.035, 0.86)]
#: The silhouette is drawn at so many times its size, then brought down, which gives it soft edges as a mask has.
_FINE = 4
_SIZE = (800, 1000)


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a body is drawn; lengths are parts of its height, angles degrees.

    Attributes:
        pixels: the body's height.
        arms: the angle between an arm and the trunk.
        stance: from ankle to ankle.
        waist: the waist's breadth.
        depth: the trunk's depth at the chest.
        reach: how far the wrists hang before the trunk, from the side.
        skirt: whether cloth fills what is between the legs.
        top: the crown's row; negative when the head is cropped.
        mirrored: whether left and right are swapped, as from behind.
        lean: how far the shoulders are to the side of the ankles.
        score: the landmarks' score.
        people: how many people there are.
    """

    pixels: int = 800
    arms: float = 40
    stance: float = 0.2
    waist: float = 0.16
    depth: float = 0.155
    reach: float = 0.0
    skirt: bool = False
    top: float = 100
    mirrored: bool = False
    lean: float = 0.0
    score: float = 0.95
    people: int = 1

    def at(self, x: float, height: float) -> tuple[float, float]:
        """Where a point is in the picture: to the right of the middle, above the soles, in parts of the height."""
        return _SIZE[0] / 2 + (x + self.lean * height) * self.pixels, self.top + (1 - height) * self.pixels


def front(body: Drawn) -> Pose:
    """The body from the front."""
    angle, foot = math.radians(body.arms), body.stance / 2
    wrist = 0.11 + 0.3 * math.sin(angle), 0.8 - 0.3 * math.cos(angle)
    half = body.waist / 2
    trunk = [(0.11, 0.82), (0.09, 0.72), (half, 0.6), (0.1, 0.5), (0.1, 0.48)]
    shapes = [
        _mirror([(0.03, 0.9), (0.03, 0.83), *trunk]),
        *([[(-foot - 0.05, 0.04), (-0.1, 0.5), (0.1, 0.5), (foot + 0.05, 0.04)]] if body.skirt else []),
    ]
    strokes = []
    for side in (-1, 1):
        shapes.append([(side * x, y) for x, y in _leg(foot)])
        strokes.append(((side * 0.1, 0.79), (side * wrist[0], wrist[1]), 0.05))
    points = {Point.NOSE: (0.0, 0.93), Point.LEFT_EAR: (0.04, 0.93), Point.LEFT_SHOULDER: (0.11, 0.8)}
    points |= {Point.LEFT_ELBOW: ((0.11 + wrist[0]) / 2, (0.8 + wrist[1]) / 2), Point.LEFT_WRIST: wrist}
    points |= {Point.LEFT_HIP: (0.06, 0.52), Point.LEFT_KNEE: (foot * 0.8, 0.28), Point.LEFT_ANKLE: (foot, 0.06)}
    points |= {Point.LEFT_HEEL: (foot, 0.03), Point.LEFT_TOE: (foot, 0.01)}
    return _pose(body, shapes, strokes, points, spread=1.0)


def side(body: Drawn) -> Pose:
    """The body from its left side, facing left."""
    wide = body.depth / 0.155
    outline = [(x * wide, y) for x, y in _BELLY + _BACK]
    face = [(-0.05, 0.945), (-0.075, 0.915), (-0.05, 0.91), (-0.045, 0.9), (-0.05, 0.87), (-0.01, 0.85)]
    wrist = -body.reach, 0.5
    points = {Point.NOSE: (-0.06, 0.93), Point.LEFT_EAR: (0.0, 0.93), Point.LEFT_SHOULDER: (0.0, 0.8)}
    points |= {Point.LEFT_ELBOW: (-body.reach / 2, 0.65), Point.LEFT_WRIST: wrist, Point.LEFT_HIP: (0.0, 0.52)}
    points |= {Point.LEFT_KNEE: (0.0, 0.28), Point.LEFT_ANKLE: (0.0, 0.06), Point.LEFT_HEEL: (0.03, 0.03)}
    points |= {Point.LEFT_TOE: (-0.08, 0.01)}
    return _pose(body, [outline, face], [((0.01, 0.79), wrist, 0.05)], points, spread=0.0)


def painted(body: Drawn, view: View) -> Image.Image:
    """A picture of the body that a detector takes for a person: skin on a grey ground, a face, an arm from the side."""
    mask = (front if view is View.FRONT else side)(body).mask
    shade = mask.filter(ImageFilter.GaussianBlur(25))
    skin = Image.merge("RGB", [shade.point(_scaled(level)) for level in (190, 120, 85)])
    picture = Image.composite(skin, Image.new("RGB", mask.size, (205, 205, 205)), mask)
    draw = ImageDraw.Draw(picture)
    if view is View.SIDE:
        arm = [body.at(0.01, 0.79), body.at(0.02, 0.63), body.at(-0.01, 0.47)]
        draw.line(arm, fill=(120, 70, 50), width=round(0.055 * body.pixels), joint="curve")
        draw.ellipse([body.at(-0.04, 0.945), body.at(-0.03, 0.935)], fill=(20, 20, 20))
        draw.ellipse([body.at(0.0, 0.945), body.at(0.02, 0.91)], fill=(120, 70, 50))
        return picture
    for x in (-0.02, 0.02):
        draw.ellipse([body.at(x - 0.007, 0.94), body.at(x + 0.007, 0.927)], fill=(30, 20, 20))
    draw.line([body.at(0, 0.927), body.at(0, 0.91)], fill=(80, 40, 30), width=3)
    draw.line([body.at(-0.015, 0.895), body.at(0.015, 0.895)], fill=(120, 30, 40), width=4)
    return picture


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    """A picture's bytes."""
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def _scaled(level: int) -> Callable[[int], int]:
    return lambda value: value * level // 255


def _leg(foot: float) -> list[tuple[float, float]]:
    hip = foot / 2
    return [
        (hip - 0.055, 0.49),
        (hip + 0.055, 0.49),
        (foot + 0.025, 0.06),
        (foot + 0.03, 0.0),
        (foot - 0.03, 0.0),
        (foot - 0.025, 0.06),
    ]


def _mirror(half: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return half + [(-x, y) for x, y in reversed(half)]


def _pose(
    body: Drawn,
    shapes: list[list[tuple[float, float]]],
    strokes: list[tuple[tuple[float, float], tuple[float, float], float]],
    points: dict[Point, tuple[float, float]],
    spread: float,
) -> Pose:
    """Draw shapes and strokes; `spread` mirrors the left landmarks to the right, or lays them upon each other."""
    mask = Image.new("L", (_SIZE[0] * _FINE, _SIZE[1] * _FINE))
    draw = ImageDraw.Draw(mask)

    def fine(x: float, height: float) -> tuple[float, float]:
        across, down = body.at(x, height)
        return across * _FINE, down * _FINE

    for shape in shapes:
        draw.polygon([fine(x, y) for x, y in shape], fill=255)
    for start, end, thick in strokes:
        draw.line([fine(*start), fine(*end)], fill=255, width=round(thick * body.pixels * _FINE))
    radius = 0.075
    draw.ellipse([fine(-0.05, 1.0), fine(0.05, 1 - 2 * radius)], fill=255)
    turn = -1 if body.mirrored else 1
    landmarks = [Landmark(*body.at(0, 0.93), 0.9)] * 33
    for point, (x, height) in points.items():
        landmarks[point] = Landmark(*body.at(turn * x, height), 0.9)
        if point is not Point.NOSE:
            landmarks[point + 1] = Landmark(*body.at(turn * (x - 2 * x * spread), height), 0.9)
    return Pose(tuple(landmarks), mask.resize(_SIZE, Image.Resampling.BOX), body.score, body.people)
