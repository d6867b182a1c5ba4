"""Waking the workers. A nudge may be lost: every nudged task also has a sweep that finds its work in the database."""

import structlog
from celery import Task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

_log = structlog.get_logger("fashionistar.nudge")


def nudge(task: Task[[str], None], row_id: str) -> None:
    """Ask a worker to look at a row now; a broker that is down is logged, the sweep comes anyway."""
    try:
        task.delay(row_id)
    except (OperationalError, RedisError, OSError) as error:
        _log.warning("broker out of reach, the sweep will do it", task=task.name, error=type(error).__name__)
