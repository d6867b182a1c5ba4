"""Adapters to Google, and the one that the settings ask for."""

from functools import cache

from django.conf import settings

from fashionistar.accounts.gateway import IdTokenVerifier
from fashionistar.accounts.gateways.google import GoogleIdTokens
from fashionistar.accounts.gateways.jwks import KeySet


@cache
def get_google() -> IdTokenVerifier | None:
    """Return the process's verifier, made on first use from the settings (`cache_clear()` forgets it).

    None where no client IDs are set: nobody signs in by Google then.
    """
    if not settings.GOOGLE_CLIENT_IDS:
        return None
    return GoogleIdTokens(settings.GOOGLE_CLIENT_IDS, KeySet(settings.GOOGLE_JWKS_URL))
