"""Every cloth by the name that the catalogue's data uses."""

from collections.abc import Callable
from random import Random

from PIL import Image

from fashionistar.demo.textiles import dyed, printed, woven
from fashionistar.demo.textiles.palettes import PALETTES, Palette

CLOTHS: dict[str, Callable[[Palette, Random], Image.Image]] = {
    "adire-eleko": dyed.adire_eleko,
    "adire-oniko": dyed.adire_oniko,
    "ankara-fan": printed.ankara_fan,
    "ankara-leaf": printed.ankara_leaf,
    "ankara-record": printed.ankara_record,
    "aso-oke": woven.aso_oke,
    "batik": dyed.batik,
    "bogolan": dyed.bogolan,
    "brocade": woven.brocade,
    "imigongo": printed.imigongo,
    "kanga": printed.kanga,
    "kente": woven.kente,
    "kitenge": printed.kitenge,
    "lace": woven.lace,
    "ndebele": printed.ndebele,
    "plain": woven.plain,
    "shuka": woven.shuka,
    "shweshwe": printed.shweshwe,
    "suiting": woven.suiting,
    "tibeb": woven.tibeb,
    "tibeb-border": woven.tibeb_border,
}


def tile_of(cloth: str, colour: str, seed: str) -> Image.Image:
    """One repeat of a cloth; the same words always give the same picture."""
    return CLOTHS[cloth](PALETTES[colour], Random(f"{cloth}/{seed}"))  # noqa: S311  (a pattern, not a secret)


def spread(tile: Image.Image, width: int, height: int) -> Image.Image:
    """The cloth laid out by repeating its tile."""
    cloth = Image.new("RGB", (width, height))
    row = Image.new("RGB", (width, tile.height))
    for x in range(0, width, tile.width):
        row.paste(tile, (x, 0))
    for y in range(0, height, tile.height):
        cloth.paste(row, (0, y))
    return cloth
