"""What the two silhouettes and the landmarks show of a body, in parts of its height.

Levels of the trunk are counted from the crotch (0), where the legs' silhouettes part, to the shoulders' line (1). The
photos show a pose, feet and arms apart, that no tape is used in: what a breadth in it says of a girth is calibrated
(`photo_model`), never assumed.
"""

import math
from collections.abc import Callable, Iterator
from enum import IntEnum
from itertools import pairwise

from fashionistar.measurements.estimation.protocols import Landmark, PhotoFeatures, Pose
from fashionistar.measurements.estimation.silhouette import NotSeenError, Run, Silhouette

#: Levels of the trunk at which its breadth and depth are taken, by name: three for each girth, to even out errors.
LEVELS = {
    "hip": (0.02, 0.08, 0.16),
    "waist": (0.36, 0.44, 0.52),
    "chest": (0.72, 0.78, 0.84),
}
#: The step up the trunk in which its breadth is followed, and the growth in one step that only an arm brings.
_STEP = 0.01
_ARM_JOINS = 1.05


class Point(IntEnum):
    """The landmarks of BlazePose that are used."""

    NOSE = 0
    LEFT_EAR = 7
    RIGHT_EAR = 8
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_TOE = 31
    RIGHT_TOE = 32


def between(one: Landmark, other: Landmark, part: float = 0.5) -> tuple[float, float]:
    """The point at some part of the way from one landmark to another."""
    return one.x + part * (other.x - one.x), one.y + part * (other.y - one.y)


def girth(breadth: float, depth: float) -> float:
    """The girth of an ellipse by Ramanujan's first approximation (within 0.1 % of any body's shape)."""
    total = 3 * (breadth + depth)
    return math.pi / 2 * (total - math.sqrt((3 * breadth + depth) * (breadth + 3 * depth)))


class Body:
    """One view of a body: landmarks and silhouette, with heights above the soles in parts of its height."""

    def __init__(self, pose: Pose) -> None:
        """Read a pose.

        Raises:
            NotSeenError: its mask is empty.
        """
        self.silhouette = Silhouette(pose.mask)
        self.points = pose.landmarks

    def row(self, height: float) -> float:
        """The picture's row at some height."""
        return self.silhouette.bottom - height * self.silhouette.height

    def height(self, row: float) -> float:
        """The height of a row."""
        return (self.silhouette.bottom - row) / self.silhouette.height

    def part(self, pixels: float) -> float:
        """A length in pixels, in parts of the body's height."""
        return pixels / self.silhouette.height

    def middle(self, left: Point, right: Point) -> tuple[float, float]:
        """The point halfway between a left and a right landmark."""
        return between(self.points[left], self.points[right])

    def axis(self, row: float) -> float:
        """Where the trunk's axis is at a row: on the line from the hips' middle to the shoulders'."""
        low_x, low_y = self.middle(Point.LEFT_HIP, Point.RIGHT_HIP)
        high_x, high_y = self.middle(Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER)
        share = min(1.0, max(0.0, (row - low_y) / (high_y - low_y)))
        return low_x + share * (high_x - low_x)

    def trunk(self, height: float) -> Run:
        """The trunk's run at a height.

        Raises:
            NotSeenError: nothing is there.
        """
        row = self.row(height)
        return self.silhouette.run_at(row, self.axis(row))

    def shoulders(self) -> float:
        """The height of the shoulders' line."""
        return self.height(self.middle(Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER)[1])


def crotch(front: Body) -> float:
    """The height above the soles at which the legs' silhouettes meet.

    Raises:
        NotSeenError: the legs do not part below the hips.
    """
    left, right = front.points[Point.LEFT_KNEE], front.points[Point.RIGHT_KNEE]
    row = (left.y + right.y) / 2
    hips = front.middle(Point.LEFT_HIP, Point.RIGHT_HIP)[1]
    gap = _gap(front.silhouette, row, left.x, right.x)
    if gap is None:
        raise NotSeenError("the legs do not part at the knees")
    while row > hips:
        row -= 0.25
        higher = _gap(front.silhouette, row, gap.start, gap.end)
        if higher is None:
            return front.height(row)
        gap = higher
    raise NotSeenError("the legs part above the hips")


def _gap(silhouette: Silhouette, row: float, one: float, other: float) -> Run | None:
    """The widest stretch without body between two points of a row."""
    runs = silhouette.row(row)
    low, high = min(one, other) - 1, max(one, other) + 1
    gaps = [Run(a.end, b.start) for a, b in pairwise(runs) if a.end < high and b.start > low]
    return max(gaps, key=lambda gap: gap.length, default=None)


def extract(front: Pose, side: Pose, segmenter_id: str) -> PhotoFeatures:
    """Take every feature of a front and a side view that have passed `checks`.

    Returns:
        Lengths in parts of the body's height; what cannot be seen is absent.

    Raises:
        NotSeenError: a mask is empty, or the legs do not part.
    """
    facing, turned = Body(front), Body(side)
    base = crotch(facing)
    values = {"crotch": base, "shoulders": facing.shoulders()}
    values |= dict(_trunk(facing, turned, base))
    for name, take in _PARTS.items():
        try:
            values[name] = take(facing, turned, base)
        except NotSeenError:
            continue
    return PhotoFeatures(values, segmenter_id)


