"""Many workers at once: no delivery is sent twice, no endpoint is crowded, and a slow one harms nobody else."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from fashionistar.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from fashionistar.webhooks.tasks import send_webhooks
from tests.connections import connected_since, server_time
from tests.emulator import eventually
from tests.people import People
from tests.webhooks.receiving import Receiver, receiving, registered

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 16


@contextmanager
def workers() -> Iterator[ThreadPoolExecutor]:
    """Threads as a worker has them."""
    with ThreadPoolExecutor(WORKERS) as pool:
        yield pool


def work(endpoint: WebhookEndpoint) -> None:
    """What a worker does with one message; it leaves no connection behind."""
    try:
        send_webhooks(str(endpoint.pk))
    finally:
        connection.close()


def due(endpoint: WebhookEndpoint, count: int) -> None:
    now = timezone.now()
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(endpoint=endpoint, event="ENDPOINT_TEST", subject=endpoint.pk, occurred_at=now, due_at=now)
        for _ in range(count)
    )


def ended(futures: list[Future[None]]) -> None:
    for future in futures:
        future.result(60)


def test_sixteen_workers_send_each_delivery_once_and_four_at_a_time(receiver: Receiver) -> None:
    people = People()
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    due(endpoint, 24)
    receiver.gate.clear()
    with workers() as pool:
        futures = [pool.submit(work, endpoint) for _ in range(WORKERS)]
        # Whoever finds four under way goes away; the four stay until the gate opens.
        eventually(lambda: sum(future.done() for future in futures) == WORKERS - settings.WEBHOOK_IN_FLIGHT)
        assert (receiver.at_once, len(receiver.received)) == (settings.WEBHOOK_IN_FLIGHT,) * 2
        receiver.gate.set()
        ended(futures)
    assert receiver.most_at_once == settings.WEBHOOK_IN_FLIGHT
    ids = [request.headers["webhook-id"] for request in receiver.received]
    assert (len(ids), len(set(ids))) == (24, 24)
    assert WebhookDelivery.objects.filter(status="DELIVERED").count() == WebhookAttempt.objects.count() == 24


def test_a_slow_endpoint_harms_no_other(receiver: Receiver) -> None:
    people = People()
    slow, _ = registered(people.ada, people.atelier, receiver.url)
    due(slow, 50)
    receiver.gate.clear()
    with ExitStack() as stack:
        quick = stack.enter_context(receiving())
        pool = stack.enter_context(workers())
        stack.callback(receiver.gate.set)
        others = [registered(people.cleo, people.boutique, f"{quick.url}/{number}")[0] for number in range(3)]
        waiting = [pool.submit(work, slow) for _ in range(WORKERS)]
        eventually(lambda: receiver.at_once == settings.WEBHOOK_IN_FLIGHT)
        for other in others:
            due(other, 5)
        ended([pool.submit(work, other) for other in others])
        assert (len(quick.received), len(receiver.received)) == (15, settings.WEBHOOK_IN_FLIGHT)
        assert WebhookDelivery.objects.filter(endpoint__in=others, status="DELIVERED").count() == 15
        WebhookDelivery.objects.filter(endpoint=slow, leased_until__isnull=True).delete()
        receiver.gate.set()
        ended(waiting)


def test_no_connection_to_the_database_is_held_while_a_receiver_thinks(receiver: Receiver) -> None:
    people = People()
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    due(endpoint, settings.WEBHOOK_IN_FLIGHT)
    receiver.gate.clear()
    begun = server_time()
    with workers() as pool:
        futures = [pool.submit(work, endpoint) for _ in range(settings.WEBHOOK_IN_FLIGHT)]
        eventually(lambda: receiver.at_once == settings.WEBHOOK_IN_FLIGHT)
        eventually(lambda: connected_since(begun) == 0)
        receiver.gate.set()
        ended(futures)
    assert WebhookDelivery.objects.filter(status="DELIVERED").count() == settings.WEBHOOK_IN_FLIGHT
