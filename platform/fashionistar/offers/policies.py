"""How much an offer may say, and how long it stands."""

from datetime import timedelta

MAX_QUANTITY = 99
MAX_PRICE_MINOR = 10**12
LEAST_LIFETIME = timedelta(minutes=10)
MOST_LIFETIME = timedelta(days=60)
