"""A worker that is killed while it sends a payout: the next one finishes, and the gateway has it exactly once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from fashionistar.payments.gateways import payout_gateway_named
from fashionistar.payouts.models import Payout
from fashionistar.payouts.tasks import sweep_payouts
from tests.emulator import SECRET_KEY, PaystackEmulator
from tests.house.tree import ROOT
from tests.payouts.paying_out import assert_books_are_right, earn, figures, known_account_of, reserved
from tests.people import People

MOMENTS = ("before", "after")


def die_while_sending(payouts: dict[str, Payout], paystack: PaystackEmulator) -> list[str]:
    """Let a process for each send its payout and be killed at the moment; returns how they ended."""
    server, _, options = os.environ["DATABASE_URL"].partition("?")
    environment = os.environ | {
        "DATABASE_URL": f"{server.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{options}".removesuffix("?"),
        "PAYSTACK_SECRET_KEY": SECRET_KEY,
        "PAYSTACK_BASE_URL": paystack.url,
        "PYTHONPATH": f"{ROOT / 'platform'}:{ROOT}",
    }
    named = [f"{moment}={payout.pk}" for moment, payout in payouts.items()]
    command = [sys.executable, "-m", "tests.payouts.dying", *named]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_a_payout_that_the_next_one_finishes(people: People, paystack: PaystackEmulator) -> None:
    paystack.balance("NGN", 1_000_000_00)
    payouts = {}
    for moment, shop in zip(MOMENTS, (people.atelier, people.boutique), strict=True):
        earn(shop, 5_000_00)
        known_account_of(shop)
        payouts[moment] = reserved(shop)
    assert die_while_sending(payouts, paystack) == [str(-signal.SIGKILL)] * 2
    sweep_payouts()  # the dead ones' leases hold
    seen = Payout.objects.values_list("status", "attempts")
    assert list(seen) == [("SENDING", 1)] * 2
    assert [transfers_of(payouts[moment]) for moment in MOMENTS] == [[], [5_000_00]]
    for _ in range(2):
        Payout.objects.update(due_at=timezone.now())
        sweep_payouts()
    assert list(seen.all()) == [("SUCCEEDED", 2)] * 2
    assert [transfers_of(payouts[moment]) for moment in MOMENTS] == [[5_000_00]] * 2
    assert figures(people.atelier) == figures(people.boutique) == {"payable": 0, "reserved": 0, "transit": 0}
    assert_books_are_right()


def transfers_of(payout: Payout) -> list[int]:
    """The amounts of all transfers that the gateway has under the payout's reference."""
    since = timezone.now() - timedelta(days=1)
    listed = payout_gateway_named("paystack").transfers(since=since, until=since + timedelta(days=2))
    return [row.amount_minor for row in listed if row.reference == payout.reference]
