"""How each garment is put together: which parts are cut from which cloth, and how they are trimmed."""

from collections.abc import Callable
from math import cos, pi, sin

from fashionistar.demo.textiles import outlines as o
from fashionistar.demo.textiles.palettes import Colour, blend
from fashionistar.demo.textiles.scene import Scene
from fashionistar.demo.textiles.tile import Point

_GOLD: Colour = (196, 152, 72)
_HORN: Colour = (92, 62, 44)


def _both(*runs: o.Run) -> list[list[Point]]:
    right = o.half(*runs)
    return [right, o.mirrored(right)]


def _thread(scene: Scene) -> Colour:
    """A colour that is seen on the cloth."""
    ground = scene.palette.ground
    return scene.palette.light if sum(ground) < 400 else blend(scene.palette.motif, scene.palette.dark, 0.25)


def _scrolls(scene: Scene, x: float, top: float, rows: int, size: float, colour: Colour) -> None:
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


def _yoke(scene: Scene, depth: float, wide: float) -> None:
    """A band round the neck that runs down to a point, as on a dashiki."""
    for inset, colour, width in (
        (0, scene.palette.dark, 9),
        (11, _thread(scene), 5),
        (22, scene.palette.accent, 7),
        (32, _thread(scene), 3),
    ):
        right = [
            (400 + max(0, 64 - inset * 0.4), 158.0),
            (400 + wide - inset, 240.0),
            (400 + wide * 0.45 - inset * 0.6, depth - 60.0 - inset),
            (400, depth - inset),
        ]
        scene.trim(right, o.mirrored(right), colour=colour, width=width)


def _placket(scene: Scene, top: float, bottom: float, buttons: int, colour: Colour) -> None:
    scene.trim([(411, top), (411, bottom)], colour=blend(scene.palette.ground, scene.palette.dark, 0.5), width=2)
    gap = (bottom - top - 30) / max(1, buttons - 1)
    scene.beads([(400, top + 18 + gap * i) for i in range(buttons)], colour=colour, radius=5.5)


def _collar(scene: Scene) -> None:
    for sign in (1, -1):
        points = [(400 + sign * x, y) for x, y in ((4, 198), (66, 150), (88, 158), (70, 238), (4, 198))]
        scene.cut(points, tint=0.96)
    scene.trim(
        *_both(((70, 150), (40, 160), (0, 164))), colour=blend(scene.palette.ground, scene.palette.dark, 0.35), width=12
    )


def gown(scene: Scene) -> None:
    """A fitted gown that opens to the floor."""
    scene.cut(o.GOWN)
    scene.trim(*_both(((0, 232), (34, 214), (66, 168), (78, 140))), colour=_thread(scene), width=4)
    scene.trim(o.whole(((0, 404), (98, 398))), colour=scene.palette.dark, width=16)
    scene.trim(o.whole(((0, 404), (98, 398))), colour=_GOLD, width=5)


def sleeved_gown(scene: Scene) -> None:
    """A gown with long bell sleeves."""
    scene.cut(o.SLEEVED_GOWN)
    scene.trim(*_both(((0, 206), (46, 188), (66, 152))), colour=_thread(scene), width=5)
    scene.trim(*_both(((198, 500), (254, 488))), colour=_thread(scene), width=5)
    _scrolls(scene, 400, 250, 3, 26, _thread(scene))


def dress(scene: Scene) -> None:
    """A knee-length dress with a full skirt."""
    scene.cut(o.DRESS)
    scene.trim(*_both(((0, 214), (46, 196), (70, 158))), colour=_thread(scene), width=5)
    scene.trim(o.whole(((0, 424), (106, 418))), colour=scene.palette.dark, width=14)
    scene.beads([(400, 424)], colour=_GOLD, radius=9)


