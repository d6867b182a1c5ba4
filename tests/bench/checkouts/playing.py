"""Plays recorded checkouts by psycopg alone. Imported when Django is set up."""

from collections.abc import Sequence
from uuid import uuid4

import psycopg

from schema.lib.ids import row_id
from tests.bench.checkouts.buyers import to_gateway
from tests.bench.checkouts.market import Market
from tests.bench.checkouts.recording import Script, Slots, Statement

_PAGE = {"amount": "500000", "currency": "NGN", "email": "dami@example.com"}


class Player:
    """Sends a script's statements, prepared, in the script's transactions, on a connection of its own."""

    def __init__(self, market: Market, script: Script, *, gateway: bool) -> None:
        """Connect.

        Args:
            market: Where.
            script: What.
            gateway: Whether a payment page is opened, too, between its transactions.
        """
        self._script = script
        self._base = psycopg.connect(market.url, autocommit=True, prepare_threshold=0)
        self._gateway = to_gateway(market) if gateway else None

    def check_out(self, cart: str) -> str | None:
        """Complete a cart; returns the payment's reference, or None if the database refused for want of units."""
        reference = f"FS-{uuid4().hex}"
        given = {"cart": str(row_id(cart, "Cart")), "cart_id": cart, "key": str(uuid4()), "reference": reference}
        slots = [given[name] for name in self._script.given]
        slots += [""] * (self._script.slots - len(slots))
        placing, *others = self._script.transactions
        try:
            self._run(placing, slots)
        except psycopg.errors.CheckViolation:
            return None
        if self._gateway is not None:
            self._gateway.post("/transaction/initialize", _PAGE | {"reference": reference})
        for each in others:
            self._run(each, slots)
        return reference

    def _run(self, statements: Sequence[Statement], slots: Slots) -> None:
        if len(statements) == 1:
            self._play(statements[0], slots)
            return
        with self._base.transaction():
            for each in statements:
                self._play(each, slots)

    def _play(self, statement: Statement, slots: Slots) -> None:
        cursor = self._base.execute(statement.sql, [fill(slots) for fill in statement.fills])
        if cursor.description is None:
            return
        rows = cursor.fetchall()
        for row, column, slot in statement.learns:
            slots[slot] = str(rows[row][column])
