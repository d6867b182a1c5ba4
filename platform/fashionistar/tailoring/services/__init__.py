"""Use-cases of tailoring, one file each."""
