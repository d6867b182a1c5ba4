"""How async code enters Django's ORM: in a database thread, leaving no connection behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import SyncToAsync, sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection


async def in_thread[Result](work: Callable[[], Result], *, executor: ThreadPoolExecutor | None = None) -> Result:
    """Run sync code in the request's database thread, or in any where there is no request, as in a WebSocket.

    The connection goes back to the pool with the end of the work, unless a transaction around it goes on.

    Args:
        work: What to run.
        executor: Whose threads, where there is no request; without one all wait for the same few.
    """

    def run() -> Result:
        try:
            return work()
        finally:
            if not connection.in_atomic_block:
                close_old_connections()

    of_a_request = SyncToAsync.thread_sensitive_context.get(None) is not None
    # Reads that must see a test's transaction run where it is.
    if of_a_request or not settings.READ_POOL_MAX:
        return await sync_to_async(run)()
    return await sync_to_async(run, thread_sensitive=False, executor=executor)()
