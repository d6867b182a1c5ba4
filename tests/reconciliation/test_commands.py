"""What operators see: the command's tables, `ledger_verify`, gauges and log lines."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from fashionistar.reconciliation.models import ReconciliationDifference, ReconciliationRun
from tests.reconciliation.market import Market

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(paystack_market: Market, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Market:
    """A market whose operator does not wait, and has a wide screen."""
    monkeypatch.setenv("COLUMNS", "200")
    settings.RECONCILIATION_GRACE = timedelta()
    return paystack_market


def today() -> str:
    return str(timezone.now().date())


def test_the_command_shows_what_both_sides_counted(market: Market, capsys: pytest.CaptureFixture[str]) -> None:
    market.sold()
    call_command("reconcile", "--gateway", "paystack", "--day", today())
    shown = capsys.readouterr().out
    assert "1: 45,000.00" in shown
    assert "Gateways and books agree." in shown
    call_command("reconcile")
    assert "nothing" in capsys.readouterr().out
    assert ReconciliationRun.objects.count() == 2


def test_the_command_names_what_is_open_and_fails(market: Market, capsys: pytest.CaptureFixture[str]) -> None:
    market.foreign("another-shop-7")
    market.rig.settings(overrides={"currency": "XYZ"})
    with pytest.raises(CommandError, match="1 differences are open"):
        call_command("reconcile", "--day", today())
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("MISSING_IN_BOOKS", "another-shop-7", "70000 minor", "≠"))


@pytest.mark.parametrize(
    ("words", "reason"), [(["--gateway", "cowries"], "not configured"), (["--day", "2999-01-01"], "yet to come")]
)
def test_the_command_says_what_cannot_be(market: Market, words: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("reconcile", *words)
    assert ReconciliationRun.objects.count() == 0


def test_the_command_says_that_a_gateway_is_down(market: Market) -> None:
    market.rig.settings(fail_next=9)
    with pytest.raises(CommandError, match="not available"):
        call_command("reconcile", "--day", today())
    assert ReconciliationRun.objects.get().status == "FAILED"


def test_an_open_difference_alarms_whoever_looks(
    market: Market, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.METRICS_TOKEN = "scrape-me"
    reference = market.foreign()
    with capture_logs() as logs:
        market.reconcile()
    differing = [line for line in logs if line["event"] == "gateway and books differ"]
    assert [(line["log_level"], line["reference"], line["kind"]) for line in differing] == [
        ("error", reference, "MISSING_IN_BOOKS")
    ]
    with pytest.raises(CommandError, match="1 faults"):
        call_command("ledger_verify")
    assert f"paystack MISSING_IN_BOOKS {reference}" in capsys.readouterr().out
    name = 'fashionistar_reconciliation_differences_open{gateway="paystack",kind="MISSING_IN_BOOKS"}'
    assert f"{name} 1.0" in scraped()
    assert 'fashionistar_reconciliation_age_seconds{gateway="paystack"}' in scraped()

    row = ReconciliationDifference.objects.get()
    ReconciliationDifference.objects.filter(pk=row.pk).update(
        resolved_at=timezone.now(), resolved_by="system", resolution="Ours"
    )
    call_command("ledger_verify")
    assert name not in scraped()


def scraped() -> str:
    """What Prometheus reads."""
    return Client().get("/metrics", headers={"Authorization": "Bearer scrape-me"}).content.decode()
