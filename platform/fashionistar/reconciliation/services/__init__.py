"""Use-cases of reconciliation, one file each."""
