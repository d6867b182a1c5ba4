"""Secrets are shown once, kept encrypted, and reach neither logs nor errors nor reads."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.sealing import opened, sealed
from fashionistar.webhooks.models import WebhookAttempt, WebhookDelivery
from fashionistar.webhooks.signing import new_secret
from tests.people import People
from tests.webhooks.receiving import LOG, ROTATE, TEST, Receiver, log_of, registered, sent, verified
from tests.wire.client import Wire, gid

READ = """query($id: ID!) { node(id: $id) { ... on WebhookEndpoint {
  id url description events selection createdAt failingSince disabledAt disabledReason vendor { name } } } }"""


def test_no_secret_reaches_a_log_line_a_read_or_another_table(
    people: People, receiver: Receiver, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    token = "path-token-of-the-receiver"
    endpoint, first = registered(people.ada, people.atelier, f"{receiver.url}/{token}")
    ada = Wire(people.ada)
    second = ada(ROTATE, input={"id": gid(endpoint)}).data["webhookSecretRotate"]["secret"]
    ada(TEST, input={"id": gid(endpoint)})
    receiver.status = 500
    assert sent(endpoint) == 1
    read = str(ada(READ, id=gid(endpoint))) + str(ada(LOG, id=gid(endpoint)))
    kept = str([list(model.objects.values()) for model in (OutboxEvent, WebhookDelivery, WebhookAttempt)])
    logged = caplog.text + "".join(capfd.readouterr())
    assert "webhook sent" in logged
    for secret in (first, second):
        assert secret.removeprefix("whsec_") not in read + kept + logged
    assert receiver.received[0].path.endswith(token)
    assert token not in logged


def test_the_same_secret_is_never_stored_alike(people: People) -> None:
    secret = new_secret()
    stored = {sealed(secret) for _ in range(5)}
    assert len(stored) == 5
    assert {opened(each) for each in stored} == {secret}


def test_a_new_key_of_ours_opens_what_the_old_one_sealed(
    people: People, receiver: Receiver, settings: Settings
) -> None:
    endpoint, secret = registered(people.ada, people.atelier, receiver.url)
    fresh = Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = (fresh, *settings.ENCRYPTION_KEYS)
    Wire(people.ada)(TEST, input={"id": gid(endpoint)})
    assert sent(endpoint) == 1
    verified(receiver.received[0], secret)


def test_a_secret_whose_key_of_ours_is_gone_is_mended_by_a_rotation(
    people: People, receiver: Receiver, settings: Settings
) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    ada = Wire(people.ada)
    ada(TEST, input={"id": gid(endpoint)})
    settings.ENCRYPTION_KEYS = (Fernet.generate_key().decode(),)
    assert (sent(endpoint), receiver.received) == (1, [])
    assert log_of(people.ada, endpoint)[0]["attempts"][0]["error"].endswith("Rotate it.")
    secret = ada(ROTATE, input={"id": gid(endpoint)}).data["webhookSecretRotate"]["secret"]
    assert sent(endpoint, at=timezone.now() + timedelta(seconds=5)) == 1
    verified(receiver.received[0], secret)
