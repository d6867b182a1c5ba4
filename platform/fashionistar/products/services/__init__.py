"""Use-cases of products, one file each."""
