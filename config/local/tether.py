"""Starts a program so that it dies with its parent: `python -I -S tether.py PARENT UID GID SIGNAL program args…`.

It is a script of its own and not a `preexec_fn`, which may deadlock in a process that has threads. `UID` and `GID` are
-1 to keep those of the parent. The standard library is all it may import.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Change the user, tie this process to its parent, become the program."""
    parent, uid, gid, death_signal = (int(argument) for argument in arguments[:4])
    if uid >= 0:
        os.setgroups([gid])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of user, which would clear it.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the runner is gone")
    # Python ignores these two, and a program that we become would inherit that.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execv(arguments[4], arguments[4:])  # noqa: S606  (our own programs)


if __name__ == "__main__":
    main(sys.argv[1:])
