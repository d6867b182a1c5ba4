"""`python -m fashionistar.emulators.flutterwave`: run the emulator until Ctrl-C or SIGTERM."""

import sys

from fashionistar.emulators.common.serving import run
from fashionistar.emulators.flutterwave.app import create_app


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    return run("flutterwave", create_app, port=8901, arguments=arguments)


if __name__ == "__main__":
    sys.exit(main())