def _trunk(front: Body, side: Body, base: float) -> Iterator[tuple[str, float]]:
    """Breadth, depth and the girth of their ellipse at each level of the trunk that is seen in both views."""
    span = front.shoulders() - base
    breadths = _breadths(front, base)
    for name, levels in LEVELS.items():
        for number, level in enumerate(levels):
            height = base + level * span
            try:
                breadth, depth = breadths(height), side.part(side.trunk(height).length)
            except NotSeenError:
                continue
            yield f"{name}_breadth_{number}", breadth
            yield f"{name}_depth_{number}", depth
            yield f"{name}_girth_{number}", girth(breadth, depth)


def _breadths(front: Body, base: float) -> Callable[[float], float]:
    """The trunk's breadth by height; above the armpit, where the arms join the silhouette, that just below it."""
    armpit, last = base, math.inf
    while armpit < front.shoulders():
        breadth = front.trunk(armpit).length
        if breadth > last * _ARM_JOINS and armpit > base + 2 * _STEP:
            break
        armpit, last = armpit + _STEP, breadth
    highest = armpit - _STEP
    return lambda height: front.part(front.trunk(min(height, highest)).length)


def _thigh(front: Body, side: Body, base: float) -> float:
    """The girth of a thigh a little below the crotch: its breadth from the front, its depth from the side."""
    height = base * 0.9
    runs = [_leg(front, knee, height) for knee in (Point.LEFT_KNEE, Point.RIGHT_KNEE)]
    depth = side.part(side.trunk(height).length)
    return girth(front.part(sum(run.length for run in runs) / 2), depth)


def _leg(front: Body, knee: Point, height: float) -> Run:
    """The run of one leg at a height."""
    row = front.row(height)
    joints = front.points[knee - 2], front.points[knee], front.points[knee + 2]
    upper, lower = joints[:2] if row < joints[1].y else joints[1:]
    share = (row - upper.y) / (lower.y - upper.y) if lower.y != upper.y else 0.0
    return front.silhouette.run_at(row, upper.x + share * (lower.x - upper.x))


def _calf(front: Body, side: Body, base: float) -> float:
    """The largest girth between knee and ankle."""
    del base
    knee = front.height(front.middle(Point.LEFT_KNEE, Point.RIGHT_KNEE)[1])
    ankle = front.height(front.middle(Point.LEFT_ANKLE, Point.RIGHT_ANKLE)[1])
    heights = [ankle + part * (knee - ankle) for part in (0.55, 0.6, 0.65, 0.7, 0.75, 0.8)]
    breadths = [
        _leg(front, point, height).length for height in heights for point in (Point.LEFT_KNEE, Point.RIGHT_KNEE)
    ]
    depths = [max(run.length for run in side.silhouette.row(side.row(height))) for height in heights]
    return girth(front.part(max(breadths)), side.part(max(depths)))


def _neck(front: Body, side: Body, base: float) -> float:
    """The girth of the neck where it is thinnest, between the shoulders' line and the ears."""
    del base
    views = []
    for view in (front, side):
        low, high = view.shoulders(), view.height(view.middle(Point.LEFT_EAR, Point.RIGHT_EAR)[1])
        x = view.middle(Point.LEFT_EAR, Point.RIGHT_EAR)[0], view.middle(Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER)[0]
        parts = [number / 20 for number in range(4, 17)]
        views.append(
            min(
                view.part(
                    view.silhouette.run_at(view.row(low + part * (high - low)), x[1] + part * (x[0] - x[1])).length
                )
                for part in parts
            )
        )
    return girth(*views)


def _upper_arm(front: Body, side: Body, base: float) -> float:
    """How thick the upper arms are halfway, square to them, times π."""
    del side, base
    arms = ((Point.LEFT_SHOULDER, Point.LEFT_ELBOW), (Point.RIGHT_SHOULDER, Point.RIGHT_ELBOW))
    thick = [
        front.silhouette.across((front.points[a].x, front.points[a].y), (front.points[b].x, front.points[b].y), part)
        for a, b in arms
        for part in (0.5, 0.6)
    ]
    return math.pi * front.part(sum(thick) / len(thick))


def _arm(front: Body, side: Body, base: float) -> float:
    """From the shoulder over the elbow to the wrist, the mean of both arms."""
    del side, base
    length = 0.0
    for start in (Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER):
        a, b, c = (front.points[start + step] for step in (0, 2, 4))
        length += math.hypot(a.x - b.x, a.y - b.y) + math.hypot(b.x - c.x, b.y - c.y)
    return front.part(length / 2)


def _shoulder_breadth(front: Body, side: Body, base: float) -> float:
    """From shoulder joint to shoulder joint."""
    del side, base
    left, right = front.points[Point.LEFT_SHOULDER], front.points[Point.RIGHT_SHOULDER]
    return front.part(math.hypot(left.x - right.x, left.y - right.y))


_PARTS: dict[str, Callable[[Body, Body, float], float]] = {
    "thigh_girth": _thigh,
    "calf_girth": _calf,
    "neck_girth": _neck,
    "upper_arm_girth": _upper_arm,
    "arm": _arm,
    "shoulder_breadth": _shoulder_breadth,
}
