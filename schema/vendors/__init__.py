"""The wire of `vendors`."""
