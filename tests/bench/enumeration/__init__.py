"""Can it be told from an answer, or from how long it took, whether an address has an account?

    uv run poe enumeration                   400 accounts and 400 addresses without one, about a minute
    uv run poe enumeration --addresses 2000  sees smaller differences

The platform's own server on a database of its own, over real HTTP. Each of the doors that take an address is asked
about known and unknown ones in random order, one request at a time. What is compared are whole answers, with ids and
times left out, and the times from sending to having read. AUC is the chance that a known address took longer than an
unknown one: 0.5 says that an onlooker could as well toss a coin. Beside it the same between two halves of the known
ones, which is what chance alone does in this run; `ratio` is the distance from 0.5 of the one by that of the other's
expected error.
"""
