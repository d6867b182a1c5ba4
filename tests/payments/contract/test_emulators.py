"""The emulators themselves: pages for people, webhooks that come late or again, state that survives."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from fashionistar.emulators.common.emulator import Config
from fashionistar.emulators.flutterwave.__main__ import main as run_flutterwave
from fashionistar.emulators.flutterwave.app import create_app as create_flutterwave
from fashionistar.emulators.stripe.__main__ import main as run_stripe
from fashionistar.emulators.stripe.app import create_app as create_stripe
from tests.emulator import eventually, served
from tests.payments.contract.rigs import SECRET, WEBHOOK_SECRET, Rig


@pytest.fixture
def ours(rig: Rig) -> Rig:
    """A rig whose emulator has the common page."""
    if rig.name == "paystack":
        pytest.skip("tests/payments/test_paystack_emulator.py tries it")
    return rig


def test_a_person_reads_and_pays_on_the_page(ours: Rig, reference: str) -> None:
    opened = ours.begin(reference, currency="UGX", amount_minor=150_001)
    page = httpx.get(opened.authorization_url, trust_env=False)
    assert page.status_code == 200
    assert "UGX 150,001" in page.text.replace("150001", "150,001")
    assert all(word in page.text for word in ("dami@example.com", reference, "declined"))

    declined = httpx.post(opened.authorization_url, data={"outcome": "failure"}, trust_env=False)
    assert (declined.status_code, 'role="alert"' in declined.text) == (402, True)
    ours.pay(opened)

    receipt = httpx.get(opened.authorization_url, trust_env=False)
    assert ("Paid. Thank you!" in receipt.text, "<form" in receipt.text) == (True, False)
    assert httpx.post(opened.authorization_url, data={"outcome": "success"}, trust_env=False).status_code == 409
    assert httpx.get(f"{opened.authorization_url}x", trust_env=False).status_code == 404


def test_a_webhook_may_be_late(ours: Rig, reference: str) -> None:
    ours.settings(webhook_seconds=600.0)
    ours.paid(reference)
    owed = ours.client.get("/_control/deliveries", params={"reference": reference}).json()

    assert {row["state"] for row in owed} == {"pending"}
    assert not [hook for hook in ours.arrived if reference.encode() in hook.body]


def test_unknown_knobs_and_strangers_are_refused(ours: Rig) -> None:
    for wrong in ({"nonsense": 1}, {"latency_ms": "5"}, {"refunds": "maybe"}, []):
        assert ours.client.post("/_control/settings", json=wrong).status_code == 400
    stranger = httpx.post(f"{ours.url}/_control/settings", json={}, trust_env=False)
    assert stranger.status_code == 401
    assert httpx.get(f"{ours.url}/healthz", trust_env=False).text == "ok"


@pytest.mark.parametrize("create", [create_flutterwave, create_stripe])
def test_a_webhook_is_sent_again_and_the_state_survives(create: object, tmp_path: Path) -> None:
    config = Config(
        SECRET, WEBHOOK_SECRET, tmp_path / "state.sqlite3", "http://127.0.0.1:9/hook", retry_seconds=(0.01, 0.01)
    )
    name = "stripe" if create is create_stripe else "flutterwave"

    def pay(url: str) -> None:
        rig = Rig(name, url, None, lambda: None, {}, [])
        if name == "stripe":
            line = {"line_items[0][price_data][currency]": "ngn", "line_items[0][price_data][unit_amount]": "500"}
            asked = {"mode": "payment", "success_url": "https://shop.test", "client_reference_id": "fs-1", **line}
            page = rig.client.post("/v1/checkout/sessions", data=asked).json()["url"]
        else:
            customer = {"email": "dami@example.com"}
            wanted = {"tx_ref": "fs-1", "amount": 5, "currency": "NGN", "customer": customer}
            page = rig.client.post("/v3/payments", json=wanted).json()["data"]["link"]
        httpx.post(page, data={"outcome": "success"}, trust_env=False)
        states = lambda: {  # noqa: E731
            (row["state"], row["attempts"]) for row in rig.client.get("/_control/deliveries").json()
        }
        eventually(lambda: states() == {("dead", 3)})

    with served(create(config)) as url:  # type: ignore[operator]
        pay(url)
    with served(create(config)) as url:  # type: ignore[operator]
        rows = Rig(name, url, None, lambda: None, {}, []).client.get("/_control/deliveries").json()
        assert {row["state"] for row in rows} == {"dead"}


@pytest.mark.parametrize("name", ["flutterwave", "stripe"])
@pytest.mark.parametrize("key", ["sk_live_real", "FLWSECK-real-X", "", "sk_test_é"])
def test_a_live_or_impossible_key_is_refused(name: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="key"):
        Config(key, WEBHOOK_SECRET, tmp_path / name)


@pytest.mark.parametrize("main", [run_flutterwave, run_stripe])
def test_an_emulator_is_a_command_that_says_what_is_wrong(
    main: Callable[[list[str]], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--secret-key", "sk_live_real", "--webhook-secret", "x", "--data-file", str(tmp_path / "state")]

    assert main(options) == 2
    assert "refuses live keys" in capsys.readouterr().err
