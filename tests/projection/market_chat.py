"""What people of the market say to each other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from fashionistar.accounts.models import User
from fashionistar.chat.models import (
    Conversation,
    Message,
    MessageAttachment,
    MessageReaction,
    MessageReport,
    MessageVersion,
    Note,
    Participant,
)
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.orders.models import VendorOrder
from fashionistar.products.models import Product
from fashionistar.vendors.models import VendorMember
from tests.people import People


def chatter(people: People, admin: User, texts: Sequence[str], noon: datetime) -> None:
    """Conversations about each thing, and with the support; of every kind of message, said, changed and deleted."""
    part = VendorOrder.objects.filter(order__user=people.dami, vendor=people.atelier).order_by("pk").first()
    product = Product.objects.filter(vendor=people.atelier).order_by("pk").first()
    body = MeasurementProfile.objects.filter(user=people.dami).order_by("pk").first()
    member = VendorMember.objects.get(vendor=people.atelier, user=people.bisi)
    places = (
        {"shopper": people.dami, "vendor": people.atelier},
        {"shopper": people.dami, "vendor": people.atelier, "vendor_order": part, "assignee": member},
        {"shopper": people.cleo, "vendor": people.atelier, "product": product, "shopper_blocked_at": noon},
        {"shopper": people.ada, "vendor": people.boutique, "team_blocked_at": noon},
        {"shopper": people.dami, "vendor": people.atelier, "measurement_profile": body},
        {"shopper": people.dami, "vendor": None, "team_blocked_at": noon, "shopper_blocked_at": noon},
    )
    for number, given in enumerate(places):
        talk = Conversation.objects.create(**given, active_at=noon + timedelta(days=number % 3))
        _say(talk, people, texts, noon, product if number % 2 else None, part if number == 1 else None)
        team = "SHOP" if talk.vendor_id else "SUPPORT"
        for side, user in (("SHOPPER", talk.shopper), (team, None), *(((team, people.bisi),) if number < 2 else ())):
            Participant.objects.create(
                conversation=talk,
                side=side,
                user=user,
                read_sequence=number,
                unread_count=number * 2,
                read_at=noon if number else None,
                muted_until=noon if user else None,
            )
        _attach(talk, people.dami, noon)
        Note.objects.create(conversation=talk, client_id=UUID(int=number), author=admin, body=texts[number])


def _say(
    talk: Conversation,
    people: People,
    texts: Sequence[str],
    noon: datetime,
    product: Product | None,
    part: VendorOrder | None,
) -> None:
    said: Message | None = None
    team = "SHOP" if talk.vendor_id else "SUPPORT"
    for number, (side, author) in enumerate(
        (("SHOPPER", talk.shopper), (team, people.bisi), (team, None), ("PLATFORM", None), ("SHOPPER", talk.shopper)), 1
    ):
        ours = side == "PLATFORM"
        said = Message.objects.create(
            conversation=talk,
            sequence=number,
            client_id=None if ours else UUID(int=number),
            side=side,
            author=author,
            sender="somebody",
            kind="SYSTEM" if ours else ("TEXT", "PRODUCT", "ORDER", "MEASUREMENT")[number % 4],
            terms=["WAIST_GIRTH", "HIP_GIRTH"] if number % 4 == 3 else [],
            body="" if number == 5 else texts[number],
            product=product if number % 3 == 1 else None,
            vendor_order=part if number % 3 == 2 else None,
            reply_to=said if number % 2 else None,
            has_contact=number == 2,
            sent_at=noon + timedelta(minutes=number),
            edited_at=noon if number == 2 else None,
            deleted_at=noon if number == 5 else None,
        )
        if number == 2:
            MessageVersion.objects.create(message=said, change="EDITED", body=texts[5], replaced_at=noon)
            MessageReaction.objects.create(message=said, user=talk.shopper, side="SHOPPER", emoji="👗")
            MessageReport.objects.create(
                message=said, reporter=talk.shopper, side="SHOPPER", reason="FRAUD", comment=texts[1]
            )
    Conversation.objects.filter(pk=talk.pk).update(last_sequence=5)


def _attach(talk: Conversation, author: User, noon: datetime) -> None:
    """Pictures and voice notes: sent, on their way, and refused."""
    ready = {"status": "READY", "processed_at": noon, "byte_size": 1234}
    said, gone = (talk.messages.get(sequence=number) for number in (2, 5))
    for number, given in enumerate(
        (
            ready | {"kind": "IMAGE", "width": 1536, "height": 2048, "message": said, "position": 1},
            ready | {"kind": "VOICE", "duration_ms": 1500, "waveform": [0, 37, 100], "message": said, "position": 0},
            ready | {"kind": "IMAGE", "width": 1, "height": 1, "message": gone, "position": 0},
            {"kind": "IMAGE"},
            {"kind": "VOICE", "status": "REJECTED", "rejection": "TOO_LONG", "processed_at": noon},
        )
    ):
        MessageAttachment.objects.create(
            conversation=talk, client_id=UUID(int=number), author=author, sender=f"user:{author.pk}", **given
        )
