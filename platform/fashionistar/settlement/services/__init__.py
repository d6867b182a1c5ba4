"""Use-cases of settlement, one file each."""
