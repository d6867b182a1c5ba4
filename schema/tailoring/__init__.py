"""The wire of `tailoring`."""
