"""What the runner shows: a progress bar on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text


class Display:
    """The console of one run. A terminal that is gone stops nothing: what cannot be shown is dropped."""

    def __init__(self) -> None:
        """Show the bar."""
        self._out = Console(highlight=False, soft_wrap=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=self._out,
            transient=True,
            disable=not self._out.is_terminal,
        )
        self._task = self._progress.add_task("starting", total=None)
        self._progress.start()

    def say(self, text: str, style: str = "") -> None:
        """Print a line as it is."""
        try:
            self._out.print(Text(text, style=style))
        except (OSError, SystemExit):
            self._out.quiet = True

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Name what is being done, then how long it took."""
        began = time.monotonic()
        self._progress.update(self._task, description=title)
        yield
        self._progress.advance(self._task)
        self.say(f"✓ {title}  {time.monotonic() - began:.1f} s", "green")

    def end_progress(self) -> None:
        """Take the bar away."""
        try:
            self._progress.stop()
        except (OSError, SystemExit):
            self._out.quiet = True
