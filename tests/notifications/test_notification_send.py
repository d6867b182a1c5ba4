"""Messages are sent at least once, tried again while they are of use, and forgotten when they are over."""

from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.notifications.models import Channel, Notification
from fashionistar.notifications.services.notification_lease import notification_lease
from fashionistar.notifications.services.notification_settle import Outcome, notification_settle
from tests.checkout.shopping import everything
from tests.notifications.providing import CODE, EMAIL, MailServer, Provider, queued, sent

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
AWAY = "451 4.3.0 Try again later"


def moments() -> list[float]:
    """Send whenever it is due, and tell how many seconds after the start that was, until it is over."""
    tried = []
    while (due := Notification.objects.get().due_at) is not None:
        assert sent(at=due - timedelta(microseconds=1)) == 0
        assert sent(at=due) == 1
        tried.append((due - START).total_seconds())
    return tried


def leased(now: datetime, most_tries: int = 6) -> Notification:
    """What a worker does before it is killed."""
    found = notification_lease(channel=Channel.EMAIL, now=now, most_tries=most_tries)
    assert found is not None
    return found


def test_an_email_arrives_and_is_forgotten(mail_server: MailServer) -> None:
    row = queued()
    assert sent() == 1
    row.refresh_from_db()
    assert (row.status, row.content, row.due_at, row.leased_until) == ("SENT", "", None, None)
    assert (row.attempts, row.provider, row.last_error) == (1, "email", "")
    assert row.sent_at is not None
    (letter,) = mail_server.taken
    assert (letter["To"], letter["From"]) == (EMAIL, "Fashionistar <no-reply@fashionistar.example>")
    assert letter["Subject"] == f"{CODE} is your code"
    assert letter.get_content().strip() == f"{CODE} is your Fashionistar code. Tell nobody."
    assert letter["Message-ID"] == f"<{row.pk}@fashionistar.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert (sent(), len(mail_server.taken)) == (0, 1)


def test_what_a_message_says_is_encrypted_until_it_is_over() -> None:
    row = queued()
    assert CODE not in row.content
    assert len(row.content) > 100


def test_a_suppressed_message_is_never_sent(mail_server: MailServer) -> None:
    row = queued(suppressed=True)
    before = everything()
    assert sent(at=timezone.now() + timedelta(days=1)) == 0
    assert (everything(), mail_server.taken, row.due_at) == (before, [], None)


def test_a_server_that_is_away_is_tried_again_ever_more_seldom(mail_server: MailServer) -> None:
    mail_server.recipient = AWAY
    queued(at=START)
    assert moments() == [0, 5, 35, 155, 755, 4355]
    row = Notification.objects.get()
    assert (row.status, row.attempts, row.content, row.sent_at) == ("FAILED", 6, "", None)
    assert row.last_error == "The mail server refuses this address (451): 4.3.0 Try again later"


@pytest.mark.parametrize(("chance", "second"), [(0.0, 4), (1.0, 6)])
def test_waits_are_spread_by_a_fifth_either_way(mail_server: MailServer, chance: float, second: int) -> None:
    mail_server.recipient = AWAY
    queued(at=START)
    sent(at=START, chance=chance)
    assert Notification.objects.get().due_at == START + timedelta(seconds=second)


def test_a_code_is_tried_again_while_it_is_of_use(mail_server: MailServer) -> None:
    mail_server.recipient = AWAY
    queued(at=START, expires_at=START + timedelta(minutes=10))
    assert moments() == [0, 5, 35, 155, 377.5, 488.75]
    assert Notification.objects.get().status == "FAILED"


def test_a_message_arrives_when_the_server_is_back(mail_server: MailServer) -> None:
    mail_server.recipient = AWAY
    queued(at=START)
    sent(at=START)
    mail_server.recipient = "250 OK"
    assert sent(at=START + timedelta(seconds=5)) == 1
    row = Notification.objects.get()
    assert (row.status, row.attempts, row.last_error, len(mail_server.taken)) == ("SENT", 2, "", 1)


def test_an_old_code_is_not_sent(mail_server: MailServer) -> None:
    row = queued(at=START, expires_at=START + timedelta(minutes=10))
    later = queued(to="ada@example.com", at=START)
    assert sent(at=START + timedelta(minutes=10)) == 1
    row.refresh_from_db()
    later.refresh_from_db()
    assert (row.status, row.content, row.due_at, row.attempts) == ("EXPIRED", "", None, 0)
    assert (later.status, [letter["To"] for letter in mail_server.taken]) == ("SENT", ["ada@example.com"])