def habesha(scene: Scene) -> None:
    """A white cotton dress with a woven border at front, hem and sleeves."""
    scene.cut(o.SLEEVED_GOWN, cloth="tibeb", colour="White")
    scene.cut(o.box(372, 205, 428, 930), cloth="tibeb-border", turn=90, zoom=0.7, shadow=False)
    scene.cut(_hem(o.SLEEVED_GOWN, 862), cloth="tibeb-border", shadow=False, zoom=0.9)
    scene.cut(_cuff(1), _cuff(-1), cloth="tibeb-border", shadow=False, zoom=0.5)
    scene.trim(*_both(((0, 206), (46, 188), (66, 152))), colour=scene.palette.motif, width=8)


def _hem(outline: list[Point], top: float) -> list[Point]:
    low = [(x, y) for x, y in outline if y > top]
    return [(low[0][0] - 8, top), *low, (low[-1][0] + 8, top)]


def _cuff(sign: int) -> list[Point]:
    return [(400 + sign * x, y) for x, y in ((184, 448), (236, 440), (252, 478), (250, 492), (197, 500))]


def kaftan(scene: Scene) -> None:
    """A long straight robe with wide sleeves and an embroidered opening."""
    scene.cut(o.KAFTAN)
    scene.trim(*_both(((0, 200), (36, 186), (60, 146))), colour=_thread(scene), width=6)
    scene.trim([(400, 200), (400, 420)], colour=_thread(scene), width=4)
    _scrolls(scene, 400, 240, 4, 28, _thread(scene))


def boubou(scene: Scene) -> None:
    """A grand boubou, wide as the arms."""
    scene.cut(o.BOUBOU)
    for inset in (0, 14, 28):
        points = _both(((0, 214 + inset * 1.6), (44 + inset, 196 + inset), (70 + inset, 150 + inset * 0.3)))
        scene.trim(*points, colour=_thread(scene) if inset != 14 else _GOLD, width=4)
    _scrolls(scene, 400, 300, 5, 30, _thread(scene))


def agbada(scene: Scene) -> None:
    """Three pieces: trousers and tunic beneath, the wide robe above with its embroidered breast."""
    scene.cut(o.UNDER_TUNIC, tint=0.82)
    scene.cut(o.AGBADA)
    thread = _thread(scene)
    scene.trim(*_both(((0, 250), (34, 230), (58, 146))), colour=thread, width=9)
    panel = [(330.0, 270.0), (330.0, 560.0), (380.0, 610.0), (430.0, 560.0), (430.0, 270.0)]
    scene.trim(panel, colour=thread, width=5)
    _scrolls(scene, 380, 310, 5, 30, thread)
    for sign in (1, -1):
        scene.trim(
            [(400 + sign * x, y) for x, y in o.curve(((176, 210), (226, 440), (262, 690)))],
            colour=blend(scene.palette.ground, scene.palette.dark, 0.45),
            width=3,
        )


def tunic(scene: Scene) -> None:
    """A dashiki: short, loose, with a broad printed yoke."""
    scene.cut(o.TUNIC)
    _yoke(scene, 470, 104)
    scene.trim(*_both(((206, 448), (288, 414))), colour=_thread(scene), width=6)


def shirt(scene: Scene) -> None:
    """A short-sleeved shirt with a collar."""
    scene.cut(o.SHIRT)
    _placket(scene, 206, 770, 7, _HORN)
    _collar(scene)


def long_shirt(scene: Scene) -> None:
    """A long-sleeved shirt with a collar."""
    scene.cut(o.LONG_SHIRT)
    _placket(scene, 206, 780, 7, _thread(scene))
    scene.trim(*_both(((214, 626), (266, 608))), colour=blend(scene.palette.ground, scene.palette.dark, 0.5), width=2.5)
    _collar(scene)


def senator(scene: Scene) -> None:
    """A long-sleeved tunic with a standing collar over matching trousers."""
    scene.cut(o.TROUSERS, tint=0.86, cloth="plain")
    scene.cut(o.LONG_SHIRT, cloth="plain")
    scene.cut(o.box(352, 200, 448, 500), tint=1.0)
    _placket(scene, 200, 490, 6, _GOLD)
    scene.trim(
        *_both(((64, 152), (36, 178), (0, 192))),
        colour=blend(scene.palette.ground, scene.palette.light, 0.25),
        width=10,
    )


