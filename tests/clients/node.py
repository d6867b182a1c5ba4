"""Processes of Node that a test talks with, a line at a time."""

import subprocess
from contextlib import ExitStack
from pathlib import Path
from random import SystemRandom

HERE = Path(__file__).parent


class Node:
    """A script of this folder at work; its first argument, `seed`, says when its network fails."""

    def __init__(self, stack: ExitStack, script: str, *words: str) -> None:
        self.seed = SystemRandom().randrange(2**31)
        command = ["node", script, str(self.seed), *words]
        self.process = stack.enter_context(
            subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        stack.callback(self.process.kill)

    def hear(self) -> str:
        """The next line; nothing once it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self, line: str) -> None:
        """Say a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
