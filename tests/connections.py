"""Connections to the test's database, as PostgreSQL sees them."""

from datetime import datetime

from django.db import connection


def server_time() -> datetime:
    """The time by the server's clock, now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


def connected_since(when: datetime) -> int:
    """Clients that have connected since then and are still there.

    Autovacuum comes and goes as it likes, and a thread of an earlier test may keep the connection that it had.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
            AND backend_type = 'client backend' AND backend_start > %s AND pid <> pg_backend_pid()""",
            [when],
        )
        return int(cursor.fetchone()[0])
