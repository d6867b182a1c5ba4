"""The two ways in which a run ends early."""


class PlatformFault(Exception):  # noqa: N818  (shown to people, not raised at callers)
    """The platform cannot start or go on; the message is one line that says what to do."""


class StopRequested(Exception):  # noqa: N818  (not an error: somebody asked)
    """Somebody asked the platform to stop."""
