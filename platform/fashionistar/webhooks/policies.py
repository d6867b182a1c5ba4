"""How many webhooks a shop may have."""

#: More would only multiply what one change costs.
MAX_ENDPOINTS = 20
