"""Does a long conversation cost more than a short one?

    uv run poe chat                   about three minutes
    uv run poe chat --sizes 100 10000 a short look

One shop has conversations of 100, 10,000 and 100,000 messages beside some hundred others. Each is opened at its end,
scrolled back from its middle, jumped into, searched, and sent to; in turns, on one database. `ms` is the median;
`pages` are the pages of 8 kB that PostgreSQL looks at for the statement (EXPLAIN ANALYZE), which no busy machine can
change; `ratio` is against the smallest conversation of the same run.
"""
