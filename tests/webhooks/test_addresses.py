"""Webhooks go to public addresses and nowhere else, whatever a URL or a name says."""

from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import ip_network

import pytest
from pytest_django.fixtures import Settings

from fashionistar.webhooks.addresses import TargetRefusedError, check_target, is_allowed
from fashionistar.webhooks.models import WebhookDelivery
from fashionistar.webhooks.transport import send
from tests.checkout.shopping import everything, faults
from tests.people import People
from tests.webhooks.receiving import CREATE, TEST, Receiver, log_of, receiving, registered, sent, wanted
from tests.wire.client import Wire, gid

PRIVATE = (
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::808:808",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
)
PUBLIC = ("8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.fixture
def strict(settings: Settings) -> None:
    """As in production."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ()
    settings.WEBHOOK_HTTP_ALLOWED = False


def names(**addresses: Sequence[str]) -> Callable[[str, int], Sequence[str]]:
    """A resolver that knows these names, their dots as underscores; an address is its own."""
    known = {name.replace("_", "."): found for name, found in addresses.items()}

    def lookup(host: str, port: int) -> Sequence[str]:
        return known.get(host, [host])

    return lookup


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(strict: None, address: str) -> None:
    assert not is_allowed(address)
    with pytest.raises(TargetRefusedError, match="public addresses only"):
        check_target("https://hooks.example.com/", lookup=names(hooks_example_com=[address]))
    with pytest.raises(TargetRefusedError, match="public addresses only"):
        check_target("https://hooks.example.com/", lookup=names(hooks_example_com=["8.8.8.8", address]))
    literal = f"[{address}]" if ":" in address else address
    with pytest.raises(TargetRefusedError):
        check_target(f"https://{literal}/")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(strict: None, address: str) -> None:
    assert is_allowed(address)
    assert check_target("https://hooks.example.com/a?b=c", lookup=names(hooks_example_com=[address]))


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "134744072", "8.8.8"],
)
def test_numbers_that_some_take_for_addresses_are_refused(strict: None, host: str) -> None:
    with pytest.raises(TargetRefusedError):
        check_target(f"https://{host}/")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.com/", "https://"),
        ("ftp://hooks.example.com/", "https://"),
        ("//hooks.example.com/", "https://"),
        ("https:///path", "https://"),
        ("https://ada:pass@hooks.example.com/", "user and password"),
        ("https://hooks.example.com:22/", "port"),
        ("https://hooks.example.com:80/", "port"),
        ("https://hooks.example.com:0/", "port"),
        ("https://hooks.example.com:99999/", "URL|port"),
        ("https://hooks.example.com\n/", "whole URL"),
        ("https://[::1/", "whole URL"),
        ("https://none.example.invalid/", "cannot be found"),
        ("https://" + "a" * 70 + ".example.com/", "cannot be found"),
    ],
)
def test_a_url_that_is_not_called_says_why(strict: None, url: str, said: str) -> None:
    with pytest.raises(TargetRefusedError, match=said):
        check_target(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com:8443/",
        "https://hooks.example.com:443/",
        "HTTPS://Hooks.Example.com",
        "https://HOOKS.example.com:1024/a",
    ],
)
def test_ports_of_ones_own_are_fine(strict: None, url: str) -> None:
    assert check_target(url, lookup=names(hooks_example_com=["8.8.8.8"]))


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://localhost:8443/", "https://[::1]:8443/", "http://8.8.8.8/"]
)
def test_such_a_url_cannot_be_saved(people: People, strict: None, url: str) -> None:
    given = wanted(people.atelier, url)
    before = everything()
    assert faults(Wire(people.ada)(CREATE, input=given)) == [("INVALID", ["url"])]
    assert everything() == before


def test_a_network_that_is_allowed_is_called(strict: None, settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = (ip_network("10.1.0.0/16"),)
    assert [is_allowed(each) for each in ("10.1.2.3", "::ffff:10.1.2.3", "10.2.0.1")] == [True, True, False]


def test_a_name_that_turns_private_after_it_was_saved_is_not_called(
    people: People, receiver: Receiver, settings: Settings
) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    Wire(people.ada)(TEST, input={"id": gid(endpoint)})
    settings.WEBHOOK_ALLOWED_NETWORKS = ()
    port = receiver.url.rpartition(":")[2]
    endpoint.url = f"http://hooks.example.com:{port}"
    endpoint.save()
    assert sent(endpoint, sender=partial(send, lookup=names(hooks_example_com=["127.0.0.1"]))) == 1
    assert receiver.received == []
    (line,) = log_of(people.ada, endpoint)
    assert (line["status"], line["attempts"][0]["error"]) == ("PENDING", "The host must have public addresses only.")


def test_the_connection_goes_to_the_address_that_was_checked(receiver: Receiver) -> None:
    """The name is asked for once; a second answer, which would lead elsewhere, is never asked for."""
    asked: list[str] = []
    port = receiver.url.rpartition(":")[2]

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    answer = send(f"http://hooks.example.com:{port}", headers={}, body=b"{}", lookup=rebinding)
    assert (answer.status_code, asked) == (200, ["hooks.example.com"])
    assert receiver.received[0].headers["Host"] == f"hooks.example.com:{port.partition('/')[0]}"


def test_a_redirect_to_a_private_address_leads_nowhere(people: People, receiver: Receiver) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    Wire(people.ada)(TEST, input={"id": gid(endpoint)})
    with receiving() as inner:
        receiver.status, receiver.location = 307, inner.url
        assert (sent(endpoint), inner.received) == (1, [])
    assert WebhookDelivery.objects.get().status == "PENDING"


def test_nothing_is_sent_to_a_url_that_later_settings_refuse(receiver: Receiver, settings: Settings) -> None:
    settings.WEBHOOK_HTTP_ALLOWED = False
    answer = send(receiver.url, headers={}, body=b"{}")
    assert (answer.status_code, answer.error, receiver.received) == (None, "Give a URL that begins with https://.", [])
