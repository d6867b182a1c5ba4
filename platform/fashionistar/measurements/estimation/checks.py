"""Whether a pose can be measured: who is seen whole, alone, upright and turned as asked, limbs off the trunk.

The limits lie between what rendered bodies show who stand as asked and what they show when cropped, turned or merged;
`docs/measurement.md` says which were tried.
"""

from collections.abc import Iterator

from fashionistar.measurements.estimation.features import Body, Point, crotch
from fashionistar.measurements.estimation.protocols import PhotoRejection, Pose, Rejection, View
from fashionistar.measurements.estimation.silhouette import NotSeenError

_LEAST_SCORE = 0.7
_LEAST_VISIBILITY = 0.5
#: Landmarks that must be seen from the front; from the side half of them are hidden.
_NEEDED = (
    Point.NOSE,
    Point.LEFT_SHOULDER,
    Point.RIGHT_SHOULDER,
    Point.LEFT_HIP,
    Point.RIGHT_HIP,
    Point.LEFT_KNEE,
    Point.RIGHT_KNEE,
    Point.LEFT_ANKLE,
    Point.RIGHT_ANKLE,
)
_FEET = (Point.LEFT_HEEL, Point.RIGHT_HEEL, Point.LEFT_TOE, Point.RIGHT_TOE)
_ARMS = ((Point.LEFT_ELBOW, Point.LEFT_WRIST), (Point.RIGHT_ELBOW, Point.RIGHT_WRIST))
#: In parts of the body's height: least from nose to crown, and from soles to ankles, where the picture's edge is met.
_LEAST_HEAD, _LEAST_FOOT = 0.045, 0.055
#: How far to the side the shoulders may be of the ankles, in parts of their distance.
_MOST_LEAN = 0.12
#: Breadth of the shoulders by the trunk's length: least from the front, most from the side.
_FRONT_SHOULDERS, _SIDE_SHOULDERS = 0.45, 0.25
#: In parts of the height: the widest that an arm alone is along a row, the farthest that a wrist hangs off the axis.
_MOST_ARM, _MOST_REACH = 0.13, 0.12
#: In parts of the height: ankles nearer than this are together; a crotch lower than this is cloth.
_LEAST_STANCE, _LEAST_CROTCH = 0.08, 0.425

_HINTS: dict[Rejection, str] = {
    Rejection.UNREADABLE: "Send a JPEG of at most 50 megapixels, or a PNG or WebP of at most 20.",
    Rejection.TOO_SMALL: "Take the photo with at least 640 pixels from head to feet.",
    Rejection.POOR_LIGHT: "Take the photo in even daylight, before a plain wall, with the light behind the camera.",
    Rejection.NOBODY: "Stand whole in the picture, about three metres from the camera.",
    Rejection.SEVERAL_PEOPLE: "Stand alone in the picture, away from mirrors.",
    Rejection.LOW_SCORE: "Stand before a plain wall that differs in colour from what you wear.",
    Rejection.HEAD_CROPPED: "Step back until there is some room above your head.",
    Rejection.FEET_CROPPED: "Step back until there is some floor below your feet.",
    Rejection.NOT_UPRIGHT: "Stand straight, and hold the camera upright at the height of your waist.",
    Rejection.ARMS_AGAINST_BODY: "Hold both arms away from the body, half way up to the side.",
    Rejection.ARMS_IN_THE_WAY: "Let both arms hang straight down at your side.",
    Rejection.LEGS_TOGETHER: "Stand with your feet a shoulder's breadth apart.",
    Rejection.LOOSE_CLOTHING: "Wear something tight, such as sportswear or underwear: loose clothes hide the body.",
}
_TURN = {View.FRONT: "Face the camera.", View.SIDE: "Turn a quarter, so that the camera sees you from the side."}


def rejection(view: View, reason: Rejection) -> PhotoRejection:
    """A reason, with what the person who takes the next photo should do."""
    return PhotoRejection(view, reason, _TURN[view] if reason is Rejection.WRONG_YAW else _HINTS[reason])


def check_pose(pose: Pose, view: View) -> tuple[PhotoRejection, ...]:
    """Every reason why a pose cannot be measured, the gravest first, each once; none if it can be."""
    return tuple(rejection(view, reason) for reason in dict.fromkeys(_reasons(pose, view)))


