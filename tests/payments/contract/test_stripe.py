"""What only Stripe does: keys of idempotency, sessions found by a name of ours, fees in another currency."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import DuplicateReference
from fashionistar.payments.gateway_words import GatewayStatus
from fashionistar.payments.gateways.stripe import stripe_from_settings
from fashionistar.payments.gateways.stripe.reading import intent_verification
from tests.payments.contract.rigs import Rig


@pytest.fixture
def rig(start_rig: Callable[[str], Rig]) -> Rig:
    return start_rig("stripe")


def test_the_same_reference_opens_the_same_page(rig: Rig, reference: str) -> None:
    assert rig.begin(reference) == rig.begin(reference)

    with pytest.raises(DuplicateReference, match="same parameters"):
        rig.begin(reference, amount_minor=5)


def test_after_a_day_a_reference_opens_a_new_page_and_the_payment_is_found(rig: Rig, reference: str) -> None:
    first = rig.begin(reference)
    rig.settings(forget_keys=True)
    second = rig.begin(reference)
    assert first.access_code != second.access_code

    rig.pay(second)

    assert rig.gateway.verify(reference=reference).status is GatewayStatus.SUCCESS


def test_a_fee_in_another_currency_is_not_told() -> None:
    balance = {"fee": 320, "currency": "usd"}
    intent = {
        "id": "pi_1",
        "amount": 1000,
        "amount_received": 1000,
        "currency": "ngn",
        "status": "succeeded",
        "latest_charge": {"status": "succeeded", "balance_transaction": balance},
    }

    assert intent_verification(intent).fee_minor is None
    assert intent_verification({**intent, "currency": "usd"}).fee_minor == 320
    assert intent_verification({**intent, "latest_charge": {"balance_transaction": None}}).fee_minor is None
    assert intent_verification({**intent, "latest_charge": "ch_1"}).fee_minor is None


def test_the_settings_make_the_gateway_or_none(settings: Settings, rig: Rig) -> None:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_a", "whsec_a"
    settings.STRIPE_API_BASE = rig.url
    gateway: PaymentGateway | None = stripe_from_settings()

    assert repr(gateway) == f"Stripe('{rig.url}')"
    settings.STRIPE_SECRET_KEY = ""
    assert stripe_from_settings() is None


@pytest.mark.parametrize(
    ("key", "secret", "reason"), [("sk_test_a", "", "STRIPE_WEBHOOK_SECRET"), ("sk_test_a\nb", "w", "printable ASCII")]
)
def test_unusable_secrets_are_refused_without_being_told(
    settings: Settings, key: str, secret: str, reason: str
) -> None:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = key, secret

    with pytest.raises(ImproperlyConfigured, match=reason) as caught:
        stripe_from_settings()

    assert "sk_test_a" not in str(caught.value)
