"""How clothes are put together: which parts are cut from which cloth, and how they are trimmed."""

from fashionistar.demo.textiles import outlines as o
from fashionistar.demo.textiles.palettes import blend
from fashionistar.demo.textiles.scene import Scene
from fashionistar.demo.textiles.sewing import GOLD, HORN, both, collar, placket, scrolls, thread, yoke
from fashionistar.demo.textiles.tile import Point


def gown(scene: Scene) -> None:
    """A fitted gown that opens to the floor."""
    scene.cut(o.GOWN)
    scene.trim(*both(((0, 232), (34, 214), (66, 168), (78, 140))), colour=thread(scene), width=4)
    scene.trim(o.whole(((0, 404), (98, 398))), colour=scene.palette.dark, width=16)
    scene.trim(o.whole(((0, 404), (98, 398))), colour=GOLD, width=5)


def sleeved_gown(scene: Scene) -> None:
    """A gown with long bell sleeves."""
    scene.cut(o.SLEEVED_GOWN)
    scene.trim(*both(((0, 206), (46, 188), (66, 152))), colour=thread(scene), width=5)
    scene.trim(*both(((198, 500), (254, 488))), colour=thread(scene), width=5)
    scrolls(scene, 400, 250, 3, 26, thread(scene))


def dress(scene: Scene) -> None:
    """A knee-length dress with a full skirt."""
    scene.cut(o.DRESS)
    scene.trim(*both(((0, 214), (46, 196), (70, 158))), colour=thread(scene), width=5)
    scene.trim(o.whole(((0, 424), (106, 418))), colour=scene.palette.dark, width=14)
    scene.beads([(400, 424)], colour=GOLD, radius=9)


def habesha(scene: Scene) -> None:
    """A white cotton dress with a woven border at front, hem and sleeves."""
    scene.cut(o.SLEEVED_GOWN, cloth="tibeb", colour="White")
    scene.cut(o.box(372, 205, 428, 930), cloth="tibeb-border", turn=90, zoom=0.7, shadow=False)
    scene.cut(_hem(o.SLEEVED_GOWN, 862), cloth="tibeb-border", shadow=False, zoom=0.9)
    scene.cut(_cuff(1), _cuff(-1), cloth="tibeb-border", shadow=False, zoom=0.5)
    scene.trim(*both(((0, 206), (46, 188), (66, 152))), colour=scene.palette.motif, width=8)


def _hem(outline: list[Point], top: float) -> list[Point]:
    low = [(x, y) for x, y in outline if y > top]
    return [(low[0][0] - 8, top), *low, (low[-1][0] + 8, top)]


def _cuff(sign: int) -> list[Point]:
    return [(400 + sign * x, y) for x, y in ((184, 448), (236, 440), (252, 478), (250, 492), (197, 500))]


def kaftan(scene: Scene) -> None:
    """A long straight robe with wide sleeves and an embroidered opening."""
    scene.cut(o.KAFTAN)
    scene.trim(*both(((0, 200), (36, 186), (60, 146))), colour=thread(scene), width=6)
    scene.trim([(400, 200), (400, 420)], colour=thread(scene), width=4)
    scrolls(scene, 400, 240, 4, 28, thread(scene))


def boubou(scene: Scene) -> None:
    """A grand boubou, wide as the arms."""
    scene.cut(o.BOUBOU)
    for inset in (0, 14, 28):
        points = both(((0, 214 + inset * 1.6), (44 + inset, 196 + inset), (70 + inset, 150 + inset * 0.3)))
        scene.trim(*points, colour=thread(scene) if inset != 14 else GOLD, width=4)
    scrolls(scene, 400, 300, 5, 30, thread(scene))


def agbada(scene: Scene) -> None:
    """Three pieces: trousers and tunic beneath, the wide robe above with its embroidered breast."""
    scene.cut(o.UNDER_TUNIC, tint=0.82)
    scene.cut(o.AGBADA)
    gold = thread(scene)
    scene.trim(*both(((0, 250), (34, 230), (58, 146))), colour=gold, width=9)
    panel = [(330.0, 270.0), (330.0, 560.0), (380.0, 610.0), (430.0, 560.0), (430.0, 270.0)]
    scene.trim(panel, colour=gold, width=5)
    scrolls(scene, 380, 310, 5, 30, gold)
    for sign in (1, -1):
        scene.trim(
            [(400 + sign * x, y) for x, y in o.curve(((176, 210), (226, 440), (262, 690)))],
            colour=blend(scene.palette.ground, scene.palette.dark, 0.45),
            width=3,
        )


