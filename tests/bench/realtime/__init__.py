"""Live streams under load.

    uv run poe realtime                                     2,000 subscriptions, 200 facts a second, for 30 seconds
    uv run poe realtime --subscriptions 50 --seconds 2      small, to see that it runs

One server process, one relay, PostgreSQL and Valkey, and in this process the subscribers (`graphql-transport-ws`, one
socket each, each watching a cart of its own) and whoever commits the facts. A fact's time runs from when its commit
returned to when its subscriber has it. Then every socket is cut at once, while facts go on, and opened again with
`after:`. In the end what each subscriber was told is compared with the log: nothing missed, nothing doubled, in order.

The baseline, in the same run: the same number of sockets on the same server, each asking `{ __typename }` at the same
rate, so that the ratio says what the log, the relay, the wake-up, the check and the read add to a bare answer.
"""
