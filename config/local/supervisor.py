"""Keeps programs running: shows what alarms them, restarts those that die, stops them all in the end."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.local.alarms import Alarms
from config.local.child import Child, Program, stop_together
from config.local.display import Display
from config.local.faults import PlatformFault

_READY_SECONDS = 60.0
_SETTLED_SECONDS = 15.0
_RAPID_DEATHS = 5
_LOOK_SECONDS = 0.05


@dataclass(slots=True)
class _Post:
    """A place in which a program is kept running."""

    child: Child
    alarms: Alarms
    deaths: int = 0
    restart_at: float | None = None

    @property
    def program(self) -> Program:
        return self.child.program


class Supervisor:
    """The children of one run, in the order in which they started."""

    def __init__(self, logs: Path, display: Display, pause: Callable[[float], None]) -> None:
        """Start with none.

        Args:
            logs: Where each child's output goes.
            display: Where alarms are shown.
            pause: Waits so many seconds, or raises because somebody asked to stop.
        """
        self._logs = logs
        self._display = display
        self._pause = pause
        self._posts: list[_Post] = []

    def run(self, program: Program) -> None:
        """Run a program to its end.

        Raises:
            PlatformFault: It failed; its last lines were shown.
        """
        child = Child(program, self._logs)
        try:
            while child.exit_code() is None:
                self._look()
            child.new_lines()
        finally:
            stop_together([child])
        if child.exit_code() != 0:
            self._show_last_lines(child)
            raise PlatformFault(f"{program.title} failed: mend what its last lines say (all: {self._log(program)}).")

    def start(self, program: Program) -> None:
        """Start a program and keep it running from now on."""
        self._posts.append(_Post(Child(program, self._logs), Alarms(program.severe)))

    def wait_ready(self, name: str) -> None:
        """Wait until a program is ready.

        Raises:
            PlatformFault: It takes too long, or dies again and again.
        """
        post = next(post for post in self._posts if post.program.name == name)
        deadline = time.monotonic() + _READY_SECONDS
        while post.restart_at is not None or not post.child.is_ready():
            if time.monotonic() > deadline:
                self._show_last_lines(post.child)
                raise PlatformFault(
                    f"{post.program.title} was not ready in {_READY_SECONDS:.0f} s: see {self._log(post.program)}."
                )
            self._look()

    def watch(self) -> None:
        """Keep everything running until somebody asks to stop.

        Raises:
            StopRequested: Somebody did.
            PlatformFault: A program dies again and again.
        """
        while True:
            self._look()

    def stop(self, *, keep: tuple[str, ...] = ()) -> None:
        """Stop all but the named ones, politely and then for good."""
        leaving = [post for post in self._posts if post.program.name not in keep]
        self._posts = [post for post in self._posts if post.program.name in keep]
        stop_together([post.child for post in leaving])

    def _look(self) -> None:
        self._pause(_LOOK_SECONDS)
        for post in self._posts:
            if post.restart_at is None:
                self._attend(post)
            elif time.monotonic() >= post.restart_at:
                post.child = Child(post.program, self._logs)
                post.restart_at = None

    def _attend(self, post: _Post) -> None:
        # The code first: what it wrote before it died is then read to the end.
        code = post.child.exit_code()
        for text in post.alarms.of(post.child.new_lines()):
            self._display.say(f"{post.program.name}: {text}", "yellow")
        if code is not None:
            self._bury(post, code)

    def _bury(self, post: _Post, code: int) -> None:
        post.child.kill()
        settled = time.monotonic() - post.child.started > _SETTLED_SECONDS
        post.deaths = 1 if settled else post.deaths + 1
        end = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        self._display.say(f"{post.program.title} died {end}; its last lines:", "red")
        self._show_last_lines(post.child)
        if post.deaths >= _RAPID_DEATHS:
            raise PlatformFault(
                f"{post.program.title} died {post.deaths} times in a row: mend what its last lines say"
                f" (all: {self._log(post.program)}), then start again."
            )
        wait = 0.0 if post.deaths == 1 else 0.5 * 2.0 ** (post.deaths - 2)
        self._display.say(f"{post.program.title} starts again in {wait:g} s", "yellow")
        post.restart_at = time.monotonic() + wait

    def _show_last_lines(self, child: Child) -> None:
        for line in child.last_lines:
            self._display.say(f"  {line}", "dim")

    def _log(self, program: Program) -> Path:
        return self._logs / f"{program.name}.log"
