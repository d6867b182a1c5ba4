"""The wire of `orders`."""
