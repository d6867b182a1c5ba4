"""What ends a run early."""


class BenchFault(Exception):  # noqa: N818  (shown to people, not raised at callers)
    """The run cannot go on; the message says what to do."""
