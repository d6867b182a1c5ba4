"""Which lines of a child's log people see on the console, and how they read."""

import json
import re

_LOUD = {"warning", "error", "critical"}
_DULL = {"event", "level", "logger", "timestamp", "exception", "request_id"}


class Alarms:
    """Reads one child's lines: structured warnings, severe plain lines and tracebacks come out readable."""

    def __init__(self, severe: re.Pattern[str]) -> None:
        """`severe` finds the plain lines that matter."""
        self._severe = severe
        self._in_traceback = False
        self._last = ""

    def of(self, lines: list[str]) -> list[str]:
        """What to show of these lines; what was said just before is not said again."""
        shown = []
        for line in lines:
            text = self._read(line)
            if text and text != self._last:
                shown.append(text)
                self._last = text
        return shown

    def _read(self, line: str) -> str:
        if self._in_traceback:
            self._in_traceback = line.startswith((" ", "\t"))
            return line
        if line.startswith("Traceback (most recent call last)"):
            self._in_traceback = True
            return line
        if line.startswith("{"):
            return _structured(line)
        return line if self._severe.search(line) else ""


def _structured(line: str) -> str:
    try:
        record = json.loads(line)
    except ValueError:
        return ""
    level = str(record.get("level", ""))
    if level not in _LOUD:
        return ""
    rest = " ".join(f"{key}={value}" for key, value in record.items() if key not in _DULL)
    text = f"{level}: {record.get('event', '')} {rest}".rstrip()
    exception = record.get("exception")
    return f"{text}\n{exception}" if exception else text
