"""What the run shows: a line for each step, and a bar that says how long the measuring will still take."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

#: Of tables in a file or a pipe.
_WIDTH = 150


class Teller:
    """The console of one run."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self.console = Console(highlight=False)
        if not self.console.is_terminal:
            self.console = Console(highlight=False, width=_WIDTH)

    def say(self, text: str, style: str = "") -> None:
        """Print a line."""
        self.console.print(text, style=style, soft_wrap=True, markup=False)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Name what is being done, then how long it took."""
        began = time.monotonic()
        with self.console.status(title):
            yield
        self.say(f"✓ {title}  {time.monotonic() - began:.1f} s", "green")

    @contextmanager
    def counting(self, title: str, total: int) -> Iterator[Callable[[str], None]]:
        """Count slices of measuring; the function takes what is being measured."""
        began = time.monotonic()
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        with Progress(
            *columns, TimeRemainingColumn(), console=self.console, transient=True, disable=not self.console.is_terminal
        ) as progress:
            task = progress.add_task(title, total=total)
            yield lambda what: progress.update(task, advance=1, description=f"{title}: {what}")
        self.say(f"✓ {title}  {time.monotonic() - began:.1f} s", "green")
