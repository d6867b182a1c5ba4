"""Use-cases of fitting, one file each."""
