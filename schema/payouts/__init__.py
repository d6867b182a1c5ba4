"""The wire of `payouts`."""
