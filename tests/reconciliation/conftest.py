"""A gateway of its own for each test: lists show all that ever happened at it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from fashionistar.payments.gateways import forget_gateways
from tests.payments.contract.rigs import RIGS, SECRET, WEBHOOK_SECRET, Rig
from tests.people import People
from tests.reconciliation.market import Market
from tests.settlement.selling import Relay

_SETTINGS = {
    "paystack": ("PAYSTACK_BASE_URL", {"PAYSTACK_SECRET_KEY": SECRET}),
    "flutterwave": (
        "FLUTTERWAVE_BASE_URL",
        {"FLUTTERWAVE_SECRET_KEY": SECRET, "FLUTTERWAVE_WEBHOOK_HASH": WEBHOOK_SECRET},
    ),
    "stripe": ("STRIPE_API_BASE", {"STRIPE_SECRET_KEY": SECRET, "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET}),
}


@pytest.fixture
def open_at(people: People, relay: Relay, settings: Settings, tmp_path: Path) -> Iterator[Callable[[str], Market]]:
    """Opens a market at one gateway, which is then the only one; its webhooks go nowhere."""
    with ExitStack() as stack:

        def begin(name: str) -> Market:
            rig: Rig = stack.enter_context(RIGS[name](tmp_path, [], "http://127.0.0.1:9"))
            rig.settings(webhooks=False)
            address, keys = _SETTINGS[name]
            for key, value in {"PAYSTACK_SECRET_KEY": "", **keys, address: rig.url, "GATEWAY_ROUTES": [name]}.items():
                setattr(settings, key, value)
            forget_gateways()
            return Market(people, rig, relay)

        yield begin
    forget_gateways()


@pytest.fixture(params=["paystack", "flutterwave", "stripe"])
def market(request: pytest.FixtureRequest, open_at: Callable[[str], Market]) -> Market:
    """A market at each gateway in turn."""
    return open_at(request.param)


@pytest.fixture
def paystack_market(open_at: Callable[[str], Market]) -> Market:
    """A market at Paystack, where money is sent as well."""
    return open_at("paystack")
