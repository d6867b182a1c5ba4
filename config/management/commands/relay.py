"""`manage.py relay`: deliver recorded facts to their handlers until told to stop."""

import signal
import time
from types import FrameType
from typing import Any, override

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from fashionistar.relay import deliver_due

_log = structlog.get_logger("fashionistar.relay")
_RECONNECT_SECONDS = 1.0


class Command(BaseCommand):
    """Runs the relay; several may run at once."""

    help = "Deliver recorded facts to their handlers until SIGTERM or SIGINT."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Poll; while facts are due, do not wait."""
        stopping = False

        def stop(_signum: int, _frame: FrameType | None) -> None:
            # Not an Event: a second signal would wait for the lock with which the first one sets it.
            nonlocal stopping
            stopping = True

        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, stop)
        self.stdout.write("relay ready")
        self.stdout.flush()
        while not stopping:
            try:
                taken = deliver_due(clock=timezone.now)
            except DatabaseError as error:
                _log.warning("database out of reach, trying again", error=type(error).__name__)
                connection.close()
                time.sleep(_RECONNECT_SECONDS)
                continue
            if taken == 0:
                close_old_connections()
                time.sleep(settings.RELAY_POLL_SECONDS)
