"""Pending transfers: what they set aside cannot be spent twice, and each ends once."""

from uuid import uuid4

import pytest

from fashionistar.kernel.errors import DomainError
from fashionistar.ledger.account_refs import Credit, Debit, vendor_payable
from fashionistar.ledger.locked_accounts import InsufficientFundsError
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.services.transfer_resolve import Post, Void
from fashionistar.ledger.transfers import ReferenceTakenError
from tests.ledger.booking import CLEARING, figures, funded, move, post, purse, resolve

pytestmark = pytest.mark.django_db


def test_what_is_pending_is_set_aside_and_not_yet_anybody_elses() -> None:
    giver, taker = funded(100), purse()
    move(giver, taker, 70, pending=True)
    assert (figures(giver), figures(taker)) == ((100, 0, 70, 30), (0, 70, 0, 0))
    for source, amount in ((giver, 31), (taker, 1)):
        with pytest.raises(InsufficientFundsError):
            move(source, CLEARING, amount)
    move(giver, CLEARING, 30)
    assert figures(giver) == (70, 0, 70, 0)


@pytest.mark.parametrize(
    ("outcome", "state", "entries", "left", "arrived"),
    [(Post(), "POSTED", 2, 30, 70), (Post(25), "POSTED", 2, 75, 25), (Void(), "VOIDED", 0, 100, 0)],
)
def test_it_is_posted_or_posted_in_part_or_voided_and_the_rest_is_free(
    outcome: Post | Void, state: str, entries: int, left: int, arrived: int
) -> None:
    giver, taker = funded(100), purse()
    end = resolve(move(giver, taker, 70, pending=True), outcome)
    assert (end.state, end.entries.count(), end.kind) == (state, entries, "TEST")
    assert (figures(giver), figures(taker)) == ((left, 0, 0, left), (arrived, 0, 0, arrived))


def test_the_same_end_once_more_is_the_first_and_another_is_refused() -> None:
    giver, taker = funded(100), purse()
    pending = move(giver, taker, 70, pending=True)
    end = resolve(pending, Post(25), reference="end:1")
    assert resolve(pending, Post(25), reference="end:1").pk == end.pk
    with pytest.raises(ReferenceTakenError):
        resolve(pending, Post(26), reference="end:1")
    for outcome in (Post(), Void()):
        with pytest.raises(DomainError) as refused:
            resolve(pending, outcome, reference="end:2")
        assert refused.value.codes == ("STATUS_CONFLICT",)
    assert (figures(giver), figures(taker)) == ((75, 0, 0, 75), (25, 0, 0, 25))
    assert LedgerTransfer.objects.filter(resolves=pending).count() == 1


def test_a_transfer_of_many_entries_ends_whole() -> None:
    giver, taker, other = funded(100), purse(), vendor_payable(uuid4(), "NGN")
    pending = post(Debit(giver, 70), Credit(taker, 60), Credit(other, 10), pending=True)
    with pytest.raises(ValueError, match="one debit and one credit"):
        resolve(pending, Post(7))
    resolve(pending, Post())
    assert (figures(giver)[0], figures(taker)[0], figures(other)[0]) == (30, 60, 10)


def test_no_more_is_posted_than_is_pending_and_only_what_is_pending() -> None:
    giver, taker = funded(100), purse()
    pending = move(giver, taker, 70, pending=True)
    with pytest.raises(ValueError, match="more than the 70"):
        resolve(pending, Post(71))
    with pytest.raises(ValueError, match="above zero"):
        resolve(pending, Post(0))
    with pytest.raises(LedgerTransfer.DoesNotExist):
        resolve(move(giver, taker, 1), Post())
    assert figures(giver) == (99, 0, 70, 29)