def jacket(scene: Scene) -> None:
    """A single-breasted jacket over a light shirt."""
    scene.cut(
        o.whole(((0, 190), (62, 150)), ((62, 150), (60, 400), (30, 460), (0, 470))), cloth="plain", colour="White"
    )
    scene.cut(o.JACKET)
    for sign in (1, -1):
        lapel = [(400 + sign * x, y) for x, y in ((64, 150), (104, 196), (84, 232), (96, 250), (6, 424))]
        scene.cut(lapel, tint=0.93)
    scene.beads([(398, 450), (398, 530)], colour=_HORN, radius=8)
    scene.trim(
        [(270, 590), (352, 580)],
        [(448, 580), (530, 590)],
        colour=blend(scene.palette.ground, scene.palette.dark, 0.6),
        width=4,
    )


def coat(scene: Scene) -> None:
    """A long coat, buttoned to the waist."""
    scene.cut(o.COAT)
    _placket(scene, 200, 900, 6, _HORN)
    _collar(scene)
    scene.trim(o.whole(((0, 476), (148, 470))), colour=scene.palette.dark, width=18)
    scene.beads([(400, 476)], colour=_GOLD, radius=12)


def skirt(scene: Scene) -> None:
    """A flared skirt on a plain waistband."""
    scene.cut(o.SKIRT)
    scene.cut(o.WAISTBAND, cloth="plain", shadow=False)
    scene.trim(_hem(o.SKIRT, 830)[1:-1], colour=_thread(scene), width=3)


def pencil_skirt(scene: Scene) -> None:
    """A straight skirt."""
    scene.cut(o.PENCIL_SKIRT)
    scene.trim(o.whole(((0, 232), (110, 224))), colour=scene.palette.dark, width=3)


def trousers(scene: Scene) -> None:
    """Straight trousers."""
    scene.cut(o.TROUSERS)
    scene.trim(o.whole(((0, 196), (128, 190))), colour=scene.palette.dark, width=3)
    scene.trim([(400, 196), (400, 392)], colour=scene.palette.dark, width=2)
    scene.trim(
        *_both(((112, 200), (114, 560), (116, 930))),
        colour=blend(scene.palette.ground, scene.palette.dark, 0.4),
        width=2,
    )


def two_piece(scene: Scene) -> None:
    """A short-sleeved shirt over trousers of the same cloth."""
    scene.cut(o.TROUSERS, tint=0.88)
    scene.cut([(x, y * 0.82 + 10) for x, y in o.SHIRT])
    scene.trim(*_both(((0, 172), (40, 160), (64, 136))), colour=_thread(scene), width=7)
    scene.trim([(400, 172), (400, 330)], colour=_thread(scene), width=4)


def iro_buba(scene: Scene) -> None:
    """A loose blouse above a wrapper, the end of the wrapper tucked across."""
    scene.cut(o.WRAPPER)
    scene.cut([(404, 470), (540, 466), (470, 944), (430, 944)], tint=0.93)
    scene.cut(o.BUBA, cloth="lace" if scene.cloth != "lace" else "aso-oke")
    scene.trim(*_both(((0, 176), (44, 164), (76, 130))), colour=_thread(scene), width=4)


def peplum_set(scene: Scene) -> None:
    """A fitted blouse with a flounce, above a straight skirt."""
    scene.cut([(x, y + 70) for x, y in o.PENCIL_SKIRT], tint=0.95)
    scene.cut(o.PEPLUM)
    scene.trim(*_both(((0, 210), (44, 196), (68, 152))), colour=_thread(scene), width=4)
    scene.trim(o.whole(((0, 416), (104, 410))), colour=_thread(scene), width=6)


def peplum(scene: Scene) -> None:
    """A fitted blouse with a flounce."""
    low = [(x, y + 110) for x, y in o.PEPLUM]
    scene.cut(low)
    scene.trim(*_both(((0, 320), (44, 306), (68, 262))), colour=_thread(scene), width=4)
    scene.trim(o.whole(((0, 526), (104, 520))), colour=_thread(scene), width=6)


