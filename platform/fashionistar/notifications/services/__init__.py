"""Use-cases of `notifications`, a file each."""
