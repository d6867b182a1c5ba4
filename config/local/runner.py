"""`manage.py up` from its first check to its last stop."""

import sys
from dataclasses import dataclass
from pathlib import Path

from config.local.datadir import DataDir
from config.local.display import Display
from config.local.faults import PlatformFault, StopRequested
from config.local.ports import HOST, require_free
from config.local.postgres import discard_cluster
from config.local.reaper import reaper, stop_marked
from config.local.stack import Stack
from config.local.stopping import StopFlag
from config.local.supervisor import Supervisor


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What the command line says."""

    port: int
    data_dir: Path
    fresh: bool
    yes: bool
    demo: bool


def up(options: Options) -> None:
    """Start the platform, keep it running until somebody asks to stop, and leave nothing behind.

    Raises:
        PlatformFault: It cannot start, or cannot go on.
    """
    data = DataDir(options.data_dir)
    data.take(f"http://{HOST}:{options.port}/graphql/")
    try:
        if options.fresh and data.is_used() and not options.yes:
            _ask(data)
        stop = StopFlag()
        _clear(data, fresh=options.fresh)
        require_free(options.port)
        _run(options, data, stop)
    finally:
        data.release()


def _ask(data: DataDir) -> None:
    if not sys.stdin.isatty():
        raise PlatformFault(f"--fresh deletes the data in {data.path}: say --yes where nobody can be asked.")
    if input(f"Delete the data in {data.path}? [y/N] ").strip().lower() not in {"y", "yes"}:
        raise PlatformFault("nothing was deleted: start without --fresh to keep the data.")


def _clear(data: DataDir, *, fresh: bool) -> None:
    stop_marked(str(data.path))
    if fresh:
        discard_cluster(data.cluster)
        data.empty()


def _run(options: Options, data: DataDir, stop: StopFlag) -> None:
    display = Display()
    supervisor = Supervisor(data.logs, display, stop.pause)
    stack = Stack(data, display, supervisor, port=options.port, demo=options.demo)
    with reaper(str(data.path), data.cluster, data.logs / "reaper.log"):
        try:
            stack.start()
            supervisor.watch()
        except StopRequested:
            display.end_progress()
            display.say("stopping")
        finally:
            display.end_progress()
            stack.stop()
    display.say("stopped; nothing is left running")
