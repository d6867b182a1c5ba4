"""An order that stored value pays is watched like any other."""

import pytest
from asgiref.sync import sync_to_async

from fashionistar.orders.events import OrderCompleted
from fashionistar.orders.models import Order
from fashionistar.wallets.spending import PayFrom
from schema.lib.ids import global_id
from tests.checkout.shopping import order_of
from tests.factories.catalogue import garment
from tests.people import People, acting
from tests.wallets.keeping import filled
from tests.wire.test_subscriptions import ORDER, relayed, tell, watch

pytestmark = pytest.mark.django_db(transaction=True)


def _bought(people: People) -> Order:
    filled(people.dami, 5_000_000)
    order = order_of(people.dami, (garment(people.atelier), 1), pay_from=PayFrom(wallet=True))
    relayed()
    return order


async def test_what_the_wallet_paid_is_watched_by_her_and_nobody_else(transactional_db: None) -> None:
    people = People()
    order = await sync_to_async(_bought)(people)
    assert order.payment_id is None
    row = global_id("Order", order.pk)
    dami = await watch(ORDER, acting(people.dami), row)
    assert (await dami.next())["order"]["status"] == "PAID"
    await sync_to_async(tell)(OrderCompleted(order_id=order.pk))
    assert await dami.types(1) == ["OrderCompleted"]
    cleo = await watch(ORDER, acting(await sync_to_async(lambda: people.cleo)()), row)
    assert await cleo.next() is None
    await dami.stream.aclose()
