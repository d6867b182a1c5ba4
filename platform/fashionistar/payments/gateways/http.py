"""HTTP of gateways with a bearer key and a JSON envelope: one pooled client, and what its failures mean."""

import re
from collections.abc import Callable, Mapping

import httpx
import orjson

from fashionistar.payments.gateway_errors import GatewayError, GatewayUnauthorized, GatewayUnavailable
from fashionistar.payments.gateways.reading import Data, parse_object

_TIMEOUT = httpx.Timeout(connect=5, read=20, write=10, pool=5)
_LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30)


class GatewayHttp:
    """One thread-safe HTTP client under the merchant's key, for as long as the process lives."""

    def __init__(
        self,
        *,
        title: str,
        secret_key: str,
        base_url: str,
        timeout: httpx.Timeout | None,
        refusal: Callable[[Data, int], GatewayError | None],
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Args:
            title: The gateway's name as people write it.
            secret_key: Sent as a bearer token.
            base_url: Where its API is.
            timeout: Of one request; 20 s for an answer unless said.
            refusal: Reads an envelope and the HTTP status: the error that it means, or None for a success.

        Raises:
            ValueError: The key could not be a header's value.
        """
        # The HTTP library would name an unusable key in its error.
        if not re.fullmatch(r"[!-~]+", secret_key):
            raise ValueError(f"The {title} secret key must be printable ASCII without spaces or line breaks.")
        self._title = title
        self._refusal = refusal
        self._client = httpx.Client(
            base_url=base_url,
            timeout=timeout or _TIMEOUT,
            limits=_LIMITS,
            headers={"Authorization": f"Bearer {secret_key}", "Accept": "application/json"},
        )

    @property
    def host(self) -> str:
        """Where requests go."""
        return str(self._client.base_url)

    @property
    def timeout(self) -> httpx.Timeout:
        """How long one request may take."""
        return self._client.timeout

    def close(self) -> None:
        """Close the pooled connections."""
        self._client.close()

    def send(self, method: str, path: str, content: Mapping[str, object]) -> Data:
        """Send an object, once; return the envelope of a success.

        Raises:
            GatewayError: It was refused, or there is no usable answer.
        """
        body, headers = orjson.dumps(content), {"Content-Type": "application/json"}
        return self._answer(self._client.build_request(method, path, content=body, headers=headers))

    def ask(self, path: str, params: Mapping[str, str]) -> Data:
        """Ask, once more if there is no answer; return the envelope of a success.

        Raises:
            GatewayError: It was refused, or there is no usable answer.
        """
        request = self._client.build_request("GET", path, params=params)
        try:
            return self._answer(request)
        except GatewayUnavailable:
            return self._answer(request)

    def _answer(self, request: httpx.Request) -> Data:
        try:
            response = self._client.send(request)
        except httpx.RequestError as error:
            raise GatewayUnavailable(
                f"{self._title} does not answer ({type(error).__name__}); try again later."
            ) from error
        code = response.status_code
        if code in {408, 429} or code >= 500:
            raise GatewayUnavailable(f"{self._title} is not available (HTTP {code}); try again later.")
        if code in {401, 403}:
            raise bad_key(self._title)
        answer = parse_object(response.content, f"{self._title}'s answer (HTTP {code})")
        if refused := self._refusal(answer, code):
            raise refused
        return answer


def bad_key(title: str) -> GatewayUnauthorized:
    """The error of a gateway that refuses our key."""
    return GatewayUnauthorized(f"{title} refuses our key; check {title.upper()}_SECRET_KEY.")
