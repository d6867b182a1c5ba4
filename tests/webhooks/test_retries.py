"""When deliveries are tried again, when they are given up, and when an endpoint is no longer called."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from fashionistar.kernel.models import OutboxEvent
from fashionistar.webhooks.gateway import Answer
from fashionistar.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from fashionistar.webhooks.retries import LONGEST, next_try
from fashionistar.webhooks.services.delivery_lease import delivery_lease
from fashionistar.webhooks.services.delivery_settle import delivery_settle
from fashionistar.webhooks.tasks import send_webhooks, sweep_webhook_deliveries
from tests.checkout.shopping import everything
from tests.people import People
from tests.webhooks.receiving import ENABLE, TEST, Receiver, log_of, registered, sent
from tests.wire.client import Wire, gid

START = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
SECONDS = [5, 30, 120, 600, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600]


@pytest.fixture
def endpoint(people: People, receiver: Receiver) -> WebhookEndpoint:
    """Ada's endpoint with one delivery to be made."""
    found, _ = registered(people.ada, people.atelier, receiver.url)
    ask(people, found)
    return found


def ask(people: People, endpoint: WebhookEndpoint) -> None:
    assert Wire(people.ada)(TEST, input={"id": gid(endpoint)}).data["webhookEndpointTest"]["userErrors"] == []


def moments(endpoint: WebhookEndpoint) -> Iterator[datetime]:
    """Send whenever it is due, and tell when that was, until it is over."""
    while (due := WebhookDelivery.objects.get().due_at) is not None:
        assert sent(endpoint, at=due - timedelta(microseconds=1)) == 0
        assert sent(endpoint, at=due) == 1
        yield due


def test_a_receiver_that_never_answers_well_is_tried_for_three_days(
    people: People, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.status = 500
    tried = list(moments(endpoint))
    waits = [(after - before).total_seconds() for before, after in pairwise(tried)]
    assert waits[: len(SECONDS)] == SECONDS
    assert tried[-1] - tried[0] == LONGEST
    (line,) = log_of(people.ada, endpoint)
    assert (line["status"], line["nextAttemptAt"], len(line["attempts"])) == ("FAILED", None, len(receiver.received))
    assert len(receiver.received) == len(SECONDS) + 2


@pytest.mark.parametrize("tries", range(1, 15))
def test_waits_are_spread_by_a_fifth_either_way(tries: int) -> None:
    middle = SECONDS[min(tries, len(SECONDS)) - 1]
    found = [next_try(tries=tries, first_tried_at=START, now=START, chance=chance) for chance in (0.0, 0.5, 1.0)]
    waits = [(each - START).total_seconds() for each in found if each is not None]
    assert waits == pytest.approx([middle * 0.8, middle, middle * 1.2])


def test_the_last_try_is_not_later_than_three_days() -> None:
    late = START + LONGEST - timedelta(minutes=1)
    assert next_try(tries=9, first_tried_at=START, now=late, chance=0.5) == START + LONGEST
    assert next_try(tries=9, first_tried_at=START, now=START + LONGEST, chance=0.5) is None


def test_a_receiver_that_is_gone_is_not_called_again(
    people: People, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    ask(people, endpoint)
    receiver.status = 410
    assert sent(endpoint) == 1
    endpoint.refresh_from_db()
    assert (endpoint.disabled_reason, len(receiver.received)) == ("GONE", 1)
    assert sorted(WebhookDelivery.objects.values_list("status", flat=True)) == ["FAILED", "PENDING"]
    assert OutboxEvent.objects.filter(type="WebhookEndpointDisabled").count() == 1
    assert sent(endpoint, at=timezone.now() + timedelta(days=1)) == 0
    receiver.status = 200
    Wire(people.ada)(ENABLE, input={"id": gid(endpoint)})
    assert (sent(endpoint), len(receiver.received)) == (1, 2)


def test_an_endpoint_that_takes_nothing_for_five_days_is_disabled(
    people: People, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.status = 500
    begin = timezone.now()
    sent(endpoint, at=begin)
    for days, expected in ((4.9, ""), (5, "FAILING")):
        WebhookDelivery.objects.update(status="PENDING", due_at=begin, first_tried_at=None)
        assert sent(endpoint, at=begin + timedelta(days=days)) == 1
        endpoint.refresh_from_db()
        assert endpoint.disabled_reason == expected
    assert OutboxEvent.objects.filter(type="WebhookEndpointDisabled").count() == 1
    assert sent(endpoint, at=begin + timedelta(days=6)) == 0


def test_a_success_in_between_begins_the_five_days_anew(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    begin = timezone.now()
    for day, status in ((0, 500), (2, 200), (4, 500), (8, 500)):
        receiver.status = status
        WebhookDelivery.objects.update(status="PENDING", due_at=begin, first_tried_at=None)
        assert sent(endpoint, at=begin + timedelta(days=day)) == 1
    endpoint.refresh_from_db()
    assert (endpoint.disabled_reason, endpoint.failing_since) == ("", begin + timedelta(days=4))


def test_a_worker_that_dies_leaves_its_delivery_to_another_when_its_lease_ends(
    people: People, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    begin = timezone.now()
    dead = delivery_lease(endpoint_id=endpoint.pk, now=begin)
    assert dead is not None
    assert sent(endpoint, at=begin + timedelta(seconds=59)) == 0
    assert sent(endpoint, at=begin + timedelta(seconds=60)) == 1
    (request,) = receiver.received
    assert request.headers["webhook-id"] == str(dead.delivery.pk)
    (line,) = log_of(people.ada, endpoint)
    assert [(tried["durationMs"] is None, tried["statusCode"]) for tried in line["attempts"]] == [
        (True, None),
        (False, 200),
    ]


def test_a_worker_that_was_only_slow_cannot_take_back_what_another_delivered(endpoint: WebhookEndpoint) -> None:
    begin = timezone.now()
    slow = delivery_lease(endpoint_id=endpoint.pk, now=begin)
    assert slow is not None
    sent(endpoint, at=begin + timedelta(seconds=60))
    delivery_settle(lease=slow, answer=Answer(61_000, error="no answer"), now=begin + timedelta(seconds=61), chance=0.5)
    endpoint.refresh_from_db()
    assert (WebhookDelivery.objects.get().status, endpoint.failing_since) == ("DELIVERED", None)
    assert WebhookAttempt.objects.filter(duration_ms=61_000, error="no answer").count() == 1


def test_a_worker_finds_nothing_of_an_endpoint_that_was_removed_meanwhile(endpoint: WebhookEndpoint) -> None:
    lease = delivery_lease(endpoint_id=endpoint.pk, now=timezone.now())
    assert lease is not None
    WebhookEndpoint.objects.all().delete()
    before = everything()
    delivery_settle(lease=lease, answer=Answer(5, 200), now=timezone.now(), chance=0.5)
    assert everything() == before
    send_webhooks(str(endpoint.pk))


def test_the_sweep_wakes_a_worker_for_what_no_nudge_reached(
    people: People, endpoint: WebhookEndpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudged: list[str] = []
    note: Callable[[str], None] = nudged.append
    monkeypatch.setattr(send_webhooks, "delay", note)
    for _ in range(6):
        ask(people, endpoint)
    sweep_webhook_deliveries()
    assert nudged == [str(endpoint.pk)] * 4, "as many as may be under way at once"
    send_webhooks(nudged[0])
    assert len(receiver.received) == 7
    sweep_webhook_deliveries()
    assert len(nudged) == 4
