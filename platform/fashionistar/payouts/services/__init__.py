"""Use-cases of payouts, one file each."""
