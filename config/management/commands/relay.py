"""`manage.py relay`: deliver recorded facts to their handlers until told to stop."""

import signal
import threading
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
        stopping = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stopping.set())
        self.stdout.write("relay ready")
        self.stdout.flush()
        while not stopping.is_set():
            try:
                taken = deliver_due(clock=timezone.now)
            except DatabaseError as error:
                _log.warning("database out of reach, trying again", error=type(error).__name__)
                connection.close()
                stopping.wait(_RECONNECT_SECONDS)
                continue
            if taken == 0:
                close_old_connections()
                stopping.wait(settings.RELAY_POLL_SECONDS)
