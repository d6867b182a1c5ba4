"""One checkout made in this process, so that its statements can be recorded. Imported when Django is set up."""

from typing import Any
from uuid import UUID, uuid4

import httpx
from asgiref.sync import async_to_sync
from django.db import connection

from config.asgi import http
from schema.lib.ids import row_id
from tests.bench.checkouts.buyers import Shopper
from tests.bench.checkouts.market import HOST
from tests.bench.checkouts.recording import Script, record
from tests.wire.client import CHECKOUT, checkout_input


def recorded(shopper: Shopper, variant: UUID) -> Script:
    """The statements of a checkout of one unit; what is given is cart, cart_id, key and reference.

    Another one goes before it, whose first statements learn what the process remembers from then on.
    """
    # Parameters are sent apart from the text, as for statements that are prepared.
    connection.settings_dict["OPTIONS"]["server_side_binding"] = True
    _check_out(shopper.fill(variant))
    cart = shopper.fill(variant)
    return record(lambda: _check_out(cart))


def _check_out(cart: str) -> dict[str, str]:
    key = str(uuid4())
    placed = async_to_sync(_asked)({"query": CHECKOUT, "variables": {"input": checkout_input(cart), "key": key}})
    payment = placed["data"]["checkoutComplete"]["payment"]
    return {"cart": str(row_id(cart, "Cart")), "cart_id": cart, "key": key, "reference": payment["reference"]}


async def _asked(content: dict[str, Any]) -> dict[str, Any]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(http), base_url=f"http://{HOST}") as client:
        answer: dict[str, Any] = (await client.post("/graphql/", json=content)).json()
        return answer
