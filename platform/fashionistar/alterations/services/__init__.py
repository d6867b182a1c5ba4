"""Use-cases of alterations, one file each."""
