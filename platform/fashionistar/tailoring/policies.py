"""How much an offering may say."""

MAX_OPTIONS = 12
MAX_CHOICES = 30
MAX_FABRICS = 60
MAX_NAME = 80
MAX_DESCRIPTION = 300
#: More than any garment costs, in minor units: surcharges add up within what a price may be.
MAX_SURCHARGE_MINOR = 10**12
