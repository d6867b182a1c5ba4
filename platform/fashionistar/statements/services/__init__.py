"""Use-cases of statements, one file each."""
