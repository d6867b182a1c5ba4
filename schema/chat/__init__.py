"""The wire of `chat`."""
