"""The wire of `fitting`."""
