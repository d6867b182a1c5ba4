"""What operators do about facts: see the dead, give them another life, forget the old, watch the lag."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from fashionistar.kernel import event_log
from fashionistar.kernel.models import OutboxEvent, OutboxStatus
from tests.kernel.test_relay import press, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead() -> list[int]:
    """Two dead facts and one that waits; the places of the dead."""
    for step in "123":
        press(step)
    event_log.place()
    rows = OutboxEvent.objects.filter(position__lte=2)
    rows.update(status=OutboxStatus.DEAD, attempts=10, last_error="payments.handlers: KeyError: 'amount'")
    return [1, 2]


def test_the_dead_are_shown_with_their_errors(dead: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("events_dead")
    shown = capsys.readouterr().out
    assert "2 dead events" in shown
    assert shown.count("KeyError") == 2
    OutboxEvent.objects.update(status=OutboxStatus.DELIVERED)
    call_command("events_dead")
    assert capsys.readouterr().out == "0 dead events\n"


@pytest.mark.parametrize(
    ("words", "after"),
    [
        (["1"], ["PENDING", "DEAD", "PENDING"]),
        (["--all"], ["PENDING", "PENDING", "PENDING"]),
        (["--type", "GarmentPressed"], ["PENDING", "PENDING", "PENDING"]),
        (["--type", "OrderPaid"], ["DEAD", "DEAD", "PENDING"]),
        (["3", "99"], ["DEAD", "DEAD", "PENDING"]),
    ],
)
def test_the_chosen_dead_get_another_life(dead: list[int], words: list[str], after: list[str]) -> None:
    call_command("events_replay", *words)
    assert states() == after


@pytest.mark.parametrize("words", [[], ["1", "--all"], ["--all", "--type", "OrderPaid"]])
def test_a_replay_wants_to_know_of_what(dead: list[int], words: list[str]) -> None:
    with pytest.raises(CommandError, match="Say which"):
        call_command("events_replay", *words)
    assert states() == ["DEAD", "DEAD", "PENDING"]


def test_only_what_is_old_and_delivered_is_forgotten(dead: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    OutboxEvent.objects.update(occurred_at=timezone.now() - timedelta(days=9))
    OutboxEvent.objects.filter(position__gte=2).update(status=OutboxStatus.DELIVERED)
    call_command("events_prune")
    call_command("events_prune", "--days", "8")
    assert capsys.readouterr().out.splitlines() == ["forgot 0 events", "forgot 2 events"]
    assert states() == ["DEAD"]
    with pytest.raises(CommandError, match="at least one day"):
        call_command("events_prune", "--days", "0")


def test_the_lag_is_a_metric(dead: list[int], client: Client) -> None:
    OutboxEvent.objects.update(occurred_at=timezone.now() - timedelta(minutes=5))
    with override_settings(METRICS_TOKEN="scrape-me-1"):
        assert client.get("/metrics").status_code == 401
        answer = client.get("/metrics", headers={"Authorization": "Bearer scrape-me-1"})
    found = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if line.startswith("fashionistar_events"))
    assert 300 <= float(found["fashionistar_events_lag_seconds"]) < 400
    assert [float(found[f"fashionistar_events_{name}"]) for name in ("waiting", "dead", "position")] == [1, 2, 3]


def test_without_a_token_nobody_reads_metrics(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


def test_the_page_of_events_is_up_to_date() -> None:
    call_command("events_table", "--check")
