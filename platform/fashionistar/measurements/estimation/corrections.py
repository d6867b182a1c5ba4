"""What tailors' tapes taught: by how much a model's values are moved and their intervals widened, by mode and term.

It is no part of the coefficients: those come from data that anybody may have, these from people who may take their
consent back. They are kept as text, which names the model that they correct.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from fashionistar.measurements.estimation.protocols import EstimatedValue, Mode
from fashionistar.measurements.estimation.terms import Term

#: Centimetres and ratios are kept to so many digits after the point.
_DIGITS = 3
#: Nothing on a body is shorter, in centimetres.
_LEAST = 0.1


class CorrectionsError(ValueError):
    """A text is not what `dumps` writes, or corrects another model."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is done to an estimate of one term.

    Attributes:
        shift: centimetres that are added to the value.
        widening: what half of its interval is multiplied by.
    """

    shift: float
    widening: float

    def __call__(self, value: EstimatedValue) -> EstimatedValue:
        """The value and its interval as tailors would have them."""
        middle, half = value.value + self.shift, self.widening * (value.high - value.low) / 2
        return EstimatedValue(value.term, middle, max(middle - half, _LEAST), middle + half)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is done to the estimates of a model.

    Attributes:
        base_id: the coefficients that they correct.
        of: by mode and term; what is absent stays as it is.
    """

    base_id: str
    of: Mapping[tuple[Mode, Term], Correction]

    @property
    def model_id(self) -> str:
        """The model's id and twelve digits of the hash of what is done to it."""
        return f"{self.base_id}+tapes-{hashlib.sha256(self.dumps().encode()).hexdigest()[:12]}"

    def dumps(self) -> str:
        """Write them down; equal corrections give equal text."""
        numbers = {
            f"{mode}/{term}": [round(each.shift, _DIGITS), round(each.widening, _DIGITS)]
            for (mode, term), each in sorted(self.of.items())
        }
        return json.dumps({"base_id": self.base_id, "of": numbers})


def loads(text: str, base_id: str) -> Corrections:
    """Read corrections of a model.

    Raises:
        CorrectionsError: it is not what `dumps` writes, or they are another model's.
    """
    try:
        whole = json.loads(text)
        named_base = whole["base_id"]
        named = {tuple(name.split("/")): numbers for name, numbers in whole["of"].items()}
        of = {
            (Mode(mode), Term(term)): Correction(float(by), float(times)) for (mode, term), (by, times) in named.items()
        }
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CorrectionsError(f"no corrections: {error!r}") from error
    if named_base != base_id:
        raise CorrectionsError(f"they correct {named_base}, not {base_id}")
    return Corrections(base_id, of)
