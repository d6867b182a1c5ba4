"""What a start that is refused says, and that a run leaves nothing running."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.emulator import eventually
from tests.live import ROOT, belonging_to


def refusal(data_dir: Path, *options: str, **variables: str) -> str:
    """Run `up`, which must refuse; the one line that it says."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "manage.py", "up", "--no-demo", "--data-dir", str(data_dir), *options],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings.development", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    [line] = (done.stdout + done.stderr).strip().splitlines()
    return line


def all_end(data_dir: Path) -> None:
    """Wait until nothing of this directory runs; what still does is what the failure shows."""
    with suppress(AssertionError):
        eventually(lambda: not belonging_to(data_dir), seconds=120)
    left = belonging_to(data_dir)
    assert not left, f"still running: {left}"
