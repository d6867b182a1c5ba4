"""How much of a chart there may be."""

MAX_CHARTS = 100
MAX_SIZES = 30
MAX_TERMS = 15
MAX_NAME = 80
MAX_LABEL = 20
#: Wider than any garment leaves.
MAX_EASE_MM = 1500
