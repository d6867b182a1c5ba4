"""Runs: killed between pages, one at a time, done once, taken up, overtaken; each night, and never too late."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from fashionistar.reconciliation.models import ReconciliationRun, ReconciliationTotal, RunStatus
from fashionistar.reconciliation.runs import (
    LEASE,
    ReconciliationBusyError,
    ReconciliationOvertakenError,
    complete,
    fail,
    step_done,
    take,
)
from fashionistar.reconciliation.selectors import due_days
from fashionistar.reconciliation.tasks import reconcile_gateways
from tests.reconciliation.market import AMOUNT, FEES, Market, found, money, totals

NOW = timezone.now()
DAY = NOW.date() - timedelta(days=1)


@pytest.fixture
def market(paystack_market: Market) -> Market:
    return paystack_market


def died(*places: str) -> list[str]:
    """Let a process for each reconcile and be killed there; returns how they ended."""
    server, _, options = os.environ["DATABASE_URL"].partition("?")
    environment = os.environ | {
        "DATABASE_URL": f"{server.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{options}".removesuffix("?"),
        "PAYSTACK_BASE_URL": settings.PAYSTACK_BASE_URL,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": "platform:.",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tests.reconciliation.dying", settings.PAYSTACK_SECRET_KEY, *places],
        cwd=settings.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_between_pages_is_taken_up_and_doubles_nothing(market: Market) -> None:
    market.given_back(market.sold())
    strangers = sorted([market.foreign(), market.foreign()])
    before = money()

    assert died("charges", "refunds") == [str(-signal.SIGKILL)] * 2
    dead = ReconciliationRun.objects.get()
    assert (dead.status, dead.attempts, dead.steps_done, dead.examined) == ("RUNNING", 2, 1, 3)
    assert [row[2] for row in found()] == strangers
    with pytest.raises(ReconciliationBusyError):
        market.reconcile(after=timedelta(hours=31))
    run = market.reconcile(after=timedelta(hours=32))

    assert (run.pk, run.status, run.attempts, run.examined) == (dead.pk, "COMPLETED", 3, 4)
    assert (run.filed, run.found, [row[2] for row in found()]) == (2, 2, strangers)
    strange = 700_00 * 15 // 1000
    charges = (3, AMOUNT + 1_400_00, FEES["paystack"] + 2 * strange, 1, AMOUNT, FEES["paystack"])
    assert totals(run) == {"CHARGE": charges, "REFUND": (1, AMOUNT, 0) * 2}
    assert money() == before


@pytest.mark.django_db
def test_a_day_is_compared_once_unless_somebody_wants_it_again(market: Market) -> None:
    market.sold()
    first = market.reconcile()
    market.rig.settings(fail_next=1_000)
    assert market.reconcile().started_at == first.started_at
    market.rig.settings(fail_next=0)
    again = market.reconcile(after=timedelta(days=1, hours=1), again=True)
    assert (again.pk, again.attempts, again.examined) == (first.pk, 2, 1)
    assert again.started_at > first.started_at
    assert ReconciliationTotal.objects.count() == 1


@pytest.mark.django_db
def test_a_day_that_was_not_over_is_compared_again(market: Market) -> None:
    market.sold()
    part = market.reconcile(after=timedelta())
    whole = market.reconcile()
    assert (part.until < whole.until, part.pk == whole.pk, part.examined, whole.examined) == (True, True, 0, 1)
    assert whole.until.date() == whole.day + timedelta(days=1)


@pytest.mark.django_db
def test_one_worker_is_at_a_gateway_until_it_is_dead() -> None:
    turn = take("paystack", DAY, again=False, now=NOW)
    assert turn is not None
    assert take("stripe", DAY, again=False, now=NOW) is not None
    for day in (DAY, DAY - timedelta(days=1)):
        with pytest.raises(ReconciliationBusyError):
            take("paystack", day, again=True, now=NOW + LEASE - timedelta(seconds=1))
    step_done(turn, totals=[], examined=5, now=NOW + LEASE - timedelta(seconds=1))

    other = take("paystack", DAY - timedelta(days=1), again=False, now=NOW + 2 * LEASE)

    assert other is not None
    run = ReconciliationRun.objects.get(pk=turn.run_id)
    assert (run.status, run.message, run.steps_done) == ("FAILED", "Its worker died.", 1)
    for late in (
        lambda: step_done(turn, totals=[], examined=5, now=NOW),
        lambda: complete(turn, now=NOW),
        lambda: fail(turn, "late", now=NOW),
    ):
        with pytest.raises(ReconciliationOvertakenError):
            late()
    complete(other, now=NOW)
    again = take("paystack", DAY, again=False, now=NOW + 2 * LEASE)
    assert again is not None
    assert (again.number, again.steps_done) == (2, 1)
    assert ReconciliationRun.objects.get(pk=turn.run_id).examined == 5


@pytest.mark.django_db
def test_yesterday_is_due_and_so_is_what_stopped() -> None:
    today = NOW.date()
    assert due_days("paystack", now=NOW) == [DAY]
    for ago, status in (
        (1, RunStatus.COMPLETED),
        (2, RunStatus.FAILED),
        (3, RunStatus.COMPLETED),
        (9, RunStatus.FAILED),
    ):
        run_of(today - timedelta(days=ago), status)
    run_of(today, RunStatus.FAILED)
    assert due_days("paystack", now=NOW) == [today - timedelta(days=2), DAY]
    assert due_days("stripe", now=NOW) == [DAY]


@pytest.mark.django_db
def test_the_nightly_task_compares_each_gateway_and_goes_on_where_one_is_down(market: Market) -> None:
    reconcile_gateways()
    reconcile_gateways()
    done = ReconciliationRun.objects.get()
    assert (done.gateway, done.day, done.status, done.attempts) == ("paystack", DAY, "COMPLETED", 1)
    ReconciliationRun.objects.all().delete()
    market.rig.settings(fail_next=1_000)
    reconcile_gateways()
    assert list(ReconciliationRun.objects.values_list("status", "attempts")) == [("FAILED", 1)]
    market.rig.settings(fail_next=0)
    reconcile_gateways()
    assert list(ReconciliationRun.objects.values_list("status", "attempts")) == [("COMPLETED", 2)]


def run_of(day: date, status: RunStatus) -> ReconciliationRun:
    """A run that has ended."""
    return ReconciliationRun.objects.create(
        gateway="paystack", day=day, until=NOW, status=status, started_at=NOW, ended_at=NOW
    )
