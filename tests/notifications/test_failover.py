"""Two providers of text messages take turns; none of them at all is a fault of the settings."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from fashionistar.notifications.gateways import senders_of
from fashionistar.notifications.models import Channel, Notification
from tests.notifications.providing import Provider, of_africas_talking, queued, sent

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-11-23T09:00:00+00:00")


@pytest.fixture
def both(termii: Provider, africas_talking: Provider, settings: Settings) -> tuple[Provider, Provider]:
    """Termii first, then Africa's Talking."""
    settings.SMS_PROVIDERS = ["termii", "africastalking"]
    return termii, africas_talking


def asked(both: tuple[Provider, Provider]) -> list[int]:
    """How often each was asked."""
    return [len(provider.asked) for provider in both]


def test_the_first_is_asked_while_it_does_its_work(both: tuple[Provider, Provider]) -> None:
    queued(Channel.SMS)
    queued(Channel.SMS, "+254712345678")
    assert sent(Channel.SMS) == 2
    assert asked(both) == [2, 0]
    assert set(Notification.objects.values_list("status", "provider")) == {("SENT", "termii")}


@pytest.mark.parametrize("status", [401, 500])
def test_the_next_is_asked_at_once_when_one_fails(both: tuple[Provider, Provider], status: int) -> None:
    both[0].status = status
    queued(Channel.SMS, at=START)
    assert sent(Channel.SMS, at=START) == 2
    assert asked(both) == [1, 1]
    row = Notification.objects.get()
    assert (row.status, row.provider, row.attempts, row.last_error) == ("SENT", "africastalking", 2, "")


def test_when_both_fail_both_are_asked_again_later(both: tuple[Provider, Provider]) -> None:
    both[0].status, both[1].answer = 500, of_africas_talking(405, "InsufficientBalance")
    queued(Channel.SMS, at=START)
    rounds = 0
    while (due := Notification.objects.get().due_at) is not None:
        assert sent(Channel.SMS, at=due) == 2
        rounds += 1
        assert asked(both) == [rounds, rounds]
        if rounds == 1:
            assert Notification.objects.get().due_at == START + timedelta(seconds=5)
    row = Notification.objects.get()
    assert (rounds, row.status, row.attempts) == (6, "FAILED", 12)
    assert row.last_error == "Africa's Talking says (405): InsufficientBalance"


def test_a_number_that_is_none_is_not_asked_for_twice(both: tuple[Provider, Provider]) -> None:
    both[0].status, both[0].answer = 400, {"message": "Invalid phone number"}
    queued(Channel.SMS)
    assert sent(Channel.SMS) == 1
    assert asked(both) == [1, 0]
    assert Notification.objects.get().status == "FAILED"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SMS_PROVIDERS": []}, "SMS_PROVIDERS is empty"),
        ({"TERMII_API_KEY": "two words"}, "TERMII_API_KEY must be printable"),
        ({"AFRICASTALKING_API_KEY": "line\nbreak"}, "AFRICASTALKING_API_KEY must be printable"),
    ],
)
def test_without_a_provider_that_can_be_asked_nothing_is_tried(
    both: tuple[Provider, Provider], settings: Settings, changes: dict[str, object], told: str
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=told) as refused:
        senders_of(Channel.SMS)
    assert not any(str(value) in str(refused.value) for value in changes.values() if value)
