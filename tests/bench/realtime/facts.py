"""Commits facts at a steady rate, as `outbox.record` writes them, each with a change of the cart that it is about."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

_CHANGE = "UPDATE checkout_cart SET updated_at = now() WHERE id = %s"
_RECORD = """INSERT INTO kernel_outboxevent (type, aggregate, topics, payload, actor, request_id)
    VALUES ('CartUpdated', %(about)s::text, ARRAY[%(about)s::text], jsonb_build_object('cart_id', %(id)s::text),
            'system', 'bench')
    RETURNING event_id::text"""


@dataclass(slots=True)
class Committer:
    """When each fact was committed, by its id, and which cart it was about."""

    url: str
    carts: Sequence[UUID]
    committed: dict[str, tuple[UUID, float]] = field(default_factory=dict)

    async def run(self, rate: float, seconds: float) -> None:
        """Commit `rate` facts a second for so long; what is late is made good at once."""
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
            began = time.perf_counter()
            for number in range(int(rate * seconds)):
                ahead = number / rate - (time.perf_counter() - began)
                if ahead > 0:
                    await asyncio.sleep(ahead)
                cart = self.carts[(number * 7919) % len(self.carts)]
                async with connection.transaction(), connection.pipeline():
                    await connection.execute(_CHANGE, [cart])
                    found = await connection.execute(_RECORD, {"about": f"cart:{cart}", "id": str(cart)})
                row = await found.fetchone()
                if row is None:
                    raise RuntimeError("no id came back")
                self.committed[row[0]] = (cart, time.perf_counter())
