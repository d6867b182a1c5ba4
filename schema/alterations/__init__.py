"""The wire of `alterations`."""
