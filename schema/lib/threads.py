"""How async code enters Django's ORM: in a database thread, leaving no connection behind."""

from collections.abc import Callable

from asgiref.sync import SyncToAsync, sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection


async def in_thread[Result](work: Callable[[], Result]) -> Result:
    """Run sync code in the request's database thread, or in any where there is no request, as in a WebSocket.

    The connection goes back to the pool with the end of the work, unless a transaction around it goes on.
    """

    def run() -> Result:
        try:
            return work()
        finally:
            if not connection.in_atomic_block:
                close_old_connections()

    of_a_request = SyncToAsync.thread_sensitive_context.get(None) is not None
    # Reads that must see a test's transaction run where it is.
    return await sync_to_async(run, thread_sensitive=of_a_request or not settings.READ_POOL_MAX)()
