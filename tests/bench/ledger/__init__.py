"""How much of the database's speed is left of a transfer that goes through the ledger's service?

    uv run poe ledger                             about a minute and a half
    uv run poe ledger --seconds 0.5 --rounds 1    a short look

A transfer moves an amount between two wallets in a transaction of its own. `spread` picks two of 1,000 wallets,
`contended` always takes from the same one, so that transfers wait for each other's commit. Each is done by one client
and by 16 (threads of one process, each with its own connection), through `transfer_post` and as the same statements by
psycopg, in turns, on one server and one database, whose guards work for both. `ratio` is the service's rate by the raw
one's, the median of the rounds. The books are verified afterwards.
"""
