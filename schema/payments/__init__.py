"""The wire of `payments`."""
