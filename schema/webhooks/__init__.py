"""The wire of `webhooks`."""
