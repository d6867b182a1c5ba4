"""How cloths, hats, bags, shoes and jewellery are put together."""

from math import cos, pi, sin

from fashionistar.demo.textiles import outlines as o
from fashionistar.demo.textiles.palettes import blend
from fashionistar.demo.textiles.scene import Scene
from fashionistar.demo.textiles.sewing import GOLD, HORN, thread


def cloth(scene: Scene) -> None:
    """A length of cloth with its borders and fringe, hanging."""
    scene.cut(o.CLOTH)
    for left, right, height in ((188, 612, 172), (181, 619, 832)):
        scene.trim([(left, height), (right, height)], colour=scene.palette.dark, width=10)
        scene.trim([(left, height), (right, height)], colour=thread(scene), width=3)
    scene.trim(
        *[[(186 + i * 9, 898), (186 + i * 9 + (i % 3) - 1, 930)] for i in range(49)], colour=thread(scene), width=2.4
    )


def stole(scene: Scene) -> None:
    """A long strip folded once, both ends fringed."""
    scene.cut(o.STOLE_RIGHT, tint=0.95)
    scene.cut(o.STOLE_LEFT)
    scene.trim(*[[(176 + i * 9, 878), (176 + i * 9, 906)] for i in range(22)], colour=thread(scene), width=2.4)
    scene.trim(*[[(440 + i * 9, 918), (440 + i * 9, 946)] for i in range(22)], colour=thread(scene), width=2.4)


def gele(scene: Scene) -> None:
    """A head tie, pleated into a fan."""
    scene.cut(o.GELE, tint=0.9, turn=20)
    for i, fold in enumerate(o.GELE_FOLDS):
        scene.cut(fold, turn=(-24, 18, -10, 24, -16)[i], zoom=0.8)
    scene.cut(
        o.whole(((0, 610), (130, 590)), ((130, 590), (150, 690)), ((150, 690), (70, 730), (0, 738))), turn=90, zoom=0.8
    )


def flared_hat(scene: Scene) -> None:
    """The flared hat of a married Zulu woman, with its beaded band."""
    scene.cut(o.FLARED_HAT)
    scene.cut(o.HAT_TOP, tint=0.9, shadow=False)
    for i, height in enumerate((620, 646, 672)):
        reach = 158 - i * 10
        points = [
            (400 - reach + step * 13.0, height + 20 * (1 - ((step * 13 - reach) / reach) ** 2))
            for step in range(int(reach * 2 / 13) + 1)
        ]
        scene.beads(points, colour=(scene.palette.light, scene.palette.accent, scene.palette.motif)[i], radius=7)


def cap(scene: Scene) -> None:
    """A soft cap, folded to one side."""
    scene.cut(o.CAP)
    scene.cut(o.CAP_TOP, tint=0.88, shadow=False)
    scene.trim(o.whole(((0, 672), (110, 664), (214, 626))), colour=thread(scene), width=5)


def tote(scene: Scene) -> None:
    """A bag with two handles and a leather base."""
    for offset in (0, 16):
        handle = [
            (400 + x, y + offset) for x, y in o.curve(((-110, 470), (-104, 240), (0, 160), (104, 240), (110, 470)))
        ]
        scene.trim(handle, colour=blend(HORN, (0, 0, 0), 0.25 if offset else 0.0), width=15)
    scene.cut(o.TOTE)
    scene.cut(
        o.whole(((0, 770), (242, 760)), ((242, 760), (236, 868)), ((236, 868), (120, 884), (0, 886))),
        cloth="plain",
        colour="Cocoa",
        shadow=False,
    )
    scene.trim([(182, 764), (618, 764)], colour=(214, 178, 130), width=2)
    scene.beads([(290, 470), (510, 470)], colour=GOLD, radius=10)


def clutch(scene: Scene) -> None:
    """A flat bag with a flap."""
    scene.cut(o.CLUTCH)
    scene.cut(o.CLUTCH_FLAP, turn=90)
    scene.beads([(400, 556)], colour=GOLD, radius=15)


def sandals(scene: Scene) -> None:
    """A pair of sandals: leather soles, straps of cloth or beads."""
    scene.cut(o.SOLE_LEFT, o.SOLE_RIGHT, cloth="plain", colour="Cocoa")
    inner = [[(x * 0.9 + 27, y * 0.93 + 36) for x, y in o.SOLE_LEFT]]
    scene.cut(*inner, o.mirrored(inner[0]), cloth="plain", colour="Sand", shadow=False)
    scene.cut(o.STRAP_LEFT, o.STRAP_RIGHT, zoom=0.5)


def loafers(scene: Scene) -> None:
    """A pair of slip-on shoes seen from above."""
    scene.cut(o.LOAFER_LEFT, o.LOAFER_RIGHT, zoom=0.6)
    scene.cut(o.LOAFER_MOUTH_LEFT, o.LOAFER_MOUTH_RIGHT, cloth="plain", colour="Cocoa", tint=0.75, shadow=False)
    scene.trim([*o.LOAFER_MOUTH_LEFT], [*o.LOAFER_MOUTH_RIGHT], colour=HORN, width=6)


def beads(scene: Scene) -> None:
    """A collar of beads in rings."""
    colours = (scene.palette.ground, scene.palette.motif, scene.palette.light, scene.palette.accent)
    for row in range(11):
        radius = 130 + row * 17
        count = int(radius * 2 * pi / 17)
        points = [
            (400 + radius * cos(2 * pi * i / count), 500 + radius * 1.06 * sin(2 * pi * i / count))
            for i in range(count)
        ]
        scene.beads(points, colour=colours[(row // 2 + row) % 4], radius=8)


def earrings(scene: Scene) -> None:
    """A pair of drops covered with cloth."""
    for x in (265, 535):
        scene.trim([(x, 210), (x, 300)], colour=GOLD, width=5)
        scene.beads([(x, 300)], colour=GOLD, radius=20)
    drops = [
        [(x + 118 * cos(2 * pi * i / 60), 510 + 180 * sin(2 * pi * i / 60)) for i in range(60)] for x in (265, 535)
    ]
    scene.cut(*drops, zoom=0.7)
    scene.trim(*[[*drop, drop[0]] for drop in drops], colour=GOLD, width=7)
