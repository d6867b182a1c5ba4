"""How async code enters Django's ORM: in the request's database thread, leaving no connection behind."""

from collections.abc import Callable

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection


async def in_thread[Result](work: Callable[[], Result]) -> Result:
    """Run sync code in the request's database thread.

    The connection goes back to the pool with the end of the work, unless a transaction around it goes on.
    """

    def run() -> Result:
        try:
            return work()
        finally:
            if not connection.in_atomic_block:
                close_old_connections()

    return await sync_to_async(run)()
