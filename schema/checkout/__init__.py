"""The wire of `checkout`."""
