"""Use-cases of checkout, one file each."""
