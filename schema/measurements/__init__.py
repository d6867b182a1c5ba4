"""The wire of `measurements`."""
