"""Inputs of offers."""

from datetime import datetime
from uuid import UUID

import strawberry

from fashionistar.offers.proposing import Proposal
from schema.chat.reading import client_id
from schema.lib.ids import row_if_named, row_named
from schema.lib.money import MoneyInput
from schema.measurements.enums import Term
from schema.tailoring.inputs import ChosenOptionInput


@strawberry.input
class OfferFabricInput:
    """What it is made of."""

    name: str = strawberry.field(description="Such as 'Aso oke, indigo'; at most 80 characters.")
    description: str = strawberry.field(default="", description="At most 300 characters.")


@strawberry.input
class OfferTermsInput:
    """What is offered."""

    client_id: strawberry.ID = strawberry.field(
        description="A UUID of the client's own making. The same offer made again under it is the same offer."
    )
    variant_id: strawberry.ID = strawberry.field(description="What is made, of the conversation's shop.")
    price: MoneyInput = strawberry.field(description="Of one piece.")
    quantity: int = strawberry.field(default=1, description="1 to 99 pieces.")
    lead_time_days: int | None = strawberry.field(
        default=None, description="Days from the payment until it is sent; as the product says when left out."
    )
    terms: list[Term] = strawberry.field(
        default_factory=list, description="What must be measured; as the product says when empty."
    )
    options: list[ChosenOptionInput] = strawberry.field(default_factory=list, description="The style, 12 at most.")
    fabric: OfferFabricInput | None = None
    measurement_profile_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Whose body it is for. A shopper names one of her own; a shop may name one that she lent to it.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="Ten minutes to 60 days from now; a week when left out."
    )
    body: str = strawberry.field(default="", description="Words beside it, at most 4,000 characters.")

    def as_proposal(self) -> Proposal:
        """As use-cases take it."""
        return Proposal(
            client_id=client_id(self.client_id),
            variant_id=row_named(self.variant_id, "Variant", "variantId"),
            price=self.price.as_money("price"),
            quantity=self.quantity,
            lead_time_days=self.lead_time_days,
            terms=tuple(self.terms),
            options=tuple((each.option.strip(), each.choice.strip()) for each in self.options),
            fabric=None if self.fabric is None else (self.fabric.name.strip(), self.fabric.description.strip()),
            profile_id=row_if_named(self.measurement_profile_id, "MeasurementProfile", "measurementProfileId"),
            expires_at=self.expires_at,
            body=self.body,
        )


@strawberry.input
class OfferMakeInput:
    """Where, and what."""

    conversation_id: strawberry.ID
    terms: OfferTermsInput


@strawberry.input
class OfferCounterInput:
    """Which offer of the other side, and what instead."""

    id: strawberry.ID
    terms: OfferTermsInput


@strawberry.input
class OfferAcceptInput:
    """Which offer of the other side, and for whose body."""

    id: strawberry.ID
    measurement_profile_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of the shopper's own; the offer's when left out. A shop leaves it out."
    )


@strawberry.input
class OfferDeclineInput:
    """Which offer of the other side."""

    id: strawberry.ID


@strawberry.input
class OfferWithdrawInput:
    """Which offer of one's own side; a shop may name what was accepted and is not ordered."""

    id: strawberry.ID


def offer_row(given: strawberry.ID) -> UUID:
    """The row of an offer's id.

    Raises:
        DomainError: NOT_FOUND.
    """
    return row_named(given, "Offer", "id")
