"""Live payouts: for those who manage them, each fact once, nothing for anybody else."""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from fashionistar.kernel.actor import Actor
from fashionistar.payouts.models import Payout
from fashionistar.payouts.outcomes import drop
from schema.lib.context import WireContext
from schema.root import schema
from tests.payouts.paying_out import account_of, earn, reserved
from tests.people import People, acting
from tests.wire.client import gid
from tests.wire.test_subscriptions import Watch, relayed

LIVE = """subscription($id: ID!) { payoutUpdated(vendorId: $id) {
  cursor event { type } payout { status amount { amount } } } }"""


async def watching(actor: Actor, shop: str) -> Watch:
    """Subscribe to a shop's payouts."""
    found = await schema.subscribe(LIVE, {"id": shop}, context_value=WireContext(actor=actor))
    return Watch(found, "payoutUpdated")  # type: ignore[arg-type]


def begun(people: People) -> Payout:
    payout = reserved(people.atelier)
    relayed()
    return payout


def ended(payout: Payout) -> None:
    with transaction.atomic():
        drop(payout, "", now=timezone.now())
    relayed()


@pytest.mark.django_db(transaction=True)
async def test_a_shops_payouts_are_watched_by_those_who_manage_them(transactional_db: None) -> None:
    people = People()

    def prepared() -> tuple[str, Actor, Actor]:
        assert people.bisi
        earn(people.atelier, 5_000_00)
        account_of(people.atelier)
        relayed()
        return gid(people.atelier), acting(people.ada), acting(people.bisi)

    shop, ada, bisi = await sync_to_async(prepared)()
    assert await (await watching(bisi, shop)).next() is None
    hers = await watching(ada, shop)
    first = await hers.next()
    assert (first["event"], first["payout"]) == (None, None)
    payout = await sync_to_async(begun)(people)
    assert await hers.next() | {"cursor": ""} == {
        "cursor": "",
        "event": {"type": "PayoutRequested"},
        "payout": {"status": "REQUESTED", "amount": {"amount": "5000.00"}},
    }
    await sync_to_async(ended)(payout)
    assert (await hers.next())["payout"]["status"] == "CANCELLED"
    await hers.stream.aclose()
