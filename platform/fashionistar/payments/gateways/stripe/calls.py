"""Calls of Stripe's SDK, and its errors in ours."""

import re
from collections.abc import Callable, Iterator

import stripe
from stripe import ListObject, RequestsClient, StripeClient, StripeObject

from fashionistar.payments.gateway_errors import (
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayError,
    GatewayRejected,
    GatewayUnauthorized,
    GatewayUnavailable,
)
from fashionistar.payments.gateways.reading import Data
from fashionistar.payments.gateways.stripe.reading import rows

#: To connect and to read, in seconds.
_TIMEOUT = (5.0, 20.0)


def make_client(secret_key: str, api_base: str, timeout: float | tuple[float, float] | None) -> StripeClient:
    """Make the SDK's client: it never tries again by itself, and waits no longer than we say.

    Raises:
        ValueError: The key could not be a header's value.
    """
    if not re.fullmatch(r"[!-~]+", secret_key):
        raise ValueError("The Stripe secret key must be printable ASCII without spaces or line breaks.")
    return StripeClient(
        secret_key,
        base_addresses={"api": api_base},
        max_network_retries=0,
        http_client=RequestsClient(timeout=timeout or _TIMEOUT),
    )


def write(ask: Callable[[], StripeObject], *, missing: type[GatewayRejected] = GatewayRejected) -> Data:
    """Call once; return the object.

    Args:
        ask: The call.
        missing: What to raise where Stripe knows no such object.

    Raises:
        GatewayError: It was not done, as far as we know.
    """
    return _ask(ask, missing).to_dict()


def read(ask: Callable[[], StripeObject], *, missing: type[GatewayRejected] = GatewayRejected) -> Data:
    """Call, once more if there is no answer; return the object."""
    return _ask_twice(ask, missing).to_dict()


def listed[Row: StripeObject](ask: Callable[[], ListObject[Row]]) -> Iterator[Data]:
    """Give every row of a list, following its pages."""
    page = _ask_twice(ask)
    while True:
        told = page.to_dict()
        yield from rows(told)
        if told.get("has_more") is not True:
            return
        page = _ask_twice(page.next_page)


def _ask_twice[Answer: StripeObject](
    ask: Callable[[], Answer], missing: type[GatewayRejected] = GatewayRejected
) -> Answer:
    try:
        return _ask(ask, missing)
    except GatewayUnavailable:
        return _ask(ask, missing)


def _ask[Answer: StripeObject](ask: Callable[[], Answer], missing: type[GatewayRejected]) -> Answer:
    try:
        answer = ask()
    except stripe.StripeError as error:
        # The cause is left out: it carries what was sent.
        raise _refusal(error, missing) from None
    if not hasattr(answer, "to_dict"):
        raise GatewayAnswerInvalid("Stripe's answer is not an object.")
    return answer


def _refusal(error: stripe.StripeError, missing: type[GatewayRejected]) -> GatewayError:
    code = error.http_status
    if isinstance(error, stripe.APIConnectionError):
        kind = type(error.__cause__ or error.__context__ or error).__name__
        return GatewayUnavailable(f"Stripe does not answer ({kind}); try again later.")
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return GatewayUnauthorized("Stripe refuses our key; check STRIPE_SECRET_KEY.")
    if isinstance(error, stripe.RateLimitError) or code in {408, 409, 429} or (code or 500) >= 500:
        return GatewayUnavailable(f"Stripe is not available (HTTP {code}); try again later.")
    if code is not None and code < 400:
        return GatewayAnswerInvalid(f"Stripe's answer (HTTP {code}) cannot be read.")
    reason = f"Stripe says: {(error.user_message or f'HTTP {code}')[:200]}"
    if isinstance(error, stripe.IdempotencyError):
        return DuplicateReference(reason)
    return missing(reason) if error.code == "resource_missing" else GatewayRejected(reason)
