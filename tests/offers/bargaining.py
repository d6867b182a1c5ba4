"""Bargaining, for tests: a shopper who is measured, her conversation with a shop, and what each proposes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat.models import Conversation
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.offers.models import Offer
from fashionistar.offers.proposing import Proposal
from fashionistar.offers.services.offer_accept import offer_accept
from fashionistar.offers.services.offer_counter import offer_counter
from fashionistar.offers.services.offer_make import offer_make
from fashionistar.products.models import Variant
from tests.chat.talking import talk_of
from tests.factories.catalogue import garment
from tests.measurements.measuring import measured, profile_of
from tests.people import People, acting
from tests.wire.client import Answer, Wire, gid, key

OFFER = (
    "offer { id status side quantity leadTimeDays terms price { amount currency } total { amount } closedAt "
    "variant { id } options { option choice } fabric { name description } measurementProfile { name } "
    "countered { status } counter { status } message { kind sequence body replyTo { sequence } } "
    "madeToMeasure { agreedPrice { amount } measurements { term value { value } } } } userErrors { code field }"
)
TERMS = (Term.CHEST_GIRTH, Term.WAIST_GIRTH)


@dataclass(frozen=True, slots=True)
class Bargain:
    """Dami talks with Ada's shop about a gown that costs 45,000.00 off the rack."""

    gown: Variant
    talk: Conversation
    profile: MeasurementProfile


def bargain(people: People, **cm: float) -> Bargain:
    """Dami is measured, and talks with Ada's shop about a gown."""
    assert all((people.ada, people.bisi, people.cleo))
    gown = garment(people.atelier)
    profile = measured(people.dami, profile_of(people.dami), **(cm or {"chest_girth": 92, "waist_girth": 74}))
    return Bargain(gown, talk_of(people.dami, product_id=gown.product_id), profile)


def proposal(it: Bargain, amount: str = "60000", **given: Any) -> Proposal:
    """What may be agreed on."""
    wanted = {"client_id": uuid4(), "variant_id": it.gown.pk, "price": Money.of(amount, "NGN")}
    return Proposal(**wanted | {"lead_time_days": 21, "terms": TERMS} | given)


def offered(it: Bargain, who: User, amount: str = "60000", *, at: datetime | None = None, **given: Any) -> Offer:
    """Somebody makes an offer."""
    made = proposal(it, amount, **given)
    return offer_make(actor=acting(who), conversation_id=it.talk.pk, proposal=made, now=at or timezone.now())


def countered(it: Bargain, offer: Offer, who: User, amount: str = "50000", **given: Any) -> Offer:
    """Somebody answers with another one."""
    made = proposal(it, amount, **given)
    return offer_counter(actor=acting(who), offer_id=offer.pk, proposal=made, now=timezone.now())


def once(actor: Actor) -> Once:
    """A fresh key of whoever agrees."""
    return Once.over(scope=actor.label, operation="offerAccept", key=key(), given=None)


def accepted(offer: Offer, who: User, profile: MeasurementProfile | None = None) -> Offer:
    """Somebody agrees."""
    chosen: UUID | None = None if profile is None else profile.pk
    return offer_accept(
        actor=acting(who), offer_id=offer.pk, profile_id=chosen, once=once(acting(who)), now=timezone.now()
    )


def terms(it: Bargain, amount: str = "60000.00", **given: Any) -> dict[str, Any]:
    """Terms as the wire takes them."""
    price = {"amount": amount, "currency": "NGN"}
    wanted = {"clientId": str(uuid4()), "variantId": gid(it.gown), "price": price, "leadTimeDays": 21}
    return wanted | {"terms": [term.value for term in TERMS]} | given


def ask_offer(mutation: str, wire: Wire, k: str | None = None, **given: Any) -> Answer:
    """Send a mutation of offers."""
    kind = mutation[0].upper() + mutation[1:]
    once = (", $k: String!", " @idempotent(key: $k)") if mutation == "offerAccept" else ("", "")
    text = f"mutation($i: {kind}Input!{once[0]}) {{ {mutation}(input: $i){once[1]} {{ {OFFER} }} }}"
    return wire(text, i=given, **({"k": k or key()} if once[0] else {}))


def soon(**span: float) -> str:
    """An instant from now."""
    return (timezone.now() + timedelta(**span)).isoformat()
