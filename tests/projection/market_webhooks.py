"""Who is told of what happens in the market."""

from collections.abc import Sequence
from uuid import uuid4

from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.webhooks.event_types import WebhookEventType
from fashionistar.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookDeliveryStatus, WebhookEndpoint
from tests.people import People


def tell_the_world(people: People, admin: User, texts: Sequence[str]) -> None:
    """Endpoints of two shops and of the platform, one of them disabled; deliveries that wait, are done and failed."""
    now = timezone.now()
    owners = ((people.atelier, people.ada), (people.atelier, people.ada), (people.boutique, people.cleo), (None, admin))
    for number, (shop, owner) in enumerate(owners):
        endpoint = WebhookEndpoint.objects.create(
            vendor=shop,
            owner=owner,
            url=f"https://example.com/hooks/{number}?a=%20",
            description=texts[number],
            events=list(WebhookEventType)[: number + 1],
            selection="{ __typename }" if number % 2 else "",
            secret="sealed",
            disabled_at=now if number == 1 else None,
            disabled_reason="FAILING" if number == 1 else "",
        )
        for place, status in enumerate(WebhookDeliveryStatus):
            delivery = WebhookDelivery.objects.create(
                endpoint=endpoint,
                event=list(WebhookEventType)[place],
                subject=uuid4(),
                occurred_at=now,
                body=texts[place] if place else "",
                status=status,
                due_at=now if status == WebhookDeliveryStatus.PENDING else None,
            )
            for code in (None, 500, 204)[: place + 1]:
                WebhookAttempt.objects.create(
                    delivery=delivery, started_at=now, status_code=code, error="" if code else "no answer"
                )
