"""The wire of `reconciliation`."""
