"""Colourways: what each colour name of the catalogue looks like when dyed, woven or printed."""

from dataclasses import dataclass

from PIL import ImageColor

type Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """Five colours that go together: the ground, the motif, an accent, a light and a dark."""

    ground: Colour
    motif: Colour
    accent: Colour
    light: Colour
    dark: Colour


def rgb(code: str) -> Colour:
    """A colour from its hexadecimal digits."""
    red, green, blue = ImageColor.getrgb(f"#{code}")[:3]
    return red, green, blue


def blend(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two others; `share` is the second's."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


_CODES = {
    "Black": "1c1a1d d9a441 b5322a f1e6d0 0b0a0c",
    "Burgundy": "5e1224 d8a24a 1f3b4d f3e2cc 2e0710",
    "Charcoal": "3a3d42 8f959c c9a35b e4e2dd 1c1e21",
    "Cocoa": "4a2c1d c98b4b 8a3b22 efdfc4 24130b",
    "Coral": "e8664f 23445a f6c35b fdebd8 6e1f24",
    "Cream": "f1e4c8 7b4a2b b8782f fffaf0 43301f",
    "Emerald": "0d6b4f f0b429 0a3b3a f2ead0 04291f",
    "Forest": "254d32 c7a252 7b2d26 ece3ca 10251a",
    "Fuchsia": "b8186b f5b82e 1d2a6b fde6ee 4b0a36",
    "Gold": "d19a2a 7a1f2b 20402f fbeccb 4f2f0c",
    "Indigo": "1b2a6b 5e86c9 9fb9e3 e9eef7 0c1338",
    "Ivory": "f4ecdc b08d57 7d8f69 fffdf7 5a4a36",
    "Lilac": "9c86c4 f3d9ec 5b3f8c faf3fb 35244f",
    "Midnight": "131a3a c8a96a 3f5fa8 e6e9f2 080b1c",
    "Mustard": "d9a21b 7c2d12 14534f fdf0cb 45210a",
    "Olive": "6b6b2a d7b45a 8c3a1e f0ead2 2f3012",
    "Oxblood": "6d1a1f e0b05c 23304f f5e3d0 300a0d",
    "Peacock": "00697a f2a33a 8a1c5b e8f3ee 02303a",
    "Plum": "5b2152 e29f4f 28705f f4e4ee 2b0c28",
    "Rust": "b1481d f0c169 1f4a57 fbead3 4e1b0a",
    "Royal blue": "1f3fae f4b92d c8313a eef1fb 0c1a4f",
    "Sand": "d8c09a 7a4a2a 2f5d62 f8efdd 4a3522",
    "Scarlet": "c3202a 151a4a f3c13a fdeedd 520a10",
    "Silver": "b9bdc4 5c6676 2d3a55 f4f5f7 33383f",
    "Sky": "7db4dc 1d4f86 f2c14e f2f8fd 12304f",
    "Sunset": "e2702a 7d1638 f6bf3c fdeacb 3d0c22",
    "Teal": "0f7173 f3c969 c8553d eef4ec 083536",
    "Terracotta": "b8532f f2d3a2 3b2b2b fbeee0 4d1c0e",
    "Turquoise": "1fa6a6 f7d154 d6455d eefaf7 0b4a50",
    "White": "f7f5f0 b9995a 8b2332 ffffff 4b4740",
}

#: By the name that shoppers read.
PALETTES = {name: Palette(*(rgb(code) for code in codes.split())) for name, codes in _CODES.items()}
