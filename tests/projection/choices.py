"""Choices of hypothesis, without a strategy around each one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from hypothesis.control import current_build_context


class Choices:
    """What a composite strategy draws from.

    Hypothesis tries most examples again with one strategy's draw copied over another's of the same strategy. Among
    hundreds of small draws that changes next to nothing; here no two parts of an example are of the same strategy.
    """

    def __init__(self) -> None:
        """Of the example that is being drawn."""
        self._data = current_build_context().data
        self._parts = 0

    def rarely(self, of: int) -> bool:
        """True once in so many times; shrinks to False."""
        return bool(self._data.draw_boolean(1 / of))

    def below(self, number: int) -> int:
        """A number from 0; shrinks to 0."""
        return int(self._data.draw_integer(0, number - 1))

    def of[Option](self, options: Sequence[Option]) -> Option:
        """One of these; shrinks to the first."""
        return options[self.below(len(options))]

    @contextmanager
    def part(self) -> Iterator[None]:
        """What is drawn inside belongs together, and goes together when an example is made smaller."""
        self._parts += 1
        self._data.start_span(self._parts)
        yield
        self._data.stop_span()
