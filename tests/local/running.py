"""What runs on this machine for one data directory, and what a start that is refused says."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.live import ROOT


def belonging_to(data_dir: Path) -> dict[int, str]:
    """Living processes that name the directory in their command line or environment, with their command lines."""
    sign = str(data_dir).encode()
    found = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            command, state = (folder / "cmdline").read_bytes(), (folder / "stat").read_text().rpartition(")")[2][1]
            environment = (folder / "environ").read_bytes()
            if state != "Z" and (sign in command or sign in environment):
                found[int(folder.name)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


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
