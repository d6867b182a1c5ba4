"""How an offer is made, in the caller's transaction: checked, and put into the conversation as a message."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.chat.held_conversation import Held, told
from fashionistar.chat.models import ChatSide, Message, MessageKind
from fashionistar.chat.posting import post, said_before, words
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.kernel.money import CurrencyCode, Money
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.offers.events import OfferMade
from fashionistar.offers.models import Offer
from fashionistar.offers.policies import LEAST_LIFETIME, MAX_PRICE_MINOR, MAX_QUANTITY, MOST_LIFETIME
from fashionistar.products.models import ProductStatus, Variant
from fashionistar.tailoring.models import MAX_LEAD_TIME_DAYS
from fashionistar.tailoring.policies import MAX_DESCRIPTION, MAX_NAME, MAX_OPTIONS
from fashionistar.tailoring.selectors import offering_of
from fashionistar.tailoring.specifying import ordered


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer as the client has it.

    Attributes:
        client_id: What the client calls its message; making it again gives the same offer.
        variant_id: What is made, of the shop.
        price: Of one piece.
        quantity: How many pieces, 1 to 99.
        lead_time_days: From the payment until it is sent; as the shop's offering says when it is left out.
        terms: What must be measured; as the shop's offering says when it is empty.
        options: Style, as pairs of option and choice, in words.
        fabric: The cloth's name and its description, in words.
        profile_id: Whose body it is for: of the shopper, and lent to the shop where the shop names it.
        expires_at: Until when it stands; `OFFER_LIFETIME` from now when it is left out.
        body: Words beside it.
    """

    client_id: UUID
    variant_id: UUID
    price: Money
    quantity: int = 1
    lead_time_days: int | None = None
    terms: Sequence[Term] = ()
    options: Sequence[tuple[str, str]] = ()
    fabric: tuple[str, str] | None = None
    profile_id: UUID | None = None
    expires_at: datetime | None = None
    body: str = ""

    def digest(self, countered_id: UUID | None) -> str:
        """What it asks for, in short."""
        return hashlib.sha256(orjson.dumps([asdict(self), countered_id])).hexdigest()


def made_before(actor: Actor, held: Held, proposal: Proposal, countered_id: UUID | None) -> Offer | None:
    """The offer that this proposal has become already.

    Raises:
        DomainError: IDEMPOTENCY_KEY_MISMATCH: its client id was used for something else.
    """
    said = said_before(actor, held, proposal.client_id, proposal.digest(countered_id))
    return None if said is None else Offer.objects.get(message=said)


def propose(held: Held, proposal: Proposal, *, countered: Offer | None = None, actor: Actor, now: datetime) -> Offer:
    """Check a proposal and put it into the held conversation.

    Raises:
        DomainError: INVALID, REQUIRED, VARIANT_UNAVAILABLE, CURRENCY_NOT_SOLD, NOT_FOUND; one fault for each thing
            that is wrong.
    """
    variant = _variant(held, proposal.variant_id)
    offering = offering_of(variant.product_id)
    lead_time = proposal.lead_time_days or (offering.lead_time_days if offering else 0)
    terms = ordered(proposal.terms or (offering.terms if offering else ()))
    expires_at = proposal.expires_at or now + settings.OFFER_LIFETIME
    faults = [*_faults(proposal, variant, now=now), *_needs(lead_time, terms), *_style_faults(proposal)]
    if faults:
        raise DomainError(*faults)
    profile, message = _profile(held, proposal.profile_id), _message(held, proposal, countered, actor)
    offer = Offer(
        conversation=held.conversation,
        message=post(held.conversation, message, actor=actor, now=now),
        vendor_id=variant.product.vendor_id,
        variant=variant,
        countered=countered,
        side=held.side,
        currency=proposal.price.currency,
        price_minor=proposal.price.minor,
        quantity=proposal.quantity,
        lead_time_days=lead_time,
        terms=terms,
        profile=profile,
        expires_at=expires_at,
        **_style(proposal),
    )
    offer.save(force_insert=True)
    _tell(held, offer, actor=actor)
    return offer


def _message(held: Held, proposal: Proposal, countered: Offer | None, actor: Actor) -> Message:
    said = words(proposal.body, required=False)
    return Message(
        client_id=proposal.client_id,
        side=held.side,
        author_id=actor.user_id,
        sender=actor.label,
        sent_hash=proposal.digest(None if countered is None else countered.pk),
        kind=MessageKind.OFFER,
        body=said.body,
        has_contact=said.has_contact,
        reply_to_id=None if countered is None else countered.message_id,
    )


