"""What a purchase costs, and how much of the database's speed is left of it?

    uv run poe checkouts                         about two minutes
    uv run poe checkouts --rounds 1 --scale 0.3  a short look

Everything that a purchase passes through runs as `manage.py up` starts it: a durable PostgreSQL, Valkey, one uvicorn,
relay, Celery worker, Paystack emulator; the settings are production's. Buyers are guests over HTTP.

What is compared, in turns, in one run and one database
    server          `checkoutComplete` over HTTP, from sending it to having read the order and its payment page's URL.
    SQL             the statements that one such checkout executes, recorded from one, with its own transactions, by
                    psycopg, prepared, on a connection of each buyer's own: what the database alone can bear.
    SQL + gateway   the same, then the HTTP request that opens the payment page at the emulator, from a connection that
                    is kept alive: what nobody can do without who asks this gateway before she answers.

In which cases
    one buyer       checkouts one after the other, of many SKUs.
    16 buyers       at the same time, each one after the other, of many SKUs: at most one of each at a time.
    one SKU         the same 16, all of the same SKU, of which there is less than they want. Exactly the stock is sold,
                    everybody else is told INSUFFICIENT_STOCK; checked. The rate counts sales until the last one.

A cart of one line is made and filled by the wire before a turn, and what a turn left for the relay is delivered before
the next one begins; neither is timed. `ratio` is the median over rounds of the server's rate by the other's.

Whole purchases, by one buyer and by 16: cart, line, checkout, payment at the emulator; it is over when the order is
PAID and the ledger has its money in escrow, by webhook, worker and relay. `ledger_verify`'s checks are run at the end.
CPU is in seconds of each process, by order.
"""
