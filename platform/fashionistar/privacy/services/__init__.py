"""Use-cases of privacy, one file each."""
