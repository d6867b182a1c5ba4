"""Use-cases of vendors, one file each."""
