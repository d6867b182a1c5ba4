"""What operators see: log lines without secrets, tasks that survive a lost broker, the admin's read-only pages."""

import json
import logging

import pytest
import structlog
from django.test import Client
from kombu.exceptions import OperationalError

from fashionistar.accounts.backends import SECOND_FACTOR_BACKEND
from fashionistar.accounts.models import User
from fashionistar.kernel import event_log
from fashionistar.kernel.logs import redact
from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.nudge import nudge
from fashionistar.kernel.request import request_scope
from fashionistar.payments.tasks import process_webhook
from tests.accounts.second_factors import app_of
from tests.checkout.shopping import order_of
from tests.factories.catalogue import garment
from tests.people import PASSWORD, People


def test_secrets_never_reach_a_log_line() -> None:
    line = redact(None, "info", {"event": "x", "Password": "a", "access_token": "b", "card_number": "c", "order": "d"})
    assert line == {
        "event": "x",
        "Password": "[hidden]",
        "access_token": "[hidden]",
        "card_number": "[hidden]",
        "order": "d",
    }


def test_a_log_line_is_one_json_object_with_the_request_id(capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.getLogger().handlers[0].formatter)
    logger = logging.getLogger("fashionistar.test")
    logger.addHandler(handler)
    try:
        with request_scope("request-12345678"):
            structlog.get_logger("fashionistar.test").warning("sold out", sku="A-1")
    finally:
        logger.removeHandler(handler)
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["event"], line["sku"], line["request_id"]) == ("sold out", "A-1", "request-12345678")


def test_a_nudge_that_no_broker_takes_is_left_to_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def unreachable(*args: str) -> None:
        asked.append(args)
        raise OperationalError("gone")

    monkeypatch.setattr(process_webhook, "delay", unreachable)
    nudge(process_webhook, "1")
    assert asked == [("1",)]


@pytest.fixture
def office(people: People, client: Client) -> Client:
    """A superuser at the admin, and one order in the house."""
    order_of(people.dami, (garment(people.atelier), 1))
    root = User.objects.create_superuser(email="admin@example.com", password=PASSWORD)
    app_of(root)
    client.force_login(root, SECOND_FACTOR_BACKEND)
    return client


@pytest.mark.parametrize(
    "page",
    [
        "kernel/outboxevent",
        "payments/payment",
        "payments/refund",
        "payments/webhookevent",
        "orders/order",
        "orders/vendororder",
        "webhooks/webhookendpoint",
        "webhooks/webhookdelivery",
        "notifications/notification",
    ],
)
def test_operators_see_and_cannot_edit(office: Client, page: str) -> None:
    assert office.get(f"/admin/{page}/").status_code == 200
    assert office.get(f"/admin/{page}/add/").status_code == 403


def test_operators_give_a_dead_event_another_life(office: Client) -> None:
    event_log.place()
    OutboxEvent.objects.update(status="DEAD", attempts=10)
    dead = list(OutboxEvent.objects.values_list("pk", flat=True))
    office.post("/admin/kernel/outboxevent/", {"action": "replay_dead", "_selected_action": dead})
    assert set(OutboxEvent.objects.values_list("status", "attempts")) == {("PENDING", 0)}


@pytest.mark.parametrize("login", ["dami@example.com", "nobody@example.com", ""])
def test_the_admin_takes_no_wrong_password(people: People, client: Client, login: str) -> None:
    assert people.dami
    assert not client.login(username=login, password="wrong-password-1")
