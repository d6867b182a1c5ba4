"""Use-cases of webhooks, one file each."""
