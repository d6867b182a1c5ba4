"""What people of the market offer each other, in every state."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from fashionistar.chat.models import Conversation, Message
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.offers.models import Offer, OfferStatus
from fashionistar.products.models import Variant
from fashionistar.tailoring.models import Specification
from tests.people import People

_FAR = timedelta(days=365_000)


def haggle(people: People, texts: Sequence[str], noon: datetime) -> None:
    """Offers of both sides, one for each state and one that is over by the clock; each answers the one before."""
    talk = Conversation.objects.filter(shopper=people.dami, vendor=people.atelier).order_by("pk")[0]
    variants = [None, *Variant.objects.filter(product__vendor=people.atelier).order_by("pk")[:2]]
    profile = MeasurementProfile.objects.filter(user=people.dami).order_by("pk").first()
    specified = list(Specification.objects.order_by("pk")[:2])
    before: Offer | None = None
    for number, status in enumerate((*OfferStatus, OfferStatus.OPEN)):
        agreed = status == OfferStatus.ACCEPTED
        before = Offer.objects.create(
            conversation=talk,
            message=_said(talk, number, texts[number], noon),
            vendor=people.atelier,
            variant=variants[number % 3],
            countered=before if number % 2 else None,
            side=("SHOP", "SHOPPER")[number % 2],
            status=status,
            currency=("NGN", "KES")[number % 2],
            price_minor=10**number + 1,
            quantity=number + 1,
            lead_time_days=number * 50 + 1,
            terms=["WAIST_GIRTH", "HIP_GIRTH"][: number % 2 + 1],
            options=[{"option": texts[1], "choice": texts[2], "surchargeMinor": 0}] * (number % 3),
            fabric={"name": texts[3], "description": texts[4], "surchargeMinor": 0} if number % 2 else None,
            profile=profile if number % 3 else None,
            # Neither is near: what is over by the clock is so in every read.
            expires_at=noon - _FAR if number == 0 else noon + _FAR,
            closed_at=None if status == OfferStatus.OPEN else noon,
            specification=specified.pop() if agreed and specified else None,
        )


def _said(talk: Conversation, number: int, text: str, noon: datetime) -> Message:
    talk.last_sequence += 1
    talk.save(update_fields=["last_sequence"])
    return Message.objects.create(
        conversation=talk,
        sequence=talk.last_sequence,
        client_id=UUID(int=1000 + number),
        side=("SHOP", "SHOPPER")[number % 2],
        author=talk.shopper if number % 2 else None,
        sender="somebody",
        kind="OFFER",
        body=text,
        sent_at=noon,
    )
