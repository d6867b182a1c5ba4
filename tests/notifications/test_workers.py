"""Workers: woken by facts and by the sweep, many at once, none of them held up by another's provider."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from fashionistar.notifications.models import Channel, Notification
from fashionistar.notifications.tasks import prune_notifications, send_notifications, sweep_notifications
from tests.connections import connected_since, server_time
from tests.emulator import eventually
from tests.notifications.providing import MailServer, Provider, queued, sent

WORKERS = 16


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The channels that workers were woken for."""
    found: list[str] = []
    note: Callable[[str], None] = found.append
    monkeypatch.setattr(send_notifications, "delay", note)
    return found


@pytest.mark.django_db
def test_a_message_wakes_a_worker_of_its_channel(nudged: list[str], relay: Callable[[], int]) -> None:
    queued(Channel.SMS)
    assert (relay(), nudged) == (1, ["SMS"])
    queued(Channel.EMAIL)
    assert (relay(), nudged) == (1, ["SMS", "EMAIL"])


@pytest.mark.django_db
def test_a_message_that_is_never_sent_wakes_nobody(nudged: list[str], relay: Callable[[], int]) -> None:
    queued(suppressed=True)
    assert (relay(), nudged) == (1, [])


@pytest.mark.django_db
def test_the_sweep_wakes_workers_for_what_no_nudge_reached(nudged: list[str], mail_server: MailServer) -> None:
    for _ in range(8):
        queued()
    queued(Channel.SMS)
    queued(suppressed=True)
    sweep_notifications()
    assert sorted(nudged) == ["EMAIL"] * settings.NOTIFICATION_IN_FLIGHT + ["SMS"], (
        "as many as may be under way at once"
    )
    send_notifications("EMAIL")
    assert len(mail_server.taken) == 8
    nudged.clear()
    sweep_notifications()
    assert nudged == ["SMS"]


@pytest.mark.django_db
def test_a_worker_whose_turn_is_over_asks_for_another(
    nudged: list[str], mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fashionistar.notifications.tasks._TURN_SECONDS", -1)
    queued()
    queued()
    send_notifications("EMAIL")
    assert (len(mail_server.taken), nudged) == (1, ["EMAIL"])


def work(channel: str) -> None:
    """What a worker does when it is woken; it leaves no connection behind."""
    try:
        send_notifications(channel)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_a_message_once(termii: Provider) -> None:
    queued(Channel.SMS)
    termii.gate.clear()
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(work, "SMS") for _ in range(2)]
        eventually(lambda: len(termii.asked) == 1 and sum(future.done() for future in futures) == 1)
        termii.gate.set()
        for future in futures:
            future.result(60)
    assert (len(termii.asked), Notification.objects.get().status) == (1, "SENT")


@pytest.mark.django_db(transaction=True)
def test_a_slow_provider_takes_a_few_workers_and_no_connection_to_the_database(
    termii: Provider, mail_server: MailServer
) -> None:
    few, begun = settings.NOTIFICATION_IN_FLIGHT, server_time()
    for number in range(20):
        queued(Channel.SMS, f"+23480312345{number:02}")
        queued(Channel.EMAIL, f"dami{number}@example.com")
    termii.gate.clear()
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting = [pool.submit(work, "SMS") for _ in range(WORKERS)]
        # Whoever finds as many under way as may be goes away.
        eventually(lambda: len(termii.asked) == few and sum(future.done() for future in waiting) == WORKERS - few)
        for future in [pool.submit(work, "EMAIL") for _ in range(WORKERS - few)]:
            future.result(60)
        assert len(mail_server.taken) == 20
        eventually(lambda: connected_since(begun) == 0)
        assert len(termii.asked) == few
        termii.gate.set()
        for future in waiting:
            future.result(60)
    assert len(termii.asked) == len({request.body for request in termii.asked}) == 20
    assert Notification.objects.filter(status="SENT", content="", attempts=1).count() == 40


@pytest.mark.django_db
def test_messages_are_forgotten_after_thirty_days(mail_server: MailServer) -> None:
    rows = [queued(), queued(suppressed=True), queued()]
    sent()
    young = queued(suppressed=True)
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
        created_at=timezone.now() - timedelta(days=30, minutes=1)
    )
    Notification.objects.filter(pk=young.pk).update(created_at=timezone.now() - timedelta(days=29))
    prune_notifications()
    assert list(Notification.objects.values_list("pk", flat=True)) == [young.pk]


@pytest.mark.django_db
@override_settings(METRICS_TOKEN="scrape-me-1")
def test_what_waits_and_what_was_lost_are_metrics(client: Client) -> None:
    waiting, suppressed, failed, expired, old = (queued(suppressed=number == 1) for number in range(5))
    now = timezone.now()
    Notification.objects.filter(pk=waiting.pk).update(created_at=now - timedelta(minutes=5))
    over = {"content": "", "due_at": None}
    Notification.objects.filter(pk__in=[failed.pk, old.pk]).update(status="FAILED", **over)
    Notification.objects.filter(pk=expired.pk).update(status="EXPIRED", **over)
    Notification.objects.filter(pk__in=[old.pk, suppressed.pk]).update(created_at=now - timedelta(hours=2))
    answer = client.get("/metrics", headers={"Authorization": "Bearer scrape-me-1"})
    lines = [line for line in answer.text.splitlines() if line.startswith("fashionistar_notifications")]
    found = dict(line.removeprefix("fashionistar_notifications_").rsplit(" ", 1) for line in lines)
    assert 300 <= float(found.pop('lag_seconds{channel="EMAIL"}')) < 400
    assert {name: float(value) for name, value in found.items()} == {
        'lag_seconds{channel="SMS"}': 0,
        'waiting{channel="EMAIL"}': 1,
        'waiting{channel="SMS"}': 0,
        'lost{channel="EMAIL"}': 2,
        'lost{channel="SMS"}': 0,
    }
