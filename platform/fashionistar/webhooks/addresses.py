"""Where webhooks may go: HTTPS to public addresses, never into our own network or a neighbour's.

A name is looked up once for each connection, every address that it has is checked, and the connection goes to one that
was checked: a name that changes its mind in between has nothing to change.
"""

import re
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpx
from django.conf import settings

type Address = IPv4Address | IPv6Address
#: Gives the addresses of a name, as texts.
type Lookup = Callable[[str, int], Sequence[str]]

_LOOKUP_SECONDS = 3.0
#: What the last label of a host looks like that resolvers take for a number: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMERIC = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)
_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: Not public, though older tables of addresses do not know it: documentation, and relays of 6to4.
_NOT_PUBLIC = (ip_network("3fff::/20"), ip_network("192.88.99.0/24"))

# Lookups have no time limit of their own.
_lookups = ThreadPoolExecutor(max_workers=32, thread_name_prefix="webhook-lookup")


class TargetRefusedError(Exception):
    """A URL that is not called, or a host that is not; the message is for people and names no address."""


def checked_url(text: str) -> httpx.URL:
    """Parse a URL and check all that can be told without looking its host up.

    Ports are the scheme's own or above 1023: what listens below (mail, shells, databases' older kin) takes no webhooks,
    and must not be spoken to by us on anybody's behalf.

    Raises:
        TargetRefusedError: It is not one that we call.
    """
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise TargetRefusedError("Give a whole URL, such as https://example.com/webhooks.") from None
    schemes = ("https", "http") if settings.WEBHOOK_HTTP_ALLOWED else ("https",)
    if url.scheme not in schemes or not url.host:
        raise TargetRefusedError("Give a URL that begins with https://.")
    if url.userinfo:
        raise TargetRefusedError("Leave user and password out of the URL; requests are signed instead.")
    if url.port is not None and not 1024 <= url.port <= 65535:
        raise TargetRefusedError("Use the scheme's own port, or one above 1023.")
    _check_spelling(url.raw_host.decode())
    return url


def checked_addresses(host: str, port: int, *, lookup: Lookup) -> list[str]:
    """Look a host up, once, and check every address that it has.

    Raises:
        TargetRefusedError: It has none, or one that is not public.
    """
    try:
        found = _lookups.submit(lookup, host, port).result(_LOOKUP_SECONDS)
    except (OSError, TimeoutError, UnicodeError):
        raise TargetRefusedError("The host cannot be found. Check its name.") from None
    if not found:
        raise TargetRefusedError("The host cannot be found. Check its name.")
    if not all(is_allowed(address) for address in found):
        raise TargetRefusedError("The host must have public addresses only.")
    return list(found)


def check_target(text: str, *, lookup: Lookup | None = None) -> str:
    """Check a URL and its host as they are now; returns the URL as it is to be stored.

    Raises:
        TargetRefusedError: It is not one that we call.
    """
    url = checked_url(text)
    checked_addresses(url.raw_host.decode(), url.port or 443, lookup=lookup or system_lookup)
    return str(url)


def system_lookup(host: str, port: int) -> list[str]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_allowed(text: str) -> bool:
    """Whether an address is public, or in a network that the settings allow."""
    try:
        address = _inner(ip_address(text))
    except ValueError:
        return False
    if any(address in network for network in settings.WEBHOOK_ALLOWED_NETWORKS):
        return True
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    known = any(address in network for network in _NOT_PUBLIC)
    return address.is_global and not address.is_multicast and not known


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def _check_spelling(host: str) -> None:
    """Refuse a number that some resolvers take for an address, so that it means the same to everybody."""
    if not _NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return
    try:
        ip_address(host)
    except ValueError:
        raise TargetRefusedError("Write the address as four numbers with dots, or give a name.") from None
