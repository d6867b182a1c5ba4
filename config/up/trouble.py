"""What can go wrong at a start, said in one line that tells what to do."""


class Trouble(Exception):  # noqa: N818  (it is told to a person, not handled)
    """A start that cannot go on. Its text is one line: what is wrong, and what to do."""
