"""What a killed run leaves running is ended by its reaper, and a reaper ends nothing of the next run."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config.local import reaper
from config.local.reaper import MARK, stop_marked
from tests.live import ROOT, belonging_to
from tests.local.running import all_end

#: Starts a part, as `up` does, and is there until it is killed.
RUNNER = """
import os, signal, subprocess, sys
from pathlib import Path
from config.local.reaper import MARK, reaper
folder, part = Path(sys.argv[1]), sys.argv[2]
with reaper(str(folder), folder / "postgres", folder / "reaper.log"):
    environment = {**os.environ, MARK: str(folder)}
    subprocess.Popen([sys.executable, "-c", part], env=environment, start_new_session=True)
    signal.pause()
"""
#: A part that stays when it is asked to stop. Each ends by itself in a minute, if a test fails.
STUBBORN = """
import signal
signal.alarm(60)
signal.signal(signal.SIGTERM, lambda *_: print("asked", flush=True))
print("ready", flush=True)
while True:
    signal.pause()
"""
POLITE = STUBBORN.replace("while True:\n    signal.pause()", "signal.pause()")
#: A part with a process of its own, which stays as long as it does.
POOLED = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {STUBBORN!r}])
{STUBBORN}
"""
type Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a program that carries the mark of the test's folder, or none."""
    with ExitStack() as stack:

        def started(code: str, *arguments: str, mark: Path | None = tmp_path) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-c", code, *arguments],
                cwd=ROOT,
                env={**os.environ} if mark is None else {**os.environ, MARK: str(mark)},
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield started


def said(process: subprocess.Popen[str]) -> str:
    """The next line of it, or of what it started."""
    assert process.stdout is not None
    return process.stdout.readline().rstrip()


def killed_run(start: Start, folder: Path, part: str) -> subprocess.Popen[str]:
    """A run of one part whose runner was killed, and whose reaper has asked the part to stop."""
    runner = start(RUNNER, str(folder), part, mark=None)
    assert said(runner) == "ready"
    runner.kill()
    assert said(runner) == "asked"
    return runner


def test_parts_of_a_killed_run_are_asked_to_stop(start: Start, tmp_path: Path) -> None:
    killed_run(start, tmp_path, POLITE)
    all_end(tmp_path)
    assert (tmp_path / "reaper.log").read_text() == ""


def test_the_next_run_ends_a_reaper_in_the_middle_of_its_grace(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_run(start, tmp_path, STUBBORN)
    hung, waiting = sorted(belonging_to(tmp_path).items(), key=lambda found: "reaper.py" in found[1])
    assert "reaper.py" in waiting[1]
    monkeypatch.setattr(reaper, "_GRACE_SECONDS", 0.3)
    [killed] = stop_marked(str(tmp_path))
    assert killed.startswith(f"{hung[0]} (")
    part = start(STUBBORN)
    assert said(part) == "ready"
    assert set(belonging_to(tmp_path)) == {part.pid}


def test_a_reaper_whose_runner_ended_before_it_started_anything_leaves_all_alone(start: Start, tmp_path: Path) -> None:
    part = start(POLITE)
    assert said(part) == "ready"
    done = subprocess.run(
        [sys.executable, "-I", reaper.__file__, str(tmp_path / "postgres")],
        env={**os.environ, MARK: str(tmp_path)},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0
    assert part.poll() is None


def test_after_an_ordinary_stop_no_reaper_is_left(tmp_path: Path) -> None:
    with reaper.reaper(str(tmp_path), tmp_path / "postgres", tmp_path / "reaper.log"):
        [command] = belonging_to(tmp_path).values()
        assert "reaper.py" in command
    assert belonging_to(tmp_path) == {}
    assert (tmp_path / "reaper.log").read_text() == ""


def test_what_a_part_started_is_left_to_it_to_stop(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaper, "_GRACE_SECONDS", 0.3)
    part = start(POOLED)
    assert [said(part), said(part)] == ["ready", "ready"]
    assert len(stop_marked(str(tmp_path))) == 2
    assert [said(part), said(part)] == ["asked", ""]
