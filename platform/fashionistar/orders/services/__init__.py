"""Use-cases of orders, one file each."""
