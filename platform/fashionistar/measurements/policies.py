"""What a tape may say, how sure it is, and how much of each there may be."""

from datetime import timedelta
from decimal import Decimal

from fashionistar.measurements.estimation.terms import CATALOGUE, Kind, Term
from fashionistar.measurements.models import ValueSource

MAX_PROFILES = 50
#: A shop's clients.
MAX_CLIENTS = 5_000
MAX_NAME = 120
MAX_SHARES = 20
#: Nothing on a body is shorter or longer than that.
VALUE_MM = (Decimal(20), Decimal(3000))

#: The largest errors that ISO 20685-1 allows a measurer on average, taken as half of what a tailor's tape may be off
#: nine times in ten; whoever measures herself is assumed to be off by twice as much.
_TAPE_MM = {Kind.HEIGHT: Decimal(4), Kind.BREADTH: Decimal(4), Kind.LENGTH: Decimal(5), Kind.GIRTH: Decimal(4)}
_LARGE_GIRTH_MM, _LARGE_GIRTH_TAPE_MM = Decimal(500), Decimal(9)
_TYPED_FACTOR = 2

PHOTO_MAX_BYTES = 8 * 1024 * 1024
#: The longer side of what is kept of a photo, in pixels: the segmenter looks at less.
PHOTO_SIDE = 1600
#: A photo that nobody has measured by then is deleted, and its estimate has failed.
PHOTO_LIFETIME = timedelta(minutes=30)
ESTIMATE_LEASE = timedelta(seconds=90)
ESTIMATE_TRIES = 3


def half_width_mm(term: Term, value_mm: Decimal, source: ValueSource) -> Decimal:
    """Half of the 90 % interval of a value that a person took, in millimetres."""
    kind = CATALOGUE[term].kind
    large = kind is Kind.GIRTH and value_mm >= _LARGE_GIRTH_MM
    tape = _LARGE_GIRTH_TAPE_MM if large else _TAPE_MM[kind]
    return tape * _TYPED_FACTOR if source is ValueSource.TYPED else tape