def _tell(held: Held, offer: Offer, *, actor: Actor) -> None:
    note(
        AuditAction.OFFER_MADE,
        user_id=actor.user_id,
        actor=actor,
        offer=str(offer.pk),
        vendor=str(offer.vendor_id),
        currency=offer.currency,
        minor=offer.price_minor,
        quantity=offer.quantity,
    )
    outbox.record(told(OfferMade, held.conversation, message_id=offer.message_id, offer_id=offer.pk), actor=actor)


def _variant(held: Held, variant_id: UUID) -> Variant:
    rows = Variant.objects.filter(pk=variant_id, product__vendor=held.conversation.vendor_id)
    rows = rows.select_related("product__vendor")
    shown = rows.filter(product__status=ProductStatus.PUBLISHED).first()
    if shown is None:
        raise refuse(ErrorCode.VARIANT_UNAVAILABLE, "The shop sells no such variant.", "variantId")
    return shown


def _profile(held: Held, profile_id: UUID | None) -> MeasurementProfile | None:
    """A shopper's own profile; a shop names one that she has lent to it."""
    if profile_id is None:
        if held.side == ChatSide.SHOPPER:
            message = "Say whose body it is for: the shop may accept at once."
            raise refuse(ErrorCode.REQUIRED, message, "measurementProfileId")
        return None
    hers = MeasurementProfile.objects.filter(pk=profile_id, user=held.conversation.shopper_id)
    if held.side == ChatSide.SHOP:
        hers = hers.filter(shares__vendor=held.conversation.vendor_id)
    found = hers.first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such profile between you.", "measurementProfileId")
    return found


def _faults(proposal: Proposal, variant: Variant, *, now: datetime) -> Iterator[Fault]:
    if not 0 < proposal.price.minor <= MAX_PRICE_MINOR:
        yield Fault(ErrorCode.INVALID, "A price is more than nothing, and no fortune.", ("price",))
    if proposal.price.currency not in variant.product.vendor.currencies:
        sold = ", ".join(variant.product.vendor.currencies)
        message = f"{variant.product.vendor.name} sells in {sold}, not in {CurrencyCode(proposal.price.currency)}."
        yield Fault(ErrorCode.CURRENCY_NOT_SOLD, message, ("price", "currency"))
    if not 1 <= proposal.quantity <= MAX_QUANTITY:
        yield Fault(ErrorCode.INVALID, f"A quantity is a whole number from 1 to {MAX_QUANTITY}.", ("quantity",))
    given = proposal.expires_at
    if given is not None and not now + LEAST_LIFETIME <= given <= now + MOST_LIFETIME:
        message = f"An offer stands from ten minutes to {MOST_LIFETIME.days} days."
        yield Fault(ErrorCode.INVALID, message, ("expiresAt",))


def _needs(lead_time: int, terms: Sequence[Term]) -> Iterator[Fault]:
    if not 1 <= lead_time <= MAX_LEAD_TIME_DAYS:
        yield Fault(ErrorCode.INVALID, f"It takes from 1 to {MAX_LEAD_TIME_DAYS} days.", ("leadTimeDays",))
    if not terms:
        yield Fault(ErrorCode.REQUIRED, "Say what must be measured.", ("terms",))


def _style_faults(proposal: Proposal) -> Iterator[Fault]:
    names = [option for option, _ in proposal.options]
    words = [word for pair in proposal.options for word in pair]
    if len(names) > MAX_OPTIONS or len(set(names)) < len(names) or any(not 0 < len(w) <= MAX_NAME for w in words):
        message = f"At most {MAX_OPTIONS} options, each once, in words of 1 to {MAX_NAME} characters."
        yield Fault(ErrorCode.INVALID, message, ("options",))
    if proposal.fabric is not None:
        name, description = proposal.fabric
        if not 0 < len(name) <= MAX_NAME or len(description) > MAX_DESCRIPTION:
            message = f"A fabric has a name of 1 to {MAX_NAME} characters, a description of {MAX_DESCRIPTION} at most."
            yield Fault(ErrorCode.INVALID, message, ("fabric",))


def _style(proposal: Proposal) -> dict[str, Any]:
    fabric = proposal.fabric
    return {
        "options": [{"option": name, "choice": choice, "surchargeMinor": 0} for name, choice in proposal.options],
        "fabric": None if fabric is None else {"name": fabric[0], "description": fabric[1], "surchargeMinor": 0},
    }
