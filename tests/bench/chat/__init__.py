"""Does a long conversation cost more than a short one, and how many messages a second does one process carry?

    uv run poe chat                          about ten minutes
    uv run poe chat --only lengths --sizes 100 10000
    uv run poe chat --only load --conversations 200 --rates 50 --seconds 10

Lengths: one shop has conversations of 100, 10,000 and 100,000 messages beside some hundred others. Each is opened at
its end, scrolled back from its middle, jumped into, searched, and sent to; in turns, on one database. `ms` is the
median; `pages` are the pages of 8 kB that PostgreSQL looks at for the statement (EXPLAIN ANALYZE), which no busy
machine can change; `ratio` is against the smallest conversation of the same run.

Load: one server process, one relay, PostgreSQL and Valkey, and in this process the clients (`graphql-transport-ws`):
1,000 conversations, each with `messageReceived` open on both sides, every side on a socket of its own. Messages are
offered at each rate, from both sides in turn, whatever has become of those before; a message's time runs from before
it is sent to when the other side has it. In the end both sides of each conversation must have been told the same, in
order and once. Memory is the server's resident size with all open, less that with none.
"""