def buba(scene: Scene) -> None:
    """A loose blouse."""
    scene.cut([(x, y + 160) for x, y in o.BUBA])
    scene.trim(*_both(((0, 336), (44, 324), (76, 290))), colour=_thread(scene), width=5)


def cloth(scene: Scene) -> None:
    """A length of cloth with its borders and fringe, hanging."""
    scene.cut(o.CLOTH)
    for left, right, height in ((188, 612, 172), (181, 619, 832)):
        scene.trim([(left, height), (right, height)], colour=scene.palette.dark, width=10)
        scene.trim([(left, height), (right, height)], colour=_thread(scene), width=3)
    scene.trim(
        *[[(186 + i * 9, 898), (186 + i * 9 + (i % 3) - 1, 930)] for i in range(49)], colour=_thread(scene), width=2.4
    )


def stole(scene: Scene) -> None:
    """A long strip folded once, both ends fringed."""
    scene.cut(o.STOLE_RIGHT, tint=0.95)
    scene.cut(o.STOLE_LEFT)
    scene.trim(*[[(176 + i * 9, 878), (176 + i * 9, 906)] for i in range(22)], colour=_thread(scene), width=2.4)
    scene.trim(*[[(440 + i * 9, 918), (440 + i * 9, 946)] for i in range(22)], colour=_thread(scene), width=2.4)


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
    scene.trim(o.whole(((0, 672), (110, 664), (214, 626))), colour=_thread(scene), width=5)


def tote(scene: Scene) -> None:
    """A bag with two handles and a leather base."""
    for offset in (0, 16):
        handle = [
            (400 + x, y + offset) for x, y in o.curve(((-110, 470), (-104, 240), (0, 160), (104, 240), (110, 470)))
        ]
        scene.trim(handle, colour=blend(_HORN, (0, 0, 0), 0.25 if offset else 0.0), width=15)
    scene.cut(o.TOTE)
    scene.cut(
        o.whole(((0, 770), (242, 760)), ((242, 760), (236, 868)), ((236, 868), (120, 884), (0, 886))),
        cloth="plain",
        colour="Cocoa",
        shadow=False,
    )
    scene.trim([(182, 764), (618, 764)], colour=(214, 178, 130), width=2)
    scene.beads([(290, 470), (510, 470)], colour=_GOLD, radius=10)


def clutch(scene: Scene) -> None:
    """A flat bag with a flap."""
    scene.cut(o.CLUTCH)
    scene.cut(o.CLUTCH_FLAP, turn=90)
    scene.beads([(400, 556)], colour=_GOLD, radius=15)


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
    scene.trim([*o.LOAFER_MOUTH_LEFT], [*o.LOAFER_MOUTH_RIGHT], colour=_HORN, width=6)


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
        scene.trim([(x, 210), (x, 300)], colour=_GOLD, width=5)
        scene.beads([(x, 300)], colour=_GOLD, radius=20)
    drops = [
        [(x + 118 * cos(2 * pi * i / 60), 510 + 180 * sin(2 * pi * i / 60)) for i in range(60)] for x in (265, 535)
    ]
    scene.cut(*drops, zoom=0.7)
    scene.trim(*[[*drop, drop[0]] for drop in drops], colour=_GOLD, width=7)


#: By the name that the catalogue's data uses.
GARMENTS: dict[str, Callable[[Scene], None]] = {
    recipe.__name__.replace("_", "-"): recipe
    for recipe in (
        agbada, beads, boubou, buba, cap, cloth, clutch, coat, dress, earrings, flared_hat, gele, gown, habesha,
        iro_buba, jacket, kaftan, loafers, long_shirt, pencil_skirt, peplum, peplum_set, sandals, senator, shirt,
        skirt, sleeved_gown, stole, tote, trousers, tunic, two_piece,
    )
}  # fmt: skip
