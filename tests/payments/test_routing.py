"""Which gateways are asked, in which order: a table by currency and country."""

import pytest
from django.conf import settings

from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.gateways.routing import Gateways, Route


def gateway(name: str, *currencies: str) -> Paystack:
    made = Paystack("sk_test_suite")
    made.name, made.currencies = name, frozenset(currencies)
    return made


ALL = {
    "stripe": gateway("stripe", "NGN", "KES", "USD", "EUR", "XOF"),
    "flutterwave": gateway("flutterwave", "NGN", "KES", "XOF", "USD"),
    "paystack": gateway("paystack", "NGN", "GHS", "KES", "ZAR", "USD"),
}


@pytest.mark.parametrize(
    ("currency", "country", "names"),
    [
        ("NGN", "NG", ("paystack", "flutterwave", "stripe")),
        ("NGN", "GB", ("paystack", "stripe")),
        ("GHS", "GH", ("paystack",)),
        ("XOF", "SN", ("flutterwave", "stripe")),
        ("EUR", "FR", ("stripe",)),
        ("USD", "", ("paystack", "stripe")),
        ("JPY", "JP", ()),
    ],
)
def test_the_table_of_the_settings(currency: str, country: str, names: tuple[str, ...]) -> None:
    routes = [Route.parse(text) for text in settings.GATEWAY_ROUTES]
    assert Gateways(ALL, routes).candidates(currency=currency, country=country) == names


def test_a_gateway_without_a_key_is_passed_over() -> None:
    routes = [Route.parse(text) for text in settings.GATEWAY_ROUTES]
    some = Gateways({"stripe": ALL["stripe"]}, routes)
    assert some.candidates(currency="NGN", country="NG") == ("stripe",)


def test_a_route_may_name_countries_and_a_continent() -> None:
    route = Route.parse("paystack:NGN/KES@africa/GB")
    assert route.takes(currency="NGN", country="SN")
    assert route.takes(currency="KES", country="GB")
    assert not route.takes(currency="NGN", country="FR")
    assert not route.takes(currency="USD", country="NG")


@pytest.mark.parametrize(
    "text", ["", "Paystack", "paystack:ngn", "paystack:NGN+KES", "paystack@Africa", "paystack@NGA"]
)
def test_what_is_no_route_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no route"):
        Route.parse(text)