def _reasons(pose: Pose, view: View) -> Iterator[Rejection]:
    """What is wrong, the gravest first; it ends where what comes next could not be told from what was found."""
    if pose.people > 1:
        yield Rejection.SEVERAL_PEOPLE
    if pose.score < _LEAST_SCORE:
        yield Rejection.LOW_SCORE
        return
    try:
        body = Body(pose)
    except NotSeenError:
        yield Rejection.LOW_SCORE
        return
    if _leans(body):
        yield Rejection.NOT_UPRIGHT
        return
    cropped, turned = list(_cropped(body, pose.mask.height)), list(_turned(body, view))
    yield from (*cropped, *turned)
    if not turned:
        yield from _limbs(body, view, whole=not cropped)


def _limbs(body: Body, view: View, *, whole: bool) -> Iterator[Rejection]:
    """Whether arms and legs are where they were asked to be, of somebody who faces as asked."""
    if view is View.SIDE:
        if any(_reach(body, wrist) > _MOST_REACH for _, wrist in _ARMS):
            yield Rejection.ARMS_IN_THE_WAY
        return
    # Feet that the picture's edge cuts off are not seen, which is said already; nor is the height known then.
    if whole and any(body.points[point].visibility < _LEAST_VISIBILITY for point in _NEEDED):
        yield Rejection.LOW_SCORE
    if any(_touches(body, elbow, wrist) for elbow, wrist in _ARMS):
        yield Rejection.ARMS_AGAINST_BODY
    if whole:
        yield from _legs(body)


def _leans(body: Body) -> bool:
    """Whether the shoulders are not right above the ankles."""
    high_x, high_y = body.middle(Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER)
    hips_y = body.middle(Point.LEFT_HIP, Point.RIGHT_HIP)[1]
    low_x, low_y = body.middle(Point.LEFT_ANKLE, Point.RIGHT_ANKLE)
    return not high_y < hips_y < low_y or abs(high_x - low_x) > _MOST_LEAN * (low_y - high_y)


def _cropped(body: Body, rows: int) -> Iterator[Rejection]:
    """Whether the picture's edge cuts the head or the feet."""
    head = body.part(body.points[Point.NOSE].y - body.silhouette.top)
    if body.silhouette.top < 1 and head < _LEAST_HEAD:
        yield Rejection.HEAD_CROPPED
    foot = body.part(body.silhouette.bottom - body.middle(Point.LEFT_ANKLE, Point.RIGHT_ANKLE)[1])
    beyond = any(body.points[point].y > rows for point in _FEET)
    if body.silhouette.bottom > rows - 2 and (foot < _LEAST_FOOT or beyond):
        yield Rejection.FEET_CROPPED


def _turned(body: Body, view: View) -> Iterator[Rejection]:
    """Whether she faces otherwise than asked; from behind her left shoulder is on the left."""
    trunk = body.middle(Point.LEFT_HIP, Point.RIGHT_HIP)[1] - body.middle(Point.LEFT_SHOULDER, Point.RIGHT_SHOULDER)[1]
    breadth = (body.points[Point.LEFT_SHOULDER].x - body.points[Point.RIGHT_SHOULDER].x) / trunk
    if breadth < _FRONT_SHOULDERS if view is View.FRONT else abs(breadth) > _SIDE_SHOULDERS:
        yield Rejection.WRONG_YAW


def _reach(body: Body, wrist: Point) -> float:
    point = body.points[wrist]
    return body.part(abs(point.x - body.axis(point.y)))


def _touches(body: Body, elbow: Point, wrist: Point) -> bool:
    """Whether an arm's silhouette is one with the trunk's or a leg's, at the elbow or at the wrist."""
    for joint in (elbow, wrist):
        point = body.points[joint]
        try:
            run = body.silhouette.run_at(point.y, point.x)
        except NotSeenError:
            continue
        if body.part(run.length) > _MOST_ARM:
            return True
    return False


def _legs(body: Body) -> Iterator[Rejection]:
    """Whether the crotch is seen, and where a body has it."""
    try:
        height = crotch(body)
    except NotSeenError:
        stance = body.part(abs(body.points[Point.LEFT_ANKLE].x - body.points[Point.RIGHT_ANKLE].x))
        yield Rejection.LEGS_TOGETHER if stance < _LEAST_STANCE else Rejection.LOOSE_CLOTHING
        return
    if height < _LEAST_CROTCH:
        yield Rejection.LOOSE_CLOTHING
