"""What mutations of tailoring take."""

from collections.abc import Sequence

import strawberry

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements.estimation.terms import GARMENTS
from fashionistar.tailoring.offering_input import GivenOffering
from fashionistar.tailoring.styles import Choice, Chosen, Fabric, Option
from schema.lib.money import MoneyInput
from schema.measurements.enums import Garment, Term


def _surcharges(given: Sequence[MoneyInput], *path: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in given:
        added = each.as_money()
        if added.currency in found:
            raise refuse(ErrorCode.INVALID, f"Two surcharges in {added.currency}.", *path, "surcharges")
        found[added.currency] = added.minor
    return found


@strawberry.input
class StyleChoiceInput:
    """One answer to an option."""

    name: str
    surcharges: list[MoneyInput] = strawberry.field(
        default_factory=list, description="What it adds, by currency; with any, it is sold in these alone."
    )


@strawberry.input
class StyleOptionInput:
    """Something that can be made in several ways."""

    name: str
    required: bool = True
    choices: list[StyleChoiceInput]


@strawberry.input
class FabricInput:
    """A cloth that it is made of."""

    name: str
    description: str = ""
    available: bool = True
    surcharges: list[MoneyInput] = strawberry.field(default_factory=list, description="What it adds, by currency.")


@strawberry.input(description="How a product is made to measure.")
class MadeToMeasureOfferingInput:
    """In place of what was offered before."""

    lead_time_days: int = strawberry.field(description="From the payment until it is sent; 365 at most.")
    garment: Garment | None = strawberry.field(default=None, description="What its list of measurements asks for.")
    terms: list[Term] = strawberry.field(default_factory=list, description="What must be measured, besides.")
    options: list[StyleOptionInput] = strawberry.field(default_factory=list)
    fabrics: list[FabricInput] = strawberry.field(default_factory=list)

    def as_offering(self) -> GivenOffering:
        """As the use-case takes it.

        Raises:
            DomainError: INVALID: a surcharge that is none.
        """
        return GivenOffering(
            lead_time_days=self.lead_time_days,
            terms=[*(GARMENTS[self.garment] if self.garment else ()), *self.terms],
            options=[_option(each, at) for at, each in enumerate(self.options)],
            fabrics=[
                Fabric(
                    each.name.strip(),
                    each.description.strip(),
                    each.available,
                    _surcharges(each.surcharges, "offering", "fabrics", str(at)),
                )
                for at, each in enumerate(self.fabrics)
            ],
        )


def _option(given: StyleOptionInput, at: int) -> Option:
    path = ("offering", "options", str(at), "choices")
    choices = [
        Choice(each.name.strip(), _surcharges(each.surcharges, *path, str(place)))
        for place, each in enumerate(given.choices)
    ]
    return Option(given.name.strip(), given.required, choices)


@strawberry.input
class ProductMadeToMeasureSetInput:
    """Which product is made to measure, and how; null: it is not."""

    product_id: strawberry.ID
    offering: MadeToMeasureOfferingInput | None = None


@strawberry.input
class ChosenOptionInput:
    """What is chosen of a style option."""

    option: str
    choice: str


def as_chosen(options: Sequence[ChosenOptionInput], fabric: str | None) -> Chosen:
    """A choice as use-cases take it.

    Raises:
        DomainError: INVALID: an option twice.
    """
    chosen = {each.option: each.choice for each in options}
    if len(chosen) < len(options):
        raise refuse(ErrorCode.INVALID, "An option is chosen twice.", "options")
    return Chosen(chosen, fabric)