def tunic(scene: Scene) -> None:
    """A dashiki: short, loose, with a broad printed yoke."""
    scene.cut(o.TUNIC)
    yoke(scene, 470, 104)
    scene.trim(*both(((206, 448), (288, 414))), colour=thread(scene), width=6)


def shirt(scene: Scene) -> None:
    """A short-sleeved shirt with a collar."""
    scene.cut(o.SHIRT)
    placket(scene, 206, 770, 7, HORN)
    collar(scene)


def long_shirt(scene: Scene) -> None:
    """A long-sleeved shirt with a collar."""
    scene.cut(o.LONG_SHIRT)
    placket(scene, 206, 780, 7, thread(scene))
    scene.trim(*both(((214, 626), (266, 608))), colour=blend(scene.palette.ground, scene.palette.dark, 0.5), width=2.5)
    collar(scene)


def senator(scene: Scene) -> None:
    """A long-sleeved tunic with a standing collar over matching trousers."""
    scene.cut(o.TROUSERS, tint=0.86, cloth="plain")
    scene.cut(o.LONG_SHIRT, cloth="plain")
    scene.cut(o.box(352, 200, 448, 500), tint=1.0)
    placket(scene, 200, 490, 6, GOLD)
    scene.trim(
        *both(((64, 152), (36, 178), (0, 192))),
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
    scene.beads([(398, 450), (398, 530)], colour=HORN, radius=8)
    scene.trim(
        [(270, 590), (352, 580)],
        [(448, 580), (530, 590)],
        colour=blend(scene.palette.ground, scene.palette.dark, 0.6),
        width=4,
    )


def coat(scene: Scene) -> None:
    """A long coat, buttoned to the waist."""
    scene.cut(o.COAT)
    placket(scene, 200, 900, 6, HORN)
    collar(scene)
    scene.trim(o.whole(((0, 476), (148, 470))), colour=scene.palette.dark, width=18)
    scene.beads([(400, 476)], colour=GOLD, radius=12)


def skirt(scene: Scene) -> None:
    """A flared skirt on a plain waistband."""
    scene.cut(o.SKIRT)
    scene.cut(o.WAISTBAND, cloth="plain", shadow=False)
    scene.trim(_hem(o.SKIRT, 830)[1:-1], colour=thread(scene), width=3)


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
        *both(((112, 200), (114, 560), (116, 930))),
        colour=blend(scene.palette.ground, scene.palette.dark, 0.4),
        width=2,
    )


def two_piece(scene: Scene) -> None:
    """A short-sleeved shirt over trousers of the same cloth."""
    scene.cut(o.TROUSERS, tint=0.88)
    scene.cut([(x, y * 0.82 + 10) for x, y in o.SHIRT])
    scene.trim(*both(((0, 172), (40, 160), (64, 136))), colour=thread(scene), width=7)
    scene.trim([(400, 172), (400, 330)], colour=thread(scene), width=4)


def iro_buba(scene: Scene) -> None:
    """A loose blouse above a wrapper, the end of the wrapper tucked across."""
    scene.cut(o.WRAPPER)
    scene.cut([(404, 470), (540, 466), (470, 944), (430, 944)], tint=0.93)
    scene.cut(o.BUBA, cloth="lace" if scene.cloth != "lace" else "aso-oke")
    scene.trim(*both(((0, 176), (44, 164), (76, 130))), colour=thread(scene), width=4)


def peplum_set(scene: Scene) -> None:
    """A fitted blouse with a flounce, above a straight skirt."""
    scene.cut([(x, y + 70) for x, y in o.PENCIL_SKIRT], tint=0.95)
    scene.cut(o.PEPLUM)
    scene.trim(*both(((0, 210), (44, 196), (68, 152))), colour=thread(scene), width=4)
    scene.trim(o.whole(((0, 416), (104, 410))), colour=thread(scene), width=6)


def peplum(scene: Scene) -> None:
    """A fitted blouse with a flounce."""
    low = [(x, y + 110) for x, y in o.PEPLUM]
    scene.cut(low)
    scene.trim(*both(((0, 320), (44, 306), (68, 262))), colour=thread(scene), width=4)
    scene.trim(o.whole(((0, 526), (104, 520))), colour=thread(scene), width=6)


def buba(scene: Scene) -> None:
    """A loose blouse."""
    scene.cut([(x, y + 160) for x, y in o.BUBA])
    scene.trim(*both(((0, 336), (44, 324), (76, 290))), colour=thread(scene), width=5)
