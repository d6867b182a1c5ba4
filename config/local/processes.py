"""What this machine knows of processes."""

import psutil


def given_environment() -> dict[str, str]:
    """The environment as this process was given it, before settings filled in their defaults."""
    return dict(psutil.Process().environ())


def launcher() -> int | None:
    """The process id of the `uv run` that started this process, if one did."""
    parent = psutil.Process().parent()
    return int(parent.pid) if parent is not None and parent.name() == "uv" else None


def exists(pid: int) -> bool:
    """Whether there is such a process."""
    return bool(psutil.pid_exists(pid))