def test_a_code_that_expires_while_it_is_tried_is_over(mail_server: MailServer) -> None:
    queued(at=START, expires_at=START + timedelta(seconds=20))
    row = leased(START)
    failed = Outcome("email", "no answer")
    notification_settle(leased=row, outcome=failed, providers=1, now=START + timedelta(seconds=20), chance=0.5)
    row.refresh_from_db()
    assert (row.status, row.content, row.due_at) == ("EXPIRED", "", None)


def test_a_refusal_for_good_is_not_tried_again(mail_server: MailServer) -> None:
    mail_server.recipient = "550 5.1.1 No such user"
    queued(at=START)
    assert moments() == [0]
    row = Notification.objects.get()
    assert (row.status, row.content) == ("FAILED", "")
    assert row.last_error == "The mail server refuses this address (550): 5.1.1 No such user"


def test_the_oldest_is_sent_first(mail_server: MailServer) -> None:
    for seconds, name in ((2, "cleo"), (0, "ada"), (1, "bisi")):
        queued(to=f"{name}@example.com", at=START + timedelta(seconds=seconds))
    assert sent(at=START + timedelta(seconds=1)) == 2
    assert [letter["To"] for letter in mail_server.taken] == ["ada@example.com", "bisi@example.com"]


def test_a_worker_that_dies_leaves_its_message_to_another_when_its_lease_ends(mail_server: MailServer) -> None:
    queued(at=START)
    leased(START)
    assert sent(at=START + timedelta(seconds=59)) == 0
    assert sent(at=START + timedelta(seconds=60)) == 1
    assert (Notification.objects.get().attempts, len(mail_server.taken)) == (2, 1)


def test_a_message_that_kills_every_worker_is_given_up(mail_server: MailServer) -> None:
    row = queued(at=START)
    for minute in range(6):
        leased(START + timedelta(minutes=minute))
    assert sent(at=START + timedelta(minutes=6)) == 0
    row.refresh_from_db()
    assert (row.status, row.content, row.last_error) == ("FAILED", "", "No try came to an end.")
    assert mail_server.taken == []


def test_a_worker_that_was_only_slow_cannot_take_back_what_another_sent(mail_server: MailServer) -> None:
    queued(at=START)
    slow = leased(START)
    sent(at=START + timedelta(seconds=60))
    before = everything()
    late = START + timedelta(seconds=61)
    told = notification_settle(leased=slow, outcome=Outcome("email", "no answer"), providers=1, now=late, chance=0.5)
    assert (told, everything()) == ("SENT", before)


def test_a_worker_that_was_only_slow_still_tells_of_its_success() -> None:
    row = queued(at=START, expires_at=START + timedelta(minutes=1))
    slow = leased(START)
    assert sent(at=START + timedelta(minutes=2)) == 0
    row.refresh_from_db()
    assert row.status == "EXPIRED"
    late = START + timedelta(minutes=2)
    assert notification_settle(leased=slow, outcome=Outcome("email"), providers=1, now=late, chance=0.5) == "SENT"


def test_a_worker_finds_nothing_of_a_message_that_was_forgotten_meanwhile() -> None:
    queued(at=START)
    slow = leased(START)
    Notification.objects.all().delete()
    outcome = Outcome("email", "no answer")
    assert notification_settle(leased=slow, outcome=outcome, providers=1, now=START, chance=0.5) is None
    assert Notification.objects.count() == 0


def test_what_was_encrypted_under_a_key_that_is_gone_is_given_up(mail_server: MailServer, settings: Settings) -> None:
    row = queued()
    settings.ENCRYPTION_KEYS = (Fernet.generate_key().decode(),)
    assert sent() == 1
    row.refresh_from_db()
    assert (row.status, row.content, mail_server.taken) == ("FAILED", "", [])
    assert row.last_error == "The key that it was encrypted under is gone."


def test_channels_do_not_wait_for_each_other(mail_server: MailServer, termii: Provider) -> None:
    email, text = queued(), queued(Channel.SMS)
    assert sent(Channel.SMS) == 1
    email.refresh_from_db()
    text.refresh_from_db()
    assert (email.status, text.status, mail_server.taken) == ("PENDING", "SENT", [])


@pytest.mark.parametrize(
    "changes", [{"status": "SENT", "due_at": None}, {"due_at": None}, {"status": "SENT", "content": ""}]
)
def test_the_database_holds_that_what_waits_is_due_and_what_is_over_is_forgotten(changes: dict[str, object]) -> None:
    row = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.filter(pk=row.pk).update(**changes)
