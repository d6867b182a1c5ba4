"""The wire of `products`."""
