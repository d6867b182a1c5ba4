"""Runs `tests/dying.py`: processes that are really killed, one after the other, on the database of the test."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

KILLED, LIVED = "-9", "0"


def run_in_turn(*deeds: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Let a process each do a deed and be killed at a function, or at "-" not at all.

    Returns:
        What stood in the database before each of them, what it did, and how it ended.
    """
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    ours = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PAYSTACK_BASE_URL": settings.PAYSTACK_BASE_URL,
        "PAYSTACK_SECRET_KEY": settings.PAYSTACK_SECRET_KEY,
        "PYTHONPATH": "platform:.",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.dying", *(word for deed in deeds for word in deed)],
        env=os.environ | ours,
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split(" | ") for line in done.stdout.splitlines()]
    assert [len(line) for line in lines] == [3] * len(deeds), done.stdout + done.stderr
    return [(before, what, ended) for before, what, ended in lines]
