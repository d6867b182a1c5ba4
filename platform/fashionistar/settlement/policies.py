"""Who gets how much: pure functions of integer minor units and basis points.

Fractions of a minor unit are dropped, of the commission and of the tax on it, so that we never take more than was
agreed; the vendor gets the rest, so that the three are the whole by construction. HMRC allows a supplier the same for
the VAT of an invoice (VAT Notice 700, 17.5.1: "round down the total VAT payable … to a whole penny").
"""

from dataclasses import dataclass

from fashionistar.kernel.shares import shares

_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Rates:
    """Basis points: of the sale, and of the commission."""

    commission_bp: int
    tax_bp: int


@dataclass(frozen=True, slots=True)
class Cut:
    """What is not the vendor's of an amount: our commission and the state's tax on it."""

    commission: int = 0
    tax: int = 0

    @property
    def both(self) -> int:
        """Commission and tax together."""
        return self.commission + self.tax


def cut(minor: int, rates: Rates) -> Cut:
    """The commission and the tax on it of a sale of `minor`."""
    commission = minor * rates.commission_bp // _WHOLE
    return Cut(commission, commission * rates.tax_bp // _WHOLE)


def cut_to_take(*, minor: int, left: int, kept: Cut, rates: Rates) -> Cut:
    """What is taken of `minor` that are released, when `kept` was taken of the `left` that were released before."""
    aim = cut(left + minor, rates)
    commission = min(max(aim.commission - kept.commission, 0), minor)
    return Cut(commission, min(max(aim.tax - kept.tax, 0), minor - commission))


def cut_to_return(*, minor: int, left: int, kept: Cut, rates: Rates) -> Cut:
    """What is given back of `kept` when `minor` of the `left` that were released go back.

    What is kept then is what a sale of the rest would have cost, however many refunds led there: nothing of nothing.
    """
    aim = cut(left - minor, rates)
    commission = min(max(kept.commission - aim.commission, 0), minor)
    return Cut(commission, min(max(kept.tax - aim.tax, 0), minor - commission))


def stored_share(minor: int, *, gateway_left: int, stored_left: int) -> int:
    """What of a refund goes back as stored value: in proportion to what is left of what each has paid, to the unit.

    The rest goes back by the gateway, which has the unit where both could have it.
    """
    return shares(minor, {"gateway": gateway_left, "stored": stored_left})["stored"]
