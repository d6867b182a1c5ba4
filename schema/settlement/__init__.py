"""The wire of `settlement`."""
