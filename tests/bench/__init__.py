"""What reads cost over real HTTP, beside a plain executor, beside floors, across sizes and across servers.

    uv run poe bench                                     comparison and a first look at growth, about 3 minutes
    uv run poe bench --scales 1000,10000,100000          does a read slow down as the catalogue grows?
    uv run poe bench --servers daphne,uvicorn,granian    the same operations on each ASGI server
    uv run poe bench --storefront --products 10000       how many requests of a shop's mix one process bears
    uv run poe bench --compare --scales 1000,1000000     modes may be combined

Everything is real: embedded PostgreSQL and Valkey, a database for each size made by `seed` (whose pictures are drawn
once on a machine), the platform's own ASGI application in one process of one server, and a client in another process
that speaks HTTP/1.1 with keep-alive, on 127.0.0.1 and nowhere else. Cases are interleaved in short rounds, so that a
machine that drifts slows all of them alike; a ratio is the median over the rounds. The settings are production's, logs
included.

What is compared
    projection      `/graphql/` as it is: a read is one SQL statement.
    plain           the same schema, resolved field by field with dataloaders (`tests/projection/plain.py`). It is a
                    reference for what is right, and pages naively: beyond the first page it loads the whole list.
    empty (ASGI)    a constant answer behind the ASGI layers that GraphQL stands behind: what a server can do at most.
    empty (Django)  a constant answer of an async view behind Django's middleware: what a page costs before it begins.
    SQL (ASGI)      the list's own statement, as text, on the projection's pool: what only GraphQL adds is missing.
    SQL (Django)    the same in an async Django view.

What the columns mean
    answers/s       answers of all rounds by the seconds of all rounds, over 8 connections that each wait for an answer
                    before they ask again; so p50 is about connections by answers/s, and is not what one visitor waits.
    p50 p95 p99     milliseconds from sending a request to having read its answer, over all rounds.
    server, base    CPU milliseconds of the server's process, and of all PostgreSQL processes, for one answer. They are
                    steadier than times on a machine that has other work.
    kB              the answer's body.
    growth          the largest p50 by the smallest across the sizes, with 8 connections and with one: with one it is
                    the time of a read alone, in which nothing hides behind something else. Beside it that of the CPU.
    others          cores that other programs kept busy (in the file, and a warning): then times do not hold.
    memory          resident MiB of the server's processes after the load.

The storefront mix: 60 % product pages of random slugs, 30 % list pages (newest, by category, some pages in), 10 % cart
and account, as trusted documents. Requests are due at a fixed rate whether or not others were answered (an open loop),
and each is timed from when it was due. The rate is raised until p95 exceeds 100 ms, and the highest one that held is
reported with the products shown per second, for each busy core of the server's process, and of it and PostgreSQL's.

Every answer is checked: status 200; before the load each read is compared with what Django's ORM says, and with the
plain executor's answer; after that every answer must have the very bytes of the first.
"""
