"""Every garment by the name that the catalogue's data uses."""

from collections.abc import Callable

from fashionistar.demo.textiles import accessories, clothes
from fashionistar.demo.textiles.scene import Scene

#: By the name that the catalogue's data uses.
GARMENTS: dict[str, Callable[[Scene], None]] = {
    recipe.__name__.replace("_", "-"): recipe
    for recipe in (
        clothes.agbada,
        accessories.beads,
        clothes.boubou,
        clothes.buba,
        accessories.cap,
        accessories.cloth,
        accessories.clutch,
        clothes.coat,
        clothes.dress,
        accessories.earrings,
        accessories.flared_hat,
        accessories.gele,
        clothes.gown,
        clothes.habesha,
        clothes.iro_buba,
        clothes.jacket,
        clothes.kaftan,
        accessories.loafers,
        clothes.long_shirt,
        clothes.pencil_skirt,
        clothes.peplum,
        clothes.peplum_set,
        accessories.sandals,
        clothes.senator,
        clothes.shirt,
        clothes.skirt,
        clothes.sleeved_gown,
        accessories.stole,
        accessories.tote,
        clothes.trousers,
        clothes.tunic,
        clothes.two_piece,
    )
}
