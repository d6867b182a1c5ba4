"""The wire of `accounts`."""
